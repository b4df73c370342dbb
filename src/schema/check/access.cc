// RBAC: rules of roles, and whom bindings name.
#include "schema/check.h"

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";

void check_rules(yaml::Node rules, bool is_cluster_role, ServerReport& out) {
  for (const yaml::Node rule : rules.items()) {
    if (!rule.is_mapping()) continue;
    const auto has = [&](std::string_view field) { return !rule[field].items().empty(); };
    const auto need = [&](std::string_view field) {
      if (!has(field) && (!rule[field] || rule[field].is_null() || rule[field].is_sequence()))
        out.required(rule, fmt::format("required field \"{}\" is {} in {}; name one at least", field,
                                       rule[field] ? "empty" : "missing", out.path_of(rule)));
    };
    need("verbs");
    if (has("nonResourceURLs")) {
      if (!is_cluster_role)
        out.conflict(rule, "nonResourceURLs", "nonResourceURLs are only for ClusterRoles");
      for (const std::string_view field : {"apiGroups", "resources", "resourceNames"}) {
        if (has(field))
          out.conflict(rule, field, fmt::format("{} stands beside nonResourceURLs; write two rules", field));
      }
    } else {
      need("apiGroups");
      need("resources");
    }
  }
}

void check_binding(const kube::Object& object, bool is_cluster_wide, ServerReport& out) {
  const yaml::Node role = object["roleRef"];
  if (role.is_mapping()) {
    const auto kind = known_text(role["kind"]);
    const bool is_good = !kind || *kind == "ClusterRole" || (*kind == "Role" && !is_cluster_wide);
    if (!is_good)
      out.invalid(role["kind"], fmt::format("kind is {}, but must be {}", quote(*kind),
                                            is_cluster_wide ? "ClusterRole" : "Role or ClusterRole"));
    if (const auto group = known_text(role["apiGroup"]); group && *group != kGroup)
      out.invalid(role["apiGroup"], fmt::format("apiGroup is {}, but must be {}", quote(*group), kGroup));
    check_text(out, role["name"], "name", path_segment_mistake);
    if (role["name"].is_string() && role["name"].text().empty()) check_needed_text(out, role, "name");
  }
  for (const yaml::Node subject : object["subjects"].items()) {
    const std::string_view kind = subject["kind"].text();
    const auto group = known_text(subject["apiGroup"]);
    if (subject["name"].is_string() && subject["name"].text().empty())
      check_needed_text(out, subject, "name");
    if (kind == "ServiceAccount") {
      if (group)
        out.invalid(subject["apiGroup"],
                    fmt::format("apiGroup is {}, but a ServiceAccount is in none; remove it", quote(*group)));
      check_text(out, subject["name"], "name", subdomain_mistake);
      const yaml::Node home = subject["namespace"];
      if (is_cluster_wide && (!home || home.is_null() || (home.is_string() && home.text().empty())))
        out.required(
            subject,
            "required field \"namespace\" is missing; a ServiceAccount in a ClusterRoleBinding needs it");
    } else if (kind == "User" || kind == "Group") {
      if (group && *group != kGroup)
        out.invalid(subject["apiGroup"],
                    fmt::format("apiGroup is {}, but must be {}", quote(*group), kGroup));
    } else if (const auto word = known_text(subject["kind"])) {
      constexpr std::string_view kKinds[] = {"ServiceAccount", "User", "Group"};
      out.invalid(subject["kind"], fmt::format("kind is {}, but must be ServiceAccount, User or Group{}",
                                               quote(*word), did_you_mean(*word, kKinds)));
    }
  }
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (object.group() != kGroup) return;
  const bool is_cluster_role = object.kind() == "ClusterRole";
  if (is_cluster_role || object.kind() == "Role") check_rules(object["rules"], is_cluster_role, out);
  if (object.kind() == "RoleBinding") check_binding(object, false, out);
  if (object.kind() == "ClusterRoleBinding") check_binding(object, true, out);
  if (const yaml::Node aggregation = object["aggregationRule"]; is_cluster_role && aggregation.is_mapping()) {
    if (aggregation["clusterRoleSelectors"].items().empty())
      out.required(aggregation, "clusterRoleSelectors needs one selector at least");
    for (const yaml::Node selector : aggregation["clusterRoleSelectors"].items())
      check_selector(out, selector);
  }
}

}  // namespace

extern const ServerCheck check_access;
const ServerCheck check_access{run};

}  // namespace fleetlint::schema
