#include "rego/compile.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "rego/rule_compiler.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

RuleNode& node_at(RuleNode& root, const std::vector<std::string>& path) {
  RuleNode* node = &root;
  for (const std::string& step : path) {
    std::unique_ptr<RuleNode>& child = node->children[step];
    if (!child) {
      child = std::make_unique<RuleNode>();
      child->path = node->path + "." + step;
    }
    node = child.get();
  }
  return *node;
}

std::vector<std::string> package_of(const Module& module) {
  std::vector<std::string> path;
  for (const Term& step : module.package) path.push_back(step.text);
  return path;
}

/// The constant part of a head's path, below the package.
std::vector<std::string> constant_path(const Rule& rule) {
  std::vector<std::string> path{rule.path[0].text};
  for (std::size_t i = 1; i < rule.path.size() && rule.path[i].kind == Term::Kind::string; ++i)
    path.push_back(rule.path[i].text);
  return path;
}

RuleNode& node_of(RuleNode& root, const Module& module, const Rule& rule) {
  std::vector<std::string> path = package_of(module);
  for (std::string& step : constant_path(rule)) path.push_back(std::move(step));
  return node_at(root, path);
}

void declare_rules(const Module& module, RuleNode& root) {
  node_at(root, package_of(module));
  for (const Rule& rule : module.rules) {
    RuleNode& node = node_of(root, module, rule);
    if (module.v1 && (rule.path[0].text == "input" || rule.path[0].text == "data"))
      throw Stop{kCompileError,
                 fmt::format("rules must not shadow {} (use a different rule name)", rule.path[0].text),
                 rule.span, module.file};
    std::vector<std::string> first = package_of(module);
    first.push_back(rule.path[0].text);
    node_at(root, first).is_rule_root = true;
    if (!rule.is_function) continue;
    const auto arity = static_cast<int>(rule.args.size());
    if (node.is_function && node.arity != arity)
      throw Stop{kTypeError,
                 fmt::format("conflicting rules {} found: functions of different arity", node.path),
                 rule.span, module.file};
    node.is_function = true;
    node.arity = arity;
  }
}

ModuleScope scope_of(const Module& module, RuleNode& root) {
  ModuleScope scope;
  scope.package = package_of(module);
  scope.node = &node_at(root, scope.package);
  scope.v1 = module.v1;
  std::set<std::string, std::less<>> names;
  for (const Import& import : module.imports) {
    const std::string& base = import.path[0].text;
    if (!names.insert(import.alias).second && module.v1)
      throw Stop{kCompileError, fmt::format("import must not shadow import {}", quote(import.alias)),
                 import.span, module.file};
    if (base == "future" || base == "rego") continue;
    std::vector<std::string> path;
    for (const Term& step : import.path) path.push_back(step.text);
    scope.imports.emplace(import.alias, std::move(path));
  }
  return scope;
}

void require_one_kind(const RuleNode& node, source::FileId file) {
  bool sets = false;
  bool others = false;
  bool functions = false;
  int defaults = 0;
  for (const CompiledRule& rule : node.rules) {
    sets = sets || rule.kind == CompiledRule::Kind::set;
    functions = functions || rule.kind == CompiledRule::Kind::function;
    others = others || rule.kind == CompiledRule::Kind::complete;
    defaults += rule.is_default ? 1 : 0;
  }
  if (sets + others + functions > 1)
    throw Stop{kTypeError, fmt::format("conflicting rules {} found", node.path), node.rules.back().span,
               file};
  if (defaults > 1)
    throw Stop{kTypeError, fmt::format("multiple default rules {} found", node.path), node.rules.back().span,
               file};
}

}  // namespace

Value constant_term(const Term& term, Heap& heap) {
  const auto items = [&] {
    std::vector<Value> values;
    for (const Term& item : term.items) values.push_back(constant_term(item, heap));
    return values;
  };
  switch (term.kind) {
    case Term::Kind::null: return Value::null();
    case Term::Kind::boolean: return Value::boolean(term.text == "true");
    case Term::Kind::number: return heap.number(term.text);
    case Term::Kind::string: return heap.string(term.text);
    case Term::Kind::array: return heap.array(items());
    case Term::Kind::set: return heap.set(items());
    case Term::Kind::object: {
      const std::vector<Value> flat = items();
      std::vector<Pair> pairs;
      for (std::size_t i = 0; i + 1 < flat.size(); i += 2) pairs.emplace_back(flat[i], flat[i + 1]);
      return heap.object(std::move(pairs));
    }
    default: throw Stop{kCompileError, "a constant is expected here", term.span, {}};
  }
}

void compile_modules(std::vector<Module>& modules, Policy& policy) {
  policy.root.path = "data";
  for (const Module& module : modules) declare_rules(module, policy.root);
  for (const Module& module : modules) {
    const ModuleScope scope = scope_of(module, policy.root);
    try {
      for (const Rule& rule : module.rules) {
        RuleCompiler compiler(policy.root, scope, policy.heap);
        CompiledRule compiled = compiler.rule(rule);
        compiled.file = module.file;
        RuleNode& node = node_of(policy.root, module, rule);
        (compiled.path.empty() ? node.rules : node.dynamic).push_back(std::move(compiled));
        require_one_kind(node, module.file);
      }
    } catch (Stop& stop) {
      stop.file = module.file;
      throw;
    }
  }
  refuse_recursion(policy);
}

CompiledQuery compile_query(const Body& query, const Policy& policy, Heap& heap) {
  const ModuleScope scope;
  return RuleCompiler(policy.root, scope, heap).query(query);
}

}  // namespace fleetlint::rego
