#include "flux/substitution_plan.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "flux/substituted_origin.h"
#include "yaml/edit.h"
#include "yaml/emit.h"
#include "yaml/scalar.h"

namespace fleetlint::flux {

namespace {

using yaml::Entry;
using yaml::Node;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Of one object; substitute() has a limit for all of its text.
constexpr std::size_t kMaxWritten = std::size_t{4} * 1024 * 1024;

/// A word that means nothing to YAML wherever it stands in a scalar: letters and digits, and between them
/// what names, versions, addresses and URLs are made of.
bool is_harmless(std::string_view word) {
  if (word.empty() || !is_letter_or_digit(word.front()) || !is_letter_or_digit(word.back())) return false;
  return std::ranges::all_of(word, [](char c) {
    return is_letter_or_digit(c) || std::string_view("_-./:@+").find(c) != std::string_view::npos;
  });
}

std::size_t count_expressions(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at + 1 < text.size() && (text[at + 1] == '{' || text[at + 1] == '$')) ++count;
  }
  return count;
}

bool is_same_origin(const yaml::Origin* a, const yaml::Origin* b) {
  for (; a != b; a = a->cause, b = b->cause) {
    if (a == nullptr || b == nullptr) return false;
    if (a->file != b->file || a->span != b->span || a->operation != b->operation) return false;
  }
  return true;
}

}  // namespace

bool same_made(Node a, Node b) {
  if (same(a, b)) return true;
  if (a.kind() != b.kind() || a.style() != b.style() || a.text() != b.text() ||
      !is_same_origin(&a.origin(), &b.origin()))
    return false;
  return std::ranges::equal(a.items(), b.items(), same_made) &&
         std::ranges::equal(a.entries(), b.entries(), [](const Entry& left, const Entry& right) {
           return left.key == right.key && left.key_kind == right.key_kind &&
                  is_same_origin(&left.key_origin, &right.key_origin) && same_made(left.value, right.value);
         });
}

class SubstitutionPlan::Maker {
 public:
  explicit Maker(Node object) : text_(yaml::emit(object, &scalars_)) {
    for (const yaml::EmittedScalar& scalar : scalars_) {
      // One node that stands in several places may be printed in several forms.
      if (!spans_.emplace(scalar.node.identity(), scalar.span).second) shared_ = true;
    }
  }

  std::optional<Branch> make(Node object) {
    Branch root{object, 0, Form::plain, {}};
    if (!object.is_mapping() || shared_ || !add(root) || root.below.empty() ||
        found_ != count_expressions(text_))
      return std::nullopt;
    return root;
  }

 private:
  /// False where it cannot be planned.
  bool add(Branch& branch) {
    if (branch.node.is_scalar()) return set_form(branch);
    const auto items = branch.node.items();
    const auto entries = branch.node.entries();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!add_below(branch, i, items[i])) return false;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (has_expression(entries[i].key.text()) || !add_below(branch, i, entries[i].value)) return false;
    }
    return true;
  }

  bool add_below(Branch& branch, std::size_t number, Node node) {
    if (node.is_scalar() && !has_expression(node.text())) return !changes_on_the_way(node);
    Branch child{node, number, Form::plain, {}};
    if (!add(child)) return false;
    if (node.is_scalar() || !child.below.empty()) branch.below.push_back(std::move(child));
    return true;
  }

  /// A time is printed in another form than it was written in.
  static bool changes_on_the_way(Node node) {
    return node.is_string() && yaml::can_be_time(node.style()) && yaml::timestamp_value(node.text());
  }

  bool set_form(Branch& branch) {
    const auto span = spans_.find(branch.node.identity());
    if (span == spans_.end() || !branch.node.is_string()) return false;
    const std::string_view text = branch.node.text();
    const std::string_view printed =
        std::string_view(text_).substr(span->second.begin, span->second.end - span->second.begin);
    found_ += count_expressions(printed);
    if (printed == text) {
      branch.form = Form::plain;
    } else if (printed.starts_with('|')) {
      branch.form = Form::block;
    } else if (printed.size() == text.size() + 2 && printed.front() == '\'' &&
               printed.substr(1, text.size()) == text) {
      branch.form = Form::quoted;
    } else {
      return false;
    }
    return true;
  }

  std::vector<yaml::EmittedScalar> scalars_;
  std::string text_;
  std::unordered_map<const void*, source::Span> spans_;
  bool shared_ = false;
  std::size_t found_ = 0;
};

std::optional<SubstitutionPlan> SubstitutionPlan::make(Node object) {
  std::optional<Branch> root = Maker(object).make(object);
  if (!root) return std::nullopt;
  SubstitutionPlan plan;
  plan.root_ = std::move(*root);
  return plan;
}

std::optional<Node> SubstitutionPlan::apply(Arena& arena, const Variables& variables) const {
  std::size_t room = kMaxWritten;
  return changed(arena, root_, variables, room);
}

std::optional<Node> SubstitutionPlan::changed(Arena& arena, const Branch& branch, const Variables& variables,
                                              std::size_t& room) {
  if (branch.node.is_scalar()) return replaced(arena, branch, variables, room);
  const auto items = branch.node.items();
  const auto entries = branch.node.entries();
  std::vector<Node> new_items(items.begin(), items.end());
  std::vector<Entry> new_entries(entries.begin(), entries.end());
  for (const Branch& child : branch.below) {
    const std::optional<Node> node = changed(arena, child, variables, room);
    if (!node) return std::nullopt;
    (branch.node.is_mapping() ? new_entries[child.number].value : new_items[child.number]) = *node;
  }
  const yaml::Origin& origin = branch.node.origin();
  return branch.node.is_mapping() ? yaml::make_mapping(arena, new_entries, origin, branch.node.style())
                                  : yaml::make_sequence(arena, new_items, origin, branch.node.style());
}

std::optional<Node> SubstitutionPlan::replaced(Arena& arena, const Branch& branch, const Variables& variables,
                                               std::size_t& room) {
  const std::string_view text = branch.node.text();
  const Expansion expansion = expand(text, variables);
  if (expansion.error || !expansion.undefined.empty() || !expansion.unresolved.empty()) return std::nullopt;
  if (expansion.text.size() > room) return std::nullopt;
  room -= expansion.text.size();
  std::vector<const Piece*> writers;
  for (const Piece& piece : expansion.pieces) {
    if (!piece.replaced) continue;
    const auto part = [](std::string_view of, source::Span span) {
      return of.substr(span.begin, span.end - span.begin);
    };
    if (!is_harmless(part(expansion.text, piece.output))) return std::nullopt;
    // In a block the lines of an expression are indented.
    if (part(text, piece.input).find('\n') != std::string_view::npos) return std::nullopt;
    writers.push_back(&piece);
  }
  yaml::Kind kind = yaml::Kind::string;
  if (branch.form == Form::plain) {
    kind = yaml::resolve_plain(expansion.text, yaml::Dialect::go_yaml_v2);
    const bool is_simple =
        kind == yaml::Kind::string || kind == yaml::Kind::integer || kind == yaml::Kind::boolean;
    if (!is_simple) return std::nullopt;
  }
  return yaml::make_scalar(arena, kind, expansion.text,
                           substituted_origin(arena, writers, branch.node.origin()));
}

}  // namespace fleetlint::flux
