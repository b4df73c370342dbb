// Target selectors of patches and replacements.
//
// Group, version, kind, name and namespace are regular expressions that must
// match the whole value; an empty one matches everything. Names and namespaces
// may be the original or the current ones.
#pragma once

#include <string_view>
#include <vector>

#include "kustomize/context.h"
#include "kustomize/resource.h"
#include "yaml/node.h"

namespace fleetlint::kustomize {

/// The resources of `map` that the selector (group, version, kind, name,
/// namespace, labelSelector, annotationSelector) chooses. A bad expression is
/// reported and chooses nothing.
std::vector<Resource*> select(Context& context, ResMap& map, yaml::Node selector);

/// Kubernetes' label selector syntax: `app=web,tier in (a, b),!canary`. False in
/// `*valid` when it cannot be read.
bool matches_label_selector(std::string_view selector, yaml::Node labels, bool* valid);

}  // namespace fleetlint::kustomize
