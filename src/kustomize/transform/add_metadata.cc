// LabelTransformer and AnnotationsTransformer: `labels`, `commonLabels` and
// `commonAnnotations`.
#include <algorithm>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "kustomize/transform/alias.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

void add(Context& context, ResMap& map, yaml::Node pairs, const FieldSpecs& specs) {
  if (pairs.entries().empty()) return;
  if (!context.affords(pairs.origin(), map.size() * pairs.entries().size())) return;
  std::vector<const yaml::Entry*> sorted;
  for (const yaml::Entry& entry : pairs.entries()) sorted.push_back(&entry);
  std::ranges::sort(sorted, {}, [](const yaml::Entry* entry) { return entry->key.text(); });

  std::vector<std::pair<yaml::Node, yaml::Node>> overwritten;
  for (Resource& resource : map) {
    for (const yaml::Entry* pair : sorted) {
      // A label that nobody wrote stays one.
      const yaml::Operation operation = pair->value.origin().operation == yaml::Operation::implied
                                            ? yaml::Operation::implied
                                            : yaml::Operation::labelled;
      const yaml::Origin key_origin = derived(pair->key_origin, operation, nullptr);
      const yaml::Origin value_origin = derived(pair->value.origin(), operation, nullptr);
      // One node for all new fields of the object, as upstream: a later step that
      // writes into one of them (alias.h) changes them all.
      const yaml::Node shared =
          scalar_in_place(context.arena, {}, Tag::string, pair->value.text(), value_origin);
      const Setter set = [&](yaml::Node old, std::optional<Problem>& problem) {
        if (old.is_null()) return old;
        if (!old.is_mapping()) {
          problem =
              Problem{fmt::format("labels and annotations are a mapping, found a {}", describe(old)), old};
          return old;
        }
        const yaml::Entry* entry = old.find(pair->key);
        if (entry == nullptr && !can_be_new_key(pair->key.text())) {
          problem =
              Problem{fmt::format("kustomize writes the new key {} without quotes, and it is no string then",
                                  quote(pair->key.text())),
                      old};
          return old;
        }
        if (entry == nullptr) return yaml::set(context.arena, old, pair->key.text(), shared, key_origin);
        const yaml::Node value =
            scalar_in_place(context.arena, entry->value, Tag::string, pair->value.text(),
                            made_by(context.arena, pair->value.origin(), operation, entry->value));
        overwritten.emplace_back(entry->value, value);
        return yaml::set(context.arena, old, pair->key.text(), value, key_origin);
      };
      for (const FieldSpec& spec : specs) {
        overwritten.clear();
        apply(context, resource, {&spec, 1}, Leaf::mapping, key_origin, set);
        for (const auto& [before, after] : overwritten) {
          resource.set_node(spread(context.arena, resource.node(), before, after));
        }
      }
    }
  }
}

}  // namespace

void add_labels(Context& context, ResMap& map, yaml::Node labels, const FieldSpecs& specs) {
  add(context, map, labels, specs);
}

void add_annotations(Context& context, ResMap& map, yaml::Node annotations, const FieldSpecs& specs) {
  add(context, map, annotations, specs);
}

}  // namespace fleetlint::kustomize::transform
