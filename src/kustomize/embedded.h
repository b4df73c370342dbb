// YAML inside a scalar: inline patches, inline transformers.
//
// The text is read like a file of its own, and its nodes point back to the bytes
// of the file that holds the scalar, line by line.
#pragma once

#include "kustomize/context.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace fleetlint::kustomize {

struct Embedded {
  yaml::Stream stream;
  std::vector<diag::Finding> findings;  ///< of the parser, at the bytes of the outer file
};

/// `trimmed`: without the white space around the text.
Embedded parse_embedded(Arena& arena, std::string_view file_text, yaml::Node scalar, yaml::Dialect dialect,
                        bool trimmed = false);

}  // namespace fleetlint::kustomize
