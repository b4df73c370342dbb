// Value: what Rego computes with, and the Heap it lies in.
//
// A Value is a handle of 16 bytes. What it points to never changes and lies in a
// Heap, which ends with the evaluation; nothing is counted or freed one by one.
// Objects and sets are kept sorted in Rego's order (null, booleans, numbers,
// strings, arrays, objects, sets), so two equal values look alike. YAML documents
// are not copied: a value may stand for a node and unfolds one level when asked.
//
// Numbers are exact: 64-bit integers, integers of any size as decimal text, and
// floats with the 64 bits of mantissa that OPA calculates with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::rego {

enum class Type : std::uint8_t { undefined, null, boolean, number, string, array, object, set };

std::string_view to_string(Type type);  ///< OPA's words

class Value {
 public:
  enum class Form : std::uint8_t { plain, big, real, node };

  Value() = default;
  static Value null() { return Value(Type::null, Form::plain); }
  static Value boolean(bool value) {
    Value v(Type::boolean, Form::plain);
    v.content_.integer = value ? 1 : 0;
    return v;
  }
  static Value integer(std::int64_t value) {
    Value v(Type::number, Form::plain);
    v.content_.integer = value;
    return v;
  }
  /// A view: the text must outlive the value.
  static Value string(std::string_view text) {
    Value v(Type::string, Form::plain);
    v.content_.text = text.data();
    v.size_ = static_cast<std::uint32_t>(text.size());
    return v;
  }

  explicit operator bool() const { return type_ != Type::undefined; }
  Type type() const { return type_; }
  Form form() const { return form_; }
  bool is(Type type) const { return type_ == type; }
  bool is_false() const { return type_ == Type::boolean && content_.integer == 0; }
  bool is_true() const { return type_ == Type::boolean && content_.integer != 0; }
  bool is_int() const { return type_ == Type::number && form_ == Form::plain; }
  bool is_collection() const { return type_ >= Type::array; }

  std::int64_t as_int() const { return content_.integer; }          ///< only where is_int()
  std::string_view text() const { return {content_.text, size_}; }  ///< of strings
  yaml::Node node() const { return yaml::Node(content_.node); }     ///< only of Form::node

  /// Count of items, pairs or bytes.
  std::size_t size() const { return size_; }

  /// Same representation; equal values may have several.
  const void* identity() const { return content_.text; }

 private:
  friend class Heap;
  struct Real {
    long double value;
    std::string_view text;
  };
  Value(Type type, Form form) : type_(type), form_(form) {}

  union Content {
    std::int64_t integer;
    const char* text;
    const Value* items;
    const Real* real;
    const yaml::detail::NodeData* node;
  };
  Content content_{0};
  std::uint32_t size_ = 0;
  Type type_ = Type::undefined;
  Form form_ = Form::plain;
};

using Pair = std::pair<Value, Value>;

class Heap {
 public:
  explicit Heap(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  // Making values. Throws Stop when the budget is used up.
  Value string(std::string_view text);
  Value array(std::span<const Value> items);
  Value set(std::vector<Value> items);    ///< sorts, drops what comes again
  Value object(std::vector<Pair> pairs);  ///< sorts; of equal keys the last counts
  Value number(std::string_view text);    ///< JSON's notation, of any size
  Value real(long double value);          ///< an integer where it is whole
  Value from_node(yaml::Node node);

  // Looking into them.
  Value item(Value array, std::size_t index);  ///< of arrays and sets
  Value lookup(Value collection, Value key);   ///< undefined where it is not there
  Value lookup(Value object, std::string_view key) { return lookup(object, Value::string(key)); }
  std::vector<Pair> pairs(Value collection);   ///< key and value, in Rego's order
  std::vector<Value> items(Value collection);  ///< values of arrays and objects, members of sets
  bool contains(Value set, Value member) { return static_cast<bool>(lookup(set, member)); }

  long double as_real(Value number) const;
  std::string number_text(Value number) const;

  int compare(Value a, Value b);
  bool equal(Value a, Value b) { return compare(a, b) == 0; }

  Arena& arena() { return arena_; }
  void charge(std::size_t bytes);

 private:
  std::span<const Value> raw(Value value) const { return {value.content_.items, value.size_}; }
  int compare_numbers(Value a, Value b) const;
  int compare_collections(Value a, Value b);
  std::vector<Pair> node_pairs(Value value);

  Arena arena_;
  std::size_t used_ = 0;
  std::size_t max_bytes_;
  std::size_t depth_ = 0;
};

/// The value's text: OPA's own notation with `{1, 2}` and `set()` for sets, or JSON, where
/// sets are arrays and keys are strings.
std::string to_rego(Heap& heap, Value value);
enum class JsonStyle { plain, go };  ///< go: <, > and & escaped as encoding/json does
std::string to_json(Heap& heap, Value value, JsonStyle style = JsonStyle::plain);

/// Undefined when the text is no JSON.
Value from_json(Heap& heap, std::string_view text);

std::string quoted(std::string_view text, JsonStyle style = JsonStyle::plain);

/// Arithmetic as OPA does it: exact between integers, else in floats of 64 bits.
enum class Arithmetic { plus, minus, mul, div, rem };
struct ArithmeticResult {
  Value value;
  std::string_view error;  ///< "divide by zero" ...
};
ArithmeticResult arithmetic(Heap& heap, Arithmetic operation, Value a, Value b);
bool is_integer(Heap& heap, Value number);

}  // namespace fleetlint::rego
