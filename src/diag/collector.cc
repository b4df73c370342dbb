#include "diag/collector.h"

namespace fleetlint::diag {

Finding& Collector::add(std::string_view rule, Place place, std::string message) {
  Finding& finding = findings_.emplace_back();
  finding.rule = rule;
  finding.message = std::move(message);
  finding.primary = std::move(place.primary);
  finding.related = std::move(place.related);
  finding.object = object_;
  return finding;
}

void Collector::add_all(const std::vector<Finding>& findings) {
  findings_.insert(findings_.end(), findings.begin(), findings.end());
}

}  // namespace fleetlint::diag
