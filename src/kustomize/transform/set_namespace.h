// The namespace of one object, for those who do not transform a whole map.
#pragma once

#include "kustomize/transform/transform.h"

namespace fleetlint::kustomize::transform {

/// Sets metadata.namespace (unless the kind is cluster-scoped), subjects of role
/// bindings, and the specs' fields. Remembers no previous id and looks for no conflict.
void set_namespace_of(Context& context, Resource& resource, yaml::Node name_space, const FieldSpecs& specs,
                      const NamespaceOptions& options);

}  // namespace fleetlint::kustomize::transform
