#include "rules/twins.h"
#include "secrets/sops.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sops_metadata_incomplete(const FileContext& file, diag::Collector& out) {
  for (const yaml::Document& document : file.stream.documents) {
    const yaml::Node metadata = secrets::sops_metadata(document.root);
    if (!metadata) {
      // Values without metadata: the key to them is gone.
      if (document.root["sops"]) continue;
      bool reported = false;
      secrets::for_each_value(
          document.root, [&](const std::vector<std::string_view>& path, yaml::Node value) {
            const bool data = !path.empty() && (path.front() == "data" || path.front() == "stringData");
            if (reported || !data || !secrets::is_encrypted_value(value.text())) return;
            reported = true;
            out.report(at(value),
                       "a value that SOPS encrypted stands in a document without \"sops\", so nobody can "
                       "decrypt it; copy whole documents");
          });
      continue;
    }
    if (!metadata["mac"] || metadata["mac"].text().empty()) {
      out.report(at_key(*document.root.find("sops")),
                 "\"sops\" has no \"mac\", so the file cannot be decrypted; encrypt it again");
    }
    if (!metadata["lastmodified"]) {
      out.report(at_key(*document.root.find("sops")),
                 "\"sops\" has no \"lastmodified\", so the file cannot be decrypted; encrypt it again");
    }
    if (secrets::recipients_of(metadata).empty()) {
      out.report(at_key(*document.root.find("sops")),
                 "\"sops\" names no recipient, so nobody can decrypt the file; encrypt it again");
    }
  }
}

}  // namespace fleetlint::rules::secret
