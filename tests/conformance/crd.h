// Cases of CRDs: a schema, an object, and what the API server says or makes of it.
//
// Shared by the suites `cel` (rules of CRDs) and `structural`.
#pragma once

#include <string>

#include "tests/conformance/suite.h"

namespace fleetlint::conformance {

/// "errors" of an object by a schema: {path, kind, message, stage}. `input` has schema,
/// object, old_object and how to look at them:
///   root      the name that paths begin with
///   is_object the object is a whole one
///   only      "rules" or "lists": nothing else is looked at
///   all_optional  every rule's oldSelf is an optional value
///   both      "errors_without_ratcheting" too
std::string run_errors(const Json& input);

/// "json" and "pruned" of `json` by `schema`: `make` is prune, default or prune-nulls.
std::string run_completion(const Json& input);

/// "rules": what became of each rule at the top of the schema.
std::string run_rules(const Json& input);

/// Does one stated text of the server fit an error? `schema` for the messages it states.
Verdict judge_error_texts(const Json& texts, const Json& errors, const Json& schema, bool exact);
/// Exactly the stated (path, type).
Verdict judge_error_pairs(const Json& wanted, const Json& errors, const char* path_key);

}  // namespace fleetlint::conformance
