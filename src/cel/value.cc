#include "cel/value.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.h"
#include "base/strings.h"
#include "cel/text.h"

namespace fleetlint::cel {

Value Value::make(ValueKind kind, const void* first, std::size_t size) {
  Value value;
  value.kind_ = kind;
  value.first_.pointer = first;
  value.second_.size = size;
  return value;
}

Value Value::of(bool value) {
  Value result;
  result.kind_ = ValueKind::boolean;
  result.first_.boolean = value;
  return result;
}

Value Value::of(std::int64_t value) {
  Value result;
  result.kind_ = ValueKind::integer;
  result.first_.integer = value;
  return result;
}

Value Value::of(std::uint64_t value) {
  Value result;
  result.kind_ = ValueKind::unsigned_integer;
  result.first_.unsigned_integer = value;
  return result;
}

Value Value::of(double value) {
  Value result;
  result.kind_ = ValueKind::floating;
  result.first_.floating = value;
  return result;
}

Value Value::text(std::string_view view) { return make(ValueKind::string, view.data(), view.size()); }
Value Value::bytes(std::string_view view) { return make(ValueKind::bytes, view.data(), view.size()); }

Value Value::timestamp(std::int64_t seconds, std::int32_t nanos, std::int32_t offset) {
  Value result;
  result.kind_ = ValueKind::timestamp;
  result.first_.integer = seconds;
  result.second_.time = {nanos, offset};
  return result;
}

Value Value::duration(std::int64_t nanos) {
  Value result = of(nanos);
  result.kind_ = ValueKind::duration;
  return result;
}

Value Value::list(std::span<const Value> items) { return make(ValueKind::list, items.data(), items.size()); }
Value Value::map(const MapData* data) { return make(ValueKind::map, data, 0); }
Value Value::type(Type type) { return make(ValueKind::type, type, 0); }
Value Value::optional(const Value* value) { return make(ValueKind::optional, value, 0); }
Value Value::error(const ErrorData* data) { return make(ValueKind::error, data, 0); }

Value Value::opaque(const OpaqueType* type, const void* data) {
  Value result = make(ValueKind::opaque, data, 0);
  result.second_.pointer = type;
  return result;
}

Value Value::view(yaml::Node node, const Shape* shape) {
  Value result = make(node.is_mapping() ? ValueKind::map : ValueKind::list, node.identity(), 0);
  result.second_.pointer = shape;
  result.is_view_ = true;
  return result;
}

yaml::Node Value::node() const {
  if (!is_view_) return {};
  return yaml::Node(static_cast<const yaml::detail::NodeData*>(first_.pointer));
}

std::size_t Value::size() const {
  if (is_view_) return kind_ == ValueKind::map ? node().entries().size() : node().items().size();
  if (kind_ == ValueKind::map) return static_cast<const MapData*>(first_.pointer)->entries.size();
  return second_.size;
}

namespace {

const Shape* entry_shape(const Shape* shape, std::string_view key) {
  if (shape == nullptr) return nullptr;
  if (shape->type()->kind != TypeKind::object) return shape->element();
  const std::optional<std::string> name = escape_name(key);
  const std::optional<Shape::Field> field = name ? shape->field(*name) : std::nullopt;
  return field ? field->shape : nullptr;
}

std::uint64_t hash_key(const Value& key) {
  switch (key.kind()) {
    case ValueKind::boolean: return hash_mix(1, key.boolean() ? 1 : 0);
    case ValueKind::integer: return hash_mix(2, static_cast<std::uint64_t>(key.integer()));
    case ValueKind::unsigned_integer: return hash_mix(2, key.unsigned_integer());
    case ValueKind::floating: {
      const double value = key.floating();
      if (value >= 0 && value < 18446744073709551616.0) return hash_mix(2, static_cast<std::uint64_t>(value));
      if (value < 0 && value >= -9223372036854775808.0)
        return hash_mix(2, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
      return 0;
    }
    case ValueKind::string: return hash_bytes(key.text());
    default: return 0;
  }
}

bool keys_equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  if (a.is(ValueKind::string)) return a.text() == b.text();
  return a.is(ValueKind::boolean) && a.boolean() == b.boolean();
}

constexpr std::size_t kIndexFrom = 9;  // smaller maps are searched

/// The place of a key's entry in the index, or the free place where it belongs.
std::size_t slot_of(std::span<const MapEntry> entries, std::span<const std::uint32_t> index,
                    const Value& key) {
  const std::size_t mask = index.size() - 1;
  std::size_t slot = hash_key(key) & mask;
  while (index[slot] != 0 && !keys_equal(entries[index[slot] - 1].key, key)) slot = (slot + 1) & mask;
  return slot;
}

}  // namespace

Value Value::at(Arena& arena, std::size_t index) const {
  if (kind_ == ValueKind::list) {
    if (!is_view_) return static_cast<const Value*>(first_.pointer)[index];
    return from_node(arena, node().items()[index], shape() == nullptr ? nullptr : shape()->element());
  }
  if (!is_view_) return static_cast<const MapData*>(first_.pointer)->entries[index].value;
  const yaml::Entry& entry = node().entries()[index];
  return from_node(arena, entry.value, entry_shape(shape(), entry.key.text()));
}

Value Value::key_at(std::size_t index) const {
  if (is_view_) return text(node().entries()[index].key.text());
  return static_cast<const MapData*>(first_.pointer)->entries[index].key;
}

std::optional<Value> Value::find(Arena& arena, const Value& key) const {
  if (is_view_) {
    if (!key.is(ValueKind::string)) return std::nullopt;
    const yaml::Node found = node()[key.text()];
    if (!found) return std::nullopt;
    return from_node(arena, found, entry_shape(shape(), key.text()));
  }
  const MapData& data = *static_cast<const MapData*>(first_.pointer);
  if (data.index.empty()) {
    for (const MapEntry& entry : data.entries) {
      if (keys_equal(entry.key, key)) return entry.value;
    }
    return std::nullopt;
  }
  const std::uint32_t place = data.index[slot_of(data.entries, data.index, key)];
  if (place == 0) return std::nullopt;
  return data.entries[place - 1].value;
}

std::optional<Value> make_map(Arena& arena, std::span<const MapEntry> entries) {
  const std::span<const MapEntry> kept = arena.copy(entries);
  if (entries.size() < kIndexFrom) {
    for (std::size_t i = 0; i < kept.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (keys_equal(kept[i].key, kept[j].key)) return std::nullopt;
      }
    }
    return Value::map(arena.make<MapData>(kept, std::span<const std::uint32_t>()));
  }
  std::size_t size = 16;
  while (size < entries.size() * 2) size *= 2;
  auto* slots =
      static_cast<std::uint32_t*>(arena.allocate(size * sizeof(std::uint32_t), alignof(std::uint32_t)));
  std::fill_n(slots, size, 0U);
  const std::span<const std::uint32_t> index(slots, size);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const std::size_t slot = slot_of(kept, index, kept[i].key);
    if (slots[slot] != 0) return std::nullopt;
    slots[slot] = static_cast<std::uint32_t>(i + 1);
  }
  return Value::map(arena.make<MapData>(kept, index));
}

namespace {

Value misfit(Arena& arena, yaml::Node node, std::string_view wanted) {
  return make_error(arena, "value " + quote(node.text()) + " is no " + std::string(wanted));
}

/// A string by its declared type.
Value from_text(Arena& arena, yaml::Node node, TypeKind wanted) {
  const std::string_view text = node.text();
  switch (wanted) {
    case TypeKind::timestamp:
      if (const std::optional<Value> time = parse_time_or_date(text)) return *time;
      return misfit(arena, node, "time");
    case TypeKind::duration:
      if (const std::optional<std::int64_t> nanos = parse_loose_duration(text))
        return Value::duration(*nanos);
      return misfit(arena, node, "duration");
    case TypeKind::bytes:
      if (const std::optional<std::string> bytes = decode_base64(text))
        return Value::bytes(arena.copy(*bytes));
      return misfit(arena, node, "base64");
    default: return Value::text(text);
  }
}

}  // namespace

Value from_node(Arena& arena, yaml::Node node, const Shape* shape) {
  if (shape != nullptr) {
    if (const std::string_view misfit = shape->misfit(node); !misfit.empty())
      return make_error(arena, misfit);
  }
  const TypeKind wanted = type_of_shape(shape)->kind;
  switch (node.kind()) {
    case yaml::Kind::null: return {};
    case yaml::Kind::boolean: return Value::of(node.as_bool().value_or(false));
    case yaml::Kind::integer:
      if (wanted == TypeKind::floating) return Value::of(node.as_double().value_or(0));
      if (const std::optional<std::int64_t> value = node.as_int()) return Value::of(*value);
      return Value::of(node.as_double().value_or(0));
    case yaml::Kind::floating: {
      const double value = node.as_double().value_or(0);
      // JSON does not tell 1.0 from 1: a declared integer is one.
      if (wanted == TypeKind::integer && std::trunc(value) == value && std::abs(value) < 9.2e18)
        return Value::of(static_cast<std::int64_t>(value));
      return Value::of(value);
    }
    case yaml::Kind::string: return from_text(arena, node, wanted);
    case yaml::Kind::sequence:
    case yaml::Kind::mapping: return Value::view(node, shape);
  }
  return {};
}

namespace {

std::optional<int> order(auto a, auto b) {
  if (a < b) return -1;
  if (b < a) return 1;
  if (a == b) return 0;
  return std::nullopt;  // NaN
}

std::optional<int> compare_int_uint(std::int64_t a, std::uint64_t b) {
  if (a < 0) return -1;
  return order(static_cast<std::uint64_t>(a), b);
}

// Within an integer's range the integer is compared as the double nearest to it.
std::optional<int> compare_int_double(std::int64_t a, double b) {
  if (std::isnan(b)) return std::nullopt;
  if (b > 9223372036854775808.0) return -1;
  if (b < -9223372036854775808.0) return 1;
  return order(static_cast<double>(a), b);
}

std::optional<int> compare_uint_double(std::uint64_t a, double b) {
  if (std::isnan(b)) return std::nullopt;
  if (b > 18446744073709551616.0) return -1;
  if (b < 0) return 1;
  return order(static_cast<double>(a), b);
}

std::optional<int> negated(std::optional<int> result) {
  if (result) *result = -*result;
  return result;
}

std::optional<int> compare_numbers(const Value& a, const Value& b) {
  using enum ValueKind;
  switch (a.kind()) {
    case integer:
      if (b.is(integer)) return order(a.integer(), b.integer());
      if (b.is(unsigned_integer)) return compare_int_uint(a.integer(), b.unsigned_integer());
      return compare_int_double(a.integer(), b.floating());
    case unsigned_integer:
      if (b.is(unsigned_integer)) return order(a.unsigned_integer(), b.unsigned_integer());
      if (b.is(integer)) return negated(compare_int_uint(b.integer(), a.unsigned_integer()));
      return compare_uint_double(a.unsigned_integer(), b.floating());
    default:
      if (b.is(floating)) return order(a.floating(), b.floating());
      if (b.is(integer)) return negated(compare_int_double(b.integer(), a.floating()));
      return negated(compare_uint_double(b.unsigned_integer(), a.floating()));
  }
}

bool lists_equal(Arena& arena, const Value& a, const Value& b, std::int64_t& budget) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const Shape* shape = a.shape() != nullptr ? a.shape() : b.shape();
  if (shape == nullptr || shape->list_type() == Shape::ListType::atomic) {
    for (std::size_t i = 0; i < size; ++i) {
      if (!equal(arena, a.at(arena, i), b.at(arena, i), budget)) return false;
    }
    return true;
  }
  // Sets, and lists that are maps by their keys, have no order.
  for (std::size_t i = 0; i < size; ++i) {
    bool found = false;
    for (std::size_t j = 0; j < size && !found && budget >= 0; ++j)
      found = equal(arena, a.at(arena, i), b.at(arena, j), budget);
    if (!found) return false;
  }
  return true;
}

bool maps_equal(Arena& arena, const Value& a, const Value& b, std::int64_t& budget) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::optional<Value> other = b.find(arena, a.key_at(i));
    if (!other || !equal(arena, a.at(arena, i), *other, budget)) return false;
  }
  return true;
}

}  // namespace

bool equal(Arena& arena, const Value& a, const Value& b, std::int64_t& budget) {
  if (--budget < 0) return false;
  if (a.is_number() && b.is_number()) return compare_numbers(a, b) == 0;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case ValueKind::null: return true;
    case ValueKind::boolean: return a.boolean() == b.boolean();
    case ValueKind::string:
    case ValueKind::bytes:
      if (a.text().size() != b.text().size()) return false;
      budget -= static_cast<std::int64_t>(a.text().size() / 64);
      return a.text() == b.text();
    case ValueKind::timestamp: return a.seconds() == b.seconds() && a.nanos() == b.nanos();
    case ValueKind::duration: return a.duration_nanos() == b.duration_nanos();
    case ValueKind::list: return lists_equal(arena, a, b, budget);
    case ValueKind::map: return maps_equal(arena, a, b, budget);
    case ValueKind::type: return runtime_name(a.type()) == runtime_name(b.type());
    case ValueKind::optional:
      if (a.optional() == nullptr || b.optional() == nullptr) return a.optional() == b.optional();
      return equal(arena, *a.optional(), *b.optional(), budget);
    case ValueKind::opaque:
      return a.opaque_type() == b.opaque_type() &&
             a.opaque_type()->equal(&a.opaque_data<char>(), &b.opaque_data<char>());
    default: return false;
  }
}

std::optional<int> compare(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case ValueKind::boolean: return order(a.boolean(), b.boolean());
    case ValueKind::string:
    case ValueKind::bytes: return order(a.text().compare(b.text()), 0);
    case ValueKind::timestamp:
      if (a.seconds() != b.seconds()) return order(a.seconds(), b.seconds());
      return order(a.nanos(), b.nanos());
    case ValueKind::duration: return order(a.duration_nanos(), b.duration_nanos());
    default: return std::nullopt;
  }
}

Type runtime_type(const Value& value) {
  switch (value.kind()) {
    case ValueKind::null: return &types::kNull;
    case ValueKind::boolean: return &types::kBool;
    case ValueKind::integer: return &types::kInt;
    case ValueKind::unsigned_integer: return &types::kUint;
    case ValueKind::floating: return &types::kDouble;
    case ValueKind::string: return &types::kString;
    case ValueKind::bytes: return &types::kBytes;
    case ValueKind::timestamp: return &types::kTimestamp;
    case ValueKind::duration: return &types::kDuration;
    case ValueKind::list: return &types::kDynList;
    case ValueKind::map: return &types::kDynMap;
    case ValueKind::type: return &types::kDynType;
    case ValueKind::optional: return &types::kDynOptional;
    case ValueKind::opaque: return &value.opaque_type()->type;
    case ValueKind::error: break;
  }
  return &types::kDyn;
}

bool is_key(const Value& value) {
  return value.is(ValueKind::string) || value.is(ValueKind::boolean) || value.is(ValueKind::integer) ||
         value.is(ValueKind::unsigned_integer);
}

Value make_error(Arena& arena, std::string_view message, source::Span span) {
  return Value::error(arena.make<ErrorData>(arena.copy(message), span));
}

}  // namespace fleetlint::cel
