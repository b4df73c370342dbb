#include "rego/rego.h"

#include <algorithm>
#include <utility>

#include "rego/compile.h"
#include "rego/eval.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

Diagnostic diagnostic_of(const Stop& stop) {
  return {std::string(stop.code), stop.message, stop.file, stop.span};
}

}  // namespace

struct Compiler::State {
  std::vector<Module> modules;
  std::vector<Diagnostic> diagnostics;
};

Compiler::Compiler() : state_(std::make_unique<State>()) {}
Compiler::~Compiler() = default;

void Compiler::add(std::string_view text, source::FileId file, Version version) {
  try {
    state_->modules.push_back(parse_module(text, file, version));
  } catch (const Stop& stop) {
    state_->diagnostics.push_back(diagnostic_of(stop));
  }
}

std::shared_ptr<const Policy> Compiler::finish(std::vector<Diagnostic>& diagnostics) {
  auto policy = std::make_shared<Policy>();
  if (state_->diagnostics.empty()) {
    try {
      compile_modules(state_->modules, *policy);
    } catch (const Stop& stop) {
      state_->diagnostics.push_back(diagnostic_of(stop));
    }
  }
  if (state_->diagnostics.empty()) return policy;
  diagnostics.insert(diagnostics.end(), state_->diagnostics.begin(), state_->diagnostics.end());
  return nullptr;
}

struct Evaluation::State {
  State(const Policy& compiled, const EvaluationOptions& wanted)
      : options(wanted), policy(compiled), heap(wanted.max_bytes), evaluator(compiled, heap, options) {}

  EvaluationOptions options;
  const Policy& policy;
  Heap heap;
  Evaluator evaluator;
  Outcome setup;
};

Evaluation::Evaluation(const Policy& policy, const EvaluationOptions& options)
    : state_(std::make_unique<State>(policy, options)) {
  World& world = state_->evaluator.world;
  world.data = state_->heap.from_node(options.data);
  if (options.input_term.empty()) {
    world.input = state_->heap.from_node(options.input);
    return;
  }
  try {
    const Body term = parse_query(options.input_term);
    world.input = constant_term(term.front().expr, state_->heap);
  } catch (const Stop& stop) {
    state_->setup.failed = true;
    state_->setup.error = diagnostic_of(stop);
  }
}

Evaluation::~Evaluation() = default;

Heap& Evaluation::heap() { return state_->heap; }

Outcome Evaluation::query(std::string_view text, Version version) {
  if (state_->setup.failed) return state_->setup;
  Outcome outcome;
  try {
    const Body body = parse_query(text, version);
    const CompiledQuery query = compile_query(body, state_->policy, state_->heap);
    std::vector<Value> frame(query.slots);
    Evaluator& evaluator = state_->evaluator;
    evaluator.begin(frame);
    evaluator.run(query.body, [&] {
      Solution solution;
      for (const auto& [name, slot] : query.variables) solution.bindings.emplace_back(name, frame[slot]);
      if (query.has_last) solution.last = frame[query.last];
      outcome.solutions.push_back(std::move(solution));
      return true;
    });
  } catch (const Stop& stop) {
    outcome.failed = true;
    outcome.error = diagnostic_of(stop);
    outcome.solutions.clear();
  }
  return outcome;
}

Members Evaluation::members(const std::vector<std::string>& path) {
  Members result;
  if (state_->setup.failed) {
    result.failed = true;
    result.error = state_->setup.error;
    return result;
  }
  const RuleNode* node = &state_->policy.root;
  for (const std::string& step : path) node = node == nullptr ? nullptr : node->find(step);
  if (node == nullptr || node->is_function) return result;
  try {
    std::vector<Value> frame;
    Evaluator& evaluator = state_->evaluator;
    evaluator.begin(frame);
    std::vector<Witness> all = evaluator.witnesses(*node, path);
    Heap& heap = state_->heap;
    std::ranges::stable_sort(
        all, [&](const Witness& a, const Witness& b) { return heap.compare(a.member, b.member) < 0; });
    for (Witness& one : all) {
      if (result.members.empty() || !heap.equal(result.members.back().member, one.member))
        result.members.push_back(std::move(one));
    }
  } catch (const Stop& stop) {
    result.failed = true;
    result.error = diagnostic_of(stop);
  }
  return result;
}

namespace {

void define_below(const RuleNode& node, std::vector<std::string>& path, std::vector<Definition>& all) {
  const CompiledRule* rule = !node.rules.empty()     ? &node.rules.front()
                             : !node.dynamic.empty() ? &node.dynamic.front()
                                                     : nullptr;
  if (rule != nullptr)
    all.push_back({path, node.is_function, rule->kind == CompiledRule::Kind::set, rule->file, rule->span});
  for (const auto& [key, child] : node.children) {
    path.push_back(key);
    define_below(*child, path, all);
    path.pop_back();
  }
}

}  // namespace

std::vector<Definition> definitions(const Policy& policy) {
  std::vector<Definition> all;
  std::vector<std::string> path;
  define_below(policy.root, path, all);
  return all;
}

Outcome Evaluation::document(std::string_view path) { return query(path); }

Outcome Evaluation::document(const std::vector<std::string>& path) {
  std::string text = "data";
  for (const std::string& step : path) text += "[" + quoted(step) + "]";
  return query(text);
}

}  // namespace fleetlint::rego
