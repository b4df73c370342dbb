#include "schema/rule_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "yaml/place.h"

namespace fleetlint::schema {

namespace {

constexpr std::size_t kLongestMessage = 5120;

/// Does the value hold what will be another value in the cluster?
bool holds_unknown(yaml::Node node) {
  if (node.origin().operation == yaml::Operation::unresolved) return true;
  if (node.is_string()) return node.text().starts_with("ENC[AES256_GCM,");
  return std::ranges::any_of(node.items(), holds_unknown) ||
         std::ranges::any_of(node.entries(), [](const yaml::Entry& e) { return holds_unknown(e.value); });
}

}  // namespace

/// A value and what it was.
struct RuleWalk::Former {
  yaml::Node now;
  yaml::Node old;
  const cel::Shape* shape = nullptr;
  std::optional<bool> is_same;
};

struct RuleWalk::Spot {
  std::uint32_t type = kNone;      ///< whose rules are applied
  std::uint32_t declared = kNone;  ///< whose value it is
  bool is_object = false;
  yaml::Node value;    ///< with defaults
  yaml::Node written;  ///< as it stands in a file; missing where it is a default
  yaml::Node anchor;   ///< the nearest value around it that is written
  const Step* step = nullptr;
  const Former* former = nullptr;   ///< null: nothing to compare with
  const Former* nearest = nullptr;  ///< of the nearest value around it that has one
};

RuleWalk::RuleWalk(const Walk::Context& context, RuleBook& book, diag::Collector& out, bool is_ratcheting)
    : context_(context), tables_(*context.tables), book_(book), out_(out), is_ratcheting_(is_ratcheting) {}
RuleWalk::~RuleWalk() = default;

void RuleWalk::check(std::uint32_t type, yaml::Node value, yaml::Node old, const Step* step, bool is_object) {
  if (!book_.has_rules(type)) return;
  const auto completed = [&](yaml::Node node) {
    return without_nulls(arena_, tables_, type, with_defaults(arena_, tables_, book_.defaults(), type, node));
  };
  Spot spot{type, type, is_object, completed(value), value, value, step, nullptr, nullptr};
  if (old) {
    formers_.push_back(std::make_unique<Former>(
        Former{spot.value, completed(old), book_.rules_of(type, type, is_object).shape, {}}));
    spot.former = spot.nearest = formers_.back().get();
  }
  visit(spot);
}

void RuleWalk::visit(const Spot& spot) {
  if (!spot.value || spot.value.is_null() || !book_.has_rules(spot.type) || budget_ < 0) return;
  const TypeRules& rules = book_.rules_of(spot.type, spot.declared, spot.is_object);
  for (const CompiledRule& rule : rules.rules) evaluate(spot, rule, rules);
  visit_children(spot);
  for (FacetReader facet(tables_.facets_of(tables_.types[spot.type])); facet; facet.next()) {
    if (facet.kind() != Facet::all_of) continue;
    for (const std::uint32_t branch : facet.words()) {
      Spot same = spot;
      same.type = branch;
      visit(same);
    }
  }
}

void RuleWalk::visit_children(const Spot& spot) {
  const TypeRecord& type = tables_.types[spot.type];
  const TypeRecord& declared = tables_.types[spot.declared];
  const auto go = [&](std::uint32_t inner, std::uint32_t of_value, yaml::Node value, yaml::Node written,
                      const Step& step, const Former* former) {
    if (!book_.has_rules(inner)) return;
    const bool is_object = (tables_.types[of_value].flags & kEmbedded) != 0;
    visit({inner, of_value, is_object, value, written, written ? written : spot.anchor, &step, former,
           spot.former != nullptr ? spot.former : spot.nearest});
  };
  if (spot.value.is_sequence()) {
    if (type.element == kNone || declared.element == kNone || !book_.has_rules(type.element)) return;
    std::size_t index = 0;
    const std::span<const yaml::Node> written = spot.written.items();
    for (const yaml::Node item : spot.value.items()) {
      const Step here{spot.step, {}, index, true};
      go(type.element, declared.element, item, index < written.size() ? written[index] : yaml::Node(), here,
         former_of_item(spot, item));
      ++index;
    }
    return;
  }
  for (const yaml::Entry& entry : spot.value.entries()) {
    const std::string_view name = entry.key.text();
    if (spot.is_object && name == "metadata") continue;
    Step here{spot.step, name, 0, false};
    const auto find = [&](const TypeRecord& record) {
      const std::span<const FieldRecord> fields = find_fields(tables_, record, name);
      if (!fields.empty()) return fields.back().type;
      return (record.flags & kMap) != 0 ? record.element : kNone;
    };
    const std::uint32_t inner = find(type);
    const std::uint32_t of_value = find(declared);
    if (inner == kNone || of_value == kNone || !book_.has_rules(inner)) continue;
    here.is_map_key = find_fields(tables_, declared, name).empty();
    const Former* former = nullptr;
    if (spot.former != nullptr) {
      if (const yaml::Node old = spot.former->old[name]) {
        const bool is_object = (tables_.types[of_value].flags & kEmbedded) != 0;
        formers_.push_back(std::make_unique<Former>(
            Former{entry.value, old, book_.rules_of(inner, of_value, is_object).shape, {}}));
        former = formers_.back().get();
      }
    }
    go(inner, of_value, entry.value, spot.written[name], here, former);
  }
}

/// Items of lists that are maps by keys are followed from the former list to this one.
const RuleWalk::Former* RuleWalk::former_of_item(const Spot& spot, yaml::Node item) {
  const TypeRecord& declared = tables_.types[spot.declared];
  if (spot.former == nullptr || (declared.flags & kListMap) == 0) return nullptr;
  const cel::Shape* list = book_.rules_of(spot.type, spot.declared, spot.is_object).shape;
  if (list == nullptr) return nullptr;
  for (const yaml::Node old : spot.former->old.items()) {
    const bool is_same = std::ranges::all_of(list->list_map_keys(), [&](const std::string& key) {
      const yaml::Node a = item[key];
      const yaml::Node b = old[key];
      return a && b && yaml::equal(a, b);
    });
    if (!is_same) continue;
    formers_.push_back(std::make_unique<Former>(Former{item, old, list->element(), {}}));
    return formers_.back().get();
  }
  return nullptr;
}

bool RuleWalk::is_unchanged(const Former* former) {
  if (former == nullptr) return false;
  auto& known = const_cast<Former*>(former)->is_same;
  if (!known) {
    std::int64_t budget = cel::kCallBudget;
    known = cel::equal(arena_, cel::from_node(arena_, former->now, former->shape),
                       cel::from_node(arena_, former->old, former->shape), budget);
  }
  return *known;
}

bool RuleWalk::is_ratcheted(const Spot& spot, const CompiledRule& rule) {
  if (!is_ratcheting_ || rule.uses_old) return false;
  return is_unchanged(spot.former != nullptr ? spot.former : spot.nearest);
}

void RuleWalk::evaluate(const Spot& spot, const CompiledRule& rule, const TypeRules& rules) {
  using Stage = ServerError::Stage;
  if (!rule.mistake.empty()) {
    report(spot, rule, Stage::compile,
           fmt::format("rule {} does not compile: {}", quote(rule.text), rule.mistake));
    return;
  }
  if (!rule.program || budget_ < 0) return;
  if (rule.uses_old && spot.former == nullptr && !rule.optional_old) {
    ++waiting_;
    return;
  }
  if (spot.written && holds_unknown(spot.written)) return;
  cel::Value old;
  if (rule.uses_old && spot.former != nullptr) old = cel::from_node(arena_, spot.former->old, rules.shape);
  if (rule.optional_old)
    old = cel::Value::optional(spot.former != nullptr ? arena_.make<cel::Value>(old) : nullptr);
  const std::array values = {cel::from_node(arena_, spot.value, rules.shape), old};

  const std::int64_t allowed = std::min(budget_, cel::kCallBudget);
  std::int64_t left = allowed;
  const cel::Value result = cel::evaluate_within(*rule.program, values, arena_, left);
  budget_ -= allowed - left;
  if (result.is_true()) return;
  if (left < 0) {
    budget_ = -1;
    report(
        spot, rule, Stage::run,
        fmt::format(
            "the rules of {} take more than their cost budget at {}, so the rest of them was not looked at; "
            "make the object smaller or the rule simpler",
            context_.kind, quote(rule.text)));
    return;
  }
  if (is_ratcheted(spot, rule)) return;
  if (result.is_error()) {
    report(spot, rule, Stage::run,
           fmt::format("{} cannot be checked by the rule {}: {}", name_text(spot.step), quote(rule.text),
                       result.error().message));
    return;
  }
  const std::string message = message_of(rule, values);
  report(spot, rule, Stage::failed,
         message.empty()
             ? fmt::format("{} breaks a rule of its schema: failed rule: {}", name_text(spot.step), rule.text)
             : fmt::format("{} breaks a rule of its schema: {}", name_text(spot.step), message));
}

/// Of messageExpression where it gives one line of text, else of the CRD.
std::string RuleWalk::message_of(const CompiledRule& rule, std::span<const cel::Value> values) {
  if (rule.message_program && budget_ > 0) {
    const std::int64_t allowed = std::min(budget_, cel::kCallBudget);
    std::int64_t left = allowed;
    const cel::Value made = cel::evaluate_within(*rule.message_program, values, arena_, left);
    budget_ -= allowed - left;
    if (made.is(cel::ValueKind::string)) {
      const std::string_view text = trim(made.text());
      if (!text.empty() && text.size() <= kLongestMessage &&
          text.find_first_of("\n\r") == std::string_view::npos)
        return std::string(text);
    }
  }
  return std::string(rule.message);
}

void RuleWalk::report(const Spot& spot, const CompiledRule& rule, ServerError::Stage stage,
                      std::string message) {
  yaml::Node written = spot.written;
  yaml::Node place = written ? written : spot.anchor;
  std::vector<Step> steps;
  steps.reserve(rule.field_path.size());
  const Step* step = spot.step;
  for (const std::string& key : rule.field_path) {
    steps.push_back({step, key, 0, false});
    step = &steps.back();
    written = written[key];
    if (written) place = written;
  }
  if (context_.errors != nullptr) {
    context_.errors->push_back({"schema/rule-failed", rule.reason, server_path_text(step), message, stage});
  }
  // A rule that does not compile is a mistake of the CRD, which is told there.
  if (stage == ServerError::Stage::compile) return;
  diag::Finding& finding = out_.add("schema/rule-failed", at(place), std::move(message));
  finding.object_path = path_text(step);
  if (!context_.trusted) finding.confidence = diag::Confidence::medium;
}

}  // namespace fleetlint::schema
