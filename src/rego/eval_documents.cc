#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "rego/compile.h"
#include "rego/eval.h"

namespace fleetlint::rego {

const RuleNode& Evaluator::policy_root() const { return policy_.root; }

/// Documents made by rules with computed keys grow here, key by key.
struct Evaluator::Place {
  Value leaf;
  std::vector<Value> members;
  bool is_set = false;
  bool is_object = false;
  std::vector<std::pair<Value, std::unique_ptr<Place>>> children;
};

Cursor Evaluator::step(const Cursor& cursor, Value key) {
  Cursor next;
  if (key.is(Type::string)) {
    if (cursor.overlay != nullptr) {
      const auto found = cursor.overlay->children.find(key.text());
      if (found != cursor.overlay->children.end()) {
        next.overlay = &found->second;
        if (next.overlay->value) {
          next.base = next.overlay->value;
          next.overlay = nullptr;
          return next;
        }
      }
    }
    if (cursor.node != nullptr) next.node = cursor.node->find(key.text());
  }
  if (cursor.base.is_collection()) {
    next.base = heap_.lookup(cursor.base, key);
    // A path into base documents is text: data.a[2] finds the key "2".
    if (!next.base && key.is_int() && cursor.base.is(Type::object))
      next.base = heap_.lookup(cursor.base, Value::string(heap_.string(heap_.number_text(key)).text()));
  }
  return next;
}

bool Evaluator::walk(const Cursor& cursor, const Expr& ref, std::size_t index, Each each) {
  if (cursor.overlay != nullptr && cursor.overlay->value)
    return walk(cursor.overlay->value, ref, index, each);
  if (cursor.node == nullptr && cursor.overlay == nullptr)
    return !cursor.base || walk(cursor.base, ref, index, each);
  const bool is_leaf =
      index == ref.items.size() ||
      (cursor.node != nullptr && (!cursor.node->rules.empty() || !cursor.node->dynamic.empty()) &&
       cursor.overlay == nullptr);
  if (is_leaf) {
    const Value value = document(cursor);
    return !value || walk(value, ref, index, each);
  }
  const Expr& key_expr = ref.items[index];
  if (is_bound(key_expr)) {
    const Value key = eval(key_expr);
    return !key || walk(step(cursor, key), ref, index + 1, each);
  }
  std::vector<Value> keys;
  if (cursor.node != nullptr) {
    for (const auto& [key, child] : cursor.node->children) {
      if (!child->is_function) keys.push_back(Value::string(key));
    }
  }
  if (cursor.overlay != nullptr) {
    // The world of a `with` ends before the values that were made in it.
    for (const auto& [key, child] : cursor.overlay->children) keys.push_back(heap_.string(key));
  }
  for (const auto& [key, value] : heap_.pairs(cursor.base)) keys.push_back(key);
  const Value all = heap_.set(std::move(keys));
  for (const Value key : heap_.items(all)) {
    tick();
    const bool go_on = unify(key_expr, key, [&] { return walk(step(cursor, key), ref, index + 1, each); });
    if (!go_on) return false;
  }
  return true;
}

/// The whole document at a place.
Value Evaluator::document(const Cursor& cursor) {
  if (cursor.overlay != nullptr && cursor.overlay->value) return cursor.overlay->value;
  if (cursor.node == nullptr && cursor.overlay == nullptr) return cursor.base;
  const RuleNode* node = cursor.node;
  if (node == nullptr || cursor.overlay != nullptr) return merged(cursor);
  if (node->is_function) return {};
  if (const auto found = world.documents.find(node); found != world.documents.end()) return found->second;
  if (std::ranges::find(active_, node) != active_.end()) {
    throw Stop{kRecursion,
               fmt::format("rule {} is recursive", node->path),
               node->rules.empty() ? source::Span{} : node->rules[0].span,
               {}};
  }
  const bool has_rules = !node->rules.empty() || !node->dynamic.empty();
  if (has_rules) active_.push_back(node);
  Value value;
  if (!node->dynamic.empty() || (!node->rules.empty() && !node->children.empty())) {
    value = dynamic(cursor);
  } else if (!node->rules.empty()) {
    value = rules_value(*node);
  } else {
    value = merged(cursor);
  }
  if (has_rules) active_.pop_back();
  world.documents[node] = value;
  return value;
}

Value Evaluator::merged(const Cursor& cursor) {
  std::vector<Pair> pairs = heap_.pairs(cursor.base.is(Type::object) ? cursor.base : Value());
  const auto add = [&](Value name) {
    if (const Value value = document(step(cursor, name))) pairs.emplace_back(name, value);
  };
  if (cursor.node != nullptr) {
    for (const auto& [key, child] : cursor.node->children) add(Value::string(key));
  }
  if (cursor.overlay != nullptr) {
    for (const auto& [key, child] : cursor.overlay->children) add(heap_.string(key));
  }
  return heap_.object(std::move(pairs));
}

Value Evaluator::rules_value(const RuleNode& node) {
  return node.rules[0].kind == CompiledRule::Kind::set ? partial_set(node) : complete(node, {});
}

/// What the complete rules, or the definitions of a function, agree on; else the default's.
Value Evaluator::complete(const RuleNode& node, const std::vector<Value>& args) {
  Value result;
  const CompiledRule* fallback = nullptr;
  for (const CompiledRule& rule : node.rules) {
    if (rule.is_default) {
      fallback = &rule;
      continue;
    }
    const Value value = chain(rule, args);
    if (!value) continue;
    if (result && !heap_.equal(result, value))
      throw Stop{kConflict,
                 node.is_function ? "functions must not produce multiple outputs for same inputs"
                                  : "complete rules must not produce multiple outputs",
                 rule.span, rule.file};
    result = value;
  }
  if (!result && fallback != nullptr) result = one(*fallback, args);
  return result;
}

Value Evaluator::partial_set(const RuleNode& node) {
  std::vector<Value> members;
  for (const CompiledRule& rule : node.rules) {
    solutions(rule, {}, [&] {
      const Value member = eval(rule.value);
      if (!member) return true;
      members.push_back(member);
      if (&node == watched_) {
        Witness witness{member, {}};
        for (const Value held : *frame_) {
          const bool is_node = held.form() == Value::Form::node;
          if (is_node || (held.is(Type::string) && held.size() > 0)) witness.seen.push_back(held.identity());
        }
        heap_.charge(witness.seen.size() * sizeof(void*));
        witnesses_->push_back(std::move(witness));
      }
      return true;
    });
  }
  return heap_.set(std::move(members));
}

std::vector<Witness> Evaluator::witnesses(const RuleNode& node, const std::vector<std::string>& path) {
  std::vector<Witness> all;
  watched_ = &node;
  witnesses_ = &all;
  Cursor cursor = root();
  for (const std::string& key : path) cursor = step(cursor, Value::string(key));
  const Value value = document(cursor);
  watched_ = nullptr;
  // A rule that is no set of rules, or whose members come from elsewhere.
  if (all.empty()) {
    for (const Value item : heap_.items(value)) all.push_back({item, {}});
  }
  return all;
}

Value Evaluator::dynamic(const Cursor& cursor) {
  Place place;
  place.is_object = true;
  fill(*cursor.node, place, cursor);
  Value value = finish(place);
  if (!cursor.base.is(Type::object)) return value;
  std::vector<Pair> pairs = heap_.pairs(cursor.base);
  for (const Pair& pair : heap_.pairs(value)) pairs.push_back(pair);
  return heap_.object(std::move(pairs));
}

/// All that the rules at and below a node say, put below `place`.
void Evaluator::fill(const RuleNode& node, Place& place, const Cursor& cursor) {
  if (node.is_function) return;
  if (!node.rules.empty()) {
    const Value value = rules_value(node);
    const bool is_set = node.rules[0].kind == CompiledRule::Kind::set;
    if (value && is_set) {
      for (const Value member : heap_.items(value)) put(place, {}, member, true, node.rules[0]);
      if (value.size() == 0) place.is_set = true;
    } else if (value) {
      put(place, {}, value, false, node.rules[0]);
    }
  }
  for (const CompiledRule& rule : node.dynamic) {
    solutions(rule, {}, [&] {
      std::vector<Value> path;
      for (const Expr& step : rule.path) path.push_back(eval(step));
      const Value value = eval(rule.value);
      if (value && std::ranges::all_of(path, [](Value step) { return static_cast<bool>(step); }))
        put(place, path, value, rule.kind == CompiledRule::Kind::set, rule);
      return true;
    });
  }
  for (const auto& [key, child] : node.children) {
    if (child->is_function) continue;
    Place inside;
    fill(*child, inside, cursor);
    const bool has_content = inside.leaf || inside.is_set || inside.is_object;
    if (!has_content) continue;
    // Put in leaf by leaf, so that conflicts with computed keys are seen.
    const CompiledRule none;
    const std::function<void(Place&, std::vector<Value>&)> copy = [&](Place& from, std::vector<Value>& path) {
      if (from.leaf) put(place, path, from.leaf, false, none);
      if (from.is_set) {
        for (const Value member : from.members) put(place, path, member, true, none);
      }
      for (auto& [step, below] : from.children) {
        path.push_back(step);
        copy(*below, path);
        path.pop_back();
      }
    };
    std::vector<Value> path{Value::string(key)};
    copy(inside, path);
  }
}

void Evaluator::put(Place& root, const std::vector<Value>& path, Value leaf, bool is_member,
                    const CompiledRule& rule) {
  const auto conflict = [&] { throw Stop{kConflict, "object keys must be unique", rule.span, rule.file}; };
  Place* at = &root;
  for (const Value key : path) {
    if (at->leaf || at->is_set) conflict();
    at->is_object = true;
    const auto found =
        std::ranges::find_if(at->children, [&](const auto& child) { return heap_.equal(child.first, key); });
    if (found != at->children.end()) {
      at = found->second.get();
    } else {
      at->children.emplace_back(key, std::make_unique<Place>());
      at = at->children.back().second.get();
    }
  }
  if (is_member) {
    if (at->leaf || !at->children.empty()) conflict();
    at->is_set = true;
    at->members.push_back(leaf);
    return;
  }
  if (at->is_set || !at->children.empty() || (at->leaf && !heap_.equal(at->leaf, leaf))) conflict();
  at->leaf = leaf;
}

Value Evaluator::finish(Place& place) {
  if (place.leaf) return place.leaf;
  if (place.is_set) return heap_.set(std::move(place.members));
  std::vector<Pair> pairs;
  for (auto& [key, child] : place.children) pairs.emplace_back(key, finish(*child));
  return heap_.object(std::move(pairs));
}

/// One rule's solutions in a frame of their own, with its arguments bound.
void Evaluator::solutions(const CompiledRule& rule, const std::vector<Value>& args,
                          FunctionRef<bool()> each) {
  std::vector<Value> frame(rule.slots);
  std::vector<Value>* outer = std::exchange(frame_, &frame);
  constexpr std::size_t kCallDepth = 20;
  depth_ += kCallDepth;
  if (depth_ > kMaxDepth) {
    frame_ = outer;
    throw Stop{kBudget, "rules and functions call each other too deeply", rule.span, rule.file};
  }
  const std::function<bool(std::size_t)> bind = [&](std::size_t index) {
    if (index == args.size()) return run(rule.body, each);
    return unify(rule.args[index], args[index], [&] { return bind(index + 1); });
  };
  try {
    bind(0);
  } catch (Stop& stop) {
    frame_ = outer;
    if (stop.file == source::FileId::none) stop.file = rule.file;
    throw;
  }
  depth_ -= kCallDepth;
  frame_ = outer;
}

Value Evaluator::one(const CompiledRule& rule, const std::vector<Value>& args) {
  Value result;
  solutions(rule, args, [&] {
    const Value value = eval(rule.value);
    if (!value) return true;
    if (result && !heap_.equal(result, value)) {
      const bool is_function = rule.kind == CompiledRule::Kind::function;
      throw Stop{kConflict,
                 is_function ? "functions must not produce multiple outputs for same inputs"
                             : "complete rules must not produce multiple outputs",
                 rule.span, rule.file};
    }
    result = value;
    return rule.value.kind != Expr::Kind::constant;
  });
  return result;
}

Value Evaluator::chain(const CompiledRule& rule, const std::vector<Value>& args) {
  Value value = one(rule, args);
  for (std::size_t i = 0; i < rule.other.size() && !value; ++i) value = one(rule.other[i], args);
  return value;
}

std::string Evaluator::key_of(const RuleNode& node, const std::vector<Value>& args) {
  std::string key;
  const RuleNode* address = &node;
  key.append(reinterpret_cast<const char*>(&address), sizeof address);
  for (const Value arg : args) {
    key += static_cast<char>(arg.type());
    if (arg.is(Type::string)) {
      key += std::to_string(arg.size());
      key += ':';
      key += arg.text();
    } else if (arg.is(Type::number)) {
      key += heap_.number_text(arg);
    } else if (arg.is(Type::boolean)) {
      key += arg.is_true() ? 't' : 'f';
    } else if (arg.is_collection()) {
      const void* identity = arg.identity();
      key.append(reinterpret_cast<const char*>(&identity), sizeof identity);
      key += std::to_string(arg.size());
    }
  }
  return key;
}

Value Evaluator::call_function(const RuleNode& node, const std::vector<Value>& args) {
  const std::string key = key_of(node, args);
  if (const auto found = world.calls.find(key); found != world.calls.end()) return found->second;
  const Value result = complete(node, args);
  heap_.charge(key.size() + 64);
  world.calls.emplace(key, result);
  return result;
}

Value Evaluator::call(const Expr& call) {
  tick();
  std::vector<Value> args;
  args.reserve(call.items.size());
  for (const Expr& item : call.items) {
    const Value value = eval(item);
    if (!value) return {};
    args.push_back(value);
  }
  if (!world.mocks.empty()) {
    if (const auto mock = world.mocks.find(call.name); mock != world.mocks.end()) {
      const Expr& stand_in = *mock->second;
      if (stand_in.kind != Expr::Kind::function) return world.mock_values[call.name];
      if (stand_in.builtin != nullptr) return call_builtin(*stand_in.builtin, args, call.span);
      // Inside the stand-in every function has its own meaning again.
      World inner;
      inner.input = world.input;
      inner.data = world.data;
      inner.overlay = world.overlay;
      const RuleNode& function = *stand_in.function;
      std::swap(world, inner);
      const Value result = call_function(function, args);
      std::swap(world, inner);
      return result;
    }
  }
  if (call.function != nullptr) return call_function(*call.function, args);
  return call_builtin(*call.builtin, args, call.span);
}

Value Evaluator::call_builtin(const Builtin& builtin, const std::vector<Value>& args, source::Span span) {
  if (builtin.run == nullptr) {
    throw Stop{
        kBuiltinError,
        fmt::format(
            "{}: not allowed in a linter: it needs the network, the clock, chance, the environment, or keys",
            builtin.name),
        span,
        {}};
  }
  try {
    return builtin.run({heap_, args, builtin.name, span});
  } catch (const BuiltinFailure& failure) {
    if (!options_.strict_errors) return {};
    throw Stop{failure.is_type_error ? kEvalType : kBuiltinError,
               fmt::format("{}: {}", builtin.name, failure.message),
               span,
               {}};
  }
}

}  // namespace fleetlint::rego
