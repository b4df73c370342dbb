#include "diag/finding.h"

namespace fleetlint::diag {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "error";
}

std::optional<Severity> parse_severity(std::string_view word) {
  for (const Severity s : {Severity::info, Severity::warning, Severity::error}) {
    if (to_string(s) == word) return s;
  }
  return std::nullopt;
}

}  // namespace fleetlint::diag
