#include "rego/parser.h"

#include <fmt/format.h>

#include <utility>

#include "base/strings.h"
#include "rego/parser_state.h"
#include "rego/stop.h"

namespace fleetlint::rego {

std::string dotted(const Term& term) {
  if (term.kind == Term::Kind::var) return term.text;
  if (term.kind != Term::Kind::ref || term.items.front().kind != Term::Kind::var) return {};
  std::string name = term.items.front().text;
  for (std::size_t i = 1; i < term.items.size(); ++i) {
    if (term.items[i].kind != Term::Kind::string) return {};
    name += '.' + term.items[i].text;
  }
  return name;
}

namespace {

/// What in a default's value is no constant; empty where all is. Comprehensions may be there.
std::string_view varying(const Term& term) {
  switch (term.kind) {
    case Term::Kind::var: return "var";
    case Term::Kind::ref: return "ref";
    case Term::Kind::call: return "call";
    case Term::Kind::array_comprehension:
    case Term::Kind::set_comprehension:
    case Term::Kind::object_comprehension: return {};
    default:
      for (const Term& item : term.items) {
        if (const std::string_view word = varying(item); !word.empty()) return word;
      }
      return {};
  }
}

}  // namespace

Parser::Parser(std::string_view text, std::size_t begin, std::size_t end, Version version)
    : text_(text), version_(version), tokens_(lex(text, begin, end, comments_)) {
  if (version == Version::v1) keywords_ = {"if", "in", "contains", "every"};
}

Module Parser::module() {
  Module module;
  module.v1 = version_ == Version::v1;
  package(module);
  while (is_keyword("import")) import(module);
  module.v1 = version_ == Version::v1;
  rules(module);
  module.comments = std::move(comments_);
  return module;
}

void Parser::package(Module& module) {
  const std::size_t begin = here();
  if (!accept_keyword("package")) fail("package expected; a module begins with `package name`");
  if (peek().kind != Token::Kind::name) fail("package name expected behind `package`");
  Term head;
  head.kind = Term::Kind::string;
  const Token name = take();
  head.text = name.text;
  head.span = name.span;
  Term path = steps(std::move(head), false);
  module.package_span = since(begin);
  if (path.kind != Term::Kind::ref) {
    module.package.push_back(std::move(path));
    return;
  }
  for (Term& step : path.items) {
    if (step.kind != Term::Kind::string) fail("a package's name consists of constant strings");
    module.package.push_back(std::move(step));
  }
}

void Parser::import(Module& module) {
  Import import;
  const std::size_t begin = here();
  take();
  if (peek().kind != Token::Kind::name) fail("import path expected behind `import`");
  const Token name = take();
  Term head;
  head.kind = Term::Kind::var;
  head.text = name.text;
  head.span = name.span;
  Term path = steps(std::move(head), false);
  if (path.kind == Term::Kind::ref) {
    import.path = std::move(path.items);
  } else {
    import.path.push_back(std::move(path));
  }
  const std::string& root = import.path.front().text;
  if (root != "data" && root != "input" && root != "future" && root != "rego") {
    fail(fmt::format("unexpected import path, must begin with one of: {{data, future, input, rego}}, got {}",
                     root));
  }
  for (const Term& step : import.path) {
    if (step.kind != Term::Kind::string && step.kind != Term::Kind::var)
      fail("an import path consists of constant strings");
  }
  import.alias = import.path.back().text;
  if (accept_keyword("as")) {
    if (peek().kind != Token::Kind::name) fail("a name is expected behind `as`");
    import.alias = take().text;
  }
  import.span = since(begin);
  enable(import);
  module.imports.push_back(std::move(import));
}

void Parser::enable(const Import& import) {
  const std::string& root = import.path.front().text;
  if (root == "rego") {
    if (import.path.size() != 2 || import.path[1].text != "v1") fail("invalid import, must be `rego.v1`");
    version_ = Version::v1;
    keywords_ = {"if", "in", "contains", "every"};
  }
  if (root != "future") return;
  if (import.path.size() < 2 || import.path.size() > 3 || import.path[1].text != "keywords")
    fail("invalid import, must be `future.keywords`");
  if (import.path.size() == 2) {
    keywords_ = {"if", "in", "contains", "every"};
    return;
  }
  const std::string& keyword = import.path[2].text;
  if (keyword != "if" && keyword != "in" && keyword != "contains" && keyword != "every")
    fail(fmt::format("unexpected keyword {}, must be one of [contains every if in]", quote(keyword)));
  keywords_.insert(keyword);
  if (keyword == "every") keywords_.insert("in");
}

void Parser::rules(Module& module) {
  while (peek().kind != Token::Kind::end) {
    if (is_keyword("import")) {
      import(module);
    } else if (is_keyword("package")) {
      fail("unexpected package; a module has one");
    } else if (is_keyword("default") && !peek(1).is(":=") && !peek(1).is("=")) {
      default_rule(module);
    } else {
      Rule rule = head();
      const bool has_if = accept_keyword("if");
      bodies(std::move(rule), has_if, module.rules);
    }
    accept(";");
  }
}

void Parser::default_rule(Module& module) {
  const std::size_t begin = here();
  take();
  Rule rule = head();
  rule.is_default = true;
  if (rule.key) fail("a default rule cannot be a partial set");
  if (!rule.value) fail("default rules must have a value; write `default name := value`");
  if (const std::string_view word = varying(*rule.value); !word.empty())
    throw Stop{kParseError,
               fmt::format("illegal default rule (value cannot contain {})", word),
               rule.value->span,
               {}};
  rule.span = since(begin);
  module.rules.push_back(std::move(rule));
}

Rule Parser::head() {
  Rule rule;
  const std::size_t begin = here();
  if (peek().kind != Token::Kind::name) fail(fmt::format("rule head expected, found {}", quote(peek().text)));
  if (is_reserved(peek().text) && !begins_path(0))
    fail(fmt::format("{} is a keyword; a rule needs another name", quote(peek().text)));
  const Token name = take();
  Term start;
  start.kind = Term::Kind::var;
  start.text = name.text;
  start.span = name.span;
  Term path = steps(std::move(start), false);
  if (path.kind == Term::Kind::ref) {
    rule.path = std::move(path.items);
  } else {
    rule.path.push_back(std::move(path));
  }
  if (accept("(")) {
    rule.args = list(")");
    rule.is_function = !rule.args.empty();  // f() is a document
  }
  if (accept_keyword("contains")) {
    if (rule.is_function) fail("a function cannot be a partial set");
    rule.key = membership(false);
  } else {
    head_value(rule);
  }
  rule.span = since(begin);
  return rule;
}

void Parser::head_value(Rule& rule) {
  if (accept(":=") || accept("=")) rule.value = membership(false);
}

void Parser::require_head_form(const Rule& rule, bool has_if, bool has_body) const {
  if (version_ != Version::v1) return;
  if (!has_if && has_body) fail("`if` keyword is required before rule body");
  if (!has_if && !has_body && !rule.key && !rule.value)
    fail("rule must have a value assignment, `if` with a body, or `contains`");
}

void Parser::bodies(Rule rule, bool has_if, std::vector<Rule>& out) {
  const bool has_braces = !has_if && peek().is("{");
  require_head_form(rule, has_if, has_braces);
  // Rego 0: p[x] is a partial set, unless a value or `if` makes it a map.
  if (!has_if && !rule.key && !rule.value && !rule.is_function && rule.path.size() == 2) {
    rule.key = std::move(rule.path.back());
    rule.path.pop_back();
  }
  if (!has_if && !has_braces) {
    if (!rule.key && !rule.value && !rule.is_function && rule.path.size() < 2)
      fail("rule must have a value or a body; `var` cannot be used for rule name alone");
    out.push_back(std::move(rule));
    others(out.back());
    return;
  }
  const bool may_chain = peek().is("{");
  Rule again = rule;
  rule.body = rule_body();
  others(rule);
  rule.span = since(rule.span.begin);
  out.push_back(std::move(rule));
  while (may_chain && peek().is("{")) {
    Rule next = again;
    next.body = rule_body();
    others(next);
    next.span = since(next.span.begin);
    out.push_back(std::move(next));
  }
}

/// `if {x | ..}` has a comprehension for a body: what cannot be read as literals between
/// braces is tried as one literal.
Body Parser::rule_body() {
  Body body;
  if (peek().is("{")) {
    const std::size_t saved = at_;
    const std::size_t depth = depth_;
    try {
      take();
      return body_until("}");
    } catch (const Stop& first) {
      at_ = saved;
      depth_ = depth;
      try {
        body.push_back(literal());
        return body;
      } catch (const Stop&) {
        throw first;
      }
    }
  }
  body.push_back(literal());
  return body;
}

void Parser::others(Rule& rule) {
  while (is_keyword("else")) {
    const std::size_t begin = here();
    take();
    Rule other;
    other.path = rule.path;
    other.args = rule.args;
    other.is_function = rule.is_function;
    if (rule.key) fail("`else` keyword cannot be used on a rule with `contains`");
    head_value(other);
    const bool has_if = accept_keyword("if");
    const bool has_braces = peek().is("{");
    if (version_ == Version::v1 && !has_if && has_braces) fail("`if` keyword is required before rule body");
    if (has_if || has_braces) {
      other.body = rule_body();
    } else if (!other.value) {
      fail("`else` needs a value or a body");
    }
    other.span = since(begin);
    rule.other.push_back(std::move(other));
  }
}

Module parse_module(std::string_view text, source::FileId file, Version version) {
  try {
    Parser parser(text, 0, text.size(), version);
    Module module = parser.module();
    module.file = file;
    return module;
  } catch (Stop& stop) {
    stop.file = file;
    throw;
  }
}

Body parse_query(std::string_view text, Version version) {
  return Parser(text, 0, text.size(), version).query();
}

}  // namespace fleetlint::rego
