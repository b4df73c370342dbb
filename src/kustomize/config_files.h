// Transformer configuration from files: `configurations:` and `crds:`.
#pragma once

#include <span>

#include "kustomize/context.h"
#include "kustomize/field_spec.h"

namespace fleetlint::kustomize {

/// A list of field specs as a file has it.
FieldSpecs read_field_specs(yaml::Node list);

/// The files of `configurations` merged.
TransformerConfig read_configurations(Context& context, std::span<const yaml::Node> paths);

/// What the OpenAPI extensions of the files of `crds` say about names, labels and
/// annotations of custom resources.
TransformerConfig read_crds(Context& context, std::span<const yaml::Node> paths);

}  // namespace fleetlint::kustomize
