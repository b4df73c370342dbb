#include <fmt/format.h>

#include <map>

#include "base/strings.h"
#include "policy/enforce.h"
#include "policy/subjects.h"

namespace fleetlint::policy {

namespace {

/// Names of fields below a pod, put below the pod of the object.
std::string below_object(const kube::Object& object, const std::string& path) {
  std::string_view spec = object.pod_spec_path();
  if (spec == "spec") return path;
  spec.remove_suffix(std::string_view("spec").size());  // "spec.template."
  return std::string(spec) + path;
}

std::vector<Violation> judge(const kube::Object& object, const PodSecurityPolicy& policy) {
  std::vector<Violation> violations;
  for (PodSecurityViolation& found : check_pod(object.pod_metadata(), object.pod_spec(), policy)) {
    violations.push_back({fmt::format("{} (Pod Security check {})", found.message, found.check),
                          false,
                          {},
                          below_object(object, found.path),
                          found.node});
  }
  return violations;
}

/// A namespace that is rendered, and what its labels ask for.
struct Space {
  kube::Object name_space;
  NamespacePolicies policies;
};

}  // namespace

Enforcement enforce_pod_security(const ClusterObjects& cluster, RunMemo& memo) {
  Enforcement result;
  std::map<std::string_view, Space> spaces;
  for (const kube::Object& object : cluster.objects) {
    if (!object.is("", "Namespace")) continue;
    Space space{object, namespace_policies(object.labels())};
    for (const std::string_view key : space.policies.invalid) {
      const yaml::Node value = object.labels()[key];
      if (value.text().find("${") != std::string_view::npos) continue;  // not known here
      result.broken.push_back({object, value,
                               fmt::format("{} is no value of the label {}; levels are privileged, baseline "
                                           "and restricted, versions latest and v1.N",
                                           quote(value.text()), key)});
    }
    spaces.try_emplace(object.name(), std::move(space));
  }
  for (const kube::Object& object : cluster.objects) {
    if (!object.pod_spec()) continue;
    const auto at = spaces.find(object.name_space().empty() ? "default" : object.name_space());
    if (at == spaces.end()) continue;
    const NamespacePolicies& policies = at->second.policies;
    // A template is not refused itself, but the pods that are made of it are.
    const auto apply = [&](const PodSecurityPolicy& policy, Action action) {
      if (policy.level == PodSecurityLevel::privileged) return std::size_t{0};
      const std::string key = "policy/pod" + policy.text() + identity_text(object.node());
      const auto violations = memo.get<std::vector<Violation>>(key, [&] { return judge(object, policy); });
      for (const Violation& violation : *violations) {
        result.violations.push_back({object, at->second.name_space, action, violation});
        Violation& said = result.violations.back().violation;
        said.message = fmt::format("violates PodSecurity {}: {}", quote(policy.text()), said.message);
      }
      return violations->size();
    };
    if (apply(policies.enforce, Action::deny) > 0) continue;
    if (apply(policies.warn, Action::warn) > 0) continue;
    apply(policies.audit, Action::audit);
  }
  return result;
}

}  // namespace fleetlint::policy
