// The policies that a cluster itself renders, enforced on the cluster's objects: Gatekeeper's
// constraints, ValidatingAdmissionPolicies, the Pod Security labels of namespaces.
//
// What is compiled or said of an object is remembered by the nodes it follows from, so that
// clusters that share nodes share the work too.
#pragma once

#include <string>
#include <vector>

#include "base/run_memo.h"
#include "kube/object.h"
#include "policy/admission.h"
#include "policy/gatekeeper.h"
#include "policy/pod_security.h"
#include "policy/violation.h"

namespace fleetlint::policy {

/// What the API server would do.
enum class Action { deny, warn, audit };

struct Enforced {
  kube::Object object;
  kube::Object policy;  ///< the constraint, the policy or the Namespace
  Action action = Action::deny;
  Violation violation;
};

/// A policy that cannot be used; `node` is what is wrong in it.
struct BrokenPolicy {
  kube::Object policy;
  yaml::Node node;
  std::string message;
};

struct Enforcement {
  std::vector<Enforced> violations;  ///< in order of the objects
  std::vector<BrokenPolicy> broken;
};

/// The objects of a cluster, in order.
struct ClusterObjects {
  std::vector<kube::Object> objects;
  int kubernetes_minor = kNewestPodSecurityMinor;
};

Enforcement enforce_gatekeeper(const ClusterObjects& cluster, RunMemo& memo);
Enforcement enforce_admission(const ClusterObjects& cluster, RunMemo& memo);
Enforcement enforce_pod_security(const ClusterObjects& cluster, RunMemo& memo);

}  // namespace fleetlint::policy
