// A cluster's objects as policies ask for them: with the namespace each is applied to, and what
// is known of its kind.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/admission.h"
#include "policy/enforce.h"

namespace fleetlint::policy {

struct Subject {
  kube::Object object;
  std::string space;      ///< empty for cluster-scoped objects
  yaml::Node name_space;  ///< the Namespace's object, where the cluster renders it
  Resource resource;
};

/// All of them; what kinds the cluster's own CRDs define is read there.
std::vector<Subject> subjects_of(const ClusterObjects& cluster);

/// Part of a memo's key: what a result follows from.
std::string identity_text(yaml::Node node);

}  // namespace fleetlint::policy
