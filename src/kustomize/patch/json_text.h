// Is a text JSON?
//
// kustomize gives patches that begin with a bracket to Go's JSON decoder, not to a
// YAML parser. What they hold is read as YAML here all the same, of which JSON is a
// part: only whether Go would read them is asked for.
#pragma once

#include <string_view>

namespace fleetlint::kustomize::patch {

/// One value of JSON with white space around it, as Go's decoder takes it.
bool is_json(std::string_view text);

}  // namespace fleetlint::kustomize::patch
