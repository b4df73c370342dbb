#include "policy/selector.h"

#include <algorithm>

namespace fleetlint::policy {

namespace {

bool fits_expression(yaml::Node expression, yaml::Node labels) {
  const std::string_view operation = expression["operator"].text();
  const yaml::Node label = labels[expression["key"].text()];
  const auto values = expression["values"].items();
  const bool is_listed =
      label && std::ranges::any_of(values, [&](yaml::Node value) { return value.text() == label.text(); });
  if (operation == "In") return is_listed;
  if (operation == "NotIn") return !is_listed;
  if (operation == "Exists") return static_cast<bool>(label);
  return operation == "DoesNotExist" && !label;
}

}  // namespace

bool selects(yaml::Node selector, yaml::Node labels) {
  for (const yaml::Entry& wanted : selector["matchLabels"].entries()) {
    const yaml::Node label = labels[wanted.key];
    if (!label || label.text() != wanted.value.text()) return false;
  }
  const auto expressions = selector["matchExpressions"].items();
  return std::ranges::all_of(expressions, [&](yaml::Node one) { return fits_expression(one, labels); });
}

bool fits_wildcard(std::string_view pattern, std::string_view name) {
  const bool open_start = pattern.starts_with('*');
  const bool open_end = pattern.size() > (open_start ? 1U : 0U) && pattern.ends_with('*');
  if (open_start) pattern.remove_prefix(1);
  if (open_end) pattern.remove_suffix(1);
  if (open_start && open_end) return name.find(pattern) != std::string_view::npos;
  if (open_start) return name.ends_with(pattern);
  return open_end ? name.starts_with(pattern) : name == pattern;
}

bool holds(yaml::Node list, std::string_view text) {
  const auto items = list.items();
  return std::ranges::any_of(items,
                             [&](yaml::Node item) { return item.text() == "*" || item.text() == text; });
}

}  // namespace fleetlint::policy
