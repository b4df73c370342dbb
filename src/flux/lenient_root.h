// The root kustomization file of a unit, as kustomize-controller decodes it.
//
// The controller reads the file at spec.path into a struct and writes that back
// before kustomize sees it. So a field that kustomize would refuse is simply gone,
// in this one file; files that it includes are kustomize's, and are refused. The
// field is a mistake all the same and is reported: what it asks for never happens.
#pragma once

#include "base/arena.h"
#include "diag/collector.h"
#include "yaml/node.h"

namespace fleetlint::flux {

/// The mapping without unknown fields, known keys spelt as kustomize does; the very
/// node given when that changes nothing. Findings: kustomize/unknown-field, and
/// kustomize/deprecated-field for spellings that only kustomize itself converts.
yaml::Node decoded_leniently(Arena& arena, yaml::Node root, diag::Collector& out);

}  // namespace fleetlint::flux
