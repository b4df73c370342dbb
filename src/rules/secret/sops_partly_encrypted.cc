#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/sops.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sops_partly_encrypted(const FileContext& file, diag::Collector& out) {
  for (const yaml::Document& document : file.stream.documents) {
    const yaml::Node metadata = secrets::sops_metadata(document.root);
    if (!metadata) continue;
    const secrets::SopsChoice choice(metadata);
    secrets::for_each_value(document.root, [&](const std::vector<std::string_view>& path, yaml::Node value) {
      const std::string_view text = value.text();
      const bool encrypted = secrets::is_encrypted_value(text);
      if (choice.is_encrypted(path) == encrypted || value.is_null() || text.empty()) return;
      const std::string key = path.empty() ? std::string() : quote(path.back(), 60);
      if (encrypted) {
        out.report(at(value),
                   "{} is encrypted, though {} {} leaves it plain, so sops -d gives it out as it is; encrypt "
                   "the file again",
                   key, choice.key(), quote(choice.text()));
      } else {
        out.report(at(value),
                   "{} is in plain text in a file that SOPS encrypts ({}); encrypt it with sops edit, and "
                   "change the value",
                   key, choice.key() + " " + quote(choice.text()));
      }
    });
  }
}

}  // namespace fleetlint::rules::secret
