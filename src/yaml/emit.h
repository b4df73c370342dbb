// From nodes to text, in the form `kubectl kustomize` prints.
//
// Keys in goyaml's natural order, quotes chosen anew, block style with two-space
// indentation and sequences level with their key, texts with blanks folded behind
// column 80: an object goes through JSON and then through sigs.k8s.io/yaml's
// JSONToYAML, which prints with goyaml.v2. Flux substitutes variables in this text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::yaml {

/// Where a scalar's text went, for those who change the emitted text (Flux's
/// substitution) and must find the way back to the node. The span holds the quotes,
/// or a block's `|` and lines. Only values: keys are no nodes.
struct EmittedScalar {
  source::Span span;
  Node node;
};

struct EmitOptions {
  /// Plain scalars that are times get the form goyaml.v3 gives them on the way
  /// (2015-01-01 becomes "2015-01-01T00:00:00Z"), as kustomize does. Off for nodes
  /// that goyaml.v2 has read, which keeps the text.
  bool convert_times = true;
};

/// One document, with a line break at its end, without a `---` line.
std::string emit(Node root);

/// The same, and where each scalar value went.
std::string emit(Node root, std::vector<EmittedScalar>* scalars, const EmitOptions& options = {});

/// Compact JSON with sorted keys, as Go's encoding/json writes it with (kustomize
/// hashes this) or without escaping of <, > and &. What JSON has no form for
/// (infinity, a null key) becomes null.
std::string to_json(Node root, bool escape_html = true);

}  // namespace fleetlint::yaml
