#include "flux/substitute.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <vector>

#include "base/strings.h"
#include "flux/read_again.h"
#include "flux/substituted_origin.h"
#include "yaml/edit.h"
#include "yaml/emit.h"
#include "yaml/key_order.h"
#include "yaml/parse.h"
#include "yaml/place.h"
#include "yaml/scalar.h"

namespace fleetlint::flux {

namespace {

using source::Span;
using yaml::Entry;
using yaml::Node;
using yaml::Origin;

bool overlap(Span a, Span b) { return a.begin < b.end && b.begin < a.end; }

std::string key_text(const Entry& entry) {
  auto text = yaml::json_key(entry);
  return text ? std::move(*text) : std::string(entry.key.text());
}

/// Lays the object that was read again beside the one that was emitted.
class Rebuilder {
 public:
  Rebuilder(Arena& arena, const std::vector<yaml::EmittedScalar>& scalars, const std::vector<Piece>& pieces)
      : arena_(arena) {
    for (const yaml::EmittedScalar& scalar : scalars) emitted_.emplace(scalar.node.identity(), scalar.span);
    for (const Piece& piece : pieces) {
      if (piece.replaced) pieces_.push_back(&piece);
    }
  }

  /// `after` as read again, `before` what stood there, if anything did.
  Node rebuild(Node after, Node before) {
    if (after.is_mapping() && before.is_mapping()) return mapping(after, before);
    if (after.is_sequence() && before.is_sequence() && after.items().size() == before.items().size()) {
      return sequence(after, before);
    }
    const Writers writers = writers_of(before);
    if (writers.empty() && is_same_scalar(after, before)) return before;
    return made(after, writers, before.origin());
  }

 private:
  using Writers = std::vector<const Piece*>;

  /// The expressions in the text of a scalar of the object before.
  Writers writers_of(Node before) const {
    const auto found = emitted_.find(before.identity());
    if (found == emitted_.end()) return {};
    return writers_in(found->second, [](const Piece& piece) { return piece.input; });
  }

  template <typename SpanOf>
  Writers writers_in(Span span, SpanOf span_of) const {
    Writers writers;
    const auto first =
        std::lower_bound(pieces_.begin(), pieces_.end(), span.begin,
                         [&](const Piece* piece, std::uint32_t at) { return span_of(*piece).end <= at; });
    for (auto it = first; it != pieces_.end() && span_of(**it).begin < span.end; ++it) writers.push_back(*it);
    return writers;
  }

  /// Numbers may come back in another form; what no expression touched did not change.
  static bool is_same_scalar(Node after, Node before) {
    if (!after.is_scalar() || !before.is_scalar()) return false;
    if (after.is_string() != before.is_string()) return false;
    return !after.is_string() || after.text() == before.text();
  }

  Origin origin_of(const Writers& writers, const Origin& text) const {
    return substituted_origin(arena_, writers, text);
  }

  /// A copy of what was read, all of it with the origin of what made it.
  Node made(Node after, const Writers& writers, const Origin& text) {
    const Origin origin = origin_of(writers, text);
    if (after.is_mapping()) {
      std::vector<Entry> entries;
      for (const Entry& entry : after.entries()) {
        entries.push_back(yaml::make_entry(key_text(entry), made(entry.value, writers, text), origin));
      }
      return yaml::make_mapping(arena_, entries, origin, after.style());
    }
    if (after.is_sequence()) {
      std::vector<Node> items;
      for (const Node& item : after.items()) items.push_back(made(item, writers, text));
      return yaml::make_sequence(arena_, items, origin, after.style());
    }
    return yaml::make_scalar(arena_, after.kind(), after.text(), origin);
  }

  Node sequence(Node after, Node before) {
    std::vector<Node> items;
    bool changed = false;
    for (std::size_t i = 0; i < before.items().size(); ++i) {
      items.push_back(rebuild(after.items()[i], before.items()[i]));
      changed = changed || !same(items.back(), before.items()[i]);
    }
    return changed ? yaml::make_sequence(arena_, items, before.origin(), before.style()) : before;
  }

  Node mapping(Node after, Node before) {
    const std::vector<std::size_t> partners = partners_of(after, before);
    // In the order of the object before, what is new behind it.
    std::vector<Entry> entries(before.entries().begin(), before.entries().end());
    std::vector<bool> kept(entries.size(), false);
    bool changed = after.entries().size() != entries.size();
    for (std::size_t i = 0; i < after.entries().size(); ++i) {
      const Entry& entry = after.entries()[i];
      const std::string key = key_text(entry);
      if (partners[i] == kNone) {
        const Writers writers =
            writers_in(entry.key_origin.span, [](const Piece& piece) { return piece.output; });
        const Origin& text = before.origin();
        entries.push_back(yaml::make_entry(key, made(entry.value, writers, text), origin_of(writers, text)));
        kept.push_back(true);
        changed = true;
        continue;
      }
      Entry& old = entries[partners[i]];
      kept[partners[i]] = true;
      const Node value = rebuild(entry.value, old.value);
      changed = changed || !same(value, old.value);
      old.value = value;
      if (key == key_text(old)) continue;
      const Writers writers =
          writers_in(entry.key_origin.span, [](const Piece& piece) { return piece.output; });
      old = yaml::make_entry(key, value, origin_of(writers, old.key_origin));
      changed = true;
    }
    if (!changed) return before;
    std::vector<Entry> left;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (kept[i]) left.push_back(entries[i]);
    }
    return yaml::make_mapping(arena_, left, before.origin(), before.style());
  }

  /// For each entry that was read, the one that it was before. The emitter has
  /// written them in its own order of keys.
  std::vector<std::size_t> partners_of(Node after, Node before) const {
    const std::span<const Entry> old = before.entries();
    std::vector<std::string> keys;
    for (const Entry& entry : old) keys.push_back(key_text(entry));
    std::vector<std::size_t> order(old.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return yaml::natural_less(keys[a], keys[b]); });

    std::vector<std::size_t> partners(after.entries().size(), kNone);
    std::size_t next = 0;
    for (std::size_t i = 0; i < after.entries().size(); ++i) {
      const std::string key = key_text(after.entries()[i]);
      // The next one that this can have been: its key is the same, or was a template.
      for (std::size_t k = next; k < order.size(); ++k) {
        if (keys[order[k]] != key && !has_expression(keys[order[k]])) continue;
        if (keys[order[k]] != key && std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        partners[i] = order[k];
        next = k + 1;
        break;
      }
    }
    return partners;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  Arena& arena_;
  std::unordered_map<const void*, Span> emitted_;
  std::vector<const Piece*> pieces_;
};

/// Finds the written place of a part of the emitted text.
class TemplatePlaces {
 public:
  TemplatePlaces(const source::SourceMap& sources, Node object, std::string_view text,
                 const std::vector<yaml::EmittedScalar>& scalars)
      : sources_(sources), object_(object), text_(text), scalars_(scalars) {}

  /// The expression itself where its text stands in the file as it was emitted,
  /// else the scalar it is in.
  diag::Place of(Span expression) const {
    const auto scalar =
        std::find_if(scalars_.begin(), scalars_.end(), [&](const yaml::EmittedScalar& candidate) {
          return overlap(candidate.span, {expression.begin, expression.begin + 1});
        });
    const std::string_view written = text_.substr(expression.begin, expression.end - expression.begin);
    if (scalar == scalars_.end()) {
      const Entry* key = find_key(object_, written);
      return key == nullptr ? yaml::at(object_) : narrowed(key->key_origin, written);
    }
    return narrowed(scalar->node.origin(), written);
  }

 private:
  diag::Place narrowed(const Origin& origin, std::string_view written) const {
    diag::Place place = yaml::at(origin);
    const std::string_view line = written.substr(0, written.find('\n'));
    const std::string_view source = sources_.text(place.primary.file, place.primary.span);
    const std::size_t found = source.find(line);
    if (found == std::string_view::npos) return place;
    const auto begin = place.primary.span.begin + static_cast<std::uint32_t>(found);
    place.primary.span = {begin, begin + static_cast<std::uint32_t>(line.size())};
    return place;
  }

  static const Entry* find_key(Node node, std::string_view part) {
    for (const Entry& entry : node.entries()) {
      if (entry.key.text().find(part) != std::string_view::npos) return &entry;
      if (const Entry* found = find_key(entry.value, part)) return found;
    }
    for (const Node& item : node.items()) {
      if (const Entry* found = find_key(item, part)) return found;
    }
    return nullptr;
  }

  const source::SourceMap& sources_;
  Node object_;
  std::string_view text_;
  const std::vector<yaml::EmittedScalar>& scalars_;
};

std::string_view explain(ExpansionError error) {
  switch (error) {
    case ExpansionError::bad_substitution: return "Flux cannot read what follows the name";
    case ExpansionError::missing_closing_brace:
      return "only `}` or one of `: = , ^ / # %` may follow the name of a variable";
    case ExpansionError::bad_variable_name: return "a name of letters, digits and `_` must follow `${`";
    case ExpansionError::bad_function_argument: return "the expression has no end, or an empty argument";
    case ExpansionError::negative_length: return "a negative length crashes the controller";
    case ExpansionError::too_large: break;
  }
  return "its result is too large";
}

/// The expression to blame for a result that is no object: the last one that begins
/// before the place where reading stopped, or else the first one.
Span blamed(const std::vector<Piece>& pieces, std::uint32_t at) {
  Span found;
  for (const Piece& piece : pieces) {
    if (!piece.replaced) continue;
    if (piece.output.begin > at && found.end > found.begin) break;
    found = piece.input;
  }
  return found;
}

/// The first value that JSON cannot hold; missing when there is none.
Node not_json(Node node) {
  if (node.kind() == yaml::Kind::floating) return yaml::json_number(node).empty() ? node : Node();
  for (const Node& item : node.items()) {
    if (const Node found = not_json(item)) return found;
  }
  for (const Entry& entry : node.entries()) {
    if (!yaml::json_key(entry)) return entry.value ? entry.value : node;
    if (const Node found = not_json(entry.value)) return found;
  }
  return {};
}

}  // namespace

bool has_expressions(Node node) {
  if (node.is_string()) return has_expression(node.text());
  return std::any_of(node.items().begin(), node.items().end(), has_expressions) ||
         std::any_of(node.entries().begin(), node.entries().end(), [](const Entry& entry) {
           return has_expression(entry.key.text()) || has_expressions(entry.value);
         });
}

bool opts_out_of_substitution(const kube::Object& object) {
  constexpr std::string_view kMark = "kustomize.toolkit.fluxcd.io/substitute";
  return object.labels()[kMark].text() == "disabled" || object.annotations()[kMark].text() == "disabled";
}

ReadAgain read_again(Arena& arena, Node object, const std::vector<yaml::EmittedScalar>& scalars,
                     const Expansion& expansion) {
  const std::string_view changed = arena.copy(expansion.text);
  diag::Collector problems;
  yaml::ParseOptions options;
  options.dialect = yaml::Dialect::go_yaml_v2;
  const yaml::Stream stream = yaml::parse(arena, source::FileId::none, changed, options, problems);
  const Node root = stream.documents.empty() ? Node() : stream.documents.front().root;
  const auto problem =
      std::find_if(problems.findings().begin(), problems.findings().end(), [](const auto& finding) {
        return finding.rule != "yaml/duplicate-key";  // the last one counts there
      });
  if (problem != problems.findings().end()) return {{}, problem->message, problem->primary.span.begin};
  // JSON, which the controller makes of the text, has no infinity, no NaN and no null keys.
  const Node misfit = not_json(root);
  if (!root.is_mapping() || misfit)
    return {{}, "the result is no object that JSON can hold", misfit.origin().span.begin};
  return {Rebuilder(arena, scalars, expansion.pieces).rebuild(root, object), {}, 0};
}

SubstitutedObject substitute(Arena& arena, const source::SourceMap& sources, Node object,
                             const Variables& variables, const SubstituteOptions& options,
                             diag::Collector& out) {
  if (!has_expressions(object)) return {object, {}, {}, {}};
  std::vector<yaml::EmittedScalar> scalars;
  const std::string text = yaml::emit(object, &scalars);
  const TemplatePlaces places(sources, object, text, scalars);
  const auto written = [&](Span span) {
    return quote(std::string_view(text).substr(span.begin, span.end - span.begin));
  };

  const Expansion expansion = expand(text, variables, options.undefined);
  if (expansion.error) {
    out.report("flux/substitution-failed", places.of(expansion.error_at),
               "{} cannot be substituted: {}; write `$${{` to keep the text, or label the object "
               "kustomize.toolkit.fluxcd.io/substitute: disabled",
               written(expansion.error_at), explain(*expansion.error));
    return {object, "substitute", std::string(to_string(*expansion.error)), {}};
  }
  if (options.strict) {
    for (const UndefinedVariable& undefined : expansion.undefined) {
      std::vector<std::string_view> names;
      for (const auto& [name, variable] : variables.by_name) names.push_back(name);
      out.report(
          "flux/substitute-undefined", places.of(undefined.expression),
          "variable {} is not set by postBuild{}; set it, give a default as in ${{{}:=value}}, or write "
          "$${{{}}} to keep the text",
          quote(undefined.name), did_you_mean(undefined.name, names), undefined.name, undefined.name);
    }
  }
  const bool undefined_fails = options.strict && !expansion.undefined.empty();
  if (!expansion.changed()) return {object, {}, {}, {}};

  ReadAgain again = read_again(arena, object, scalars, expansion);
  if (!again.reason.empty()) {
    const Span span = blamed(expansion.pieces, again.place);
    out.report(
        "flux/substitution-failed", places.of(span),
        "the object is not valid YAML after the substitution of {}: {}; quote the value inside the variable",
        written(span), again.reason);
    return {object, "reparse", std::move(again.reason), {}};
  }
  const Node node = again.node;
  if (undefined_fails) return {node, "substitute", "variable-not-set", expansion.unresolved};
  return {node, {}, {}, expansion.unresolved};
}

}  // namespace fleetlint::flux
