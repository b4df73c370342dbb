#include "kustomize/patch/strategic_merge.h"

#include <fmt/format.h>

#include <vector>

#include "base/strings.h"
#include "kustomize/patch/keyed_list.h"
#include "kustomize/transform/scalar.h"
#include "yaml/edit.h"
#include "yaml/scalar.h"

namespace fleetlint::kustomize::patch {

namespace {

/// Every item is compared with every other.
constexpr std::size_t kMaxKeyedItems = 5000;

constexpr std::string_view kDirective = "$patch";

enum class Directive : std::uint8_t { merge, replace, remove };

bool is_absent(yaml::Node node) { return !node || node.is_null(); }

/// What a merge gives.
struct Merged {
  yaml::Node node;
  bool keeps_null = false;  ///< a null of the base stays; any other one removes the field
  bool is_base = false;     ///< made of the base, not put in its place
};

class Merger {
 public:
  Merger(Arena& arena, const OpenApi& openapi) : arena_(arena), openapi_(openapi) {}

  std::optional<MergeProblem>& problem() { return problem_; }

  Merged merge(yaml::Node base, yaml::Node patch, MergePlace place) {
    if (problem_) return {base, false, true};
    place = find_place(place, base, patch);
    const yaml::Node first = is_absent(base) ? patch : base;
    if (is_absent(first) || first.is_mapping()) {
      return fits(base, patch, first, "mapping") ? merge_mappings(base, patch, place)
                                                 : Merged{base, false, true};
    }
    if (first.is_sequence()) {
      if (!fits(base, patch, first, "list")) return {base, false, true};
      return place.merges ? merge_lists(base, patch, place) : either(base, patch);
    }
    return fits(base, patch, first, "scalar") ? either(base, patch) : Merged{base, false, true};
  }

 private:
  /// The schema of an object that stands inside another is found by its kind.
  MergePlace find_place(MergePlace place, yaml::Node base, yaml::Node patch) const {
    if (place.known()) return place;
    for (const yaml::Node node : {base, patch}) {
      if (!node.is_mapping()) continue;
      const std::string_view kind = node["kind"].text();
      const std::string_view api_version = node["apiVersion"].text();
      if (kind.empty() || api_version.empty()) continue;
      place = openapi_.kind(api_version, kind);
      if (place.known()) return place;
    }
    return place;
  }

  bool fits(yaml::Node base, yaml::Node patch, yaml::Node first, std::string_view wanted) {
    for (const yaml::Node node : {base, patch}) {
      if (is_absent(node)) continue;
      if (node.is_mapping() == first.is_mapping() && node.is_sequence() == first.is_sequence()) continue;
      problem_ = MergeProblem{
          fmt::format("the patch has a {} where the object has a {}", to_string(node.kind()), wanted), node};
      return false;
    }
    return true;
  }

  /// The patch's value if there is one.
  Merged either(yaml::Node base, yaml::Node patch) {
    if (!patch) return {base, false, true};
    return {patch, false, false};
  }

  // -- mappings

  /// Reads and takes out the directive of a mapping of the patch.
  Directive take_directive(yaml::Node& patch) {
    const yaml::Node directive = patch[kDirective];
    if (!directive) return Directive::merge;
    const std::string_view word = directive.text();
    if (word != "delete" && word != "replace" && word != "merge") {
      problem_ = MergeProblem{
          fmt::format("{} is no patch directive; use \"delete\", \"replace\" or \"merge\"", quote(word)),
          directive};
      return Directive::merge;
    }
    patch = unset(arena_, patch, kDirective);
    return word == "delete" ? Directive::remove : word == "replace" ? Directive::replace : Directive::merge;
  }

  Merged merge_mappings(yaml::Node base, yaml::Node patch, MergePlace place) {
    if (is_absent(base)) {
      if (!patch) {
        // A null that was written out stays; one that is only an absent value goes.
        if (base && !base.text().empty()) return {base, true, true};
        return {};
      }
      if (patch.is_null()) return {patch, false, false};
      if (take_directive(patch) == Directive::remove) return {};
      return {merge_fields(patch, patch, place, true), false, false};
    }
    if (patch.is_null()) return {};
    Directive directive = Directive::merge;
    if (patch) {
      const bool is_alone = same(base, patch);
      directive = take_directive(patch);
      if (is_alone) base = patch;
    }
    if (problem_) return {base, false, true};
    switch (directive) {
      case Directive::remove: return {};
      case Directive::replace: return {merge_fields(patch, patch, place, true), false, false};
      case Directive::merge: break;
    }
    return {merge_fields(base, patch, place, false), false, true};
  }

  /// `is_new`: the patch stands alone, and is walked as its own base to do away
  /// with its directives and nulls.
  yaml::Node merge_fields(yaml::Node base, yaml::Node patch, MergePlace place, bool is_new) {
    std::vector<yaml::Entry> entries;
    entries.reserve(base.entries().size());
    bool changed = false;
    for (const yaml::Entry& entry : base.entries()) {
      if (entry.key.text().empty() && !problem_) {
        problem_ =
            MergeProblem{"a mapping on the way has an empty key, which kustomize does not merge", base};
      }
      const yaml::Entry* other = is_new ? &entry : patch.find(entry.key);
      const yaml::Node value = other == nullptr ? yaml::Node() : other->value;
      const Merged merged = merge(entry.value, value, openapi_.field(place, entry.key.text()));
      if (!merged.node || (merged.node.is_null() && !merged.keeps_null)) {
        changed = true;
        continue;
      }
      yaml::Entry made = entry;
      made.value = is_new || merged.is_base ? merged.node : put_over(entry.value, merged.node);
      changed = changed || !same(made.value, entry.value);
      entries.push_back(made);
    }
    if (!is_new) {
      for (const yaml::Entry& entry : patch.entries()) {
        if (base.find(entry.key) != nullptr) continue;
        const Merged merged = merge({}, entry.value, openapi_.field(place, entry.key.text()));
        if (!merged.node || merged.node.is_null()) continue;
        yaml::Entry made = entry;
        made.value = merged.node;
        entries.push_back(made);
        changed = true;
      }
    }
    return changed ? make_mapping(arena_, entries, base.origin(), base.style()) : base;
  }

  /// The patch's value in the base's place. It takes over the style: a number
  /// written over a quoted string is a string, as kustomize prints it.
  yaml::Node put_over(yaml::Node base, yaml::Node value) {
    if (same(base, value)) return value;
    if (value.is_scalar() && base.is_scalar() &&
        (value.style() != base.style() || value.kind() != base.kind())) {
      // A tag that says other than the text stays, and is stronger than quotes.
      const bool is_tagged = value.kind() != yaml::Kind::string &&
                             (transform::is_quoted(value) ||
                              yaml::resolve_plain(value.text(), yaml::Dialect::go_yaml_v3) != value.kind());
      const yaml::Kind kind = transform::is_quoted(base) && !is_tagged ? yaml::Kind::string : value.kind();
      const yaml::Origin origin = kind == value.kind() ? value.origin() : yaml::converted(arena_, value);
      // What was quoted stays a string, be it one that looks like a time when plain.
      const bool was_quoted = kind == yaml::Kind::string && !can_be_time(value.style());
      const bool is_plain = can_be_time(base.style());
      // Quotes that an earlier step put around a text stay, whatever comes to stand in them.
      const yaml::Style kept = base.style() == yaml::Style::any && transform::is_quoted(base)
                                   ? yaml::Style::double_quoted
                                   : base.style();
      const yaml::Style style = !is_plain ? kept : was_quoted ? yaml::Style::any : yaml::Style::plain;
      value = make_scalar(arena_, kind, value.text(), origin, style);
    }
    return base ? overriding(arena_, value, base.origin()) : value;
  }

  // -- lists whose items merge

  /// A directive stands in an item of its own.
  Directive take_directive_of_list(yaml::Node& patch) {
    for (std::size_t i = 0; i < patch.items().size(); ++i) {
      yaml::Node item = patch.items()[i];
      if (item.find(kDirective) == nullptr) continue;
      if (item.entries().size() > 1) return Directive::merge;
      const Directive directive = take_directive(item);
      if (!problem_) patch = without_directive(patch);
      return directive;
    }
    return Directive::merge;
  }

  yaml::Node without_directive(yaml::Node list) {
    std::vector<yaml::Node> items;
    for (const yaml::Node item : list.items()) {
      const bool is_empty = is_absent(item) || (item.is_mapping() && item.entries().empty());
      if (!is_empty && item.find(kDirective) == nullptr) items.push_back(item);
    }
    return make_sequence(arena_, items, list.origin(), list.style());
  }

  Merged merge_lists(yaml::Node base, yaml::Node patch, MergePlace place) {
    bool is_new = false;
    if (is_absent(base)) {
      if (is_absent(patch)) return {patch, false, false};
      is_new = true;
    } else {
      if (patch.is_null()) return {};
      Directive directive = Directive::merge;
      if (patch) {
        // A list of a patch that stands alone is its own base.
        const bool is_alone = same(base, patch);
        directive = take_directive_of_list(patch);
        if (is_alone) base = patch;
      }
      if (problem_) return {base, false, true};
      if (directive == Directive::remove) return {};
      is_new = directive == Directive::replace;
    }
    if (is_new) base = patch;
    const yaml::Node merged = merge_items(base, patch, place);
    return {merged, false, !is_new};
  }

  yaml::Node merge_items(yaml::Node base, yaml::Node patch, MergePlace place) {
    std::vector<std::string_view> keys;
    for (const std::string_view key : place.keys) {
      if (!key.empty()) keys.push_back(key);
    }
    if (!patch.items().empty() && base.items().size() + patch.items().size() > kMaxKeyedItems) {
      problem_ = MergeProblem{"the lists are too long to be merged by their keys; split them", patch};
      return base;
    }
    KeyedList list(arena_, base, patch, std::move(keys));
    MergePlace items = place;
    items.merges = false;
    list.merge([&](yaml::Node a, yaml::Node b) {
      const Merged merged = merge(a, b, items);
      KeyedList::Outcome outcome;
      outcome.node = merged.node && merged.node.is_null() ? yaml::Node() : merged.node;
      outcome.is_base = merged.is_base;
      return outcome;
    });
    if (list.misfit() && !problem_) {
      const std::string key = place.keys.front().empty() ? "their text" : quote(place.keys.front());
      problem_ = MergeProblem{fmt::format("a {} stands among items that are told apart by {}",
                                          to_string(list.misfit().kind()), key),
                              list.misfit()};
    }
    return list.result();
  }

  Arena& arena_;
  const OpenApi& openapi_;
  std::optional<MergeProblem> problem_;
};

}  // namespace

yaml::Node strategic_merge(Arena& arena, const OpenApi& openapi, yaml::Node base, yaml::Node patch,
                           std::optional<MergeProblem>& problem) {
  // kustomize lets an object be patched in place: one that stands for the whole
  // object changes nothing.
  if (patch[kDirective].text() == "replace") return base;
  Merger merger(arena, openapi);
  const Merged merged = merger.merge(base, patch, {});
  problem = merger.problem();
  return problem ? base : merged.node;
}

}  // namespace fleetlint::kustomize::patch
