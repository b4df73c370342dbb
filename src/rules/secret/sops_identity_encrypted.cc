#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/sops.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sops_identity_encrypted(const FileContext& file, diag::Collector& out) {
  for (const yaml::Document& document : file.stream.documents) {
    if (!secrets::sops_metadata(document.root)) continue;
    for (const std::string_view path : {"apiVersion", "kind", "metadata.name", "metadata.namespace"}) {
      const yaml::Node value = yaml::find_path(document.root, path);
      if (!value.is_scalar() || !secrets::is_encrypted_value(value.text())) continue;
      out.report(at(value),
                 "{} is encrypted, so kustomize cannot tell what object this is; encrypt with "
                 "encrypted_regex: ^(data|stringData)$",
                 quote(path));
      break;
    }
  }
}

}  // namespace fleetlint::rules::secret
