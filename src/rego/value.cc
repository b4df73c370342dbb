#include "rego/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "rego/stop.h"
#include "yaml/scalar.h"

namespace fleetlint::rego {

namespace {

/// Values of hostile input could be nested as deep as the input is long.
constexpr std::size_t kMaxDepth = 2000;

int sign(auto order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

/// As Go prints floats with 'g' and the fewest digits.
std::string real_text(long double value) {
  char digits[128];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
  std::string text(digits, end);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::atoi(text.c_str() + e + 1);
  if (exponent < -4 || exponent >= 6) return text;
  const auto fixed = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
  return {digits, fixed};
}

int compare_texts(std::string_view a, std::string_view b) { return sign(a.compare(b)); }

/// Decimal integers of any length.
int compare_decimals(std::string_view a, std::string_view b) {
  const bool a_negative = a.starts_with('-');
  const bool b_negative = b.starts_with('-');
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  int order = a.size() != b.size()
                  ? sign(static_cast<std::ptrdiff_t>(a.size()) - static_cast<std::ptrdiff_t>(b.size()))
                  : compare_texts(a, b);
  return a_negative ? -order : order;
}

}  // namespace

std::string_view to_string(Type type) {
  switch (type) {
    case Type::undefined: return "undefined";
    case Type::null: return "null";
    case Type::boolean: return "boolean";
    case Type::number: return "number";
    case Type::string: return "string";
    case Type::array: return "array";
    case Type::object: return "object";
    case Type::set: return "set";
  }
  return "any";
}

void Heap::charge(std::size_t bytes) {
  used_ += bytes;
  if (used_ > max_bytes_)
    throw Stop{
        kBudget, "the evaluation needs more memory than a policy may use; simplify the policy", {}, {}};
}

Value Heap::string(std::string_view text) {
  charge(text.size());
  return Value::string(arena_.copy(text));
}

Value Heap::array(std::span<const Value> items) {
  charge(items.size_bytes());
  Value value(Type::array, Value::Form::plain);
  value.content_.items = arena_.copy(items).data();
  value.size_ = static_cast<std::uint32_t>(items.size());
  return value;
}

Value Heap::set(std::vector<Value> items) {
  std::ranges::sort(items, [&](Value a, Value b) { return compare(a, b) < 0; });
  const auto same = [&](Value a, Value b) { return compare(a, b) == 0; };
  items.erase(std::unique(items.begin(), items.end(), same), items.end());
  Value value = array(items);
  value.type_ = Type::set;
  return value;
}

Value Heap::object(std::vector<Pair> pairs) {
  std::ranges::stable_sort(pairs,
                           [&](const Pair& a, const Pair& b) { return compare(a.first, b.first) < 0; });
  std::vector<Value> flat;
  flat.reserve(2 * pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i + 1 < pairs.size() && equal(pairs[i].first, pairs[i + 1].first)) continue;
    flat.push_back(pairs[i].first);
    flat.push_back(pairs[i].second);
  }
  Value value = array(flat);
  value.type_ = Type::object;
  value.size_ /= 2;
  return value;
}

Value Heap::real(long double value) {
  constexpr long double kLimit = 9.2e18L;
  if (value == std::floor(value) && value > -kLimit && value < kLimit)
    return Value::integer(static_cast<std::int64_t>(value));
  std::string text;
  if (value == std::floor(value) && std::isfinite(value)) {
    char digits[5000];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr;
    return number({digits, end});
  }
  text = real_text(value);
  charge(sizeof(Value::Real) + text.size());
  Value number(Type::number, Value::Form::real);
  number.content_.real = arena_.make<Value::Real>(value, arena_.copy(text));
  return number;
}

Value Heap::number(std::string_view text) {
  if (text.find_first_of(".eE") == std::string_view::npos) {
    std::int64_t integer = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (error == std::errc() && end == text.data() + text.size()) return Value::integer(integer);
    Value big = string(text);
    big.type_ = Type::number;
    big.form_ = Value::Form::big;
    return big;
  }
  const std::string terminated(text);
  const long double value = std::strtold(terminated.c_str(), nullptr);
  charge(sizeof(Value::Real) + text.size());
  Value number(Type::number, Value::Form::real);
  number.content_.real = arena_.make<Value::Real>(value, arena_.copy(text));
  return number;
}

Value Heap::from_node(yaml::Node node) {
  if (!node) return {};
  switch (node.kind()) {
    case yaml::Kind::null: return Value::null();
    case yaml::Kind::boolean: return Value::boolean(node.as_bool().value_or(false));
    case yaml::Kind::integer: {
      if (const std::optional<std::int64_t> value = node.as_int()) return Value::integer(*value);
      const std::string text = yaml::json_number(node);
      return text.empty() ? Value::null() : number(text);
    }
    case yaml::Kind::floating: {
      const std::string text = yaml::json_number(node);
      return text.empty() ? Value::null() : number(text);
    }
    case yaml::Kind::string: return Value::string(node.text());
    case yaml::Kind::sequence:
    case yaml::Kind::mapping: break;
  }
  const bool is_mapping = node.is_mapping();
  Value value(is_mapping ? Type::object : Type::array, Value::Form::node);
  value.content_.node = static_cast<const yaml::detail::NodeData*>(node.identity());
  value.size_ = static_cast<std::uint32_t>(is_mapping ? node.entries().size() : node.items().size());
  return value;
}

Value Heap::item(Value collection, std::size_t index) {
  if (index >= collection.size_) return {};
  if (collection.form_ == Value::Form::node) return from_node(collection.node().items()[index]);
  return collection.content_.items[index];
}

Value Heap::lookup(Value collection, Value key) {
  switch (collection.type_) {
    case Type::array: {
      if (!key.is_int()) {
        if (!key.is(Type::number)) return {};
        const long double index = as_real(key);  // 1.0 is an index too
        if (index != std::floor(index) || index < 0 || index >= static_cast<long double>(collection.size_))
          return {};
        return item(collection, static_cast<std::size_t>(index));
      }
      if (key.as_int() < 0) return {};
      return item(collection, static_cast<std::size_t>(key.as_int()));
    }
    case Type::object: {
      if (collection.form_ == Value::Form::node) {
        if (!key.is(Type::string)) return {};
        return from_node(collection.node()[key.text()]);
      }
      std::size_t low = 0;
      for (std::size_t high = collection.size_; low < high;) {
        const std::size_t middle = (low + high) / 2;
        const int order = compare(collection.content_.items[2 * middle], key);
        if (order == 0) return collection.content_.items[2 * middle + 1];
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return {};
    }
    case Type::set: {
      std::size_t low = 0;
      for (std::size_t high = collection.size_; low < high;) {
        const std::size_t middle = (low + high) / 2;
        const int order = compare(collection.content_.items[middle], key);
        if (order == 0) return collection.content_.items[middle];
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return {};
    }
    default: return {};
  }
}

std::vector<Pair> Heap::node_pairs(Value value) {
  std::vector<Pair> pairs;
  pairs.reserve(value.size_);
  for (const yaml::Entry& entry : value.node().entries()) {
    std::string_view key = entry.key.text();
    if (entry.key_kind != yaml::Kind::string) {
      const std::optional<std::string> text = yaml::json_key(entry);
      if (text && *text != key) key = string(*text).text();
    }
    pairs.emplace_back(Value::string(key), from_node(entry.value));
  }
  std::ranges::stable_sort(pairs, {}, [](const Pair& pair) { return pair.first.text(); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i + 1 < pairs.size() && pairs[i].first.text() == pairs[i + 1].first.text()) continue;
    pairs[kept++] = pairs[i];
  }
  pairs.resize(kept);
  return pairs;
}

std::vector<Pair> Heap::pairs(Value collection) {
  if (collection.is(Type::object) && collection.form_ == Value::Form::node) return node_pairs(collection);
  std::vector<Pair> pairs;
  pairs.reserve(collection.size_);
  for (std::size_t i = 0; i < collection.size_; ++i) {
    switch (collection.type_) {
      case Type::array:
        pairs.emplace_back(Value::integer(static_cast<std::int64_t>(i)), item(collection, i));
        break;
      case Type::set: pairs.emplace_back(item(collection, i), item(collection, i)); break;
      case Type::object:
        pairs.emplace_back(collection.content_.items[2 * i], collection.content_.items[2 * i + 1]);
        break;
      default: return pairs;
    }
  }
  return pairs;
}

std::vector<Value> Heap::items(Value collection) {
  std::vector<Value> items;
  if (!collection.is_collection()) return items;
  items.reserve(collection.size_);
  for (const Pair& pair : pairs(collection)) items.push_back(pair.second);
  return items;
}

long double Heap::as_real(Value number) const {
  switch (number.form_) {
    case Value::Form::big: return std::strtold(std::string(number.text()).c_str(), nullptr);
    case Value::Form::real: return number.content_.real->value;
    default: return static_cast<long double>(number.content_.integer);
  }
}

std::string Heap::number_text(Value number) const {
  switch (number.form_) {
    case Value::Form::big: return std::string(number.text());
    case Value::Form::real: return std::string(number.content_.real->text);
    default: return std::to_string(number.content_.integer);
  }
}

int Heap::compare_numbers(Value a, Value b) const {
  if (a.is_int() && b.is_int()) return sign(a.as_int() <=> b.as_int());
  if (a.form_ != Value::Form::real && b.form_ != Value::Form::real)
    return compare_decimals(number_text(a), number_text(b));
  const long double x = as_real(a);
  const long double y = as_real(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

int Heap::compare(Value a, Value b) {
  if (a.type_ != b.type_) return a.type_ < b.type_ ? -1 : 1;
  switch (a.type_) {
    case Type::undefined:
    case Type::null: return 0;
    case Type::boolean: return sign(a.content_.integer - b.content_.integer);
    case Type::number: return compare_numbers(a, b);
    case Type::string: return compare_texts(a.text(), b.text());
    default: break;
  }
  if (a.content_.items == b.content_.items && a.size_ == b.size_) return 0;
  if (++depth_ > kMaxDepth) {
    depth_ = 0;
    throw Stop{kBudget, "a value is nested too deeply to be compared", {}, {}};
  }
  const int order = compare_collections(a, b);
  --depth_;
  return order;
}

int Heap::compare_collections(Value a, Value b) {
  if (a.type_ == Type::object) {
    const std::vector<Pair> left = pairs(a);
    const std::vector<Pair> right = pairs(b);
    // OPA compares objects key by key, and the value where the keys are equal.
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
      if (const int order = compare(left[i].first, right[i].first)) return order;
      if (const int order = compare(left[i].second, right[i].second)) return order;
    }
    return sign(left.size() <=> right.size());
  }
  for (std::size_t i = 0; i < std::min(a.size_, b.size_); ++i) {
    if (const int order = compare(item(a, i), item(b, i))) return order;
  }
  return sign(a.size_ <=> b.size_);
}

}  // namespace fleetlint::rego
