#include "cel/cost.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_map>
#include <vector>

#include "cel/ast.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();
constexpr double kPerCharacter = 0.1;          // of a text that is gone through
constexpr double kPerPatternCharacter = 0.25;  // of a regular expression
constexpr std::uint64_t kMakeList = 10;
constexpr std::uint64_t kMakeMap = 30;
constexpr double kNamedFormatPattern = 128;  // how long Kubernetes takes a named format's expression to be

std::uint64_t add(std::uint64_t a, std::uint64_t b) { return a > kUnbounded - b ? kUnbounded : a + b; }

std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kUnbounded / b ? kUnbounded : a * b;
}

/// Rounded up.
std::uint64_t scale(std::uint64_t a, double factor) {
  const double product = std::ceil(static_cast<double>(a) * factor);
  return product >= 0x1p64 ? kUnbounded : static_cast<std::uint64_t>(product);
}

/// How many characters, items or entries a value has.
struct Size {
  std::uint64_t least = 0;
  std::uint64_t most = kUnbounded;

  Size joined(const Size& other) const { return {std::min(least, other.least), std::max(most, other.most)}; }
  Size plus(const Size& other) const { return {add(least, other.least), add(most, other.most)}; }
  Size times(const Size& other) const { return {multiply(least, other.least), multiply(most, other.most)}; }
};

/// Where in the declared types a value comes from.
struct Place {
  enum class Kind : std::uint8_t {
    none,     ///< made by the expression
    shape,    ///< declared by `shape`
    key,      ///< a key of a map
    unknown,  ///< a field that nothing declares
  };
  Kind kind = Kind::none;
  const Shape* shape = nullptr;
};

struct Local {
  std::string_view name;
  Place place;
  std::optional<Size> size;
  std::optional<Size> items;  ///< size of each item, where the value is a list
};

class Coster {
 public:
  explicit Coster(const Shape& root) : root_(root) {}

  std::uint64_t cost(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::literal: return expr.value.is(ValueKind::type) ? identifier(expr) : 0;
      case ExprKind::identifier: return identifier(expr);
      case ExprKind::select: return select(expr);
      case ExprKind::call: return call(expr);
      case ExprKind::logical_and:
      case ExprKind::logical_or: return all(expr.args);
      case ExprKind::conditional: return conditional(expr);
      case ExprKind::list: return list(expr);
      case ExprKind::map: return add(kMakeMap, all(expr.args));
      case ExprKind::object: return add(40, all(expr.args));
      case ExprKind::comprehension: return comprehension(expr);
    }
    return 0;
  }

 private:
  struct Known {
    Place place;
    std::optional<Size> size;
    std::optional<Size> items;
  };

  Known& known(const Expr& expr) { return known_[&expr]; }

  std::uint64_t all(std::span<Expr* const> parts) {
    std::uint64_t sum = 0;
    for (const Expr* part : parts) sum = add(sum, cost(*part));
    return sum;
  }

  // --- places and sizes

  /// One step further. What has no place of its own counts as the root, as in Kubernetes.
  Place step(const Place& from, const Shape* to) const {
    if (from.kind == Place::Kind::none) return {Place::Kind::shape, &root_};
    return to == nullptr ? Place{Place::Kind::unknown, nullptr} : Place{Place::Kind::shape, to};
  }
  Place item_of(const Place& from) const { return step(from, from.shape ? from.shape->element() : nullptr); }
  Place field_of(const Place& from, std::string_view name) const {
    const Shape* to = nullptr;
    if (from.shape != nullptr) {
      const std::optional<Shape::Field> field = from.shape->field(name);
      if (field) to = field->shape;
    }
    return step(from, to);
  }

  static std::optional<Size> declared(const Place& place) {
    if (place.kind == Place::Kind::shape) return Size{0, place.shape->max_size()};
    if (place.kind == Place::Kind::key) return Size{0, 0};
    return std::nullopt;
  }

  static bool is_scalar(Type type) {
    switch (type->kind) {
      case TypeKind::boolean:
      case TypeKind::integer:
      case TypeKind::unsigned_integer:
      case TypeKind::floating:
      case TypeKind::timestamp:
      case TypeKind::duration: return true;
      case TypeKind::optional: return !type->parameters.empty() && is_scalar(type->parameters[0]);
      default: return false;
    }
  }

  const Local* find_local(const Expr& expr) const {
    if (expr.kind != ExprKind::identifier) return nullptr;
    const auto it = std::find_if(locals_.rbegin(), locals_.rend(),
                                 [&](const Local& local) { return local.name == expr.name; });
    return it == locals_.rend() ? nullptr : &*it;
  }

  std::optional<Size> find_size(const Expr& expr) {
    if (const auto& size = known(expr).size) return size;
    const auto exactly = [](std::uint64_t count) { return Size{count, count}; };
    if (expr.kind == ExprKind::literal && !expr.value.is(ValueKind::type)) {
      if (expr.value.is(ValueKind::string)) return exactly(count_code_points(expr.value.text()));
      if (expr.value.is(ValueKind::bytes)) return exactly(expr.value.text().size());
      return exactly(1);
    }
    if (expr.kind == ExprKind::list) return exactly(expr.args.size());
    if (expr.kind == ExprKind::map) return exactly(expr.args.size() / 2);
    if (const std::optional<Size> size = declared(known(expr).place)) return size;
    if (expr.type != nullptr && is_scalar(expr.type)) return exactly(1);
    if (const Local* local = find_local(expr)) return local->size;
    return std::nullopt;
  }
  Size size_of(const Expr& expr) { return find_size(expr).value_or(Size{}); }

  std::optional<Size> items_of(const Expr& expr) {
    if (const auto& items = known(expr).items) return items;
    const Local* local = find_local(expr);
    return local != nullptr ? local->items : std::nullopt;
  }

  // --- expressions

  std::uint64_t identifier(const Expr& expr) {
    const Local* local = find_local(expr);
    known(expr).place = local != nullptr ? local->place : Place{Place::Kind::shape, &root_};
    return 1;
  }

  std::uint64_t select(const Expr& expr) {
    const Expr& operand = *expr.range;
    const std::uint64_t sum = cost(operand);
    if (expr.is_test) return sum;
    if (expr.is_optional) return add(sum, 1);
    known(expr).place = field_of(known(operand).place, expr.name);
    const TypeKind kind = operand.type->kind;
    return kind == TypeKind::map || kind == TypeKind::object ? add(sum, 1) : sum;
  }

  std::uint64_t conditional(const Expr& expr) {
    const std::uint64_t condition = cost(*expr.args[0]);
    const std::uint64_t branches = std::max(cost(*expr.args[1]), cost(*expr.args[2]));
    known(expr).size = size_of(*expr.args[1]).joined(size_of(*expr.args[2]));
    const std::optional<Size> one = items_of(*expr.args[1]);
    const std::optional<Size> two = items_of(*expr.args[2]);
    if (one && two) known(expr).items = one->joined(*two);
    return add(condition, branches);
  }

  std::uint64_t list(const Expr& expr) {
    const std::uint64_t sum = all(expr.args);
    Size items{expr.args.empty() ? 0 : kUnbounded, 0};
    for (const Expr* item : expr.args) items = items.joined(size_of(*item));
    known(expr).items = items;
    return add(sum, kMakeList);
  }

  std::uint64_t comprehension(const Expr& expr) {
    const std::uint64_t range = cost(*expr.range);
    if (expr.macro == Macro::opt_map || expr.macro == Macro::opt_flat_map || expr.macro == Macro::bind)
      return bind(expr, range);
    const std::size_t depth = locals_.size();
    push_loop(expr);
    std::uint64_t body = cost(*expr.body);
    std::uint64_t once = 1;  // for the result
    switch (expr.macro) {
      case Macro::all: body = add(body, 3); break;
      case Macro::exists: body = add(body, 4); break;
      case Macro::exists_one:
        body = add(body, 2);
        once = 2;
        break;
      case Macro::transform_map:
        body = add(body, 3);
        once += kMakeMap;
        break;
      case Macro::transform_map_entry:
        body = add(body, 2);
        once += kMakeMap;
        break;
      default: body = add(body, kMakeList + 2); once += kMakeList;
    }
    if (expr.filter != nullptr) body = add(cost(*expr.filter), body);
    const Size item = size_of(*expr.body);
    locals_.resize(depth);

    const Size count = size_of(*expr.range);
    const bool is_one =
        expr.macro == Macro::all || expr.macro == Macro::exists || expr.macro == Macro::exists_one;
    known(expr).size = is_one ? Size{1, 1} : count;
    if (expr.macro == Macro::map) known(expr).items = Size{0, item.most};
    std::uint64_t sum = add(add(range, once), multiply(count.most, body));
    if (expr.macro == Macro::sort_by) sum = add(sum, add(kMakeList + 1, scale(count.times(count).most, 2)));
    return sum;
  }

  void push_loop(const Expr& expr) {
    const Place& from = known(*expr.range).place;
    const bool is_list = expr.range->type->kind == TypeKind::list;
    const Place key = from.kind == Place::Kind::none ? step(from, nullptr) : Place{Place::Kind::key, nullptr};
    const Place item = item_of(from);
    const std::optional<Size> items = items_of(*expr.range);
    if (!expr.has_two_variables) {
      locals_.push_back({expr.name, is_list ? item : key, is_list ? items : std::nullopt, {}});
      return;
    }
    const Place index{is_list && from.kind != Place::Kind::none ? Place::Kind::unknown : key.kind, key.shape};
    locals_.push_back({expr.name, index, is_list && items ? std::optional(Size{1, 1}) : std::nullopt, {}});
    locals_.push_back({expr.second_name, item, items, {}});
  }

  /// `range.optMap(name, body)`: asked whether it has a value, and for it.
  std::uint64_t bind(const Expr& expr, std::uint64_t range) {
    locals_.push_back({expr.name, {}, {}, {}});
    const std::uint64_t body = cost(*expr.body);
    locals_.pop_back();
    if (expr.macro == Macro::bind) return add(add(range, kMakeList), body);
    const std::uint64_t with_value = add(add(kMakeList + 1, range), body);
    return add(add(range, 1), expr.macro == Macro::opt_map ? add(with_value, 1) : with_value);
  }

  // --- calls

  std::uint64_t call(const Expr& expr) {
    const std::uint64_t sum = all(expr.args);
    if (expr.function == nullptr) return 0;
    std::uint64_t most = 0;
    std::optional<Size> size;
    for (const Overload* overload : expr.candidates) {
      if (overload->is_hidden) continue;
      std::optional<Size> result;
      most = std::max(most, call_cost(expr, *overload, result));
      if (result) size = size ? size->joined(*result) : *result;
    }
    if (expr.function->name == "_[_]") {
      known(expr).place = item_of(known(*expr.args[0]).place);
      size = items_of(*expr.args[0]);
    } else if (expr.function->name == "dyn") {
      size = find_size(*expr.args[0]);
      known(expr).items = items_of(*expr.args[0]);
    }
    known(expr).size = size ? size : find_size(expr);
    return add(sum, most);
  }

  /// Of a comparison: the shorter one is gone through.
  std::uint64_t compare(const Expr& expr) {
    return scale(std::min(size_of(*expr.args[0]).most, size_of(*expr.args[1]).most), kPerCharacter);
  }

  std::uint64_t match(const Expr& text, const Expr& pattern) {
    return multiply(scale(add(size_of(text).most, 1), kPerCharacter),
                    scale(size_of(pattern).most, kPerPatternCharacter));
  }

  /// Size of the items of a list that a function goes through.
  Size item_size(const Expr& expr) {
    const Place& place = known(expr).place;
    if (place.kind == Place::Kind::none) return {};
    return declared(item_of(place)).value_or(Size{});
  }

  std::uint64_t call_cost(const Expr& expr, const Overload& overload, std::optional<Size>& result) {
    const std::string_view name = expr.function->name;
    const auto kind_of = [&](std::size_t i) {
      return i < overload.parameters.size() ? overload.parameters[i]->kind : TypeKind::dyn;
    };
    const auto is_text = [&](std::size_t i) {
      return kind_of(i) == TypeKind::string || kind_of(i) == TypeKind::bytes;
    };
    const auto traverse = [&](std::size_t i, double times = 1) {
      return scale(size_of(*expr.args[i]).most, times * kPerCharacter);
    };
    const std::size_t count = expr.args.size();

    if (name == "_==_" || name == "_!=_") {
      const Type left = expr.args[0]->type;
      if (name == "_==_" && left->kind == TypeKind::opaque && same_type(left, expr.args[1]->type)) return 1;
      return compare(expr);
    }
    if (name == "_<_" || name == "_<=_" || name == "_>_" || name == "_>=_")
      return is_text(0) && is_text(1) ? compare(expr) : 1;
    if (name == "@in") return kind_of(1) == TypeKind::list ? size_of(*expr.args[1]).most : 1;
    if (name == "_+_" && (is_text(0) || kind_of(0) == TypeKind::list)) {
      result = size_of(*expr.args[0]).plus(size_of(*expr.args[1]));
      if (is_text(0)) return scale(result->most, kPerCharacter);
      const std::optional<Size> one = items_of(*expr.args[0]);
      const std::optional<Size> two = items_of(*expr.args[1]);
      if (one && two) known(expr).items = one->joined(*two);
      return 1;
    }
    if (!expr.is_member && name == "bytes" && kind_of(0) == TypeKind::string) {
      const Size size = size_of(*expr.args[0]);
      result = Size{size.least, multiply(size.most, 4)};
      return traverse(0);
    }
    if (!expr.is_member && name == "string" && kind_of(0) == TypeKind::bytes) {
      const Size size = size_of(*expr.args[0]);
      result = Size{size.least / 4, size.most};
      return traverse(0);
    }
    if (name == "strings.quote") {
      const Size size = size_of(*expr.args[0]);
      result = Size{add(size.least, 2), add(multiply(size.most, 2), 2)};
      return traverse(0);
    }
    if (name == "url") {
      result = size_of(*expr.args[0]);
      return traverse(0);
    }
    if (name == "isIP" || name == "isCIDR" || name == "cidr" || name == "quantity" || name == "isQuantity" ||
        name == "semver" || name == "isSemver")
      return traverse(0);
    if (name == "ip") return expr.is_member ? 1 : traverse(0);
    if (name == "ip.isCanonical") return traverse(0, 2);
    if (name == "sets.contains" || name == "sets.intersects" || name == "sets.equivalent") {
      const Size product = size_of(*expr.args[0]).times(size_of(*expr.args[1]));
      return add(1, scale(product.most, name == "sets.equivalent" ? 2 : 1));
    }
    if (name == "lists.range") {
      const Value& wanted = expr.args[0]->value;
      const bool is_literal = expr.args[0]->kind == ExprKind::literal && wanted.is(ValueKind::integer);
      const std::uint64_t most = is_literal ? static_cast<std::uint64_t>(wanted.integer()) : kUnbounded;
      result = Size{most, most};
      return add(kMakeList + 1, most);
    }
    if (expr.is_member) {
      if (const std::optional<std::uint64_t> cost = member_cost(expr, kind_of(0), count, result))
        return *cost;
    }
    return 1;
  }

  std::optional<std::uint64_t> member_cost(const Expr& expr, TypeKind receiver, std::size_t count,
                                           std::optional<Size>& result) {
    const std::string_view name = expr.function->name;
    const Expr& target = *expr.args[0];
    const Size size = size_of(target);
    if (name == "startsWith" || name == "endsWith") return scale(size_of(*expr.args[1]).most, kPerCharacter);
    if (name == "matches") return match(target, *expr.args[1]);
    if (name == "contains") {
      return multiply(scale(size.most, kPerCharacter), scale(size_of(*expr.args[1]).most, kPerCharacter));
    }
    if (name == "find" || name == "findAll") {
      result = Size{0, size.most};
      return match(target, *expr.args[1]);
    }
    if (name == "format") return scale(size.most, kPerCharacter);
    if (name == "lowerAscii" || name == "upperAscii" || name == "substring" || name == "trim") {
      result = size;
      return scale(size.most, kPerCharacter);
    }
    if (name == "replace") {
      result = replaced(size, size_of(*expr.args[1]), size_of(*expr.args[2]));
      return scale(size.most, 2 * kPerCharacter);
    }
    if (name == "split") {
      const bool is_limited = count > 2 && expr.args[2]->kind == ExprKind::literal;
      result = Size{0, is_limited ? static_cast<std::uint64_t>(expr.args[2]->value.integer()) : size.most};
      return scale(size.most, 2 * kPerCharacter);
    }
    if (name == "join") {
      Size joined = size.times(item_size(target));
      if (count > 1) {
        const Size gaps{size.least > 0 ? size.least - 1 : 0, size.most > 0 ? size.most - 1 : 0};
        joined = joined.plus(size_of(*expr.args[1]).times(gaps));
      }
      result = joined;
      return scale(joined.most, kPerCharacter);
    }
    if (name == "isSorted" || name == "sum" || name == "min" || name == "max" || name == "indexOf" ||
        name == "lastIndexOf") {
      if (receiver != TypeKind::list || target.type->parameters.empty())
        return scale(size.most, kPerCharacter);
      const TypeKind item = target.type->parameters[0]->kind;
      const bool is_text = item == TypeKind::string || item == TypeKind::bytes;
      return multiply(size.most, is_text ? add(1, scale(item_size(target).most, kPerCharacter)) : 1);
    }
    if (name == "validate") {
      return scale(scale(size_of(*expr.args[1]).most, kPerCharacter),
                   kNamedFormatPattern * kPerPatternCharacter);
    }
    if (name == "containsIP" || name == "containsCIDR") {
      constexpr std::uint64_t kAddresses = 4;  // two of 16 bytes
      const bool is_text = expr.args[1]->type->kind == TypeKind::string;
      const std::uint64_t parse = is_text ? scale(size_of(*expr.args[1]).most, kPerCharacter) : 0;
      return add(name == "containsIP" ? kAddresses : kAddresses + 3, parse);
    }
    if (name == "slice" || name == "reverse") {
      result = size;
      return add(kMakeList + 1, size.most);
    }
    if (name == "flatten") {
      result = size;
      return add(kMakeList + 1, size.most);
    }
    if (name == "distinct" || name == "sort") {
      result = size.times(size);
      return add(kMakeList + 1, scale(result->most, 2));
    }
    return std::nullopt;
  }

  static Size replaced(const Size& text, const Size& from, const Size& to) {
    Size count{0, 0};
    Size kept{0, 0};
    const auto parts = [](std::uint64_t whole, std::uint64_t part) {
      return scale(whole, 1.0 / static_cast<double>(part));
    };
    if (from.least == 0) {  // the new text may come between all characters
      count.most = add(text.most, 1);
      kept.most = text.most;
    } else if (to.most <= from.least) {
      kept.most = text.most;
    } else {
      count.most = parts(text.most, from.least);
    }
    if (from.most == 0) {
      count.least = add(text.least, 1);
      kept.least = text.least;
    } else if (from.most <= to.least) {
      kept.least = text.least;
    } else {
      count.least = parts(text.least, from.most);
    }
    return count.times(to).plus(kept);
  }

  const Shape& root_;
  std::vector<Local> locals_;
  std::unordered_map<const Expr*, Known> known_;
};

}  // namespace

std::uint64_t worst_cost(const Program& program, const Shape& root) {
  return Coster(root).cost(*program.root_);
}

}  // namespace fleetlint::cel
