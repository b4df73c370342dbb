// The parser's inside, shared by its files: parser.cc (modules and rules) and
// parser_terms.cc (literals and terms).
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rego/ast.h"
#include "rego/lexer.h"
#include "rego/parser.h"

namespace fleetlint::rego {

class Parser {
 public:
  Parser(std::string_view text, std::size_t begin, std::size_t end, Version version);

  Module module();
  Body query();
  std::vector<CommentLine>& comments() { return comments_; }

 private:
  // Modules and rules.
  void package(Module& module);
  void import(Module& module);
  void rules(Module& module);
  void default_rule(Module& module);
  Rule head();
  void head_value(Rule& rule);
  void bodies(Rule rule, bool has_if, std::vector<Rule>& out);
  void others(Rule& rule);
  Body rule_body();
  void enable(const Import& import);
  void require_head_form(const Rule& rule, bool has_if, bool has_body) const;

  // Literals.
  Body body_until(std::string_view closing);
  Literal literal();
  void some(Literal& literal);
  void every(Literal& literal);
  void withs(Literal& literal);
  Term expression();

  // Terms, from the operators that bind least.
  Term membership(bool allow_pair);
  Term relation();
  Term unions();
  Term intersections();
  Term sums();
  Term products();
  Term term();
  Term primary();
  Term named();
  Term steps(Term head, bool allow_call);
  Term array();
  Term braces();
  Term parenthesised();
  Term template_string();
  Term template_expression();
  bool comprehension(Term& term, Term::Kind kind, std::vector<Term> heads, std::string_view closing);
  void arguments(Term& call);
  std::vector<Term> list(std::string_view closing);

  // Tokens.
  const Token& peek(std::size_t ahead = 0) const;
  Token take();
  bool accept(std::string_view symbol);
  void expect(std::string_view symbol, std::string_view where);
  bool is_keyword(std::string_view word, std::size_t ahead = 0) const;
  bool begins_path(std::size_t ahead) const;
  bool accept_keyword(std::string_view word);
  bool is_reserved(std::string_view word) const;
  [[noreturn]] void fail(std::string message) const;
  source::Span since(std::size_t begin) const;
  std::size_t here() const { return peek().span.begin; }
  Term infix(std::string_view name, std::vector<Term> args) const;

  std::string_view text_;
  Version version_;
  std::vector<CommentLine> comments_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t template_depth_ = 0;
  mutable std::size_t steps_ = 0;  // trying a comprehension first could cost 2^depth
  std::size_t last_end_ = 0;
  std::set<std::string, std::less<>> keywords_;  // those of Rego 1 that are on
};

}  // namespace fleetlint::rego
