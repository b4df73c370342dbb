// Builtin transformers and generators configured by files of their own.
#pragma once

#include <vector>

#include "kustomize/context.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize {

/// Runs what the configuration object describes. Anything that is not built in
/// (exec, containers, Go plugins) and Helm charts are refused by name.
void run_transformer(Context& context, ResMap& map, yaml::Node config);
void run_generator(Context& context, yaml::Node config, std::vector<Resource>& made);

/// Reports that helmCharts or a plugin would have to be executed.
void refuse_plugin(Context& context, const yaml::Origin& at, std::string_view what);

}  // namespace fleetlint::kustomize
