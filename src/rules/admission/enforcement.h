// What the policies that a cluster renders say of its objects: made once for each cluster, told by
// one rule for each action.
#pragma once

#include <memory>
#include <string_view>

#include "diag/collector.h"
#include "fleet/fleet.h"
#include "policy/enforce.h"

namespace fleetlint::rules {

std::shared_ptr<const policy::Enforcement> gatekeeper_of(const fleet::Cluster& cluster);
std::shared_ptr<const policy::Enforcement> admission_of(const fleet::Cluster& cluster);
std::shared_ptr<const policy::Enforcement> pod_security_of(const fleet::Cluster& cluster);

/// A finding for each violation with this action, on the line of the object that it is about. What
/// stands there because of a variable that nobody here knows is not judged.
void tell(const policy::Enforcement& enforcement, policy::Action action, std::string_view verb,
          diag::Collector& out);
void tell_broken(const policy::Enforcement& enforcement, diag::Collector& out);

}  // namespace fleetlint::rules
