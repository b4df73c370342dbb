#include "secrets/plain_secret.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void plain_secret(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  const secrets::PlainKeys keys = secrets::plain_keys_of(object);
  if (keys.list.empty()) return;
  const std::string subject = object.id().to_string();
  if (keys.generated) {
    out.report(at(keys.first),
               "{} is generated from plain text ({}); encrypt the source with SOPS, or use a SealedSecret or "
               "an ExternalSecret",
               subject, keys.list);
  } else {
    out.report(at(keys.first),
               "{} is in plain text ({}); encrypt it with SOPS, or use a SealedSecret or an ExternalSecret",
               subject, keys.list);
  }
}

}  // namespace fleetlint::rules::secret
