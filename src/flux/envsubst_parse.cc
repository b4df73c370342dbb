#include "flux/envsubst_parse.h"

#include <algorithm>

#include "flux/unicode.h"

namespace fleetlint::flux {

namespace {

constexpr int kMaxNesting = 100;

/// Reads expressions. Which characters belong to a token depends on the place in
/// the grammar, so each rule hands in what it accepts: a predicate of the
/// character and of the token's length with it, in bytes.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Expression> parse() {
    std::vector<Expression> parts;
    while (!error_ && !at_end()) {
      if (at_call()) {
        outermost_ = at_;
        parts.push_back(call());
      } else {
        parts.push_back(token(any_character, {.calls_end_it = true, .dollars = true, .backslashes = false}));
      }
    }
    return parts;
  }

  std::optional<ExpansionError> error() const { return error_; }
  source::Span error_at() const {
    return {static_cast<std::uint32_t>(outermost_), static_cast<std::uint32_t>(std::min(at_, text_.size()))};
  }

 private:
  using Accept = bool (*)(std::uint32_t rune, std::size_t length);
  struct Mode {
    bool calls_end_it = false;  // `${` ends the token
    bool dollars = false;       // `$$` is one `$`
    bool backslashes = false;   // `\\` is `\`, `\/` is `/`
  };

  static bool any_character(std::uint32_t, std::size_t) { return true; }
  static bool name_character(std::uint32_t rune, std::size_t) {
    return rune == '_' || is_letter_or_digit(rune);
  }
  static bool not_closing(std::uint32_t rune, std::size_t) { return rune != '}'; }
  static bool not_colon_or_closing(std::uint32_t rune, std::size_t) { return rune != ':' && rune != '}'; }
  static bool not_slash(std::uint32_t rune, std::size_t) { return rune != '/'; }
  static bool slash(std::uint32_t rune, std::size_t) { return rune == '/'; }
  static bool colon(std::uint32_t rune, std::size_t) { return rune == ':'; }
  static bool one_colon(std::uint32_t rune, std::size_t length) { return rune == ':' && length == 1; }
  static bool one_equals(std::uint32_t rune, std::size_t length) { return rune == '=' && length == 1; }
  static bool hashes(std::uint32_t rune, std::size_t length) { return rune == '#' && length < 3; }
  static bool percents(std::uint32_t rune, std::size_t length) { return rune == '%' && length < 3; }
  static bool case_signs(std::uint32_t rune, std::size_t length) {
    return (rune == ',' || rune == '^') && length < 3;
  }
  static bool replace_sign(std::uint32_t rune, std::size_t length) {
    return length == 1 ? rune == '/' : length == 2 && (rune == '/' || rune == '#' || rune == '%');
  }
  static bool default_sign(std::uint32_t rune, std::size_t length) {
    return length == 1 ? rune == ':'
                       : length == 2 && (rune == '=' || rune == '-' || rune == '?' || rune == '+');
  }

  // A NUL ends the text.
  bool at_end() const { return at_ >= text_.size() || text_[at_] == '\0'; }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool at_call() const { return peek() == '$' && at_ + 1 < text_.size() && text_[at_ + 1] == '{'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  Expression fail(ExpansionError error) {
    if (!error_) error_ = error;
    return {};
  }

  bool at_escape(const Mode& mode) const {
    if (at_ + 1 >= text_.size()) return false;
    const char next = text_[at_ + 1];
    return (mode.dollars && text_[at_] == '$' && next == '$') ||
           (mode.backslashes && text_[at_] == '\\' && (next == '\\' || next == '/'));
  }

  /// The longest text that is accepted; an empty one when the first character is not.
  Expression token(Accept accept, Mode mode) {
    Expression out;
    out.span.begin = static_cast<std::uint32_t>(at_);
    const auto new_run = [&] {
      out.runs.emplace_back(static_cast<std::uint32_t>(out.text.size()), static_cast<std::uint32_t>(at_));
    };
    new_run();
    while (!at_end()) {
      if (mode.calls_end_it && at_call()) break;
      if (at_escape(mode)) {
        // The first sign goes, the second stays; nobody asks whether it is accepted.
        ++at_;
        new_run();
        out.text += text_[at_++];
        continue;
      }
      const Rune rune = rune_at(text_, at_);
      if (!accept(rune.code, out.text.size() + rune.size)) break;
      out.text.append(text_.substr(at_, rune.size));
      at_ += rune.size;
    }
    out.span.end = static_cast<std::uint32_t>(at_);
    return out;
  }

  /// A text or a call, but not both: what follows the first of them is for the caller.
  Expression argument(Accept accept, Mode mode) {
    mode.calls_end_it = true;
    if (at_call()) return call();
    Expression text = token(accept, mode);
    if (text.text.empty()) return fail(ExpansionError::bad_function_argument);
    return text;
  }

  Expression close(Expression node) {
    if (!error_ && !take('}')) fail(ExpansionError::bad_substitution);
    node.span.end = static_cast<std::uint32_t>(at_);
    return node;
  }

  Expression call() {
    if (nesting_ >= kMaxNesting) return fail(ExpansionError::too_large);
    ++nesting_;
    Expression node;
    node.is_call = true;
    node.span.begin = static_cast<std::uint32_t>(at_);
    at_ += 2;
    node = call_body(std::move(node));
    --nesting_;
    return node;
  }

  Expression call_body(Expression node) {
    if (take('#')) {
      node.name = "#";
      node.param = token(name_character, {}).text;
      if (node.param.empty()) return fail(ExpansionError::bad_substitution);
      return close(std::move(node));
    }
    node.param = token(name_character, {}).text;
    if (node.param.empty()) return fail(ExpansionError::bad_variable_name);
    switch (peek()) {
      case ':': {
        const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        const bool is_default = next == '=' || next == '-' || next == '?' || next == '+';
        return is_default ? with_default(std::move(node), default_sign) : substring(std::move(node));
      }
      case '=': return with_default(std::move(node), one_equals);
      case ',':
      case '^': node.name = token(case_signs, {}).text; return close(std::move(node));
      case '/': return replacement(std::move(node));
      case '#': return trimming(std::move(node), hashes);
      case '%': return trimming(std::move(node), percents);
      default: break;
    }
    if (!take('}')) return fail(ExpansionError::missing_closing_brace);
    node.span.end = static_cast<std::uint32_t>(at_);
    return node;
  }

  Expression with_default(Expression node, Accept sign) {
    node.name = token(sign, {}).text;
    while (!error_ && peek() != '}') node.args.push_back(argument(not_closing, Mode{}));
    return close(std::move(node));
  }

  Expression substring(Expression node) {
    // Upstream's scanner loses its place unless one byte follows the colon.
    if (at_ + 1 >= text_.size() || rune_at(text_, at_ + 1).size != 1)
      return fail(ExpansionError::bad_substitution);
    node.name = token(one_colon, {}).text;
    node.args.push_back(argument(not_colon_or_closing, Mode{}));
    if (error_ || peek() == '}') return close(std::move(node));
    if (token(colon, {}).text.empty()) return fail(ExpansionError::bad_substitution);
    node.args.push_back(argument(not_closing, Mode{}));
    return close(std::move(node));
  }

  Expression trimming(Expression node, Accept sign) {
    node.name = token(sign, {}).text;
    node.args.push_back(argument(not_closing, Mode{}));
    return close(std::move(node));
  }

  Expression replacement(Expression node) {
    constexpr Mode kEscapes{.calls_end_it = true, .dollars = true, .backslashes = true};
    node.name = token(replace_sign, {}).text;
    node.args.push_back(argument(not_slash, kEscapes));
    if (error_) return node;
    if (token(slash, {}).text.empty()) return fail(ExpansionError::bad_substitution);
    if (peek() != '}') node.args.push_back(argument(not_closing, kEscapes));
    return close(std::move(node));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t outermost_ = 0;
  int nesting_ = 0;
  std::optional<ExpansionError> error_;
};

}  // namespace

ParsedTemplate parse_template(std::string_view text) {
  Parser parser(text);
  ParsedTemplate parsed;
  parsed.parts = parser.parse();
  parsed.error = parser.error();
  if (parsed.error) parsed.error_at = parser.error_at();
  return parsed;
}

}  // namespace fleetlint::flux
