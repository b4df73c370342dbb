// What a Canary of Flagger refers to.
#pragma once

#include <string_view>

#include "fleet/fleet.h"
#include "kube/object.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace fleetlint::rules::delivery {

constexpr std::string_view kFlagger = "flagger.app";

/// The object of the Canary's namespace that `reference` (apiVersion, kind, name)
/// stands for; nullptr when the cluster renders none.
const kube::Object* follow(const fleet::Cluster& cluster, const kube::Object& canary, yaml::Node reference);

/// Reports such a reference when nothing that is not rendered here could make the object.
void check_reference(const fleet::Cluster& cluster, const kube::Object& canary, yaml::Node reference,
                     std::string_view consequence, diag::Collector& out);

}  // namespace fleetlint::rules::delivery
