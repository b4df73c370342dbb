// From what secrets/scan.h finds in a file's text to findings on its lines.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "secrets/scan.h"

namespace fleetlint::rules::secret {

/// What `find()` sees in the file's text, looked for once for all paths that the text lies under. `what`
/// tells the finders apart.
template <typename Seen, typename Find>
std::shared_ptr<const Seen> seen_in(const FileContext& file, std::string_view what, Find find) {
  if (file.memo == nullptr || file.stream.file == source::FileId::none)
    return std::make_shared<const Seen>(find(file.text));
  const auto content = static_cast<std::uint32_t>(file.stream.file);
  return file.memo->get<Seen>("secret/" + std::string(what) + "/" + std::to_string(content),
                              [&] { return find(file.text); });
}

using Exposures = std::vector<secrets::Exposure>;

/// Reports each once for its scalar (or its line, in what is no YAML). Those within the
/// data of Secrets are left to the rules on Secrets.
void report_exposures(const FileContext& file, const Exposures& exposures, diag::Collector& out,
                      const std::function<void(diag::Place, const std::string& what)>& report);

/// The scalar that holds the byte: a suppression comment can stand at its first line,
/// not inside a block of text. Aliases lie elsewhere and are passed over.
yaml::Node scalar_at(yaml::Node node, source::FileId file, std::uint32_t offset);

}  // namespace fleetlint::rules::secret
