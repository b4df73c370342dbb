// From nodes to text, in the form `kubectl kustomize` prints.
//
// Keys sorted, quotes chosen anew, block style with two-space indentation and
// sequences level with their key, as sigs.k8s.io/yaml's JSONToYAML does through
// goyaml.v2/v3: conformance/kustomize has the texts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::yaml {

/// Where a scalar's text went, for those who change the emitted text (Flux's
/// substitution) and must find the way back to the node.
struct EmittedScalar {
  source::Span span;
  Node node;
};

/// One document, with a line break at its end, without a `---` line.
std::string emit(Node root);

/// The same, and where each scalar value went.
std::string emit(Node root, std::vector<EmittedScalar>* scalars);

/// Compact JSON with sorted keys, as Go's encoding/json writes it with (kustomize
/// hashes this) or without escaping of <, > and &.
std::string to_json(Node root, bool escape_html = true);

}  // namespace fleetlint::yaml
