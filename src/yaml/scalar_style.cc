#include "yaml/scalar_style.h"

#include <algorithm>

#include "base/unicode.h"
#include "yaml/scalar.h"

namespace fleetlint::yaml {

namespace {

using std::string_view;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 190:20:30 was a number in YAML 1.1; goyaml does not read it so, but quotes it for
/// those who do.
bool is_base_60(string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) return false;
  const auto skip_digits = [&] {
    text.remove_prefix(std::min(text.find_first_not_of("0123456789_"), text.size()));
  };
  skip_digits();
  int parts = 0;
  for (; text.starts_with(':'); ++parts) {
    text.remove_prefix(1);
    if (text.empty() || !is_digit(text[0])) return false;
    // Two digits where the first is below 6.
    const bool two = text.size() > 1 && text[0] < '6' && is_digit(text[1]);
    text.remove_prefix(two ? 2 : 1);
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    skip_digits();
  }
  return parts > 0 && text.empty();
}

/// What about a string decides the styles it can have.
struct Shape {
  bool has_break = false;
  bool has_special = false;    // must be escaped
  bool has_indicator = false;  // would be read as YAML's own where it stands
  bool space_before_break = false;
  bool space_after_break = false;
  bool blank_edge = false;  // begins or ends with a space or break
  bool ends_with_space = false;
};

bool starts_with_indicator(string_view text) {
  if (text.starts_with("---") || text.starts_with("...")) return true;
  const bool alone = text.size() == 1 || is_blank(text[1]);
  switch (text[0]) {
    case '#':
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
    case '&':
    case '*':
    case '!':
    case '|':
    case '>':
    case '\'':
    case '"':
    case '%':
    case '@':
    case '`': return true;
    case '?':
    case ':':
    case '-': return alone;
    default: return false;
  }
}

Shape shape_of(string_view text) {
  Shape shape;
  if (text.empty()) return shape;
  shape.has_indicator = starts_with_indicator(text);
  bool after_space = false;
  bool after_break = false;
  bool after_white = true;
  for (std::size_t i = 0; i < text.size();) {
    const string_view rest = text.substr(i);
    const std::size_t break_size = line_break_size(rest);
    const std::size_t size = break_size != 0 ? break_size : decode_utf8(rest).size;
    const bool at_edge = i == 0 || i + size == text.size();
    if (i > 0 && rest[0] == ':' && (rest.size() == 1 || is_blank(rest[1]))) shape.has_indicator = true;
    if (rest[0] == '#' && after_white) shape.has_indicator = true;
    if (!is_printable(rest)) shape.has_special = true;
    if (rest[0] == ' ') {
      shape.space_after_break |= after_break;
      shape.blank_edge |= at_edge;
      shape.ends_with_space |= i + size == text.size();
    } else if (break_size != 0) {
      shape.has_break = true;
      shape.space_before_break |= after_space;
      shape.blank_edge |= at_edge;
    }
    after_space = rest[0] == ' ';
    after_break = break_size != 0;
    after_white = is_blank(rest[0]) || break_size != 0 || rest[0] == '\0';
    i += size;
  }
  return shape;
}

}  // namespace

std::size_t line_break_size(string_view text) {
  if (text.starts_with('\n') || text.starts_with('\r')) return 1;
  if (text.starts_with("\xC2\x85")) return 2;
  if (text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9")) return 3;
  return 0;
}

bool is_printable(string_view text) {
  const char32_t c = decode_utf8(text).value;
  return c == '\n' || (c >= 0x20 && c <= 0x7E) || (c >= 0xA0 && c < 0xFFFE && c != 0xFEFF);
}

Style style_of_string(string_view text, bool simple_key) {
  const Shape shape = shape_of(text);
  const bool must_escape = shape.has_special || shape.space_before_break;
  if (text.find('\n') != string_view::npos) {
    return must_escape || shape.ends_with_space || simple_key ? Style::double_quoted : Style::literal;
  }
  if (is_ambiguous_plain(text, Dialect::go_yaml_v2) || is_base_60(text)) return Style::double_quoted;
  if (must_escape || shape.space_after_break || (simple_key && shape.has_break)) return Style::double_quoted;
  return shape.has_indicator || shape.has_break || shape.blank_edge ? Style::single_quoted : Style::plain;
}

bool fits_simple_key(string_view text) {
  constexpr std::size_t kMaxBytes = 128;
  if (text.size() > kMaxBytes) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (line_break_size(text.substr(i)) != 0) return false;
  }
  return true;
}

}  // namespace fleetlint::yaml
