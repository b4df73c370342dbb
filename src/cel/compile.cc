#include <re2/re2.h>

#include <fmt/format.h>

#include "base/strings.h"
#include "cel/ast.h"
#include "cel/cel.h"
#include "cel/check.h"
#include "cel/parser.h"
#include "cel/regex.h"

namespace fleetlint::cel {

struct Program::Patterns {
  std::vector<std::unique_ptr<re2::RE2>> all;
};

Program::Program() : patterns_(std::make_unique<Patterns>()) {}
Program::~Program() = default;

bool Program::uses(std::size_t variable) const { return variable < used_.size() && used_[variable]; }

Environment::Environment(const Features& features) : library_(&shared_library(features)) {}

std::size_t Environment::declare(std::string_view name, Type type) {
  variables_.push_back({std::string(name), type});
  return variables_.size() - 1;
}

namespace {

ParseOptions parse_options(const Features& features) {
  constexpr int kOptionals = 28;
  constexpr int kTwoVariables = 32;
  constexpr int kListExtensions = 34;
  ParseOptions options;
  options.optional_syntax = features.minor >= kOptionals;
  options.two_variable_macros = features.minor >= kTwoVariables;
  options.reserved_field_names = features.minor >= kTwoVariables;
  options.sort_by = features.minor >= kListExtensions;
  options.quoted_field_names = features.spec_extensions;
  options.bind = features.spec_extensions;
  return options;
}

}  // namespace

struct Compiler {
  Program& program;
  std::vector<Diagnostic>& out;

  /// Compiles the regular expressions that are literals.
  void compile_patterns(Expr& expr) {
    if (expr.kind == ExprKind::call && takes_pattern(expr.name) && expr.args.size() >= 2 &&
        expr.args[1]->kind == ExprKind::literal && expr.args[1]->value.is(ValueKind::string)) {
      const std::string_view text = expr.args[1]->value.text();
      std::unique_ptr<re2::RE2> pattern = compile_pattern(text);
      if (pattern->ok()) {
        expr.pattern = pattern.get();
        program.patterns_->all.push_back(std::move(pattern));
      } else {
        out.push_back({fmt::format("{} is no regular expression of RE2: {}", quote(text), pattern->error()),
                       expr.args[1]->span});
      }
    }
    for (Expr* part : {expr.range, expr.filter, expr.body}) {
      if (part != nullptr) compile_patterns(*part);
    }
    for (Expr* arg : expr.args) compile_patterns(*arg);
  }

  void run(std::string_view text, const Environment& environment) {
    program.text_ = std::string(text);
    Expr* root = parse(program.arena_, program.text_, parse_options(environment.library().features()), out);
    if (root == nullptr) return;
    Checked checked = check(program.arena_, *root, environment, out);
    program.root_ = root;
    program.type_ = checked.type;
    program.slots_ = checked.slots;
    program.used_ = std::move(checked.used);
    if (!out.empty() || !environment.check_types) return;
    check_literals(*root, environment.mixed_literals, out);
    compile_patterns(*root);
  }
};

Compilation compile(std::string_view text, const Environment& environment) {
  Compilation result;
  auto program = std::make_shared<Program>();
  Compiler{*program, result.mistakes}.run(text, environment);
  if (result.mistakes.empty()) result.program = std::move(program);
  return result;
}

}  // namespace fleetlint::cel
