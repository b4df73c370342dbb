// From what secrets/scan.h finds in a file's text to findings on its lines.
#pragma once

#include <functional>
#include <vector>

#include "rules/rule.h"
#include "secrets/scan.h"

namespace fleetlint::rules::secret {

/// Reports each once for its scalar (or its line, in what is no YAML). Those within the
/// data of Secrets are left to the rules on Secrets.
void report_exposures(const FileContext& file, const std::vector<secrets::Exposure>& exposures,
                      diag::Collector& out,
                      const std::function<void(diag::Place, const std::string& what)>& report);

/// The scalar that holds the byte: a suppression comment can stand at its first line,
/// not inside a block of text. Aliases lie elsewhere and are passed over.
yaml::Node scalar_at(yaml::Node node, source::FileId file, std::uint32_t offset);

}  // namespace fleetlint::rules::secret
