// References of Flux's objects to one another: notification, image automation.
#pragma once

#include <string_view>

#include "fleet/fleet.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace fleetlint::rules::flux {

/// The API group of a kind of Flux, which its references leave out; empty for other kinds.
std::string_view group_of(std::string_view kind);

/// Reports `reference` of `from` to an object of this kind that the cluster does not
/// have and that nothing outside could make. `consequence` ends the message: what
/// comes of it.
void check_target(const fleet::Cluster& cluster, const kube::Object& from, yaml::Node reference,
                  std::string_view kind, std::string_view consequence, diag::Collector& out);

}  // namespace fleetlint::rules::flux
