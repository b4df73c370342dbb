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

}  // namespace

Enforcement enforce_pod_security(const ClusterObjects& cluster, RunMemo& memo) {
  Enforcement result;
  std::map<std::string_view, NamespacePolicies> known;
  for (const Subject& subject : subjects_of(cluster)) {
    if (subject.object.is("", "Namespace")) {
      const NamespacePolicies policies = namespace_policies(subject.object.labels());
      for (const std::string_view key : policies.invalid) {
        const yaml::Node value = subject.object.labels()[key];
        if (value.text().find("${") != std::string_view::npos) continue;  // not known here
        result.broken.push_back(
            {subject.object, value,
             fmt::format("{} is no value of the label {}; levels are privileged, baseline and "
                         "restricted, versions latest and v1.N",
                         quote(value.text()), key)});
      }
    }
    if (!subject.name_space || !subject.object.pod_spec()) continue;
    const auto [at, is_new] = known.try_emplace(subject.space);
    if (is_new) at->second = namespace_policies(subject.name_space["metadata"]["labels"]);
    const NamespacePolicies& policies = at->second;
    // A template is not refused itself, but the pods that are made of it are.
    const auto apply = [&](const PodSecurityPolicy& policy, Action action) {
      if (policy.level == PodSecurityLevel::privileged) return std::size_t{0};
      const std::string key = "policy/pod" + policy.text() + identity_text(subject.object.node());
      const auto violations =
          memo.get<std::vector<Violation>>(key, [&] { return judge(subject.object, policy); });
      for (const Violation& violation : *violations) {
        result.violations.push_back({subject.object, kube::Object(subject.name_space), action, violation});
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
