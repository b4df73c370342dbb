// Kubernetes' label selector syntax: `app=web,tier in (a, b),!canary`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.h"

namespace fleetlint::kustomize {

struct LabelRequirement {
  enum class Operator : std::uint8_t { exists, absent, in, not_in, greater, less };
  std::string key;
  Operator op = Operator::exists;
  std::vector<std::string> values;
};

struct LabelSelector {
  bool valid = true;
  std::vector<LabelRequirement> requirements;

  /// All requirements hold for the mapping; a selector without any matches all.
  bool matches(yaml::Node labels) const;
};

LabelSelector parse_label_selector(std::string_view text);

}  // namespace fleetlint::kustomize
