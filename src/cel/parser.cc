#include "cel/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "base/strings.h"
#include "cel/macros.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

constexpr int kMaxNesting = 250;           // of brackets and operators, as Kubernetes has it
constexpr std::uint16_t kMaxDepth = 2000;  // of the tree: a + b + c is a left-hand chain
constexpr std::size_t kMaxBytes = 100'000;

class Parser {
 public:
  Parser(Arena& arena, std::string_view text, const ParseOptions& options, std::vector<Diagnostic>& out)
      : arena_(arena), options_(options), out_(out), tokens_(tokenize(text, out)) {}

  Expr* run() {
    if (!out_.empty()) return nullptr;
    Expr* expr = expression();
    if (!failed() && token().kind != TokenKind::end) unexpected("an operator or the end");
    return failed() ? nullptr : expr;
  }

 private:
  struct Nesting {
    explicit Nesting(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > kMaxNesting)
        parser_.fail(parser_.token().span, "the expression is nested too deeply");
    }
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    Parser& parser_;
  };

  const Token& token(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool failed() const { return !out_.empty(); }
  std::uint32_t last_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].span.end; }

  void fail(source::Span span, std::string message) {
    if (!failed()) out_.push_back({std::move(message), span});
  }

  Expr* unexpected(std::string_view wanted) {
    if (token().kind == TokenKind::end) {
      fail(token().span, fmt::format("the expression ends where {} should follow", wanted));
    } else {
      fail(token().span, fmt::format("{} stands where {} should", quote(token().text), wanted));
    }
    return make(ExprKind::literal, token().span);
  }

  bool is(std::string_view symbol) const {
    return token().kind == TokenKind::symbol && token().text == symbol;
  }
  bool is_word(std::string_view word) const {
    return token().kind == TokenKind::identifier && token().text == word;
  }

  bool take(std::string_view symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }

  void expect(std::string_view symbol) {
    if (!take(symbol)) unexpected(fmt::format("\"{}\"", symbol));
  }

  Expr* make(ExprKind kind, source::Span span) {
    Expr* expr = arena_.make<Expr>();
    expr->kind = kind;
    expr->span = span;
    return expr;
  }

  /// Counts the depth of a node whose parts are all set.
  Expr* finish(Expr* expr) {
    std::uint16_t depth = 0;
    const auto see = [&](const Expr* part) {
      if (part != nullptr) depth = std::max(depth, part->depth);
    };
    see(expr->range);
    see(expr->filter);
    see(expr->body);
    for (const Expr* arg : expr->args) see(arg);
    expr->depth = static_cast<std::uint16_t>(depth + 1);
    if (expr->depth > kMaxDepth) fail(expr->span, "the expression is nested too deeply");
    return expr;
  }

  Expr* call(std::string_view name, source::Span span, std::initializer_list<Expr*> args) {
    Expr* expr = make(ExprKind::call, span);
    expr->name = name;
    expr->args = keep({args.begin(), args.end()});
    return finish(expr);
  }

  std::span<Expr*> keep(const std::vector<Expr*>& list) {
    auto* to = static_cast<Expr**>(arena_.allocate(list.size() * sizeof(Expr*), alignof(Expr*)));
    std::copy(list.begin(), list.end(), to);
    return {to, list.size()};
  }

  Expr* expression() {
    const Nesting nesting(*this);
    if (failed()) return make(ExprKind::literal, token().span);
    const std::uint32_t begin = token().span.begin;
    Expr* condition = logical(ExprKind::logical_or);
    if (!take("?")) return condition;
    Expr* then = logical(ExprKind::logical_or);
    expect(":");
    Expr* otherwise = expression();
    Expr* expr = make(ExprKind::conditional, {begin, last_end()});
    expr->args = keep({condition, then, otherwise});
    return finish(expr);
  }

  Expr* logical(ExprKind kind) {
    const bool is_or = kind == ExprKind::logical_or;
    const std::uint32_t begin = token().span.begin;
    std::vector<Expr*> args;
    do {
      args.push_back(is_or ? logical(ExprKind::logical_and) : relation());
    } while (!failed() && take(is_or ? "||" : "&&"));
    if (args.size() == 1) return args[0];
    Expr* expr = make(kind, {begin, last_end()});
    expr->args = keep(args);
    return finish(expr);
  }

  /// The operator that is at hand, as functions name it; empty for none.
  std::string_view operator_at_hand(
      std::span<const std::pair<std::string_view, std::string_view>> table) const {
    const bool can_be = token().kind == TokenKind::symbol || token().kind == TokenKind::identifier;
    for (const auto& [text, function] : table) {
      if (can_be && token().text == text) return function;
    }
    return {};
  }

  template <typename Next>
  Expr* chain(std::span<const std::pair<std::string_view, std::string_view>> table, Next next) {
    const std::uint32_t begin = token().span.begin;
    Expr* left = next();
    while (!failed()) {
      const std::string_view function = operator_at_hand(table);
      if (function.empty()) break;
      ++at_;
      Expr* right = next();
      left = call(function, {begin, last_end()}, {left, right});
    }
    return left;
  }

  Expr* relation() {
    using Row = std::pair<std::string_view, std::string_view>;
    static constexpr std::array<Row, 7> kRelations = {{{"<", "_<_"},
                                                       {"<=", "_<=_"},
                                                       {">", "_>_"},
                                                       {">=", "_>=_"},
                                                       {"==", "_==_"},
                                                       {"!=", "_!=_"},
                                                       {"in", "@in"}}};
    static constexpr std::array<Row, 2> kSums = {{{"+", "_+_"}, {"-", "_-_"}}};
    static constexpr std::array<Row, 3> kProducts = {{{"*", "_*_"}, {"/", "_/_"}, {"%", "_%_"}}};
    return chain(kRelations, [this] {
      return chain(kSums, [this] { return chain(kProducts, [this] { return unary(); }); });
    });
  }

  Expr* unary() {
    const std::uint32_t begin = token().span.begin;
    for (const std::string_view symbol : {"!", "-"}) {
      if (!is(symbol)) continue;
      std::size_t count = 0;
      const bool is_minus = symbol == "-";
      const auto is_number = [](const Token& next) {
        return next.kind == TokenKind::integer || next.kind == TokenKind::floating;
      };
      // A single minus before a number belongs to it: -9223372036854775808.
      if (is_minus && is_number(token(1))) return member();
      while (take(symbol)) ++count;
      Expr* operand = member();
      if (count % 2 == 0) return operand;
      return call(is_minus ? "-_" : "!_", {begin, last_end()}, {operand});
    }
    return member();
  }

  Expr* member() {
    const std::uint32_t begin = token().span.begin;
    Expr* expr = primary();
    while (!failed()) {
      if (take(".")) {
        expr = after_dot(expr, begin);
      } else if (take("[")) {
        const bool optional = take("?");
        if (optional && !options_.optional_syntax) unexpected("an index");
        Expr* index = expression();
        expect("]");
        expr = call(optional ? "_[?_]" : "_[_]", {begin, last_end()}, {expr, index});
      } else if (is("{") && is_type_name(expr)) {
        expr = object(expr, begin);
      } else {
        break;
      }
    }
    return expr;
  }

  static bool is_type_name(const Expr* expr) {
    while (expr->kind == ExprKind::select && !expr->is_optional && !expr->is_test) expr = expr->range;
    return expr->kind == ExprKind::identifier;
  }

  Expr* after_dot(Expr* target, std::uint32_t begin) {
    const bool optional = take("?");
    if (optional && !options_.optional_syntax) return unexpected("a field's name");
    const Token name = token();
    const bool quoted = name.kind == TokenKind::quoted_identifier && options_.quoted_field_names;
    if (name.kind != TokenKind::identifier && !quoted) return unexpected("a field's name");
    ++at_;
    const bool is_call = !optional && !quoted && is("(");
    constexpr std::array<std::string_view, 4> kNever = {"true", "false", "null", "in"};
    if (!quoted && is_reserved_word(name.text) &&
        ((!is_call && !options_.reserved_field_names) ||
         std::ranges::find(kNever, name.text) != kNever.end())) {
      fail(name.span, fmt::format("{} is a reserved word; for a field of that name write __{}__",
                                  quote(name.text), name.text));
    }
    if (is_call) {
      ++at_;
      Expr* expr = make(ExprKind::call, {begin, 0});
      expr->name = name.text;
      expr->is_member = true;
      std::vector<Expr*> args = arguments(")");
      args.insert(args.begin(), target);
      expr->span.end = last_end();
      expr->args = keep(args);
      return with_macros(expr);
    }
    Expr* expr = make(ExprKind::select, {begin, last_end()});
    expr->name = quoted ? arena_.copy(std::string_view(name.decoded)) : name.text;
    expr->is_optional = optional;
    expr->range = target;
    return finish(expr);
  }

  Expr* with_macros(Expr* expr) {
    if (failed()) return expr;
    std::string mistake;
    if (Expr* expanded = expand_macro(arena_, *expr, options_, mistake)) return finish(expanded);
    if (!mistake.empty()) fail(expr->span, std::move(mistake));
    return finish(expr);
  }

  std::vector<Expr*> arguments(std::string_view end) {
    std::vector<Expr*> args;
    if (take(end)) return args;
    do {
      args.push_back(expression());
    } while (!failed() && take(","));
    expect(end);
    return args;
  }

  Expr* primary() {
    const Token& next = token();
    switch (next.kind) {
      case TokenKind::integer:
      case TokenKind::unsigned_integer:
      case TokenKind::floating: return number();
      case TokenKind::string:
      case TokenKind::bytes: return string();
      case TokenKind::identifier: return identifier(false);
      case TokenKind::symbol: break;
      default: return unexpected("a value");
    }
    if (is("-")) return number();
    if (is(".")) {
      ++at_;
      if (token().kind == TokenKind::identifier) return identifier(true);
      return unexpected("a name");
    }
    if (take("(")) {
      Expr* expr = expression();
      expect(")");
      return expr;
    }
    if (is("[")) return list();
    if (is("{")) return map();
    return unexpected("a value");
  }

  Expr* literal(Value value, source::Span span) {
    Expr* expr = make(ExprKind::literal, span);
    expr->value = value;
    return expr;
  }

  Expr* number() {
    const std::uint32_t begin = token().span.begin;
    const bool negative = take("-");
    const Token number = token();
    ++at_;
    const source::Span span{begin, number.span.end};
    if (number.kind == TokenKind::floating) {
      const std::optional<double> value = parse_double(number.text);
      if (!value) fail(span, fmt::format("{} is beyond a double's range", quote(number.text)));
      return literal(Value::of(negative ? -value.value_or(0) : value.value_or(0)), span);
    }
    std::string_view digits = number.text;
    const bool is_unsigned = number.kind == TokenKind::unsigned_integer;
    if (is_unsigned) digits.remove_suffix(1);
    const bool is_hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (is_hex) digits.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, is_hex ? 16 : 10);
    constexpr std::uint64_t kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (error != std::errc() || (!is_unsigned && value > kMax + (negative ? 1 : 0))) {
      fail(span, fmt::format("{} is beyond 64 bits", quote(number.text)));
      return literal({}, span);
    }
    if (is_unsigned) return literal(Value::of(value), span);
    return literal(Value::of(static_cast<std::int64_t>(negative ? ~value + 1 : value)), span);
  }

  Expr* string() {
    const Token& token = tokens_[at_++];
    const std::string_view text = arena_.copy(std::string_view(token.decoded));
    return literal(token.kind == TokenKind::bytes ? Value::bytes(text) : Value::text(text), token.span);
  }

  Expr* identifier(bool absolute) {
    const Token name = token();
    const std::uint32_t begin = absolute ? tokens_[at_ - 1].span.begin : name.span.begin;
    if (!absolute && (name.text == "true" || name.text == "false")) {
      ++at_;
      return literal(Value::of(name.text == "true"), name.span);
    }
    if (!absolute && name.text == "null") {
      ++at_;
      return literal({}, name.span);
    }
    if (is_reserved_word(name.text)) {
      fail(name.span, fmt::format("{} is a reserved word and no name", quote(name.text)));
      return literal({}, name.span);
    }
    ++at_;
    Expr* expr = make(is("(") ? ExprKind::call : ExprKind::identifier, {begin, name.span.end});
    expr->name = name.text;
    expr->is_absolute = absolute;
    if (!take("(")) return expr;
    expr->args = keep(arguments(")"));
    expr->span.end = last_end();
    return with_macros(expr);
  }

  Expr* list() {
    const std::uint32_t begin = token().span.begin;
    ++at_;
    std::vector<Expr*> items;
    while (!failed() && !is("]")) {
      const bool optional = optional_mark();
      items.push_back(mark_optional(expression(), optional));
      if (!take(",")) break;
    }
    expect("]");
    Expr* expr = make(ExprKind::list, {begin, last_end()});
    expr->args = keep(items);
    return finish(expr);
  }

  bool optional_mark() {
    if (!is("?")) return false;
    if (!options_.optional_syntax) unexpected("a value");
    ++at_;
    return true;
  }

  /// Wraps the entry, as the same node may be optional in itself (a.?b).
  Expr* mark_optional(Expr* item, bool optional) {
    if (!optional) return item;
    Expr* wrapped = call("@optional", item->span, {item});
    wrapped->is_optional = true;
    return wrapped;
  }

  Expr* map() {
    const std::uint32_t begin = token().span.begin;
    ++at_;
    std::vector<Expr*> parts;
    while (!failed() && !is("}")) {
      const bool optional = optional_mark();
      parts.push_back(expression());
      expect(":");
      parts.push_back(mark_optional(expression(), optional));
      if (!take(",")) break;
    }
    expect("}");
    Expr* expr = make(ExprKind::map, {begin, last_end()});
    expr->args = keep(parts);
    return finish(expr);
  }

  Expr* object(const Expr* type, std::uint32_t begin) {
    std::string name;
    for (; type->kind == ExprKind::select; type = type->range) name = "." + std::string(type->name) + name;
    name = std::string(type->name) + name;
    expect("{");
    std::vector<Expr*> parts;
    while (!failed() && !is("}")) {
      const bool optional = optional_mark();
      const Token field = token();
      if (field.kind != TokenKind::identifier && field.kind != TokenKind::quoted_identifier) {
        unexpected("a field's name");
        break;
      }
      ++at_;
      parts.push_back(literal(Value::text(field.text), field.span));
      expect(":");
      parts.push_back(mark_optional(expression(), optional));
      if (!take(",")) break;
    }
    expect("}");
    Expr* expr = make(ExprKind::object, {begin, last_end()});
    expr->name = arena_.copy(std::string_view(name));
    expr->args = keep(parts);
    return finish(expr);
  }

  Arena& arena_;
  const ParseOptions& options_;
  std::vector<Diagnostic>& out_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace

Expr* parse(Arena& arena, std::string_view text, const ParseOptions& options, std::vector<Diagnostic>& out) {
  if (text.size() > kMaxBytes) {
    out.push_back({fmt::format("the expression is longer than {} bytes", kMaxBytes), {0, kMaxBytes}});
    return nullptr;
  }
  return Parser(arena, text, options, out).run();
}

}  // namespace fleetlint::cel
