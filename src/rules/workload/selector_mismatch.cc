#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {
namespace {

/// Are the labels there, but no mapping, or under a name that nearly is their own? The schema says so.
bool is_spoilt(yaml::Node metadata) {
  if (const yaml::Node labels = metadata["labels"]) return !labels.is_mapping();
  constexpr std::string_view kNames[] = {"labels"};
  return std::ranges::any_of(metadata.entries(), [&](const yaml::Entry& entry) {
    return !did_you_mean(entry.key.text(), kNames).empty();
  });
}

void check_labels(yaml::Node wanted, yaml::Node labels, std::string_view path, diag::Collector& out) {
  for (const yaml::Entry& entry : wanted.entries()) {
    const std::string_view key = entry.key.text();
    const yaml::Node label = labels[entry.key];
    // Numbers and booleans are wrong types; then the schema speaks.
    if (!entry.value.is_string() || (label && !label.is_string())) continue;
    const std::string where = fmt::format("{}.{}", path, key);
    if (!label) {
      out.report(at(entry.value), "the selector wants the label {}={}, but the pod template has no label {}",
                 key, quote(entry.value.text()), quote(key))
          .object_path = where;
    } else if (label.text() != entry.value.text()) {
      // The template is what can be changed: most selectors cannot, once the object exists.
      diag::Place place = at(label);
      diag::Location wish = at(entry.value).primary;
      wish.label = "the selector";
      place.related.insert(place.related.begin(), std::move(wish));
      out.report(std::move(place), "the pod template has the label {}={}, but the selector wants {}={}", key,
                 quote(label.text()), key, quote(entry.value.text()))
          .object_path = "spec.template.metadata.labels." + std::string(key);
    }
  }
}

bool holds(std::string_view operation, yaml::Node label, yaml::Node values) {
  const auto items = values.items();
  const bool listed = label && std::any_of(items.begin(), items.end(),
                                           [&](yaml::Node v) { return v.text() == label.text(); });
  if (operation == "In") return listed;
  if (operation == "NotIn") return !listed;
  if (operation == "Exists") return static_cast<bool>(label);
  if (operation == "DoesNotExist") return !label;
  return true;  // an operator that is not there is the schema's business
}

void check_expressions(yaml::Node expressions, yaml::Node labels, std::string_view path,
                       diag::Collector& out) {
  std::size_t i = 0;
  for (const yaml::Node expression : expressions.items()) {
    const std::string_view key = expression["key"].text();
    const std::string_view operation = expression["operator"].text();
    const std::string where = fmt::format("{}[{}]", path, i++);
    if (key.empty() || holds(operation, labels[key], expression["values"])) continue;
    std::vector<std::string> values;
    for (const yaml::Node value : expression["values"].items()) values.emplace_back(value.text());
    const std::string list = values.empty() ? std::string() : fmt::format(" [{}]", join(values, ", "));
    out.report(at(expression), "the selector wants {} {}{}, which the labels of the pod template do not meet",
               key, operation, list)
        .object_path = where;
  }
}

}  // namespace

void selector_mismatch(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.pod_spec_path() != "spec.template.spec") return;
  const yaml::Node selector = object["spec"]["selector"];
  const yaml::Node labels = object.pod_metadata()["labels"];
  if (!selector.is_mapping() || is_spoilt(object.pod_metadata())) return;
  if (object.group().empty()) {  // ReplicationController
    check_labels(selector, labels, "spec.selector", out);
    return;
  }
  check_labels(selector["matchLabels"], labels, "spec.selector.matchLabels", out);
  check_expressions(selector["matchExpressions"], labels, "spec.selector.matchExpressions", out);
}

}  // namespace fleetlint::rules::workload
