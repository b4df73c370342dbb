// postBuild substitution of whole objects.
//
// kustomize-controller substitutes in the text of each built object and reads
// that text again: quotes are chosen anew by the emitter, so `"${port}"` becomes
// a number, and a value with YAML's own characters can change the structure or
// break it. That is done here, by text, and the result is laid beside the object
// again: what no expression touched is the same node as before, and what one
// changed has the variable's place as its origin, with the template as its cause.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "diag/collector.h"
#include "flux/envsubst.h"
#include "kube/object.h"
#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::flux {

struct SubstituteOptions {
  bool strict = false;  ///< an undefined variable is an error: flux/substitute-undefined
  /// Keep `${...}` of an undefined variable in the result; otherwise it becomes empty.
  Undefined undefined = Undefined::empty;
};

struct SubstitutedObject {
  yaml::Node node;  ///< the object before, where it failed
  /// Where it fails as Flux would: "substitute" or "reparse"; empty otherwise.
  std::string_view failed_stage;
  std::string failure;  ///< to_string(ExpansionError), "variable-not-set", or what the parser says
  std::vector<UnresolvedVariable> unresolved;  ///< whose expressions stand in the result
};

/// The object with its expressions replaced. Findings (flux/substitution-failed,
/// flux/substitute-undefined) point at the template.
SubstitutedObject substitute(Arena& arena, const source::SourceMap& sources, yaml::Node object,
                             const Variables& variables, const SubstituteOptions& options,
                             diag::Collector& out);

/// Has the object the label or annotation kustomize.toolkit.fluxcd.io/substitute: disabled?
bool opts_out_of_substitution(const kube::Object& object);

/// Is there anything in the object that substitution could change?
bool has_expressions(yaml::Node node);

}  // namespace fleetlint::flux
