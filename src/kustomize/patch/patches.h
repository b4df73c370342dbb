// The patch transformers: `patches`, `patchesStrategicMerge`, `patchesJson6902`.
#pragma once

#include <string_view>

#include "kustomize/context.h"
#include "kustomize/resource.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::patch {

/// Reports an entry of `patches` or `patchesJson6902` whose target names one object
/// that is not there: kustomize leaves the patch out and says nothing.
void report_unmatched(Context& context, ResMap& map, yaml::Node entry);

/// One entry of `patches` (or a PatchTransformer's file): path or patch, target, options.
void apply(Context& context, ResMap& map, yaml::Node entry);

/// The list `patchesStrategicMerge`: file names, or patches as text.
void apply_strategic(Context& context, ResMap& map, yaml::Node list);

/// A PatchStrategicMergeTransformer's file: paths, patches.
void apply_strategic_plugin(Context& context, ResMap& map, yaml::Node config);

/// One entry of `patchesJson6902` (target, path, patch) or a PatchJson6902Transformer's
/// file (`text_field` is "jsonOp" then).
void apply_json(Context& context, ResMap& map, yaml::Node entry, std::string_view text_field);

}  // namespace fleetlint::kustomize::patch
