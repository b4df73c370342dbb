#include "cel/lexer.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"

namespace fleetlint::cel {

namespace {

constexpr std::array<std::string_view, 21> kReserved = {
    "as",  "break", "const", "continue",  "else",    "false",  "for",  "function", "if",   "import", "in",
    "let", "loop",  "null",  "namespace", "package", "return", "true", "var",      "void", "while"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& to, std::uint32_t c) {
  const auto add = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0 | c >> 6);
    add(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    add(0xE0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3F));
    add(0x80 | (c & 0x3F));
  } else {
    add(0xF0 | c >> 18);
    add(0x80 | (c >> 12 & 0x3F));
    add(0x80 | (c >> 6 & 0x3F));
    add(0x80 | (c & 0x3F));
  }
}

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<Diagnostic>& out) : text_(text), out_(out) {}

  std::vector<Token> run() {
    while (!failed_) {
      skip_space();
      start_ = at_;
      if (at_ == text_.size()) break;
      next();
    }
    add(TokenKind::end);
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void fail(std::string message, std::size_t begin, std::size_t end) {
    if (failed_) return;
    failed_ = true;
    out_.push_back(
        {std::move(message),
         {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min(end, text_.size()))}});
  }

  Token& add(TokenKind kind) {
    Token token;
    token.kind = kind;
    token.span = {static_cast<std::uint32_t>(start_), static_cast<std::uint32_t>(at_)};
    token.text = text_.substr(start_, at_ - start_);
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }

  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f') {
        ++at_;
      } else if (c == '/' && peek(1) == '/') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return;
      }
    }
  }

  void next() {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (is_letter(c)) {
      if (starts_string()) return string();
      while (is_letter(peek()) || is_digit(peek())) ++at_;
      add(TokenKind::identifier);
      return;
    }
    if (c == '"' || c == '\'') return string();
    if (c == '`') return quoted_identifier();
    for (const std::string_view symbol : {"==", "!=", "<=", ">=", "&&", "||"}) {
      if (text_.substr(at_).starts_with(symbol)) {
        at_ += 2;
        add(TokenKind::symbol);
        return;
      }
    }
    if (std::string_view("+-*/%<>!?:.,()[]{}").find(c) != std::string_view::npos) {
      ++at_;
      add(TokenKind::symbol);
      return;
    }
    std::size_t length = 1;
    while (at_ + length < text_.size() && (text_[at_ + length] & '\xC0') == '\x80') ++length;
    fail("character " + quote(text_.substr(at_, length)) + " stands for nothing here; remove it", at_,
         at_ + length);
  }

  void number() {
    TokenKind kind = TokenKind::integer;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && hex_digit(peek(2)) >= 0) {
      at_ += 2;
      while (hex_digit(peek()) >= 0) ++at_;
    } else {
      while (is_digit(peek())) ++at_;
      if (peek() == '.' && is_digit(peek(1))) {
        kind = TokenKind::floating;
        ++at_;
        while (is_digit(peek())) ++at_;
      }
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign))) {
        kind = TokenKind::floating;
        at_ += sign;
        while (is_digit(peek())) ++at_;
      }
    }
    if (kind == TokenKind::integer && (peek() == 'u' || peek() == 'U')) {
      ++at_;
      kind = TokenKind::unsigned_integer;
    }
    add(kind);
  }

  void quoted_identifier() {
    const std::size_t end = text_.find('`', at_ + 1);
    const std::string_view name = text_.substr(at_ + 1, end == std::string_view::npos ? 0 : end - at_ - 1);
    const auto allowed = [](char c) {
      return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    };
    if (name.empty() || !std::ranges::all_of(name, allowed))
      return fail(
          "the name in backticks has no end or holds other characters than letters, digits, \"_.-/ \"", at_,
          std::min(end, text_.size()));
    at_ = end + 1;
    add(TokenKind::quoted_identifier).decoded = std::string(name);
  }

  /// At a letter: does a string begin here (r"", b'', rb"")?
  bool starts_string() const {
    std::size_t ahead = 0;
    bool raw = false;
    bool bytes = false;
    for (; ahead < 2; ++ahead) {
      const char c = peek(ahead);
      bool& seen = c == 'r' || c == 'R' ? raw : bytes;
      if (std::string_view("rRbB").find(c) == std::string_view::npos || seen) break;
      seen = true;
    }
    return ahead > 0 && (peek(ahead) == '"' || peek(ahead) == '\'');
  }

  void string() {
    bool raw = false;
    bool bytes = false;
    for (; is_letter(peek()); ++at_) (peek() == 'r' || peek() == 'R' ? raw : bytes) = true;
    const char mark = peek();
    const bool triple = peek(1) == mark && peek(2) == mark;
    const std::string end(triple ? 3 : 1, mark);
    at_ += end.size();
    std::string decoded;
    while (!text_.substr(at_).starts_with(end)) {
      if (at_ == text_.size() || (!triple && (peek() == '\n' || peek() == '\r')))
        return fail("the string that begins here has no end; close it with " + end, start_, at_);
      if (peek() == '\\' && !raw) {
        if (!escape(decoded, bytes)) return;
      } else if (peek() == '\\' && at_ + 1 < text_.size() && !triple && peek(1) == mark) {
        fail("a raw string cannot hold its own quotes; use the other kind", at_, at_ + 2);
        return;
      } else {
        decoded += text_[at_++];
      }
    }
    at_ += end.size();
    add(bytes ? TokenKind::bytes : TokenKind::string).decoded = std::move(decoded);
  }

  bool escape(std::string& decoded, bool bytes) {
    const std::size_t begin = at_++;
    const char c = peek();
    constexpr std::string_view kSimple = "abfnrtv\\\"'`?";
    constexpr std::string_view kMeaning = "\a\b\f\n\r\t\v\\\"'`?";
    if (const std::size_t simple = kSimple.find(c); simple != std::string_view::npos && at_ < text_.size()) {
      decoded += kMeaning[simple];
      ++at_;
      return true;
    }
    std::size_t digits = 0;
    std::uint32_t base = 16;
    if (c == 'x' || c == 'X') digits = 2;
    if (c == 'u' && !bytes) digits = 4;
    if (c == 'U' && !bytes) digits = 8;
    if (c >= '0' && c <= '3') {
      digits = 3;
      base = 8;
    } else {
      ++at_;
    }
    std::uint32_t value = 0;
    bool good = digits > 0;
    for (std::size_t i = 0; good && i < digits; ++i, ++at_) {
      const int digit = hex_digit(peek());
      good = digit >= 0 && static_cast<std::uint32_t>(digit) < base;
      value = value * base + static_cast<std::uint32_t>(digit);
    }
    if (!good || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
      fail("escape " + quote(text_.substr(begin, std::min<std::size_t>(at_ + 1, text_.size()) - begin)) +
               " is none of CEL's; write \\\\ for a backslash, or a raw string r'...'",
           begin, at_ + 1);
      return false;
    }
    if (bytes) {
      decoded += static_cast<char>(value);
    } else {
      append_utf8(decoded, value);
    }
    return true;
  }

  std::string_view text_;
  std::vector<Diagnostic>& out_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  bool failed_ = false;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text, std::vector<Diagnostic>& out) {
  return Lexer(text, out).run();
}

bool is_reserved_word(std::string_view word) { return std::ranges::find(kReserved, word) != kReserved.end(); }

}  // namespace fleetlint::cel
