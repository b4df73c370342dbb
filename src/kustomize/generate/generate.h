// The generators: objects made of files, literals and env files.
//
// `args` is an entry of configMapGenerator or secretGenerator (or a generator's
// own configuration file), checked for form, `env` already moved to `envs`.
// `options` is the kustomization's generatorOptions, missing for none. The made
// resources have behavior and needs_hash set; every value's origin is the literal,
// the file or the line of the env file it was made of.
#pragma once

#include <vector>

#include "kustomize/context.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize::generate {

void config_map(Context& context, yaml::Node args, yaml::Node options, std::vector<Resource>& out);
void secret(Context& context, yaml::Node args, yaml::Node options, std::vector<Resource>& out);

/// An IAMPolicyGenerator's file.
void iam_policy(Context& context, yaml::Node config, std::vector<Resource>& out);

}  // namespace fleetlint::kustomize::generate
