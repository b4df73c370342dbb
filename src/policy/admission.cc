#include "policy/admission.h"

#include <algorithm>

#include "base/strings.h"
#include "policy/selector.h"
#include "policy/trace.h"

namespace fleetlint::policy {

namespace {

bool fits_resource(yaml::Node rule, const Review& review, const Resource& resource) {
  const auto fits_list = [&](std::string_view field, std::string_view text) {
    const yaml::Node list = rule[field];
    return !list || holds(list, text);
  };
  if (!fits_list("apiGroups", review.object.group()) || !fits_list("apiVersions", review.object.version()))
    return false;
  const yaml::Node operations = rule["operations"];
  if (operations && !holds(operations, "CREATE")) return false;
  const auto resources = rule["resources"].items();
  const bool is_named = std::ranges::any_of(resources, [&](yaml::Node item) {
    const std::string_view text = item.text();
    return text == "*" || text == "*/*" || text == resource.plural;
  });
  if (!is_named) return false;
  const std::string_view scope = rule["scope"].text();
  if ((scope == "Cluster" && !resource.is_cluster_scoped) ||
      (scope == "Namespaced" && resource.is_cluster_scoped))
    return false;
  const auto names = rule["resourceNames"].items();
  return names.empty() ||
         std::ranges::any_of(names, [&](yaml::Node name) { return name.text() == review.object.name(); });
}

bool fits_any(yaml::Node rules, const Review& review, const Resource& resource) {
  const auto items = rules.items();
  return std::ranges::any_of(items, [&](yaml::Node rule) { return fits_resource(rule, review, resource); });
}

}  // namespace

std::string plural_of(std::string_view kind) {
  std::string text = to_lower(kind);
  const auto ends_in = [&](std::string_view tail) { return text.ends_with(tail); };
  if (text == "endpoints") return text;
  const bool vowel_y =
      text.size() > 1 && std::string_view("aeiou").find(text[text.size() - 2]) != std::string_view::npos;
  if (ends_in("y") && !vowel_y) {
    text.pop_back();
    return text + "ies";
  }
  if (ends_in("s") || ends_in("x") || ends_in("ch") || ends_in("sh")) return text + "es";
  return text + "s";
}

bool matches_resources(yaml::Node constraints, const Review& review, const Resource& resource) {
  if (!constraints || constraints.is_null()) return true;
  if (const yaml::Node rules = constraints["resourceRules"];
      !rules.items().empty() && !fits_any(rules, review, resource))
    return false;
  if (fits_any(constraints["excludeResourceRules"], review, resource)) return false;
  if (!selects(constraints["objectSelector"], review.object.labels())) return false;
  const yaml::Node spaces = constraints["namespaceSelector"];
  if (review.object.is("", "Namespace")) return selects(spaces, review.object.labels());
  return resource.is_cluster_scoped || selects(spaces, review.name_space["metadata"]["labels"]);
}

AdmissionPolicy::AdmissionPolicy(yaml::Node node, int kubernetes_minor) : object_(node) {
  const yaml::Node spec = node["spec"];
  rules_ = std::make_unique<CelRules>(spec, kubernetes_minor, std::vector<std::string>{}, mistakes_);
  fails_open_ = spec["failurePolicy"].text() == "Ignore";
}

bool AdmissionPolicy::matches(const Review& review, const Resource& resource) const {
  const yaml::Node constraints = object_.node()["spec"]["matchConstraints"];
  return constraints["resourceRules"].is_sequence() && matches_resources(constraints, review, resource);
}

std::vector<Violation> AdmissionPolicy::evaluate(Arena& arena, const Review& review,
                                                 yaml::Node params) const {
  std::vector<Violation> violations = rules_->evaluate(arena, review, params, {});
  if (fails_open_) std::erase_if(violations, [](const Violation& violation) { return violation.is_error; });
  for (Violation& violation : violations) {
    Place place = place_of_expression(review.object.node(), violation.source.text(), {"object"});
    violation.path = std::move(place.path);
    violation.node = place.node;
  }
  return violations;
}

}  // namespace fleetlint::policy
