#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/strings.h"
#include "policy/enforce.h"
#include "policy/selector.h"
#include "policy/subjects.h"

namespace fleetlint::policy {

namespace {

constexpr std::string_view kGroup = "admissionregistration.k8s.io";

using PolicyPtr = std::shared_ptr<const std::unique_ptr<AdmissionPolicy>>;

/// Deny, Warn, Audit: the strictest that the binding lists.
Action action_of(const kube::Object& binding) {
  Action strictest = Action::audit;
  for (const yaml::Node action : binding["spec"]["validationActions"].items()) {
    if (action.text() == "Deny") return Action::deny;
    if (action.text() == "Warn") strictest = Action::warn;
  }
  return strictest;
}

class Admission {
 public:
  Admission(const ClusterObjects& cluster, RunMemo& memo) : cluster_(cluster), memo_(memo) {}

  Enforcement run() {
    read();
    if (bindings_.empty()) return std::move(result_);
    for (const Subject& subject : subjects_of(cluster_)) {
      if (subject.object.group() == kGroup) continue;  // policies do not judge policies
      const Review review = review_of(arena_, subject.object, subject.space, subject.name_space);
      for (const Binding& binding : bindings_) judge(binding, subject, review);
    }
    return std::move(result_);
  }

 private:
  struct Binding {
    kube::Object object;
    PolicyPtr policy;
    Action action = Action::deny;
  };

  void read() {
    std::map<std::string, PolicyPtr, std::less<>> policies;
    std::vector<kube::Object> bindings;
    for (const kube::Object& object : cluster_.objects) {
      if (object.is(kGroup, "ValidatingAdmissionPolicyBinding")) bindings.push_back(object);
      if (!object.is(kGroup, "ValidatingAdmissionPolicy")) continue;
      const std::string key =
          "policy/admission" + std::to_string(cluster_.kubernetes_minor) + identity_text(object.node());
      const PolicyPtr made = memo_.get<std::unique_ptr<AdmissionPolicy>>(
          key, [&] { return std::make_unique<AdmissionPolicy>(object.node(), cluster_.kubernetes_minor); });
      for (const CelMistake& mistake : (*made)->mistakes())
        result_.broken.push_back({object, mistake.expression,
                                  fmt::format("the expression does not compile: {}", mistake.message)});
      policies.emplace(object.name(), made);
    }
    for (const kube::Object& binding : bindings) {
      const yaml::Node name = binding["spec"]["policyName"];
      const auto found = policies.find(name.text());
      if (found == policies.end()) {
        // Another tool may install the policy; that is said only where the name is there.
        if (!name) result_.broken.push_back({binding, binding["spec"], "spec.policyName is not set"});
        continue;
      }
      bindings_.push_back({binding, found->second, action_of(binding)});
    }
  }

  /// The objects that the binding names as parameters; nothing where the policy has none.
  std::optional<std::vector<yaml::Node>> params(const Binding& binding, const Subject& subject) const {
    const yaml::Node kind = (*binding.policy)->object()["spec"]["paramKind"];
    const yaml::Node ref = binding.object["spec"]["paramRef"];
    if (!kind || kind.is_null() || !ref || ref.is_null()) return std::nullopt;
    const kube::Gvk gvk = kube::parse_gvk(kind["apiVersion"].text(), kind["kind"].text());
    const std::string_view space =
        ref["namespace"] ? ref["namespace"].text() : std::string_view(subject.space);
    std::vector<yaml::Node> found;
    for (const kube::Object& object : cluster_.objects) {
      if (!object.is(gvk.group, gvk.kind)) continue;
      const bool in_space = object.name_space().empty() || object.name_space() == space;
      const bool is_named =
          ref["name"] ? object.name() == ref["name"].text() : selects(ref["selector"], object.labels());
      if (in_space && is_named) found.push_back(object.node());
    }
    return found;
  }

  void judge(const Binding& binding, const Subject& subject, const Review& review) {
    const AdmissionPolicy& policy = **binding.policy;
    if (!policy.matches(review, subject.resource)) return;
    if (!matches_resources(binding.object["spec"]["matchResources"], review, subject.resource)) return;
    const std::optional<std::vector<yaml::Node>> found = params(binding, subject);
    if (!found) {
      add(binding, subject, evaluate(policy, subject, review, {}));
      return;
    }
    // Parameters that are not rendered here may be in the cluster all the same: nothing is said.
    for (const yaml::Node one : *found) add(binding, subject, evaluate(policy, subject, review, one));
  }

  std::vector<Violation> evaluate(const AdmissionPolicy& policy, const Subject& subject, const Review& review,
                                  yaml::Node params) {
    const std::string key = "policy/validation" + identity_text(policy.object().node()) +
                            identity_text(params) + identity_text(subject.object.node()) +
                            identity_text(subject.name_space) + subject.space +
                            std::to_string(cluster_.kubernetes_minor);
    return *memo_.get<std::vector<Violation>>(key, [&] { return policy.evaluate(arena_, review, params); });
  }

  void add(const Binding& binding, const Subject& subject, const std::vector<Violation>& violations) {
    for (const Violation& violation : violations)
      result_.violations.push_back({subject.object, (*binding.policy)->object(), binding.action, violation});
  }

  const ClusterObjects& cluster_;
  RunMemo& memo_;
  Arena arena_;
  Enforcement result_;
  std::vector<Binding> bindings_;
};

}  // namespace

Enforcement enforce_admission(const ClusterObjects& cluster, RunMemo& memo) {
  return Admission(cluster, memo).run();
}

}  // namespace fleetlint::policy
