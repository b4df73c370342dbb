// ReplicaCountTransformer: one entry of `replicas`.
#include "base/strings.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"

namespace fleetlint::kustomize::transform {

void set_replicas(Context& context, ResMap& map, yaml::Node replica, const FieldSpecs& specs) {
  if (!context.affords(replica.origin(), map.size())) return;
  const std::string_view name = replica["name"].text();
  const yaml::Node count = replica["count"];
  const yaml::Origin place = count ? count.origin() : replica.origin();
  const std::string text = count ? std::to_string(count.as_int().value_or(0)) : "0";
  const Setter set = [&](yaml::Node old, std::optional<Problem>& problem) {
    if (old.is_mapping() || old.is_sequence()) {
      problem = Problem{fmt::format("a replica count is a scalar, found a {}", describe(old)), old};
      return old;
    }
    return scalar_in_place(context.arena, old, Tag::integer, text,
                           made_by(context.arena, place, yaml::Operation::replicas_set, old));
  };

  bool found = false;
  for (const FieldSpec& spec : specs) {
    const auto matches = [&](const ResId& id) { return id.name == name && id.gvk.is_selected(spec.gvk); };
    for (Resource* resource : map.by_any_id(matches)) {
      found = true;
      apply(context, *resource, {&spec, 1}, Leaf::scalar,
            derived(place, yaml::Operation::replicas_set, nullptr), set);
    }
  }
  if (found) return;
  context.refuse_absence(
      "kustomize/patch-target-missing", at(replica["name"] ? replica["name"] : replica),
      "there is no resource {} whose replicas could be set; name a Deployment, StatefulSet, ReplicaSet or "
      "ReplicationController of this kustomization",
      quote(name));
}

}  // namespace fleetlint::kustomize::transform
