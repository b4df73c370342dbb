#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"
#include "rego/parser_state.h"
#include "rego/stop.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxDepth = 200;

class DepthGuard {
 public:
  explicit DepthGuard(std::size_t& depth) : depth_(++depth) {}
  ~DepthGuard() { --depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;

 private:
  std::size_t& depth_;
};

struct Operator {
  std::string_view symbol;
  std::string_view name;
};
constexpr auto kRelations = std::to_array<Operator>(
    {{"==", "equal"}, {"!=", "neq"}, {"<=", "lte"}, {">=", "gte"}, {"<", "lt"}, {">", "gt"}});
constexpr auto kSums = std::to_array<Operator>({{"+", "plus"}, {"-", "minus"}});
constexpr auto kProducts = std::to_array<Operator>({{"*", "mul"}, {"/", "div"}, {"%", "rem"}});
constexpr auto kReserved = std::to_array<std::string_view>(
    {"as", "default", "else", "false", "import", "not", "null", "package", "some", "true", "with"});

template <std::size_t N>
const Operator* find(const std::array<Operator, N>& table, const Token& token) {
  if (token.kind != Token::Kind::symbol) return nullptr;
  const auto found = std::ranges::find(table, std::string_view(token.text), &Operator::symbol);
  return found == table.end() ? nullptr : &*found;
}

Term make(Term::Kind kind, source::Span span, std::string text = {}) {
  Term term;
  term.kind = kind;
  term.span = span;
  term.text = std::move(text);
  return term;
}

}  // namespace

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

Token Parser::take() {
  if (++steps_ > 64 * tokens_.size() + 10'000)
    fail("the text is too intricate: it can be read in too many ways");
  const Token token = peek();
  last_end_ = token.span.end;
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool Parser::accept(std::string_view symbol) {
  if (!peek().is(symbol)) return false;
  take();
  return true;
}

void Parser::expect(std::string_view symbol, std::string_view where) {
  if (!accept(symbol))
    fail(fmt::format("unexpected {}: expected \"{}\" {}", quote(peek().text), symbol, where));
}

bool Parser::is_keyword(std::string_view word, std::size_t ahead) const {
  const Token& token = peek(ahead);
  if (token.kind != Token::Kind::name || token.text != word || begins_path(ahead)) return false;
  return std::ranges::find(kReserved, word) != kReserved.end() || keywords_.contains(word);
}

/// `if.x` is a reference: a keyword with a step behind it is a name.
bool Parser::begins_path(std::size_t ahead) const {
  return peek(ahead + 1).is(".") && !peek(ahead + 1).space_before;
}

bool Parser::accept_keyword(std::string_view word) {
  if (!is_keyword(word)) return false;
  take();
  return true;
}

bool Parser::is_reserved(std::string_view word) const {
  // `contains` is also a function.
  return std::ranges::find(kReserved, word) != kReserved.end() ||
         (word != "contains" && keywords_.contains(word));
}

void Parser::fail(std::string message) const {
  if (peek().kind == Token::Kind::end) message += " (at the end of the text)";
  throw Stop{kParseError, std::move(message), peek().span, {}};
}

source::Span Parser::since(std::size_t begin) const {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::max(begin, last_end_))};
}

Body Parser::query() {
  Body body;
  while (peek().kind != Token::Kind::end) {
    if (accept(";")) continue;
    if (!body.empty() && !peek().line_before && !tokens_[at_ - 1].is(";"))
      fail(fmt::format("unexpected token {}; literals are separated by `;` or a line break",
                       quote(peek().text)));
    body.push_back(literal());
  }
  if (body.empty()) fail("empty query");
  return body;
}

Body Parser::body_until(std::string_view closing) {
  const DepthGuard guard(depth_);
  Body body;
  bool separated = true;
  while (!peek().is(closing)) {
    if (accept(";")) {
      separated = true;
      continue;
    }
    if (!separated && !peek().line_before)
      fail(fmt::format("unexpected token {}; literals are separated by `;` or a line break",
                       quote(peek().text)));
    body.push_back(literal());
    separated = false;
  }
  if (body.empty()) fail("found empty body");
  take();
  return body;
}

Literal Parser::literal() {
  Literal literal;
  const std::size_t begin = here();
  if (accept_keyword("not")) {
    literal.negated = true;
    if (is_keyword("some") || is_keyword("every")) fail("unexpected declaration behind `not`");
  }
  if (is_keyword("some")) {
    some(literal);
  } else if (is_keyword("every")) {
    every(literal);
  } else {
    literal.expr = expression();
  }
  withs(literal);
  literal.span = since(begin);
  return literal;
}

Term Parser::expression() {
  const std::size_t begin = here();
  Term left = membership(true);
  const bool assigns = peek().is(":=");
  if (!assigns && !peek().is("=")) return left;
  take();
  Term right = membership(true);
  Term call = infix(assigns ? "assign" : "eq", {});
  call.items.push_back(std::move(left));
  call.items.push_back(std::move(right));
  call.span = since(begin);
  return call;
}

void Parser::some(Literal& literal) {
  take();
  literal.kind = Literal::Kind::some;
  do {
    literal.names.push_back(relation());
  } while (accept(","));
  if (is_keyword("in")) {
    take();
    if (literal.names.size() > 2) fail("`some` takes a key and a value at most");
    literal.kind = Literal::Kind::some_in;
    literal.expr = membership(false);
    return;
  }
  for (const Term& name : literal.names) {
    if (name.kind != Term::Kind::var) fail("expected `var` behind `some`; only names can be declared");
  }
}

void Parser::every(Literal& literal) {
  take();
  literal.kind = Literal::Kind::every;
  do {
    literal.names.push_back(term());
  } while (literal.names.size() < 2 && accept(","));
  for (const Term& name : literal.names) {
    if (name.kind != Term::Kind::var) fail("unexpected term in `every`; only names can be declared");
  }
  if (!accept_keyword("in")) fail("missing `in` in `every`");
  literal.expr = membership(false);
  expect("{", "to begin the body of `every`");
  literal.body = body_until("}");
}

void Parser::withs(Literal& literal) {
  while (accept_keyword("with")) {
    With with;
    with.target = term();
    if (!accept_keyword("as")) fail("expected `as` behind the target of `with`");
    with.value = membership(false);
    literal.with.push_back(std::move(with));
  }
}

Term Parser::infix(std::string_view name, std::vector<Term> args) const {
  Term call = make(Term::Kind::call, {});
  call.infix = true;
  call.items.push_back(make(Term::Kind::var, {}, std::string(name)));
  if (!args.empty()) call.span = {args.front().span.begin, static_cast<std::uint32_t>(last_end_)};
  for (Term& arg : args) call.items.push_back(std::move(arg));
  return call;
}

Term Parser::membership(bool allow_pair) {
  const DepthGuard guard(depth_);
  if (depth_ > kMaxDepth) fail("expressions are nested too deeply");
  Term left = relation();
  if (allow_pair && peek().is(",")) {
    const std::size_t saved = at_;
    take();
    Term middle = relation();
    if (accept_keyword("in")) {
      Term right = relation();
      left = infix("internal.member_3", {std::move(left), std::move(middle), std::move(right)});
    } else {
      at_ = saved;
    }
  }
  while (accept_keyword("in")) {
    Term right = relation();
    left = infix("internal.member_2", {std::move(left), std::move(right)});
  }
  return left;
}

Term Parser::relation() {
  Term left = unions();
  while (const Operator* op = find(kRelations, peek())) {
    take();
    Term right = unions();
    left = infix(op->name, {std::move(left), std::move(right)});
  }
  return left;
}

Term Parser::unions() {
  Term left = intersections();
  while (accept("|")) {
    Term right = intersections();
    left = infix("or", {std::move(left), std::move(right)});
  }
  return left;
}

Term Parser::intersections() {
  Term left = sums();
  while (accept("&")) {
    Term right = sums();
    left = infix("and", {std::move(left), std::move(right)});
  }
  return left;
}

Term Parser::sums() {
  Term left = products();
  while (const Operator* op = find(kSums, peek())) {
    take();
    Term right = products();
    left = infix(op->name, {std::move(left), std::move(right)});
  }
  return left;
}

Term Parser::products() {
  Term left = term();
  while (const Operator* op = find(kProducts, peek())) {
    take();
    Term right = term();
    left = infix(op->name, {std::move(left), std::move(right)});
  }
  return left;
}

Term Parser::term() {
  const DepthGuard guard(depth_);
  if (depth_ > kMaxDepth) fail("expressions are nested too deeply");
  return primary();
}

Term Parser::primary() {
  const Token& token = peek();
  if (token.is("[")) return steps(array(), true);
  if (token.is("{")) return steps(braces(), true);
  if (token.is("(")) return parenthesised();
  if (token.is("-") && peek(1).kind == Token::Kind::number && !peek(1).space_before) {
    const std::size_t begin = here();
    take();
    std::string text = "-" + take().text;
    return make(Term::Kind::number, since(begin), std::move(text));
  }
  switch (token.kind) {
    case Token::Kind::number: {
      Token number = take();
      return make(Term::Kind::number, number.span, std::move(number.text));
    }
    case Token::Kind::string: {
      Token string = take();
      return make(Term::Kind::string, string.span, std::move(string.text));
    }
    case Token::Kind::template_string: return template_string();
    case Token::Kind::name: return named();
    default: fail(fmt::format("unexpected {}: expected a term", quote(token.text)));
  }
}

Term Parser::named() {
  if (begins_path(0)) {
    Token token = take();
    return steps(make(Term::Kind::var, token.span, std::move(token.text)), true);
  }
  if (peek().text == "null" || peek().text == "true" || peek().text == "false") {
    Token token = take();
    const Term::Kind kind = token.text == "null" ? Term::Kind::null : Term::Kind::boolean;
    return make(kind, token.span, std::move(token.text));
  }
  if (is_reserved(peek().text))
    fail(fmt::format("unexpected keyword {}: expected a term", quote(peek().text)));
  Token token = take();
  if (token.text == "set" && peek().is("(") && !peek().space_before && peek(1).is(")")) {
    take();
    take();
    return steps(make(Term::Kind::set, since(token.span.begin)), true);
  }
  return steps(make(Term::Kind::var, token.span, std::move(token.text)), true);
}

/// What follows a term without white space: `.name`, `[term]`, `(arguments)`.
Term Parser::steps(Term head, bool allow_call) {
  const std::size_t begin = head.span.begin;
  while (!peek().space_before) {
    if (peek().is(".")) {
      take();
      if (peek().kind != Token::Kind::name || peek().space_before)
        fail("unexpected text behind `.`: expected a name without white space before it");
      Token name = take();
      if (head.kind != Term::Kind::ref) {
        Term ref = make(Term::Kind::ref, head.span);
        ref.items.push_back(std::move(head));
        head = std::move(ref);
      }
      head.items.push_back(make(Term::Kind::string, name.span, std::move(name.text)));
    } else if (peek().is("[")) {
      take();
      Term step = membership(true);
      expect("]", "to close the reference");
      if (head.kind != Term::Kind::ref) {
        Term ref = make(Term::Kind::ref, head.span);
        ref.items.push_back(std::move(head));
        head = std::move(ref);
      }
      head.items.push_back(std::move(step));
    } else if (allow_call && peek().is("(") && !dotted(head).empty()) {
      Term call = make(Term::Kind::call, head.span);
      call.items.push_back(std::move(head));
      arguments(call);
      call.span = since(begin);
      head = std::move(call);
    } else {
      break;
    }
    head.span = since(begin);
  }
  return head;
}

void Parser::arguments(Term& call) {
  take();
  for (Term& argument : list(")")) call.items.push_back(std::move(argument));
}

std::vector<Term> Parser::list(std::string_view closing) {
  std::vector<Term> items;
  while (!peek().is(closing)) {
    items.push_back(membership(false));
    if (!accept(",") && !peek().is(closing))
      fail(fmt::format("unexpected {}: expected \",\" or \"{}\"", quote(peek().text), closing));
  }
  take();
  return items;
}

/// Behind a term that ends before `|`. A union looks the same, so what cannot be read
/// as a body is left to the caller, at the place where he was.
bool Parser::comprehension(Term& term, Term::Kind kind, std::vector<Term> heads, std::string_view closing) {
  const std::size_t saved = at_;
  if (!accept("|")) return false;
  const std::size_t depth = depth_;
  try {
    term.body = body_until(closing);
  } catch (const Stop&) {
    at_ = saved;
    depth_ = depth;
    return false;
  }
  term.kind = kind;
  term.items = std::move(heads);
  return true;
}

Term Parser::array() {
  const std::size_t begin = here();
  take();
  Term array = make(Term::Kind::array, {});
  if (!peek().is("]")) {
    const std::size_t saved = at_;
    std::vector<Term> heads;
    heads.push_back(this->term());
    if (comprehension(array, Term::Kind::array_comprehension, std::move(heads), "]")) {
      array.span = since(begin);
      return array;
    }
    at_ = saved;
  }
  array.items = list("]");
  array.span = since(begin);
  return array;
}

Term Parser::braces() {
  const std::size_t begin = here();
  take();
  Term term = make(Term::Kind::object, {});
  const auto finished = [&] {
    term.span = since(begin);
    return std::move(term);
  };
  if (accept("}")) return finished();
  const std::size_t saved = at_;
  std::vector<Term> heads;
  heads.push_back(this->term());
  if (peek().is("|")) {
    if (comprehension(term, Term::Kind::set_comprehension, std::move(heads), "}")) return finished();
  } else if (accept(":")) {
    heads.push_back(this->term());
    if (comprehension(term, Term::Kind::object_comprehension, std::move(heads), "}")) return finished();
  }
  at_ = saved;
  Term first = membership(false);
  if (!peek().is(":")) {
    term.kind = Term::Kind::set;
    term.items.push_back(std::move(first));
    if (!accept(",") && !peek().is("}"))
      fail(fmt::format("unexpected {}: expected \",\" or \"}}\"", quote(peek().text)));
    for (Term& item : list("}")) term.items.push_back(std::move(item));
    return finished();
  }
  while (true) {
    expect(":", "between key and value of an object");
    term.items.push_back(std::move(first));
    term.items.push_back(membership(false));
    if (!accept(",") && !peek().is("}"))
      fail(fmt::format("unexpected {}: expected \",\" or \"}}\"", quote(peek().text)));
    if (accept("}")) return finished();
    first = membership(false);
  }
}

Term Parser::parenthesised() {
  const std::size_t begin = here();
  take();
  Term inside = membership(true);
  expect(")", "to close the parenthesis");
  inside.span = since(begin);
  return inside;
}

/// An undefined part shows as such and spoils nothing: each is the set of its values,
/// {value | value := expression}.
Term Parser::template_expression() {
  Literal literal;
  Term value = make(Term::Kind::var, {}, "$value");
  literal.expr = infix("assign", {});
  literal.expr.items.push_back(value);
  literal.expr.items.push_back(membership(true));
  withs(literal);
  if (peek().kind != Token::Kind::end) fail("unexpected text in a template expression");
  literal.span = since(tokens_.front().span.begin);
  literal.expr.span = literal.span;
  Term set = make(Term::Kind::set_comprehension, literal.span);
  set.items.push_back(std::move(value));
  set.body.push_back(std::move(literal));
  return set;
}

/// The expressions are read by a parser of their own, on their part of the text.
Term Parser::template_string() {
  const Token token = take();
  Term result = make(Term::Kind::template_string, token.span);
  const std::size_t begin = token.span.begin + 2;
  const std::string_view inside = std::string_view(text_).substr(begin, token.span.end - 1 - begin);
  if (template_depth_ > 8) fail("template strings are nested too deeply");
  std::size_t from = 0;
  std::size_t at = 0;
  const auto literal_part = [&](std::size_t to) {
    if (to == from) return;
    const std::string_view part = inside.substr(from, to - from);
    std::string value;
    if (token.raw) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] == '\\' && i + 1 < part.size() && part[i + 1] == '{') continue;
        value += part[i];
      }
    } else {
      value = unescape(part, begin + from, true);
    }
    result.items.push_back(make(Term::Kind::string, token.span, std::move(value)));
  };
  while (at < inside.size()) {
    if (inside[at] == '\\' && (!token.raw || (at + 1 < inside.size() && inside[at + 1] == '{'))) {
      at += 2;
      continue;
    }
    if (inside[at] != '{') {
      ++at;
      continue;
    }
    literal_part(at);
    const std::size_t end = template_expression_end(text_, begin + at);
    Parser parser(text_, begin + at + 1, end - 1, version_);
    parser.keywords_ = keywords_;
    parser.template_depth_ = template_depth_ + 1;
    parser.depth_ = depth_;
    result.items.push_back(parser.template_expression());
    at = end - begin;
    from = at;
  }
  literal_part(inside.size());
  return result;
}

}  // namespace fleetlint::rego
