#include "cel/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "cel/unify.h"

namespace fleetlint::cel {

namespace {

constexpr std::size_t kMaxMistakes = 20;
constexpr std::size_t kMaxTypeParts = 600;

class Checker {
 public:
  Checker(Arena& arena, const Environment& environment, std::vector<Diagnostic>& out)
      : environment_(environment), out_(out), unifier_(arena) {
    result_.used.resize(environment.variables().size());
  }

  Checked run(Expr& root) {
    const Type type = check(root);
    settle(root);
    result_.type = unifier_.settle(type);
    return std::move(result_);
  }

 private:
  struct Local {
    std::string_view name;
    Type type;
  };

  Arena& arena() { return unifier_.arena(); }

  void fail(const Expr& expr, std::string message) {
    if (environment_.check_types && out_.size() < kMaxMistakes)
      out_.push_back({std::move(message), expr.span});
  }

  Type check(Expr& expr) {
    expr.type = type_of_expr(expr);
    std::size_t left = kMaxTypeParts;
    if (!is_small(expr.type, left)) {
      fail(expr, "the type of this is too large");
      expr.type = &types::kDyn;
    }
    return expr.type;
  }

  /// Types share their parts, so that a short expression can have one of endless length.
  bool is_small(Type type, std::size_t& left) const {
    if (left == 0) return false;
    --left;
    return std::ranges::all_of(unifier_.resolve(type)->parameters,
                               [&](Type part) { return is_small(part, left); });
  }

  Type type_of_expr(Expr& expr) {
    switch (expr.kind) {
      case ExprKind::literal: return runtime_type(expr.value);
      case ExprKind::identifier: return identifier(expr);
      case ExprKind::select: return select(expr);
      case ExprKind::call: return call(expr);
      case ExprKind::logical_and:
      case ExprKind::logical_or: return logical(expr);
      case ExprKind::conditional: return conditional(expr);
      case ExprKind::list: return list(expr);
      case ExprKind::map: return map(expr);
      case ExprKind::object: return object(expr);
      case ExprKind::comprehension: return comprehension(expr);
    }
    return &types::kDyn;
  }

  // --- names

  const Local* find_local(std::string_view name) const {
    const auto found =
        std::find_if(locals_.rbegin(), locals_.rend(), [&](const Local& l) { return l.name == name; });
    return found == locals_.rend() ? nullptr : &*found;
  }

  /// Calls `try_name` with the name under the container and its parents, then alone.
  template <typename Try>
  bool by_container(std::string_view name, bool absolute, Try try_name) const {
    std::string_view container = absolute ? std::string_view() : environment_.container;
    while (!container.empty()) {
      if (try_name(fmt::format("{}.{}", container, name))) return true;
      const std::size_t dot = container.rfind('.');
      container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
    }
    return try_name(std::string(name));
  }

  /// Makes the node the variable or type of that name.
  bool resolve_name(Expr& expr, std::string_view name, bool absolute) {
    return by_container(name, absolute, [&](const std::string& full) {
      const std::vector<Variable>& variables = environment_.variables();
      for (std::size_t i = 0; i < variables.size(); ++i) {
        if (variables[i].name != full) continue;
        expr.kind = ExprKind::identifier;
        expr.variable = static_cast<std::int32_t>(i);
        expr.type = variables[i].type;
        result_.used[i] = true;
        return true;
      }
      const Type type = environment_.library().find_type(full);
      if (type == nullptr) return false;
      expr.kind = ExprKind::literal;
      expr.value = Value::type(type);
      expr.type = type_of(arena(), type);
      return true;
    });
  }

  Type identifier(Expr& expr) {
    if (const Local* local = expr.is_absolute ? nullptr : find_local(expr.name)) {
      expr.slot = static_cast<std::int32_t>(local - locals_.data());
      return local->type;
    }
    if (resolve_name(expr, expr.name, expr.is_absolute)) return expr.type;
    expr.is_unresolved = true;
    std::vector<std::string_view> known;
    for (const Variable& variable : environment_.variables()) known.push_back(variable.name);
    for (const Local& local : locals_) known.push_back(local.name);
    fail(expr, fmt::format("undeclared reference to {}{}", quote(expr.name), did_you_mean(expr.name, known)));
    return &types::kDyn;
  }

  /// `a.b.c` when the node is such a chain of names that begins with no local variable.
  static std::string dotted_name(const Expr& expr, const Expr*& root) {
    if (expr.kind == ExprKind::identifier) {
      root = &expr;
      return std::string(expr.name);
    }
    if (expr.kind != ExprKind::select || expr.is_test || expr.is_optional) return {};
    std::string name = dotted_name(*expr.range, root);
    if (!name.empty()) name.append(".").append(expr.name);
    return name;
  }

  std::string qualified_name(const Expr& expr, bool& absolute) const {
    const Expr* root = nullptr;
    std::string name = dotted_name(expr, root);
    if (name.empty() || (!root->is_absolute && find_local(root->name) != nullptr)) return {};
    absolute = root->is_absolute;
    return name;
  }

  Type select(Expr& expr) {
    bool absolute = false;
    if (const std::string name = qualified_name(expr, absolute);
        !name.empty() && resolve_name(expr, name, absolute))
      return expr.type;
    Type operand = unifier_.resolve(check(*expr.range));
    const bool chained = operand->kind == TypeKind::optional;
    if (chained) operand = unifier_.resolve(operand->parameters[0]);
    const Type field = field_type(expr, operand);
    if (expr.is_test) return &types::kBool;
    if (!chained && !expr.is_optional) return field;
    return optional_of(arena(), field);
  }

  Type field_type(const Expr& expr, Type operand) {
    switch (operand->kind) {
      case TypeKind::dyn: return &types::kDyn;
      case TypeKind::parameter: unifier_.assign(&types::kDyn, operand); return &types::kDyn;
      case TypeKind::map: return unifier_.resolve(operand->parameters[1]);
      case TypeKind::object: {
        const std::optional<Shape::Field> field = operand->shape->field(expr.name);
        if (field) return type_of_shape(field->shape);
        fail(expr,
             fmt::format("undefined field {}; the schema declares none of that name here", quote(expr.name)));
        return &types::kDyn;
      }
      default:
        fail(expr, fmt::format("type {} has no fields, so {} cannot be selected",
                               to_string(unifier_.settle(operand)), quote(expr.name)));
        return &types::kDyn;
    }
  }

  // --- calls

  Type call(Expr& expr) {
    if (expr.name == "@optional") {
      const Type type = unifier_.resolve(check(*expr.args[0]));
      if (type->kind == TypeKind::optional) return unifier_.resolve(type->parameters[0]);
      if (type->kind != TypeKind::dyn)
        fail(expr, fmt::format("an entry with ? has to be optional, not {}", shown(type)));
      return &types::kDyn;
    }
    if (expr.is_member) {
      bool absolute = false;
      const std::string space = qualified_name(*expr.args[0], absolute);
      const auto is_function = [&](const std::string& full) {
        const std::string name = full + "." + std::string(expr.name);
        expr.function = environment_.library().find(name);
        return expr.function != nullptr;
      };
      if (!space.empty() && by_container(space, absolute, is_function)) {
        expr.is_member = false;
        expr.args = expr.args.subspan(1);
      }
    }
    if (expr.function == nullptr) {
      by_container(expr.name, expr.is_absolute, [&](const std::string& full) {
        expr.function = environment_.library().find(full);
        return expr.function != nullptr;
      });
    }
    std::vector<Type> types;
    for (Expr* arg : expr.args) types.push_back(check(*arg));
    if (expr.function == nullptr) {
      expr.is_unresolved = true;
      fail(expr, fmt::format("undeclared reference to {}: no such function", quote(expr.name)));
      return &types::kDyn;
    }
    expr.name = expr.function->name;
    return overload(expr, types);
  }

  Type overload(Expr& expr, std::span<const Type> types) {
    Type result = nullptr;
    std::vector<const Overload*> candidates;
    for (const Overload& candidate : expr.function->overloads) {
      if (candidate.is_hidden || candidate.is_member != expr.is_member) continue;
      if (candidate.parameters.size() != types.size()) continue;
      std::vector<Unifier::Letter> letters;
      std::vector<Type> wanted;
      for (const Type parameter : candidate.parameters)
        wanted.push_back(unifier_.instantiate(parameter, letters));
      if (!unifier_.assign_all(types, wanted)) continue;
      candidates.push_back(&candidate);
      const Type one = unifier_.resolve(unifier_.instantiate(candidate.result, letters));
      if (result == nullptr) {
        result = one;
      } else if (!same_type(unifier_.settle(result), unifier_.settle(one))) {
        result = &types::kDyn;
      }
    }
    expr.candidates = arena().copy(std::span<const Overload* const>(candidates));
    if (result != nullptr) return result;
    std::string shown_types;
    for (std::size_t i = 0; i < types.size(); ++i) {
      if (i > 0) shown_types += i == 1 && expr.is_member ? ".(" : ", ";
      shown_types += shown(types[i]);
    }
    if (expr.is_member) {
      shown_types += types.size() > 1 ? ")" : ".()";
    } else {
      shown_types = "(" + shown_types + ")";
    }
    fail(expr, fmt::format("found no matching overload for '{}' applied to '{}'", expr.name, shown_types));
    return &types::kDyn;
  }

  std::string shown(Type type) { return to_string(unifier_.settle(type)); }

  void expect(const Expr& expr, Type wanted) {
    if (!unifier_.assign(expr.type, wanted))
      fail(expr, fmt::format("expected type {} but found {}", to_string(wanted), shown(expr.type)));
  }

  Type logical(Expr& expr) {
    for (Expr* arg : expr.args) {
      check(*arg);
      if (!unifier_.assign(arg->type, &types::kBool)) {
        fail(*arg, fmt::format("found no matching overload for '{}' applied to '{}'",
                               expr.kind == ExprKind::logical_and ? "_&&_" : "_||_", shown(arg->type)));
      }
    }
    return &types::kBool;
  }

  Type conditional(Expr& expr) {
    check(*expr.args[0]);
    expect(*expr.args[0], &types::kBool);
    const Type then = check(*expr.args[1]);
    const Type otherwise = check(*expr.args[2]);
    if (const Type both = unifier_.join(then, otherwise)) return both;
    fail(expr, fmt::format("found no matching overload for '_?_:_': the branches are of types {} and {}",
                           shown(then), shown(otherwise)));
    return &types::kDyn;
  }

  // --- aggregates

  /// The type of all entries together; dyn where they differ.
  Type join_entry(Type all, Type entry) {
    if (all == nullptr) return entry;
    const Type both = unifier_.join(all, entry);
    return both == nullptr ? &types::kDyn : both;
  }

  Type list(Expr& expr) {
    Type all = nullptr;
    for (Expr* item : expr.args) all = join_entry(all, check(*item));
    return list_of(arena(), all == nullptr ? unifier_.fresh() : all);
  }

  Type map(Expr& expr) {
    Type keys = nullptr;
    Type values = nullptr;
    for (std::size_t i = 0; i < expr.args.size(); i += 2) {
      keys = join_entry(keys, check(*expr.args[i]));
      values = join_entry(values, check(*expr.args[i + 1]));
    }
    return map_of(arena(), keys == nullptr ? unifier_.fresh() : keys,
                  values == nullptr ? unifier_.fresh() : values);
  }

  Type object(Expr& expr) {
    for (std::size_t i = 1; i < expr.args.size(); i += 2) check(*expr.args[i]);
    expr.is_unresolved = true;
    fail(expr, fmt::format("undeclared reference to {}: no such type of objects", quote(expr.name)));
    return &types::kDyn;
  }

  // --- comprehensions

  struct Variables {
    Type first;
    Type second;
  };

  Variables range_variables(const Expr& expr, Type range) {
    const bool two = expr.has_two_variables;
    switch (range->kind) {
      case TypeKind::list:
        return two ? Variables{&types::kInt, range->parameters[0]} : Variables{range->parameters[0], nullptr};
      case TypeKind::map: return {range->parameters[0], range->parameters[1]};
      case TypeKind::parameter: unifier_.assign(&types::kDyn, range); break;
      case TypeKind::dyn: break;
      default:
        fail(*expr.range,
             fmt::format(
                 "expression of type {} cannot be range of a comprehension; that takes a list or a map",
                 shown(range)));
    }
    return {&types::kDyn, &types::kDyn};
  }

  Variables variables_of(const Expr& expr, Type range) {
    if (expr.macro == Macro::bind) return {range, nullptr};
    if (expr.macro != Macro::opt_map && expr.macro != Macro::opt_flat_map)
      return range_variables(expr, range);
    if (range->kind == TypeKind::optional) return {unifier_.resolve(range->parameters[0]), nullptr};
    if (range->kind != TypeKind::dyn)
      fail(*expr.range, fmt::format("{}() takes an optional value, not {}",
                                    expr.macro == Macro::opt_map ? "optMap" : "optFlatMap", shown(range)));
    return {&types::kDyn, nullptr};
  }

  Type comprehension(Expr& expr) {
    const Type range = unifier_.resolve(check(*expr.range));
    const Variables variables = variables_of(expr, range);
    expr.slot = static_cast<std::int32_t>(locals_.size());
    locals_.push_back({expr.name, variables.first});
    if (expr.has_two_variables) locals_.push_back({expr.second_name, variables.second});
    result_.slots = std::max(result_.slots, locals_.size());
    if (expr.filter != nullptr) {
      check(*expr.filter);
      expect(*expr.filter, &types::kBool);
    }
    const Type body = unifier_.resolve(check(*expr.body));
    locals_.resize(static_cast<std::size_t>(expr.slot));
    return comprehension_type(expr, range, variables, body);
  }

  Type comprehension_type(const Expr& expr, Type range, const Variables& variables, Type body) {
    switch (expr.macro) {
      case Macro::all:
      case Macro::exists:
      case Macro::exists_one: expect(*expr.body, &types::kBool); return &types::kBool;
      case Macro::map: return list_of(arena(), body);
      case Macro::transform_map: return map_of(arena(), variables.first, body);
      case Macro::transform_map_entry: expect(*expr.body, &types::kDynMap); return body;
      case Macro::opt_map: return optional_of(arena(), body);
      case Macro::opt_flat_map: expect(*expr.body, &types::kDynOptional); return body;
      case Macro::bind: return body;
      case Macro::sort_by:
        if (range->kind != TypeKind::list) expect(*expr.range, &types::kDynList);
        return range;
    }
    return body;
  }

  /// Final types for all nodes, once everything is known of the parameters.
  void settle(Expr& expr) {
    if (expr.type != nullptr) expr.type = unifier_.settle(expr.type);
    for (Expr* part : {expr.range, expr.filter, expr.body}) {
      if (part != nullptr) settle(*part);
    }
    for (Expr* arg : expr.args) settle(*arg);
  }

  const Environment& environment_;
  std::vector<Diagnostic>& out_;
  Unifier unifier_;
  std::vector<Local> locals_;
  Checked result_;
};

}  // namespace

Checked check(Arena& arena, Expr& root, const Environment& environment, std::vector<Diagnostic>& out) {
  return Checker(arena, environment, out).run(root);
}

}  // namespace fleetlint::cel
