#include "rego/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/strings.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

constexpr auto kSymbols =
    std::to_array<std::string_view>({":=", "==", "!=", "<=", ">=", "{", "}", "[", "]", "(", ")", ",", ";",
                                     ":",  ".",  "=",  "<",  ">",  "+", "-", "*", "/", "%", "&", "|"});

source::Span span_of(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    const int digit = is_digit(c)              ? c - '0'
                      : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                      : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                               : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

class Lexer {
 public:
  Lexer(std::string_view text, std::size_t begin, std::size_t end, std::vector<CommentLine>& comments)
      : text_(text.substr(0, end)), at_(begin), comments_(comments) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    do {
      tokens.push_back(next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
  }

  std::size_t skip_braces() {
    const std::size_t open = at_++;
    skip_expression(open);
    return at_;
  }

 private:
  [[noreturn]] void fail(std::size_t begin, std::string message) const {
    throw Stop{kParseError, std::move(message), span_of(begin, std::min(begin + 1, text_.size())), {}};
  }

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void skip_space(Token& token) {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') token.line_before = true;
      if (c == '#') {
        const std::size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
        comments_.push_back({span_of(begin, at_)});
        --at_;
      } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        return;
      }
      token.space_before = true;
    }
  }

  Token next() {
    Token token;
    skip_space(token);
    const std::size_t begin = at_;
    if (at_ < text_.size()) read(token);
    token.span = span_of(begin, at_);
    return token;
  }

  void read(Token& token) {
    const char c = peek();
    if (is_name_start(c)) {
      const std::size_t begin = at_;
      while (is_name_start(peek()) || is_digit(peek())) ++at_;
      token.kind = Token::Kind::name;
      token.text = text_.substr(begin, at_ - begin);
    } else if (is_digit(c)) {
      number(token);
    } else if (c == '"' || c == '`') {
      const std::size_t begin = at_ + 1;
      const std::string_view inside = quoted(false);
      token.kind = Token::Kind::string;
      token.text = c == '"' ? unescape(inside, begin) : std::string(inside);
    } else if (c == '$' && (peek(1) == '"' || peek(1) == '`')) {
      ++at_;
      token.raw = peek() == '`';
      token.kind = Token::Kind::template_string;
      token.text = quoted(true);
    } else {
      symbol(token);
    }
  }

  void symbol(Token& token) {
    for (const std::string_view symbol : kSymbols) {
      if (text_.substr(at_, symbol.size()) != symbol) continue;
      token.kind = Token::Kind::symbol;
      token.text = symbol;
      at_ += symbol.size();
      return;
    }
    fail(at_, fmt::format("unexpected character {}; Rego has no such token", quote(text_.substr(at_, 1))));
  }

  void number(Token& token) {
    const std::size_t begin = at_;
    const auto digits = [&] {
      if (!is_digit(peek())) fail(at_, "illegal number format; expected a digit");
      while (is_digit(peek())) ++at_;
    };
    digits();
    if (text_[begin] == '0' && at_ - begin > 1)
      fail(begin, "illegal number format; a number has no leading zero");
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    if (is_name_start(peek())) fail(begin, "illegal number format; a name cannot begin with a digit");
    token.kind = Token::Kind::number;
    token.text = text_.substr(begin, at_ - begin);
  }

  /// Behind the closing quote; gives what stands between. A template's expressions
  /// may hold quotes of their own.
  std::string_view quoted(bool is_template) {
    const std::size_t open = at_;
    const char end = text_[at_++];
    while (true) {
      const char c = peek();
      if (at_ >= text_.size() || (c == '\n' && end == '"'))
        fail(open, "non-terminated string; close the quote");
      ++at_;
      if (c == end) return text_.substr(open + 1, at_ - open - 2);
      if (c == '\\' && at_ < text_.size() && (end == '"' || (is_template && peek() == '{'))) {
        ++at_;
      } else if (c == '{' && is_template) {
        skip_expression(open);
      }
    }
  }

  void skip_expression(std::size_t open) {
    std::size_t depth = 1;
    while (depth > 0) {
      const char c = peek();
      if (at_ >= text_.size()) fail(open, "non-terminated template expression; close the brace");
      if (c == '"' || c == '`') {
        if (++nesting_ > kMaxNesting) fail(open, "template strings are nested too deeply");
        const bool inner = at_ > 0 && text_[at_ - 1] == '$';
        quoted(inner);
        --nesting_;
        continue;
      }
      ++at_;
      if (c == '{') ++depth;
      if (c == '}') --depth;
    }
  }

  static constexpr int kMaxNesting = 100;
  std::string_view text_;
  std::size_t at_;
  int nesting_ = 0;
  std::vector<CommentLine>& comments_;
};

}  // namespace

std::string unescape(std::string_view text, std::size_t offset, bool is_template) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const auto fail = [&] {
      throw Stop{kParseError,
                 "illegal escape in a string; write a backslash as \\\\",
                 span_of(offset + i, offset + i + 1),
                 {}};
    };
    if (++i >= text.size()) fail();
    switch (text[i]) {
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'r': out += '\r'; break;
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case '"':
      case '\\':
      case '/': out += text[i]; break;
      case '{':
        if (!is_template) fail();
        out += '{';
        break;
      case 'u': {
        std::optional<std::uint32_t> c = hex4(text.substr(i + 1));
        if (!c) fail();
        i += 4;
        if (*c >= 0xD800 && *c < 0xDC00 && text.substr(i + 1, 2) == "\\u") {
          const std::optional<std::uint32_t> low = hex4(text.substr(i + 3));
          if (low && *low >= 0xDC00 && *low < 0xE000) {
            c = 0x10000 + ((*c - 0xD800) << 10U) + (*low - 0xDC00);
            i += 6;
          }
        }
        append_utf8(out, *c >= 0xD800 && *c < 0xE000 ? 0xFFFD : *c);
        break;
      }
      default: fail();
    }
  }
  return out;
}

std::size_t template_expression_end(std::string_view text, std::size_t open) {
  std::vector<CommentLine> none;
  return Lexer(text, open, text.size(), none).skip_braces();
}

std::vector<Token> lex(std::string_view text, std::size_t begin, std::size_t end,
                       std::vector<CommentLine>& comments) {
  return Lexer(text, begin, end, comments).run();
}

}  // namespace fleetlint::rego
