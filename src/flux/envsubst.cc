#include "flux/envsubst.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "flux/glob.h"
#include "flux/unicode.h"

namespace fleetlint::flux {

namespace {

constexpr int kMaxNesting = 100;
constexpr std::size_t kMaxOutput = std::size_t{64} * 1024 * 1024;
// Trimming tries each prefix of the value: quadratic, so only for values of sane length.
constexpr std::size_t kMaxTrimmed = std::size_t{16} * 1024;

/// A text, or a call: `${param}` with an operator and its arguments.
struct Expression {
  bool is_call = false;
  source::Span span;  // of the template
  std::string text;
  /// Of a text: what was kept, as (offset in text, offset in template).
  std::vector<std::pair<std::uint32_t, std::uint32_t>> runs;
  std::string param;
  std::string name;  // the operator
  std::vector<Expression> args;
};

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
  static bool name_character(std::uint32_t rune, std::size_t) { return rune == '_' || is_letter_or_digit(rune); }
  static bool not_closing(std::uint32_t rune, std::size_t) { return rune != '}'; }
  static bool not_colon_or_closing(std::uint32_t rune, std::size_t) { return rune != ':' && rune != '}'; }
  static bool not_slash(std::uint32_t rune, std::size_t) { return rune != '/'; }
  static bool slash(std::uint32_t rune, std::size_t) { return rune == '/'; }
  static bool colon(std::uint32_t rune, std::size_t) { return rune == ':'; }
  static bool one_colon(std::uint32_t rune, std::size_t length) { return rune == ':' && length == 1; }
  static bool one_equals(std::uint32_t rune, std::size_t length) { return rune == '=' && length == 1; }
  static bool hashes(std::uint32_t rune, std::size_t length) { return rune == '#' && length < 3; }
  static bool percents(std::uint32_t rune, std::size_t length) { return rune == '%' && length < 3; }
  static bool case_signs(std::uint32_t rune, std::size_t length) { return (rune == ',' || rune == '^') && length < 3; }
  static bool replace_sign(std::uint32_t rune, std::size_t length) {
    return length == 1 ? rune == '/' : length == 2 && (rune == '/' || rune == '#' || rune == '%');
  }
  static bool default_sign(std::uint32_t rune, std::size_t length) {
    return length == 1 ? rune == ':' : length == 2 && (rune == '=' || rune == '-' || rune == '?' || rune == '+');
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
      case '^':
        node.name = token(case_signs, {}).text;
        return close(std::move(node));
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
    if (at_ + 1 >= text_.size() || rune_at(text_, at_ + 1).size != 1) return fail(ExpansionError::bad_substitution);
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

// --- what the operators do -------------------------------------------------------

std::optional<long> decimal(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  long value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr long kFar = 1L << 40;  // beyond any text, and safe to add
  return std::clamp(value, -kFar, kFar);
}

std::string mapped(std::string_view value, std::uint32_t (*change)(std::uint32_t), bool first_only) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const Rune rune = rune_at(value, at);
    append_rune(out, change(rune.code));
    at += rune.size;
    if (first_only) return out.append(value.substr(at));
  }
  return out;
}

std::string reversed(std::string_view value) {
  std::vector<std::uint32_t> runes;
  for (std::size_t at = 0; at < value.size();) {
    const Rune rune = rune_at(value, at);
    runes.push_back(rune.code);
    at += rune.size;
  }
  std::string out;
  std::for_each(runes.rbegin(), runes.rend(), [&](std::uint32_t rune) { append_rune(out, rune); });
  return out;
}

/// A match has at least one byte; a malformed pattern leaves the value.
std::string trimmed(std::string_view value, std::string_view pattern, bool longest) {
  std::size_t cut = 0;
  for (std::size_t length = value.size(); length > 0; --length) {
    const auto match = glob_match(pattern, value.substr(0, length));
    if (!match) return std::string(value);
    if (!*match) continue;
    cut = length;
    if (longest) break;
  }
  return std::string(value.substr(cut));
}

/// Nothing when the result would be too large.
std::optional<std::string> replaced(std::string_view value, std::string_view from, std::string_view to, bool all) {
  std::string out;
  std::size_t at = 0;
  bool done = false;
  if (from.empty()) {
    // Go puts the replacement before every character and at the end.
    out += to;
    while (at < value.size() && all) {
      const std::size_t size = rune_at(value, at).size;
      out.append(value.substr(at, size)).append(to);
      at += size;
      if (out.size() > kMaxOutput) return std::nullopt;
    }
    return out.append(value.substr(at));
  }
  while (!done) {
    const std::size_t found = value.find(from, at);
    if (found == std::string_view::npos) break;
    out.append(value.substr(at, found - at)).append(to);
    at = found + from.size();
    done = !all;
    if (out.size() > kMaxOutput) return std::nullopt;
  }
  return out.append(value.substr(at));
}

bool is_default_operator(std::string_view name) {
  return name == "=" || name == ":=" || name == ":-" || name == ":+" || name == ":?";
}

/// What an expression gives.
struct Value {
  std::string text;
  bool unknown = false;
  std::vector<const Variable*> variables;
};

class Evaluator {
 public:
  Evaluator(std::string_view text, const Variables& variables, Undefined undefined, Expansion& out)
      : text_(text), variables_(variables), undefined_(undefined), out_(out) {}

  Value call(const Expression& node) {
    std::vector<Value> args;
    bool unknown_argument = false;
    for (const Expression& arg : node.args) {
      args.push_back(arg.is_call ? call(arg) : Value{arg.text, false, {}});
      unknown_argument = unknown_argument || args.back().unknown;
    }
    const Variable* variable = variables_.find(node.param);
    if (variable != nullptr && variable->hidden) return unresolved(node, UnresolvedVariable::Why::hidden);
    Value value;
    if (variable != nullptr) {
      value.text = variable->value;
      value.variables.push_back(variable);
    }
    if (is_default_operator(node.name)) {
      if (!value.text.empty()) return value;
      for (Value& arg : args) {
        value.text += arg.text;
        value.unknown = value.unknown || arg.unknown;
        value.variables.insert(value.variables.end(), arg.variables.begin(), arg.variables.end());
      }
      return value;
    }
    if (unknown_argument) return as_written(node);
    if (variable == nullptr) {
      if (!variables_.complete) return unresolved(node, UnresolvedVariable::Why::set_elsewhere);
      out_.undefined.push_back({node.param, node.span});
      if (undefined_ == Undefined::kept) return unresolved(node, UnresolvedVariable::Why::unset);
    }
    if (node.name.empty()) return value;
    for (const Value& arg : args) {
      value.variables.insert(value.variables.end(), arg.variables.begin(), arg.variables.end());
    }
    value.text = transformed(node, value.text, args);
    if (value.text.size() > kMaxOutput) {
      error(ExpansionError::too_large, node);
      value.text.clear();
    }
    return value;
  }

 private:
  Value as_written(const Expression& node) const {
    return {std::string(text_.substr(node.span.begin, node.span.end - node.span.begin)), true, {}};
  }

  Value unresolved(const Expression& node, UnresolvedVariable::Why why) {
    out_.unresolved.push_back({node.param, why});
    return as_written(node);
  }

  void error(ExpansionError error, const Expression& node) {
    if (out_.error) return;
    out_.error = error;
    out_.error_at = node.span;
  }

  std::string transformed(const Expression& node, const std::string& value, const std::vector<Value>& args) {
    const std::string_view name = node.name;
    if (name == "#" && args.empty()) return std::to_string(value.size());
    if (name == "^") return mapped(value, upper_of, true);
    if (name == "^^") return mapped(value, upper_of, false);
    if (name == ",") return mapped(value, lower_of, true);
    if (name == ",,") return mapped(value, lower_of, false);
    if (name == ":") return substring(node, value, args);
    if (name.front() == '/') {
      auto text = replacement(name, value, args);
      if (!text) error(ExpansionError::too_large, node);
      return text.value_or(std::string());
    }
    if (name.front() == '#' || name.front() == '%') {
      if (value.size() > kMaxTrimmed || args.front().text.size() > kMaxTrimmed) {
        error(ExpansionError::too_large, node);
        return {};
      }
      const bool longest = name.size() == 2;
      if (name.front() == '#') return trimmed(value, args.front().text, longest);
      // The pattern is turned round with the value, so classes and escapes in it do not survive.
      return reversed(trimmed(reversed(value), reversed(args.front().text), longest));
    }
    return value;  // mixed case signs: `${x^,}`
  }

  static std::optional<std::string> replacement(std::string_view name, const std::string& value,
                                                const std::vector<Value>& args) {
    const std::string& from = args[0].text;
    const std::string_view to = args.size() > 1 ? std::string_view(args[1].text) : std::string_view();
    if (name == "/" || name == "//") return replaced(value, from, to, name == "//");
    if (args.size() < 2) return value;
    if (name == "/#") return value.starts_with(from) ? replaced(value, from, to, false) : value;
    if (!value.ends_with(from)) return value;
    return std::string(value, 0, value.size() - from.size()).append(to);
  }

  std::string substring(const Expression& node, const std::string& value, const std::vector<Value>& args) {
    const auto size = static_cast<long>(value.size());
    const auto position = decimal(args[0].text);
    if (!position) return value;
    const long begin = *position < 0 ? std::max(0L, size + *position) : *position;
    const std::string rest = begin < size ? value.substr(static_cast<std::size_t>(begin)) : std::string();
    if (args.size() == 1) return rest;
    const auto length = decimal(args[1].text);
    if (!length) return value;
    if (begin + *length >= size) return rest;
    if (*length >= 0) return rest.substr(0, static_cast<std::size_t>(*length));
    error(ExpansionError::negative_length, node);
    return {};
  }

  std::string_view text_;
  const Variables& variables_;
  Undefined undefined_;
  Expansion& out_;
};

std::uint32_t size_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

void add_text(const Expression& node, Expansion& out) {
  for (std::size_t i = 0; i < node.runs.size(); ++i) {
    const auto [from, input] = node.runs[i];
    const std::uint32_t to = i + 1 < node.runs.size() ? node.runs[i + 1].first : size_of(node.text);
    const std::uint32_t begin = size_of(out.text);
    if (i > 0) {
      // The `$` that a `$$` becomes.
      out.pieces.push_back({{begin, begin + 1}, {input - 1, input + 1}, true, false, {}});
      if (to - from > 1) {
        out.pieces.push_back({{begin + 1, begin + to - from}, {input + 1, input + to - from}, false, false, {}});
      }
    } else if (to > from) {
      out.pieces.push_back({{begin, begin + to - from}, {input, input + to - from}, false, false, {}});
    }
    out.text.append(node.text, from, to - from);
  }
}

}  // namespace

void Variables::set(std::string_view name, std::string_view value, yaml::Node node, bool hidden) {
  Variable variable{{}, node, hidden};
  std::copy_if(value.begin(), value.end(), std::back_inserter(variable.value), [](char c) { return c != '\n'; });
  by_name.insert_or_assign(std::string(name), std::move(variable));
}

const Variable* Variables::find(std::string_view name) const {
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : &found->second;
}

bool is_variable_name(std::string_view name) {
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

std::string_view to_string(ExpansionError error) {
  switch (error) {
    case ExpansionError::bad_substitution: return "bad-substitution";
    case ExpansionError::missing_closing_brace: return "missing-closing-brace";
    case ExpansionError::bad_variable_name: return "bad-variable-name";
    case ExpansionError::bad_function_argument: return "bad-function-argument";
    case ExpansionError::negative_length: return "panic";
    case ExpansionError::too_large: break;
  }
  return "too-large";
}

bool Expansion::changed() const {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.replaced; });
}

bool has_expression(std::string_view text) {
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at + 1 < text.size() && (text[at + 1] == '{' || text[at + 1] == '$')) return true;
  }
  return false;
}

Expansion expand(std::string_view text, const Variables& variables, Undefined undefined) {
  Expansion out;
  Parser parser(text);
  const std::vector<Expression> parts = parser.parse();
  if (parser.error()) {
    out.error = parser.error();
    out.error_at = parser.error_at();
    return out;
  }
  Evaluator evaluator(text, variables, undefined, out);
  for (const Expression& part : parts) {
    if (!part.is_call) {
      add_text(part, out);
      continue;
    }
    Value value = evaluator.call(part);
    const std::uint32_t begin = size_of(out.text);
    if (out.text.size() + value.text.size() > kMaxOutput && !out.error) {
      out.error = ExpansionError::too_large;
      out.error_at = part.span;
    }
    if (out.error) break;
    out.text += value.text;
    out.pieces.push_back({{begin, size_of(out.text)}, part.span, true, value.unknown, std::move(value.variables)});
  }
  if (out.error) {
    out.text.clear();
    out.pieces.clear();
  }
  return out;
}

}  // namespace fleetlint::flux
