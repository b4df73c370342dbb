#include <algorithm>
#include <array>

#include "base/unicode.h"
#include "yaml/emit.h"
#include "yaml/scalar.h"

namespace fleetlint::yaml {

namespace {

using std::string_view;

class JsonWriter {
 public:
  explicit JsonWriter(bool escape_html) : escape_html_(escape_html) {}

  void value(Node node) {
    switch (node.kind()) {
      case Kind::string: string(node.text()); break;
      case Kind::sequence: sequence(node); break;
      case Kind::mapping: mapping(node); break;
      default: {
        const std::string text = json_number(node);
        out_ += text.empty() ? "null" : text;
      }
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void sequence(Node node) {
    out_ += '[';
    bool first = true;
    for (const Node& item : node.items()) {
      if (!first) out_ += ',';
      first = false;
      value(item);
    }
    out_ += ']';
  }

  void mapping(Node node) {
    std::vector<std::pair<std::string, Node>> fields;
    fields.reserve(node.entries().size());
    for (const Entry& entry : node.entries())
      fields.emplace_back(json_key(entry).value_or("null"), entry.value);
    std::ranges::stable_sort(fields, {}, [](const auto& field) -> const std::string& { return field.first; });
    out_ += '{';
    bool first = true;
    for (const auto& [key, field] : fields) {
      if (!first) out_ += ',';
      first = false;
      string(key);
      out_ += ':';
      value(field);
    }
    out_ += '}';
  }

  void string(string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const CodePoint c = decode_utf8(text);
      character(c, text.substr(0, c.size));
      text.remove_prefix(c.size);
    }
    out_ += '"';
  }

  void character(const CodePoint& c, string_view bytes) {
    switch (c.value) {
      case '"': out_ += "\\\""; return;
      case '\\': out_ += "\\\\"; return;
      case '\b': out_ += "\\b"; return;
      case '\f': out_ += "\\f"; return;
      case '\n': out_ += "\\n"; return;
      case '\r': out_ += "\\r"; return;
      case '\t': out_ += "\\t"; return;
      default: break;
    }
    const bool is_html = c.value == '<' || c.value == '>' || c.value == '&';
    // The two line separators would end a string in old JavaScript.
    if (!c.valid || c.value < 0x20 || c.value == 0x2028 || c.value == 0x2029 || (escape_html_ && is_html)) {
      constexpr string_view kHex = "0123456789abcdef";
      out_ += "\\u";
      for (const unsigned shift : {12U, 8U, 4U, 0U}) out_ += kHex[(c.value >> shift) & 0xFU];
      return;
    }
    out_ += bytes;
  }

  std::string out_;
  bool escape_html_;
};

}  // namespace

std::string to_json(Node root, bool escape_html) {
  JsonWriter writer(escape_html);
  writer.value(root);
  return writer.take();
}

}  // namespace fleetlint::yaml
