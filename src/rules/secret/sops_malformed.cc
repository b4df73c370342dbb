#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/sops.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sops_malformed(const FileContext& file, diag::Collector& out) {
  for (const yaml::Document& document : file.stream.documents) {
    if (!secrets::sops_metadata(document.root)) continue;
    secrets::for_each_value(document.root, [&](const std::vector<std::string_view>& path, yaml::Node value) {
      if (!secrets::is_encrypted_value(value.text())) return;
      const std::string problem = secrets::problem_of_encrypted_value(value.text());
      if (problem.empty()) return;
      out.report(at(value),
                 "the encrypted value of {} {}, so the file cannot be decrypted; take it from an earlier "
                 "commit, or encrypt it again",
                 quote(path.empty() ? std::string_view() : path.back(), 60), problem);
    });
  }
}

}  // namespace fleetlint::rules::secret
