// json.marshal_with_options: JSON over several lines.
#include "base/strings.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

/// Compact JSON laid out anew: a line for each item, as Go's json.MarshalIndent.
std::string laid_out(std::string_view json, std::string_view prefix, std::string_view indent) {
  std::string out(prefix);
  std::size_t depth = 0;
  const auto line = [&] {
    out += '\n';
    out += prefix;
    for (std::size_t i = 0; i < depth; ++i) out += indent;
  };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    switch (c) {
      case '"': {
        const std::size_t begin = i++;
        while (json[i] != '"') i += json[i] == '\\' ? 2U : 1U;
        out += json.substr(begin, i + 1 - begin);
        break;
      }
      case '[':
      case '{':
        out += c;
        if (json[i + 1] == ']' || json[i + 1] == '}') {
          out += json[++i];
          break;
        }
        ++depth;
        line();
        break;
      case ']':
      case '}':
        --depth;
        line();
        out += c;
        break;
      case ',':
        out += c;
        line();
        break;
      case ':': out += ": "; break;
      default: out += c;
    }
  }
  return out;
}

Value marshal_with_options(const Call& c) {
  std::string_view prefix;
  std::string_view indent = "\t";
  bool is_pretty = false;
  bool is_said = false;
  for (const auto& [key, value] : c.heap.pairs(c.require(1, Type::object))) {
    const std::string_view name = key.is(Type::string) ? key.text() : std::string_view();
    if (name == "pretty") {
      if (!value.is(Type::boolean)) fail_type(1, "an object whose \"pretty\" is a boolean", value);
      is_pretty = value.is_true();
      is_said = true;
    } else if (name == "prefix" || name == "indent") {
      if (!value.is(Type::string))
        fail_type(1, "an object whose \"prefix\" and \"indent\" are strings", value);
      (name == "prefix" ? prefix : indent) = value.text();
      is_pretty = is_pretty || !is_said;
    } else {
      throw BuiltinFailure{true, "object contained unknown key " + quote(to_rego(c.heap, key))};
    }
  }
  // An indentation alone asks for lines, unless `pretty` says no.
  if (is_said && c.heap.lookup(c.arg(1), "pretty").is_false()) is_pretty = false;
  const std::string json = to_json(c.heap, c.arg(0), JsonStyle::go);
  if (!is_pretty) return c.heap.string(json);
  return c.heap.string(laid_out(json, prefix, indent));
}

constexpr Builtin kTable[] = {{"json.marshal_with_options", 2, marshal_with_options}};

}  // namespace

extern const BuiltinFamily builtin_marshal_options;
const BuiltinFamily builtin_marshal_options{kTable};

}  // namespace fleetlint::rego
