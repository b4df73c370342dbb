// Kustomization: the file, checked and brought to the newest form.
//
// kustomize reads the file through JSON into structs: keys are matched without
// regard to case, unknown ones refuse the build, null counts as absent. The form
// here is normalised likewise: known keys with their canonical spelling, nulls
// gone, deprecated fields (bases, imageTags, env, helmChartInflationGenerator)
// moved to what replaced them. Nodes keep the origins of what was written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kustomize/context.h"
#include "yaml/node.h"

namespace fleetlint::kustomize {

struct Kustomization {
  yaml::Node node;  ///< the normalised root mapping; read fields that are not below from it
  source::FileId file = source::FileId::none;
  std::string file_name;  ///< "kustomization.yaml"
  bool is_component = false;

  std::vector<yaml::Node> resources;  ///< with `bases` behind them
  std::vector<yaml::Node> components;
  std::vector<yaml::Node> images;  ///< with `imageTags` behind them

  yaml::Node operator[](std::string_view field) const { return node[field]; }
  std::span<const yaml::Node> list(std::string_view field) const { return node[field].items(); }
};

/// Checks and normalises. Findings: kustomize/invalid-kustomization,
/// kustomize/unknown-field, kustomize/deprecated-field. What can be used is
/// there even when the context is refused.
Kustomization read_kustomization(Context& context, yaml::Node root, source::FileId file,
                                 std::string file_name);

/// The same check for the configuration file of a builtin transformer or
/// generator of this kind; unknown keys are ignored there, as upstream does.
yaml::Node normalise_plugin(Context& context, std::string_view kind, yaml::Node config);

}  // namespace fleetlint::kustomize
