#include "schema/rule_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

constexpr std::uint8_t kNo = 1;
constexpr std::uint8_t kYes = 2;
constexpr int kMaxDepth = 250;  // deeper than any schema

ErrorKind reason_of(std::string_view text) {
  if (text == "FieldValueForbidden") return ErrorKind::forbidden;
  if (text == "FieldValueRequired") return ErrorKind::required;
  if (text == "FieldValueDuplicate") return ErrorKind::duplicate;
  return ErrorKind::invalid;
}

std::string text_of(const cel::Compilation& compiled) {
  return compiled.mistakes.empty() ? "it does not compile" : compiled.mistakes.front().message;
}

}  // namespace

std::vector<std::string> parse_field_path(std::string_view text, std::string* mistake) {
  std::vector<std::string> keys;
  const std::string whole(text);
  const auto fail = [&](std::string_view why) {
    *mistake = fmt::format("fieldPath is {}, {}", quote(whole), why);
    return std::vector<std::string>();
  };
  if (text.empty()) return keys;
  while (!text.empty()) {
    if (text.front() == '.') {
      text.remove_prefix(1);
      const std::string_view name = text.substr(0, text.find_first_of(".["));
      if (name.empty()) return fail("which has an empty name in it; write it as .spec.field");
      keys.emplace_back(name);
      text.remove_prefix(name.size());
    } else if (text.starts_with("['") || text.starts_with("[\"")) {
      const char quotation = text[1];
      const std::size_t end = text.find(quotation, 2);
      if (end == std::string_view::npos || end + 1 >= text.size() || text[end + 1] != ']')
        return fail("whose bracket is not closed");
      keys.emplace_back(text.substr(2, end - 2));
      text.remove_prefix(end + 2);
    } else {
      return fail("which is no path of fields; write it as .spec.field or ['field'], without indexes");
    }
  }
  return keys;
}

RuleBook::RuleBook(const Tables& tables, int minor)
    : tables_(tables), minor_(minor), has_rules_(tables.types.size()), defaults_(tables_), shapes_(tables_) {}

bool RuleBook::has_rules(std::uint32_t id, int depth) {
  // Threads that find it out at the same time find the same.
  if (const std::uint8_t known = has_rules_[id].load(std::memory_order_relaxed); known != 0)
    return known == kYes;
  if (depth > kMaxDepth) return false;
  const TypeRecord& type = tables_.types[id];
  bool has = type.element != kNone && has_rules(type.element, depth + 1);
  for (const FieldRecord& field : tables_.fields_of(type)) has = has_rules(field.type, depth + 1) || has;
  for (FacetReader facet(tables_.facets_of(type)); facet; facet.next()) {
    if (facet.kind() == Facet::rule) has = true;
    if (facet.kind() != Facet::all_of) continue;
    for (const std::uint32_t branch : facet.words()) has = has_rules(branch, depth + 1) || has;
  }
  has_rules_[id].store(has ? kYes : kNo, std::memory_order_relaxed);
  return has;
}

const TypeRules& RuleBook::rules_of(std::uint32_t type, std::uint32_t declared, bool is_object) {
  const Key key{type, declared, is_object};
  {
    const std::shared_lock lock(mutex_);
    if (const auto it = known_.find(key); it != known_.end()) return *it->second;
  }
  const std::unique_lock lock(mutex_);
  const auto [it, is_new] = known_.try_emplace(key);
  if (is_new) {
    it->second = std::make_unique<TypeRules>();
    it->second->shape = shapes_.of(declared, is_object);
    if (it->second->shape != nullptr) compile(*it->second, type);
  }
  return *it->second;
}

void RuleBook::compile(TypeRules& made, std::uint32_t type) {
  const auto text = [&](std::uint32_t id) { return id == kNone ? std::string_view() : tables_.text(id); };
  const cel::Type self = made.shape->type();
  cel::Environment environment({.minor = minor_});
  environment.declare("self", self);
  const std::size_t old = environment.declare("oldSelf", self);
  cel::Environment with_optional({.minor = minor_});
  with_optional.declare("self", self);
  with_optional.declare("oldSelf", cel::optional_of(arena_, self));

  for (FacetReader facet(tables_.facets_of(tables_.types[type])); facet; facet.next()) {
    if (facet.kind() != Facet::rule) continue;
    const RuleTexts texts = facet.rule();
    CompiledRule rule;
    rule.text = trim(text(texts.rule));
    rule.message = trim(text(texts.message));
    rule.reason = reason_of(text(texts.reason));
    rule.optional_old = texts.optional_old_self != 0;
    rule.field_path = parse_field_path(trim(text(texts.field_path)), &rule.path_mistake);
    if (rule.text.empty()) {
      made.rules.push_back(std::move(rule));
      continue;
    }
    const cel::Environment& names = rule.optional_old ? with_optional : environment;
    cel::Compilation compiled = cel::compile(rule.text, names);
    if (!compiled.program) {
      rule.mistake = text_of(compiled);
    } else if (compiled.program->type()->kind != cel::TypeKind::boolean) {
      rule.mistake =
          fmt::format("it must evaluate to a bool, but gives {}", cel::to_string(compiled.program->type()));
    } else {
      rule.program = compiled.program;
      rule.uses_old = rule.program->uses(old);
    }
    if (const std::string_view message = trim(text(texts.message_expression)); !message.empty()) {
      compiled = cel::compile(message, names);
      if (!compiled.program) {
        rule.message_mistake = text_of(compiled);
      } else if (compiled.program->type()->kind != cel::TypeKind::string) {
        rule.message_mistake = fmt::format("it must evaluate to a string, but gives {}",
                                           cel::to_string(compiled.program->type()));
      } else {
        rule.message_program = compiled.program;
      }
    }
    made.rules.push_back(std::move(rule));
  }
}

}  // namespace fleetlint::schema
