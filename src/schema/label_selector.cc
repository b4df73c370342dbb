#include "schema/label_selector.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "schema/names.h"

namespace fleetlint::schema {

void check_label_selector(yaml::Node selector, const SelectorMistake& report) {
  for (const yaml::Entry& entry : selector["matchLabels"].entries()) {
    const std::string_view key = entry.key.text();
    if (std::string mistake = qualified_name_mistake(key); !mistake.empty())
      report(entry.value, &entry, fmt::format("label key {} {}", quote(key), mistake));
    if (!entry.value.is_string()) continue;
    if (std::string mistake = label_value_mistake(entry.value.text()); !mistake.empty())
      report(entry.value, nullptr, fmt::format("label value {} {}", quote(entry.value.text()), mistake));
  }
  for (const yaml::Node requirement : selector["matchExpressions"].items()) {
    const yaml::Node key = requirement["key"];
    if (std::string mistake = qualified_name_mistake(key.text()); !mistake.empty())
      report(key ? key : requirement, nullptr, fmt::format("label key {} {}", quote(key.text()), mistake));
    const std::string_view word = requirement["operator"].text();
    const yaml::Node values = requirement["values"];
    const bool needs_values = word == "In" || word == "NotIn";
    if (!needs_values && word != "Exists" && word != "DoesNotExist") {
      report(requirement["operator"] ? requirement["operator"] : requirement, nullptr,
             fmt::format("operator {} is none of In, NotIn, Exists and DoesNotExist", quote(word)));
      continue;
    }
    if (needs_values && values.items().empty())
      report(values ? values : requirement, nullptr, fmt::format("operator {} needs values", word));
    if (!needs_values && !values.items().empty())
      report(values, nullptr, fmt::format("operator {} takes no values; remove them", word));
    for (const yaml::Node value : values.items()) {
      if (std::string mistake = label_value_mistake(value.text()); value.is_string() && !mistake.empty())
        report(value, nullptr, fmt::format("label value {} {}", quote(value.text()), mistake));
    }
  }
}

bool selects(yaml::Node selector, yaml::Node labels) {
  for (const yaml::Entry& entry : selector["matchLabels"].entries()) {
    const yaml::Node value = labels[entry.key];
    if (!value || value.text() != entry.value.text()) return false;
  }
  return std::ranges::all_of(selector["matchExpressions"].items(), [&](yaml::Node requirement) {
    const yaml::Node value = labels[requirement["key"].text()];
    const std::string_view word = requirement["operator"].text();
    const bool is_among = value && std::ranges::any_of(requirement["values"].items(), [&](yaml::Node wanted) {
                            return wanted.text() == value.text();
                          });
    if (word == "In") return is_among;
    if (word == "NotIn") return !is_among;
    if (word == "Exists") return bool(value);
    return !value;
  });
}

}  // namespace fleetlint::schema
