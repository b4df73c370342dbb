// The evaluator: walks the checked tree.
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/strings.h"
#include "cel/ast.h"
#include "cel/cel.h"

namespace fleetlint::cel {

namespace {

class Evaluator {
 public:
  Evaluator(std::span<const Value> variables, std::size_t slots, Arena& arena, std::int64_t budget)
      : context_(arena, budget), variables_(variables), locals_(slots) {}

  Value run(const Expr& expr) {
    if (!context_.charge(1)) return at(context_.over_budget(), expr);
    switch (expr.kind) {
      case ExprKind::literal: return expr.value;
      case ExprKind::identifier: return identifier(expr);
      case ExprKind::select: return select(expr);
      case ExprKind::call: return call(expr);
      case ExprKind::logical_and: return logical(expr, false);
      case ExprKind::logical_or: return logical(expr, true);
      case ExprKind::conditional: return conditional(expr);
      case ExprKind::list: return list(expr);
      case ExprKind::map: return map(expr);
      case ExprKind::object: return fail(expr, "no such type of objects: " + quote(expr.name));
      case ExprKind::comprehension: return comprehension(expr);
    }
    return {};
  }

  bool is_over_budget() const { return context_.is_over_budget(); }
  std::int64_t budget() { return context_.budget(); }
  Value over_budget(const Expr& expr) { return at(context_.over_budget(), expr); }

 private:
  Arena& arena() { return context_.arena; }

  Value fail(const Expr& expr, std::string_view message) { return make_error(arena(), message, expr.span); }

  /// Gives an error without a place that of the expression.
  Value at(const Value& value, const Expr& expr) {
    if (!value.is_error() || value.error().span != source::Span{}) return value;
    return make_error(arena(), value.error().message, expr.span);
  }

  Value no_bool(const Expr& expr) { return fail(expr, "no such overload: a boolean is needed here"); }

  Value identifier(const Expr& expr) {
    if (expr.slot >= 0) return locals_[static_cast<std::size_t>(expr.slot)];
    const auto index = static_cast<std::size_t>(expr.variable);
    if (expr.variable < 0 || index >= variables_.size())
      return fail(expr, "no such attribute: " + quote(expr.name) + " is not declared");
    return at(variables_[index], expr);
  }

  // --- fields

  Value missing_key(const Expr& expr, std::string_view name) {
    return fail(expr, "no such key: " + quote(name) + "; test it with has() first");
  }

  /// The field, or nothing when the map has none of that name.
  std::optional<Value> find_field(const Value& map, std::string_view name) {
    const Shape* shape = map.shape();
    if (shape == nullptr || shape->type()->kind != TypeKind::object)
      return map.find(arena(), Value::text(name));
    const std::optional<Shape::Field> field = shape->field(name);
    const yaml::Node found = field ? map.node()[field->key] : yaml::Node();
    // A field that may be null counts as left out where it is.
    if (!found || found.is_null()) return std::nullopt;
    return from_node(arena(), found, field->shape);
  }

  Value select(const Expr& expr) {
    Value operand = run(*expr.range);
    if (operand.is_error()) return operand;
    bool optional = expr.is_optional;
    if (operand.is(ValueKind::optional)) {
      if (operand.optional() == nullptr) return expr.is_test ? Value::of(false) : operand;
      operand = *operand.optional();
      optional = true;
    }
    if (!operand.is(ValueKind::map)) {
      return fail(expr, "no such overload: a value of type " +
                            std::string(runtime_name(runtime_type(operand))) + " has no field " +
                            quote(expr.name));
    }
    const std::optional<Value> found = find_field(operand, expr.name);
    if (expr.is_test) {
      // A test looks through an optional value.
      if (found && found->is(ValueKind::optional)) return Value::of(found->optional() != nullptr);
      if (found && found->is_error()) return at(*found, expr);
      return Value::of(found.has_value());
    }
    if (!found) return optional ? Value::optional(nullptr) : missing_key(expr, expr.name);
    if (found->is_error()) return at(*found, expr);
    return optional ? context_.some(*found) : *found;
  }

  // --- calls

  Value call(const Expr& expr) {
    if (expr.name == "@optional") return run(*expr.args[0]);
    constexpr std::size_t kInPlace = 4;
    std::array<Value, kInPlace> few;
    std::vector<Value> many;
    if (expr.args.size() > kInPlace) many.resize(expr.args.size());
    const std::span<Value> args = many.empty() ? std::span(few).first(expr.args.size()) : std::span(many);
    for (std::size_t i = 0; i < args.size(); ++i) {
      args[i] = run(*expr.args[i]);
      if (args[i].is_error()) return args[i];
    }
    return dispatch(expr, args);
  }

  Value dispatch(const Expr& expr, std::span<const Value> args) {
    if (expr.function == nullptr)
      return fail(expr, "no such overload: there is no function " + quote(expr.name));
    // What the checker chose comes first: of an empty list the values tell nothing.
    for (const Overload* overload : expr.candidates) {
      if (takes(*overload, expr, args)) return run_overload(*overload, expr, args);
    }
    for (const Overload& overload : expr.function->overloads) {
      if (takes(overload, expr, args)) return run_overload(overload, expr, args);
    }
    std::string shown;
    for (const Value& arg : args)
      shown.append(shown.empty() ? "" : ", ").append(runtime_name(runtime_type(arg)));
    return fail(expr, "no such overload: " + std::string(expr.name) + " of (" + shown + ")");
  }

  static bool takes(const Overload& overload, const Expr& expr, std::span<const Value> args) {
    return overload.is_member == expr.is_member &&
           std::equal(args.begin(), args.end(), overload.parameters.begin(), overload.parameters.end(), fits);
  }

  Value run_overload(const Overload& overload, const Expr& expr, std::span<const Value> args) {
    context_.pattern = expr.pattern;
    return at(overload.run(context_, args), expr);
  }

  /// `decisive` ends it whatever the others are; an error counts only when none is decisive.
  Value logical(const Expr& expr, bool decisive) {
    std::optional<Value> error;
    for (const Expr* arg : expr.args) {
      const Value value = run(*arg);
      if (value.is(ValueKind::boolean)) {
        if (value.boolean() == decisive) return value;
      } else if (!error) {
        error = value.is_error() ? value : no_bool(*arg);
      }
      if (is_over_budget()) return over_budget(expr);
    }
    return error ? *error : Value::of(!decisive);
  }

  Value conditional(const Expr& expr) {
    const Value condition = run(*expr.args[0]);
    if (condition.is_error()) return condition;
    if (!condition.is(ValueKind::boolean)) return no_bool(*expr.args[0]);
    return run(*expr.args[condition.boolean() ? 1 : 2]);
  }

  // --- aggregates

  Value list(const Expr& expr) {
    std::vector<Value> items;
    items.reserve(expr.args.size());
    for (const Expr* arg : expr.args) {
      Value item = run(*arg);
      if (item.is_error()) return item;
      if (is_optional_entry(*arg)) {
        if (!item.is(ValueKind::optional)) return fail(*arg, "an entry with ? has to be optional");
        if (item.optional() == nullptr) continue;
        item = *item.optional();
      }
      items.push_back(item);
    }
    return context_.list(items);
  }

  static bool is_optional_entry(const Expr& expr) { return expr.is_optional && expr.name == "@optional"; }

  Value map(const Expr& expr) {
    std::vector<MapEntry> entries;
    entries.reserve(expr.args.size() / 2);
    for (std::size_t i = 0; i < expr.args.size(); i += 2) {
      const Value key = run(*expr.args[i]);
      if (key.is_error()) return key;
      if (!is_key(key))
        return fail(*expr.args[i], "unsupported key type: a map's keys are int, uint, bool or string");
      const Expr& entry = *expr.args[i + 1];
      Value value = run(entry);
      if (value.is_error()) return value;
      if (is_optional_entry(entry)) {
        if (!value.is(ValueKind::optional)) return fail(entry, "an entry with ? has to be optional");
        if (value.optional() == nullptr) continue;
        value = *value.optional();
      }
      entries.push_back({key, value});
    }
    return finish_map(expr, entries);
  }

  Value finish_map(const Expr& expr, std::span<const MapEntry> entries) {
    if (!context_.charge(entries.size())) return over_budget(expr);
    const std::optional<Value> result = make_map(arena(), entries);
    return result ? *result : fail(expr, "the map is given the same key twice");
  }

  // --- comprehensions

  Value& local(const Expr& expr, std::size_t which) {
    return locals_[static_cast<std::size_t>(expr.slot) + which];
  }

  Value comprehension(const Expr& expr) {
    const Value range = run(*expr.range);
    if (range.is_error()) return range;
    switch (expr.macro) {
      case Macro::bind: local(expr, 0) = range; return run(*expr.body);
      case Macro::opt_map:
      case Macro::opt_flat_map: return optional_map(expr, range);
      default: break;
    }
    if (!range.is(ValueKind::list) && !range.is(ValueKind::map))
      return fail(*expr.range, "no such overload: only lists and maps can be gone through");
    switch (expr.macro) {
      case Macro::all: return quantifier(expr, range, false);
      case Macro::exists: return quantifier(expr, range, true);
      case Macro::exists_one: return exists_one(expr, range);
      case Macro::map: return map_items(expr, range);
      case Macro::sort_by: return sort_by(expr, range);
      default: return transform_map(expr, range);
    }
  }

  /// Sets the variables for an item. An item that is itself an error is its value.
  void step(const Expr& expr, const Value& range, std::size_t index) {
    context_.charge(1);
    const bool is_map = range.is(ValueKind::map);
    if (expr.has_two_variables) {
      local(expr, 0) = is_map ? range.key_at(index) : Value::of(static_cast<std::int64_t>(index));
      local(expr, 1) = range.at(arena(), index);
    } else {
      local(expr, 0) = is_map ? range.key_at(index) : range.at(arena(), index);
    }
  }

  Value optional_map(const Expr& expr, const Value& range) {
    if (!range.is(ValueKind::optional))
      return fail(*expr.range, "no such overload: an optional value is needed here");
    if (range.optional() == nullptr) return range;
    local(expr, 0) = *range.optional();
    const Value body = run(*expr.body);
    if (body.is_error()) return body;
    if (expr.macro == Macro::opt_map) return context_.some(body);
    return body.is(ValueKind::optional) ? body : fail(*expr.body, "optFlatMap() needs an optional value");
  }

  Value quantifier(const Expr& expr, const Value& range, bool decisive) {
    std::optional<Value> error;
    for (std::size_t i = 0; i < range.size(); ++i) {
      step(expr, range, i);
      const Value value = run(*expr.body);
      if (is_over_budget()) return over_budget(expr);
      if (value.is(ValueKind::boolean)) {
        if (value.boolean() == decisive) return value;
      } else if (!error) {
        error = value.is_error() ? value : no_bool(*expr.body);
      }
    }
    return error ? *error : Value::of(!decisive);
  }

  /// Does the filter hold for the variables as set? An error otherwise.
  Value filter(const Expr& expr, const Expr* condition) {
    if (condition == nullptr) return Value::of(true);
    const Value value = run(*condition);
    if (value.is_error() || value.is(ValueKind::boolean)) return value;
    return no_bool(expr);
  }

  Value exists_one(const Expr& expr, const Value& range) {
    int count = 0;
    for (std::size_t i = 0; i < range.size(); ++i) {
      step(expr, range, i);
      const Value value = filter(*expr.body, expr.body);
      if (value.is_error()) return value;
      if (value.boolean()) ++count;
    }
    return Value::of(count == 1);
  }

  Value map_items(const Expr& expr, const Value& range) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < range.size(); ++i) {
      step(expr, range, i);
      const Value wanted = filter(expr, expr.filter);
      if (wanted.is_error()) return wanted;
      if (!wanted.boolean()) continue;
      items.push_back(run(*expr.body));
      if (items.back().is_error()) return items.back();
    }
    return context_.list(items);
  }

  Value transform_map(const Expr& expr, const Value& range) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < range.size(); ++i) {
      step(expr, range, i);
      const Value key = local(expr, 0);
      const Value wanted = filter(expr, expr.filter);
      if (wanted.is_error()) return wanted;
      if (!wanted.boolean()) continue;
      const Value body = run(*expr.body);
      if (body.is_error()) return body;
      if (expr.macro == Macro::transform_map) {
        entries.push_back({key, body});
        continue;
      }
      if (!body.is(ValueKind::map)) return fail(*expr.body, "transformMapEntry() needs a map");
      if (!context_.charge(body.size())) return over_budget(expr);
      for (std::size_t j = 0; j < body.size(); ++j) entries.push_back({body.key_at(j), body.at(arena(), j)});
    }
    return finish_map(expr, entries);
  }

  Value sort_by(const Expr& expr, const Value& range) {
    struct Item {
      Value key;
      Value value;
    };
    std::vector<Item> items;
    for (std::size_t i = 0; i < range.size(); ++i) {
      step(expr, range, i);
      const Value value = range.at(arena(), i);
      items.push_back({run(*expr.body), value});
      const Value& key = items.back().key;
      if (key.is_error()) return key;
      if (!compare(items.front().key, key))
        return fail(*expr.body, "sortBy() needs keys that can be compared");
    }
    if (!context_.charge(items.size())) return over_budget(expr);
    std::ranges::stable_sort(items, [](const Item& a, const Item& b) { return compare(a.key, b.key) < 0; });
    std::vector<Value> sorted;
    for (const Item& item : items) sorted.push_back(item.value);
    return context_.list(sorted);
  }

  Context context_;
  std::span<const Value> variables_;
  std::vector<Value> locals_;
};

}  // namespace

Value evaluate_within(const Program& program, std::span<const Value> variables, Arena& arena,
                      std::int64_t& budget) {
  Evaluator evaluator(variables, program.slots_, arena, budget);
  const Value result = evaluator.run(*program.root_);
  budget = evaluator.budget();
  // What a function did not finish must not pass for an answer.
  return evaluator.is_over_budget() ? evaluator.over_budget(*program.root_) : result;
}

Value evaluate(const Program& program, std::span<const Value> variables, Arena& arena, std::int64_t budget) {
  return evaluate_within(program, variables, arena, budget);
}

}  // namespace fleetlint::cel
