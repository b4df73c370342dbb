// ValidatingAdmissionPolicies with their bindings and parameters, as the API server evaluates them
// when an object is created.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "kube/object.h"
#include "policy/cel_rules.h"
#include "policy/review.h"
#include "policy/violation.h"
#include "yaml/node.h"

namespace fleetlint::policy {

/// A kind as rules of admission name it.
struct Resource {
  std::string plural;  ///< "deployments"
  bool is_cluster_scoped = false;
};

/// The plural of a kind as Kubernetes' own APIs form it: "networkpolicies".
std::string plural_of(std::string_view kind);

/// matchConstraints of a policy, matchResources of a binding. Missing: every object.
bool matches_resources(yaml::Node constraints, const Review& review, const Resource& resource);

class AdmissionPolicy {
 public:
  AdmissionPolicy(yaml::Node node, int kubernetes_minor);

  const kube::Object& object() const { return object_; }
  const std::vector<CelMistake>& mistakes() const { return mistakes_; }
  bool fails_open() const { return fails_open_; }  ///< failurePolicy: Ignore

  bool matches(const Review& review, const Resource& resource) const;

  /// `params` may be missing. Errors are left out where the policy fails open.
  std::vector<Violation> evaluate(Arena& arena, const Review& review, yaml::Node params) const;

 private:
  kube::Object object_;
  std::vector<CelMistake> mistakes_;
  std::unique_ptr<CelRules> rules_;
  bool fails_open_ = false;
};

}  // namespace fleetlint::policy
