// PrefixTransformer and SuffixTransformer: `namePrefix` and `nameSuffix`.
#include <algorithm>
#include <array>
#include <string>

#include "kustomize/transform/field.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"

namespace fleetlint::kustomize::transform {

namespace {

/// Kinds whose names mean something to the API server, or to everyone.
constexpr std::array<Gvk, 3> kNeverRenamed = {
    Gvk{"", "", "CustomResourceDefinition"},
    Gvk{"apiregistration.k8s.io", "", "APIService"},
    Gvk{"", "", "Namespace"},
};

struct Affix {
  yaml::Node text;
  yaml::Operation operation;
  History<std::string_view> Resource::*history;
};

void add(Context& context, ResMap& map, const Affix& affix, const FieldSpecs& specs) {
  const std::string_view text = affix.text.text();
  if (!context.affords(affix.text.origin(), map.size(), map.size() * text.size())) return;
  const yaml::Origin place = derived(affix.text.origin(), affix.operation, nullptr);
  const Setter set = [&](yaml::Node old, std::optional<Problem>& problem) {
    if (old.is_mapping() || old.is_sequence()) {
      problem = Problem{fmt::format("a name is a scalar, found a {}", describe(old)), old};
      return old;
    }
    std::string value;
    if (affix.operation == yaml::Operation::prefixed) value = text;
    value += old.text();
    if (affix.operation == yaml::Operation::suffixed) value += text;
    return scalar_in_place(context.arena, old, Tag::none, value,
                           made_by(context.arena, affix.text.origin(), affix.operation, old));
  };

  for (Resource& resource : map) {
    const ResId id = resource.original_id();
    if (std::ranges::any_of(kNeverRenamed, [&](const Gvk& gvk) { return id.gvk.is_selected(gvk); })) continue;
    for (const FieldSpec& spec : specs) {
      if (!id.gvk.is_selected(spec.gvk)) continue;
      if (spec.path == "metadata/name" && !text.empty()) {
        (resource.*affix.history).push_back(context.arena, text);
        resource.store_previous_id(context.arena);
      }
      apply(context, resource, {&spec, 1}, Leaf::scalar, place, set);
    }
  }
}

}  // namespace

void add_prefix(Context& context, ResMap& map, yaml::Node prefix, const FieldSpecs& specs) {
  add(context, map, {prefix, yaml::Operation::prefixed, &Resource::prefixes}, specs);
}

void add_suffix(Context& context, ResMap& map, yaml::Node suffix, const FieldSpecs& specs) {
  add(context, map, {suffix, yaml::Operation::suffixed, &Resource::suffixes}, specs);
}

}  // namespace fleetlint::kustomize::transform
