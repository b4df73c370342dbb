// A rule must not need itself. What a rule refers to is found in its compiled expressions; a
// reference that is computed from some step on may mean any rule below that place.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rego/compile.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

using Nodes = std::set<const RuleNode*>;

class References {
 public:
  explicit References(const RuleNode& root) : root_(root) {}

  Nodes of(const RuleNode& node) {
    found_.clear();
    for (const CompiledRule& rule : node.rules) add(rule);
    for (const CompiledRule& rule : node.dynamic) add(rule);
    return std::move(found_);
  }

 private:
  void add(const CompiledRule& rule) {
    for (const Expr& step : rule.path) add(step);
    for (const Expr& arg : rule.args) add(arg);
    add(rule.value);
    add(rule.body);
    for (const CompiledRule& other : rule.other) add(other);
  }

  void add(const Steps& steps) {
    for (const Step& step : steps) {
      add(step.source);
      add(step.pattern);
      if (step.body) add(*step.body);
      for (const Override& override : step.with) add(override.value);
    }
  }

  void add(const Expr& expr) {
    if (expr.kind == Expr::Kind::data) add_below(root_);
    if (expr.function != nullptr) found_.insert(expr.function);
    const bool is_document = expr.kind == Expr::Kind::ref && expr.items[0].kind == Expr::Kind::data;
    if (is_document) add_reference(expr);
    for (std::size_t i = is_document ? 1 : 0; i < expr.items.size(); ++i) add(expr.items[i]);
    if (expr.body) add(*expr.body);
  }

  void add_reference(const Expr& ref) { add_from(root_, ref, 1); }

  void add_from(const RuleNode& node, const Expr& ref, std::size_t index) {
    if (!node.rules.empty() || !node.dynamic.empty()) found_.insert(&node);
    if (index == ref.items.size()) {
      add_below(node);
      return;
    }
    const Expr& step = ref.items[index];
    if (step.kind == Expr::Kind::constant) {
      if (!step.constant.is(Type::string)) return;
      if (const RuleNode* child = node.find(step.constant.text())) add_from(*child, ref, index + 1);
      return;
    }
    for (const auto& [key, child] : node.children) add_from(*child, ref, index + 1);
  }

  void add_below(const RuleNode& node) {
    if ((!node.rules.empty() || !node.dynamic.empty()) && !node.is_function) found_.insert(&node);
    for (const auto& [key, child] : node.children) add_below(*child);
  }

  const RuleNode& root_;
  Nodes found_;
};

/// Depth first without the machine's stack: policies are hostile input too.
class Search {
 public:
  explicit Search(const RuleNode& root) : references_(root) {}

  void from(const RuleNode& start) {
    if (done_.contains(&start)) return;
    push(start);
    while (!path_.empty()) {
      Level& level = path_.back();
      if (level.next.empty()) {
        done_.insert(level.node);
        open_.erase(level.node);
        path_.pop_back();
        continue;
      }
      const RuleNode* next = *level.next.begin();
      level.next.erase(level.next.begin());
      if (open_.contains(next)) refuse(*next);
      if (!done_.contains(next)) push(*next);
    }
  }

 private:
  struct Level {
    const RuleNode* node;
    Nodes next;
  };

  void push(const RuleNode& node) {
    open_.insert(&node);
    path_.push_back({&node, references_.of(node)});
  }

  [[noreturn]] void refuse(const RuleNode& node) const {
    const auto begin = std::ranges::find(path_, &node, &Level::node);
    std::string way;
    for (auto at = begin; at != path_.end(); ++at) way += at->node->path + " -> ";
    const CompiledRule& rule = node.rules.empty() ? node.dynamic.front() : node.rules.front();
    throw Stop{kRecursion, fmt::format("rule {} is recursive: {}{}", node.path, way, node.path), rule.span,
               rule.file};
  }

  References references_;
  std::vector<Level> path_;
  Nodes open_;
  Nodes done_;
};

void search_below(Search& search, const RuleNode& node) {
  if (!node.rules.empty() || !node.dynamic.empty()) search.from(node);
  for (const auto& [key, child] : node.children) search_below(search, *child);
}

}  // namespace

void refuse_recursion(const Policy& policy) {
  Search search(policy.root);
  search_below(search, policy.root);
}

}  // namespace fleetlint::rego
