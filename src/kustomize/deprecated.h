// Fields of kustomizations that have a successor: what is said of them, and the edits
// that write the new form where it means the same.
#pragma once

#include <string_view>

#include "diag/collector.h"
#include "yaml/node.h"

namespace fleetlint::kustomize {

/// Reports each such field of a kustomization file's mapping, in normal form; `text` is the file's.
void report_deprecated(diag::Collector& out, yaml::Node kustomization, std::string_view text);

}  // namespace fleetlint::kustomize
