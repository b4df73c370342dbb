#include "kustomize/plugins.h"

#include <array>

#include "base/strings.h"
#include "kustomize/config_files.h"
#include "kustomize/form.h"
#include "kustomize/generate/generate.h"
#include "kustomize/kustomization.h"
#include "kustomize/patch/patches.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

/// A configuration in normal form, and what most transformers have.
struct Config {
  yaml::Node node;
  FieldSpecs specs;
  yaml::Node operator[](std::string_view field) const { return node[field]; }
};

void run_affix(Context& context, ResMap& map, const Config& config, bool is_prefix) {
  if (!config["fieldSpecs"]) {
    context.refuse("kustomize/invalid-kustomization", yaml::at(config.node),
                   "fieldSpecs is missing; say which fields to change");
    return;
  }
  yaml::Node text = config[is_prefix ? "prefix" : "suffix"];
  if (!text) text = make_string(context.arena, "", config.node.origin());
  if (is_prefix) {
    transform::add_prefix(context, map, text, config.specs);
  } else {
    transform::add_suffix(context, map, text, config.specs);
  }
}

struct Transformer {
  std::string_view kind;
  void (*run)(Context& context, ResMap& map, const Config& config);
};

/// One row a transformer.
constexpr std::array kTransformers = {
    Transformer{"AnnotationsTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  if (config["annotations"])
                    transform::add_annotations(context, map, config["annotations"], config.specs);
                }},
    Transformer{"HashTransformer",
                [](Context& context, ResMap& map, const Config&) { transform::add_hashes(context, map); }},
    Transformer{"ImageTagTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  if (config["imageTag"])
                    transform::set_image(context, map, config["imageTag"], config.specs);
                }},
    Transformer{"LabelTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  if (config["labels"]) transform::add_labels(context, map, config["labels"], config.specs);
                }},
    Transformer{"NamespaceTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  const yaml::Node name_space = config["metadata"]["namespace"];
                  if (name_space.text().empty()) return;
                  transform::NamespaceOptions options;
                  options.unset_only = config["unsetOnly"].as_bool().value_or(false);
                  options.set_role_binding_subjects = config["setRoleBindingSubjects"].text();
                  transform::set_namespace(context, map, name_space, config.specs, options);
                }},
    Transformer{"PatchJson6902Transformer",
                [](Context& context, ResMap& map, const Config& config) {
                  patch::apply_json(context, map, config.node, "jsonOp");
                }},
    Transformer{"PatchStrategicMergeTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  patch::apply_strategic_plugin(context, map, config.node);
                }},
    Transformer{"PatchTransformer", [](Context& context, ResMap& map,
                                       const Config& config) { patch::apply(context, map, config.node); }},
    Transformer{"PrefixTransformer", [](Context& context, ResMap& map,
                                        const Config& config) { run_affix(context, map, config, true); }},
    Transformer{"PrefixSuffixTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  run_affix(context, map, config, true);
                  run_affix(context, map, config, false);
                }},
    Transformer{"SuffixTransformer", [](Context& context, ResMap& map,
                                        const Config& config) { run_affix(context, map, config, false); }},
    Transformer{"ReplacementTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  if (config["replacements"]) transform::replace(context, map, config["replacements"]);
                }},
    Transformer{"ReplicaCountTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  yaml::Node replica = config["replica"];
                  if (!replica) replica = make_mapping(context.arena, {}, config.node.origin());
                  transform::set_replicas(context, map, replica, config.specs);
                }},
    Transformer{"ValueAddTransformer",
                [](Context& context, ResMap& map, const Config& config) {
                  transform::add_value(context, map, config.node);
                }},
};

using Generate = void (*)(Context& context, yaml::Node config, std::vector<Resource>& made);

struct Generator {
  std::string_view kind;
  Generate run;
};

constexpr std::array kGenerators = {
    Generator{"ConfigMapGenerator",
              [](Context& context, yaml::Node config, std::vector<Resource>& made) {
                generate::config_map(context, config, {}, made);
              }},
    Generator{"IAMPolicyGenerator",
              [](Context& context, yaml::Node config, std::vector<Resource>& made) {
                generate::iam_policy(context, config, made);
              }},
    Generator{"SecretGenerator",
              [](Context& context, yaml::Node config, std::vector<Resource>& made) {
                generate::secret(context, config, {}, made);
              }},
};

/// Name and namespace of the configuration object stand in for the generator's own.
yaml::Node with_name_of_object(Context& context, yaml::Node config) {
  for (const std::string_view field : {"name", "namespace"}) {
    const yaml::Node value = config["metadata"][field];
    if (config[field].text().empty() && value)
      config = set(context.arena, config, field, value, value.origin());
  }
  return unset(context.arena, config, "metadata");
}

/// Reports and gives false when the object does not configure something built in.
bool is_builtin(Context& context, yaml::Node config) {
  if (config["apiVersion"].text() == "builtin") return true;
  refuse_plugin(context, config.origin(), config["kind"].text());
  return false;
}

void report_unknown(Context& context, yaml::Node config, std::string_view what) {
  const std::string_view kind = config["kind"].text();
  if (kind == "HelmChartInflationGenerator") {
    refuse_plugin(context, config.origin(), kind);
    return;
  }
  std::vector<std::string_view> names;
  for (const Transformer& transformer : kTransformers) names.push_back(transformer.kind);
  for (const Generator& generator : kGenerators) names.push_back(generator.kind);
  context.refuse("kustomize/invalid-kustomization", yaml::at(config["kind"]), "{} is no builtin {}{}",
                 quote(kind), what, did_you_mean(kind, names));
}

}  // namespace

void refuse_plugin(Context& context, const yaml::Origin& at, std::string_view what) {
  context.incomplete = true;
  context.refuse(
      "kustomize/plugin-refused", yaml::at(at),
      "{} would have to be executed, so what it makes or changes is not known; render it beforehand", what);
}

void run_transformer(Context& context, ResMap& map, yaml::Node object) {
  if (!is_builtin(context, object)) return;
  const std::string_view kind = object["kind"].text();
  for (const Transformer& transformer : kTransformers) {
    if (transformer.kind != kind) continue;
    Config config;
    config.node = normalise_plugin(context, kind, object);
    if (!config.node) return;
    config.specs = read_field_specs(config["fieldSpecs"]);
    transformer.run(context, map, config);
    return;
  }
  report_unknown(context, object, "transformer");
}

void run_generator(Context& context, yaml::Node object, std::vector<Resource>& made) {
  if (!is_builtin(context, object)) return;
  const std::string_view kind = object["kind"].text();
  for (const Generator& generator : kGenerators) {
    if (generator.kind != kind) continue;
    const yaml::Node config = normalise_plugin(context, kind, object);
    if (config) generator.run(context, with_name_of_object(context, config), made);
    return;
  }
  report_unknown(context, object, "generator");
}

}  // namespace fleetlint::kustomize
