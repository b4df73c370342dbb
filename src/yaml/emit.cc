#include "yaml/emit.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "base/unicode.h"
#include "yaml/key_order.h"
#include "yaml/scalar.h"
#include "yaml/scalar_style.h"

namespace fleetlint::yaml {

namespace {

using std::string_view;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kBestWidth = 80;

/// Go's encoding/json replaces each byte that is no UTF-8.
std::string with_replacements(string_view text) {
  std::string valid;
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    valid += c.valid ? text.substr(0, c.size) : string_view("\xEF\xBF\xBD");
    text.remove_prefix(c.size);
  }
  return valid;
}

/// NEL stands unescaped in JSON and ends a line for the YAML reader that gets the
/// JSON: a single one becomes a space, of several the first is dropped and the
/// others are line feeds; spaces around them go.
std::string with_folded_nel(string_view text) {
  constexpr string_view kNel = "\xC2\x85";
  std::string folded;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.find(kNel));
    if (blank == string_view::npos) break;
    folded += text.substr(0, blank);
    text.remove_prefix(blank);
    std::size_t size = 0;
    std::size_t breaks = 0;
    while (size < text.size()) {
      if (text[size] == ' ') {
        ++size;
      } else if (text.substr(size).starts_with(kNel)) {
        ++breaks;
        size += kNel.size();
      } else {
        break;
      }
    }
    if (breaks == 0) {
      folded += text.substr(0, size);
    } else if (breaks == 1) {
      folded += ' ';
    } else {
      folded += std::string(breaks - 1, '\n');
    }
    text.remove_prefix(size);
  }
  return folded += text;
}

class Emitter {
 public:
  Emitter(std::vector<EmittedScalar>* scalars, const EmitOptions& options)
      : scalars_(scalars), options_(options) {}

  std::string document(Node root) {
    value(root, 0, 0);
    end_line();
    return std::move(out_);
  }

 private:
  /// Writes a value behind a key, a dash or at the start. Collections in block style
  /// begin at `sequence_indent` or `indent`, on a line of their own unless one was
  /// opened for them (in_place_); the lines of a scalar are one level deeper.
  void value(Node node, std::size_t indent, std::size_t sequence_indent,
             std::size_t scalar_indent = kIndent) {
    const bool was_in_flow = in_flow_;
    in_flow_ = in_flow_ || node.style() == Style::flow;
    if (node.is_mapping() && !node.entries().empty()) {
      mapping(node, indent);
    } else if (node.is_sequence() && !node.items().empty()) {
      sequence(node, sequence_indent);
    } else {
      separate();
      const std::size_t begin = out_.size();
      scalar(node, scalar_indent);
      if (scalars_ != nullptr && node.is_scalar()) {
        scalars_->push_back(
            {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(out_.size())}, node});
      }
      in_place_ = false;
    }
    in_flow_ = was_in_flow;
  }

  void mapping(Node node, std::size_t indent) {
    std::vector<std::pair<std::string, Node>> fields;
    fields.reserve(node.entries().size());
    for (const Entry& entry : node.entries())
      fields.emplace_back(json_key(entry).value_or("null"), entry.value);
    // goyaml's order goes in circles for some keys ("0Z", "9", "011"), and what it prints then is up to
    // chance. Sorting by bytes first makes it one text for one content.
    const auto key_of = [](const auto& field) -> const std::string& { return field.first; };
    std::ranges::stable_sort(fields, {}, key_of);
    std::ranges::stable_sort(fields, natural_less, key_of);
    for (const auto& [key, field] : fields) {
      start_line(indent);
      const std::string text = find_invalid_utf8(key) == std::string::npos ? key : with_replacements(key);
      if (fits_simple_key(text)) {
        string(text, 0, true);
        put(':');
        value(field, indent + kIndent, indent, indent + kIndent);
        continue;
      }
      put('?');
      separate();
      string(text, indent + kIndent, false);
      start_line(indent);
      put(':');
      in_place_ = true;
      value(field, indent + kIndent, indent + kIndent, indent + kIndent);
    }
  }

  void sequence(Node node, std::size_t indent) {
    for (const Node& item : node.items()) {
      start_line(indent);
      put('-');
      in_place_ = true;
      value(item, indent + kIndent, indent + kIndent, indent + kIndent);
    }
  }

  void scalar(Node node, std::size_t indent) {
    switch (node.kind()) {
      case Kind::string: {
        // Between braces kustomize quotes what holds a colon before it reads it again as goyaml.v3 does.
        const bool is_quoted = in_flow_ && node.text().find(':') != string_view::npos;
        if (options_.convert_times && can_be_time(node.style()) && !is_quoted) {
          if (const auto time = timestamp_value(node.text())) return string(*time, indent, false);
        }
        if (find_invalid_utf8(node.text()) != std::string::npos) {
          return string(with_replacements(node.text()), indent, false);
        }
        if (node.text().find("\xC2\x85") != string_view::npos) {
          return string(with_folded_nel(node.text()), indent, false);
        }
        return string(node.text(), indent, false);
      }
      case Kind::sequence: return put("[]");
      case Kind::mapping: return put("{}");
      case Kind::integer:
      case Kind::floating: {
        // kustomize refuses what JSON has no number for; the text is the best there is.
        const std::string number = yaml_number(node);
        return put(number.empty() ? node.text() : number);
      }
      default: return put(json_number(node));
    }
  }

  void string(string_view text, std::size_t indent, bool simple_key) {
    switch (style_of_string(text, simple_key)) {
      case Style::plain: return plain(text, indent, !simple_key);
      case Style::single_quoted: return single_quoted(text, indent, !simple_key);
      case Style::literal: return literal(text, indent);
      default: return double_quoted(text, indent, !simple_key);
    }
  }

  void plain(string_view text, std::size_t indent, bool may_fold) {
    while (!text.empty()) {
      if (text[0] == ' ' && may_fold && must_fold() && !after_space_ && !text.substr(1).starts_with(' ')) {
        new_line(indent);
        after_space_ = true;
        text.remove_prefix(1);
      } else {
        after_space_ = text[0] == ' ';
        text.remove_prefix(character(text));
      }
    }
    after_space_ = false;
  }

  void single_quoted(string_view text, std::size_t indent, bool may_fold) {
    put('\'');
    const string_view all = text;
    bool after_break = false;
    while (!text.empty()) {
      const bool inside = text.size() != all.size() && text.size() > 1;
      if (const std::size_t size = line_break_size(text); size != 0) {
        raw_line_break(text.substr(0, size));
        after_break = true;
        text.remove_prefix(size);
        continue;
      }
      if (text[0] == ' ' && may_fold && must_fold() && !after_space_ && inside && text[1] != ' ') {
        new_line(indent);
        after_space_ = true;
        text.remove_prefix(1);
        continue;
      }
      if (after_break && text[0] != ' ') {
        put(std::string(indent, ' '));
        after_break = false;
      }
      if (text[0] == '\'') put('\'');
      after_space_ = text[0] == ' ';
      text.remove_prefix(character(text));
    }
    after_space_ = false;
    put('\'');
  }

  void double_quoted(string_view text, std::size_t indent, bool may_fold) {
    put('"');
    const string_view all = text;
    // goyaml takes every character for a byte-order mark if the first one is.
    const bool escape_all = text.starts_with("\xEF\xBB\xBF");
    while (!text.empty()) {
      const bool inside = text.size() != all.size() && text.size() > 1;
      const CodePoint c = decode_utf8(text);
      if (escape_all || text[0] == '"' || text[0] == '\\' || line_break_size(text) != 0 ||
          !is_printable(text)) {
        put(escape(c.value));
        after_space_ = false;
        text.remove_prefix(c.size);
      } else if (text[0] == ' ' && may_fold && must_fold() && !after_space_ && inside) {
        new_line(indent);
        if (text[1] == ' ') put('\\');
        after_space_ = true;
        text.remove_prefix(1);
      } else {
        after_space_ = text[0] == ' ';
        text.remove_prefix(character(text));
      }
    }
    after_space_ = false;
    put('"');
  }

  void literal(string_view text, std::size_t indent) {
    put('|');
    if (text[0] == ' ' || line_break_size(text) != 0) put(std::to_string(kIndent));
    put(chomping(text));
    raw_line_break("\n");
    bool after_break = true;
    while (!text.empty()) {
      if (const std::size_t size = line_break_size(text); size != 0) {
        raw_line_break(text.substr(0, size));
        after_break = true;
        text.remove_prefix(size);
        continue;
      }
      if (after_break) put(std::string(indent, ' '));
      after_break = false;
      text.remove_prefix(character(text));
    }
  }

  /// Keep the line breaks at the end (+), have none (-), or one.
  static string_view chomping(string_view text) {
    const auto last_break = [](string_view t) -> std::size_t {
      for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
        if (t.size() >= size && line_break_size(t.substr(t.size() - size)) == size) return size;
      }
      return 0;
    };
    const std::size_t size = last_break(text);
    if (size == 0) return "-";
    text.remove_suffix(size);
    return text.empty() || last_break(text) != 0 ? "+" : "";
  }

  static std::string escape(char32_t c) {
    switch (c) {
      case 0x00: return "\\0";
      case 0x07: return "\\a";
      case 0x08: return "\\b";
      case 0x09: return "\\t";
      case 0x0A: return "\\n";
      case 0x0B: return "\\v";
      case 0x0C: return "\\f";
      case 0x0D: return "\\r";
      case 0x1B: return "\\e";
      case '"': return "\\\"";
      case '\\': return "\\\\";
      case 0x85: return "\\N";
      case 0xA0: return "\\_";
      case 0x2028: return "\\L";
      case 0x2029: return "\\P";
      default: break;
    }
    constexpr string_view kHex = "0123456789ABCDEF";
    std::string escaped = c <= 0xFF ? "\\x" : c <= 0xFFFF ? "\\u" : "\\U";
    for (unsigned digits = c <= 0xFF ? 2 : c <= 0xFFFF ? 4 : 8; digits-- > 0;) {
      escaped += kHex[(c >> (4 * digits)) & 0xFU];
    }
    return escaped;
  }

  bool must_fold() const { return column_ > kBestWidth; }

  void put(char c) {
    out_ += c;
    ++column_;
  }
  void put(string_view ascii) {
    out_ += ascii;
    column_ += ascii.size();
  }

  /// One character as it is; gives its bytes.
  std::size_t character(string_view text) {
    const std::size_t size = decode_utf8(text).size;
    out_ += text.substr(0, size);
    ++column_;
    return size;
  }

  void raw_line_break(string_view bytes) {
    out_ += bytes;
    column_ = 0;
  }
  void end_line() {
    if (column_ != 0) raw_line_break("\n");
  }
  void new_line(std::size_t indent) {
    end_line();
    put(std::string(indent, ' '));
  }
  /// A line for a key or a dash: the one opened by the dash before, or a new one.
  void start_line(std::size_t indent) {
    if (in_place_) {
      separate();
    } else {
      new_line(indent);
    }
    in_place_ = false;
  }
  void separate() {
    if (column_ != 0) put(' ');
  }

  std::string out_;
  std::vector<EmittedScalar>* scalars_;
  EmitOptions options_;
  std::size_t column_ = 0;  // in characters
  bool in_place_ = false;   // a collection begins on this line, behind "-", ":" or "?"
  bool after_space_ = false;
  bool in_flow_ = false;  // the source has braces or brackets around
};

}  // namespace

std::string emit(Node root) { return emit(root, nullptr); }

std::string emit(Node root, std::vector<EmittedScalar>* scalars, const EmitOptions& options) {
  return Emitter(scalars, options).document(root);
}

}  // namespace fleetlint::yaml
