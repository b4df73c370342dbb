// HashTransformer: content hashes on the names of generated objects.
#include <string>

#include "kustomize/transform/content_hash.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// The name in the generator's entry, whatever was put around it since.
const yaml::Origin& generator_of(yaml::Node name) {
  const yaml::Origin* origin = &name.origin();
  while (origin->operation != yaml::Operation::generated && origin->cause != nullptr) origin = origin->cause;
  return *origin;
}

}  // namespace

void add_hashes(Context& context, ResMap& map) {
  for (Resource& resource : map) {
    if (!resource.needs_hash) continue;
    const std::string name = std::string(resource.name()) + "-" + content_hash(resource.node());
    resource.store_previous_id(context.arena);
    const yaml::Node old = resource.node()["metadata"]["name"];
    const yaml::Node hashed =
        scalar_in_place(context.arena, old, Tag::none, name,
                        made_by(context.arena, generator_of(old), yaml::Operation::hashed, old));
    const std::string_view steps[] = {"metadata", "name"};
    resource.set_node(yaml::update(context.arena, resource.node(), steps, true, old.origin(),
                                   [&](yaml::Node) { return hashed; }));
  }
}

}  // namespace fleetlint::kustomize::transform
