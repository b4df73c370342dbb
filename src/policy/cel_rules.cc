#include "policy/cel_rules.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace fleetlint::policy {

namespace {

constexpr std::string_view kNames[] = {"object",    "oldObject",       "request",   "params",
                                       "variables", "namespaceObject", "authorizer"};
constexpr std::size_t kVariables = 4;  // index in kNames

}  // namespace

/// One object against the rules.
class CelRules::Run {
 public:
  Run(const CelRules& rules, Arena& arena, const Review& review, yaml::Node params,
      const std::vector<cel::Value>& given)
      : rules_(rules), arena_(arena) {
    const auto value = [&](yaml::Node node) { return node ? cel::from_node(arena, node) : cel::Value(); };
    values_ = {value(review.object.node()),
               value(review.old_object),
               value(review.request),
               value(params),
               cel::Value(),
               value(review.name_space),
               cel::make_error(arena, "the authorizer is not there: nobody asks a server")};
    for (std::size_t i = 0; i < given.size(); ++i)
      entries_.push_back({cel::Value::text(rules.given_[i]), given[i]});
    set_variables();
  }

  /// Does a condition say that the rules are not about this object?
  bool passes_by(std::vector<Violation>& out) {
    for (const Condition& condition : rules_.conditions_) {
      const cel::Value result = evaluate(condition.program);
      if (result.is_false()) return true;
      if (!result.is_true())
        fail(out, condition.source, fmt::format("condition {}: {}", quote(condition.name), why(result)));
    }
    return !out.empty();
  }

  void add_variables() {
    for (const Condition& variable : rules_.variables_) {
      entries_.push_back({cel::Value::text(variable.name), evaluate(variable.program)});
      set_variables();
    }
  }

  void validate(std::vector<Violation>& out) {
    for (const Validation& validation : rules_.validations_) {
      const cel::Value result = evaluate(validation.program);
      if (result.is_true()) continue;
      if (result.is_false()) {
        out.push_back({message_of(validation), false, validation.source, {}, {}});
      } else {
        fail(out, validation.source, why(result));
      }
    }
  }

 private:
  void set_variables() { values_[kVariables] = cel::make_map(arena_, entries_).value_or(cel::Value()); }

  cel::Value evaluate(const Program& program) {
    if (!program) return cel::make_error(arena_, "the expression does not compile");
    return cel::evaluate(*program, values_, arena_);
  }

  static std::string why(const cel::Value& value) {
    return value.is_error() ? std::string(value.error().message) : "the expression is neither true nor false";
  }

  static void fail(std::vector<Violation>& out, yaml::Node source, std::string message) {
    out.push_back({std::move(message), true, source, {}, {}});
  }

  std::string message_of(const Validation& validation) {
    if (validation.message_program) {
      const cel::Value text = evaluate(validation.message_program);
      if (text.is(cel::ValueKind::string)) {
        const std::string_view message = trim(text.text());
        if (!message.empty() && message.find('\n') == std::string_view::npos) return std::string(message);
      }
    }
    if (!validation.message.empty()) return validation.message;
    return fmt::format("failed expression: {}", trim(validation.source.text()));
  }

  const CelRules& rules_;
  Arena& arena_;
  std::vector<cel::Value> values_;
  std::vector<cel::MapEntry> entries_;
};

CelRules::CelRules(yaml::Node spec, int minor, std::vector<std::string> given,
                   std::vector<CelMistake>& mistakes)
    : environment_(cel::Features{.minor = minor}), given_(std::move(given)) {
  for (const std::string_view name : kNames) environment_.declare(name);
  for (const yaml::Node condition : spec["matchConditions"].items())
    conditions_.push_back({std::string(condition["name"].text()), compile(condition["expression"], mistakes),
                           condition["expression"]});
  for (const yaml::Node variable : spec["variables"].items())
    variables_.push_back({std::string(variable["name"].text()), compile(variable["expression"], mistakes),
                          variable["expression"]});
  for (const yaml::Node validation : spec["validations"].items()) {
    const yaml::Node message = validation["messageExpression"];
    validations_.push_back({compile(validation["expression"], mistakes),
                            message ? compile(message, mistakes) : nullptr,
                            std::string(validation["message"].text()), validation["expression"]});
  }
  for (const yaml::Node annotation : spec["auditAnnotations"].items())
    compile(annotation["valueExpression"], mistakes);
}

CelRules::Program CelRules::compile(yaml::Node expression, std::vector<CelMistake>& mistakes) const {
  cel::Compilation compilation = cel::compile(expression.text(), environment_);
  for (const cel::Diagnostic& mistake : compilation.mistakes)
    mistakes.push_back({expression, mistake.message});
  return std::move(compilation.program);
}

std::vector<Violation> CelRules::evaluate(Arena& arena, const Review& review, yaml::Node params,
                                          const std::vector<cel::Value>& given) const {
  std::vector<Violation> violations;
  Run run(*this, arena, review, params, given);
  if (run.passes_by(violations)) return violations;
  run.add_variables();
  run.validate(violations);
  return violations;
}

}  // namespace fleetlint::policy
