#include "kustomize/absorb.h"

#include <array>
#include <vector>

#include "base/strings.h"
#include "kustomize/manifests.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kRule = "kustomize/generator-invalid";

/// The entries of both as strings; those of `over` win, with the others as their cause.
yaml::Node merge_texts(Arena& arena, yaml::Node under, yaml::Node over) {
  if (under.entries().empty()) return over;
  std::vector<yaml::Entry> texts(under.entries().begin(), under.entries().end());
  for (yaml::Entry& entry : texts) {
    const yaml::Node value = entry.value;
    const std::string_view text = value.is_scalar() ? value.text() : std::string_view();
    entry.value =
        yaml::make_string(arena, text, value.is_string() ? value.origin() : yaml::converted(arena, value));
  }
  yaml::Node merged = make_mapping(arena, texts, under.origin());
  for (const yaml::Entry& entry : over.entries()) {
    const yaml::Node old = merged[entry.key];
    merged = set(arena, merged, entry.key.text(),
                 old ? overriding(arena, entry.value, old.origin()) : entry.value, entry.key_origin);
  }
  return merged;
}

yaml::Node set_or_unset(Arena& arena, yaml::Node mapping, std::string_view key, yaml::Node value) {
  if (value.entries().empty() && !value.is_scalar()) return unset(arena, mapping, key);
  return set(arena, mapping, key, value, derived(value.origin(), yaml::Operation::implied, nullptr));
}

/// Labels and annotations of both, name and namespace of what was there.
yaml::Node merge_metadata(Arena& arena, yaml::Node old, yaml::Node made) {
  const yaml::Node before = old["metadata"];
  yaml::Node metadata = made["metadata"];
  for (const std::string_view field : {"labels", "annotations"}) {
    metadata = set_or_unset(arena, metadata, field, merge_texts(arena, before[field], metadata[field]));
  }
  for (const std::string_view field : {"name", "namespace"}) {
    const yaml::Node value = before[field];
    metadata = value ? set(arena, metadata, field, value, before.find(field)->key_origin)
                     : unset(arena, metadata, field);
  }
  return set(arena, made, "metadata", metadata, made.origin());
}

/// History and standing are those of the resource that was there.
void take_history(const Resource& old, Resource& made) {
  made.previous = old.previous;
  made.prefixes = old.prefixes;
  made.suffixes = old.suffixes;
  made.is_referred_to = old.is_referred_to;
  made.referring_vars = old.referring_vars;
  made.behavior = old.behavior;
  made.needs_hash = made.needs_hash && old.needs_hash;
}

}  // namespace

void absorb(Context& context, ResMap& map, Resource generated, const yaml::Origin& place) {
  const ResId id = generated.current_id();
  const std::vector<Resource*> matches = map.by_any_id([&](const ResId& other) { return other.equals(id); });
  const Behavior behavior = generated.behavior;
  const bool changes = behavior == Behavior::merge || behavior == Behavior::replace;
  if (matches.size() > 1) {
    context.refuse(kRule, yaml::at(place),
                   "{} {} fits {} resources; none can be told to be the one to change", id.gvk.kind,
                   quote(id.name), matches.size());
    return;
  }
  if (matches.empty()) {
    if (changes) {
      context.refuse_absence(
          kRule, yaml::at(place), "{} {} does not exist, so there is nothing to {}; remove the behavior",
          id.gvk.kind, quote(id.name), behavior == Behavior::merge ? "merge into" : "replace");
      return;
    }
    append(context, map, generated);
    return;
  }
  Resource& old = *matches.front();
  if (!changes) {
    context.refuse(kRule, yaml::at(place),
                   "{} {} exists already; set behavior to \"merge\" or \"replace\", or give it another name",
                   id.gvk.kind, quote(id.name));
    return;
  }
  yaml::Node node = merge_metadata(context.arena, old.node(), generated.node());
  if (behavior == Behavior::merge) {
    for (const std::string_view field : {"data", "binaryData"}) {
      const yaml::Node merged = merge_texts(context.arena, old.node()[field], node[field]);
      node = set_or_unset(context.arena, node, field, merged);
    }
    if (!old.origin_text.empty()) generated.origin_text = old.origin_text;
  }
  generated.transformations = old.transformations;
  generated.set_node(node);
  take_history(old, generated);
  old = generated;
}

}  // namespace fleetlint::kustomize
