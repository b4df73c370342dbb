// Rules in CEL as admission evaluates them: conditions that let an object pass by, variables,
// validations with their messages. ValidatingAdmissionPolicies and Gatekeeper's templates have
// the same ones.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "cel/cel.h"
#include "policy/review.h"
#include "policy/violation.h"
#include "yaml/node.h"

namespace fleetlint::policy {

/// An expression that does not compile.
struct CelMistake {
  yaml::Node expression;
  std::string message;
};

class CelRules {
 public:
  /// `spec` has matchConditions, variables, validations and auditAnnotations. `given`: variables that
  /// stand before the spec's own (their values come with each evaluation). Mistakes are appended;
  /// what has one is evaluated as an error.
  CelRules(yaml::Node spec, int minor, std::vector<std::string> given, std::vector<CelMistake>& mistakes);

  /// `params` may be missing: null. `given`: one value for each name.
  std::vector<Violation> evaluate(Arena& arena, const Review& review, yaml::Node params,
                                  const std::vector<cel::Value>& given) const;

  bool empty() const { return validations_.empty(); }

 private:
  using Program = std::shared_ptr<const cel::Program>;
  struct Condition {
    std::string name;
    Program program;
    yaml::Node source;
  };
  struct Validation {
    Program program;
    Program message_program;
    std::string message;
    yaml::Node source;
  };
  class Run;

  Program compile(yaml::Node expression, std::vector<CelMistake>& mistakes) const;

  cel::Environment environment_;
  std::vector<std::string> given_;
  std::vector<Condition> conditions_;
  std::vector<Condition> variables_;
  std::vector<Validation> validations_;
};

}  // namespace fleetlint::policy
