// Rego: policies as OPA runs them, compiled once and evaluated natively.
//
// Modules of Rego 1 or Rego 0 are parsed, their names resolved, their literals put into
// an order in which each finds its variables bound; what is wrong is told with OPA's
// codes and a place. An evaluation works on views of YAML nodes, never on a copy of
// the documents, inside a budget of steps and memory. Nothing here knows Kubernetes, reads
// files, asks a clock or the network.
//
//   rego::Compiler compiler;
//   compiler.add(text, file);
//   std::shared_ptr<const rego::Policy> policy = compiler.finish(diagnostics);
//   rego::Evaluation evaluation(*policy, {.input = node, .data = tree});
//   rego::Outcome outcome = evaluation.document("data.main.deny");
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rego/parser.h"
#include "rego/value.h"
#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::rego {

/// What is wrong, with OPA's code (rego_parse_error, eval_conflict_error ...).
struct Diagnostic {
  std::string code;
  std::string message;
  source::FileId file = source::FileId::none;
  source::Span span;
};

class Policy;  // compiled modules; never changes, may be used by many threads at once

/// A document that rules define.
struct Definition {
  std::vector<std::string> path;  ///< below data: packages, then the name
  bool is_function = false;
  bool is_set = false;
  source::FileId file = source::FileId::none;
  source::Span span;  ///< of its first rule
};

/// All that the policy defines, in the order of their paths.
std::vector<Definition> definitions(const Policy& policy);

class Compiler {
 public:
  Compiler();
  ~Compiler();
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  /// A module. The text is not needed afterwards.
  void add(std::string_view text, source::FileId file, Version version = Version::v1);

  /// nullptr when something is wrong; the diagnostics then say what.
  std::shared_ptr<const Policy> finish(std::vector<Diagnostic>& diagnostics);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct EvaluationOptions {
  yaml::Node input{};             ///< missing: input is undefined
  yaml::Node data{};              ///< base documents; missing: none
  std::string_view input_term{};  ///< instead of input: a Rego term, may hold sets
  bool strict_errors = false;     ///< a failing builtin ends the evaluation
  std::size_t max_steps = 20'000'000;
  std::size_t max_bytes = std::size_t{512} * 1024 * 1024;
};

/// The variables of a query, in the order of their names; the value of its last
/// expression where it has one.
struct Solution {
  std::vector<std::pair<std::string, Value>> bindings;
  Value last;
};

struct Outcome {
  bool failed = false;
  Diagnostic error;
  std::vector<Solution> solutions;  ///< none: undefined
};

/// A member of a rule's set, and how it came about: addresses of what the rule's variables
/// held. Of a view of a node this is the node's identity, of a text its first byte, so that
/// who knows the input can say which part of it the rule was about.
struct Witness {
  Value member;
  std::vector<const void*> seen;
};

/// What a rule's set holds.
struct Members {
  bool failed = false;
  Diagnostic error;
  std::vector<Witness> members;  ///< in Rego's order, each once
};

/// One input against one policy. Values that come out live as long as this does.
class Evaluation {
 public:
  Evaluation(const Policy& policy, const EvaluationOptions& options);
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  Outcome query(std::string_view text, Version version = Version::v1);

  /// The document at `data.a.b`, as one solution without variables.
  Outcome document(std::string_view path);
  /// The same by its steps below data, which may hold any text.
  Outcome document(const std::vector<std::string>& path);

  /// The set at a path below data ({"main", "deny"}); empty where there is no such rule.
  Members members(const std::vector<std::string>& path);

  Heap& heap();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fleetlint::rego
