// The steps that kustomize takes with a directory, in their order.
#include <algorithm>

#include "base/strings.h"
#include "kustomize/absorb.h"
#include "kustomize/build_metadata.h"
#include "kustomize/config_files.h"
#include "kustomize/embedded.h"
#include "kustomize/generate/generate.h"
#include "kustomize/level.h"
#include "kustomize/manifests.h"
#include "kustomize/patch/patches.h"
#include "kustomize/plugins.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";

/// The built-in configuration as a directory without its own has it: merged into
/// an empty one, which drops specs that others cover.
std::shared_ptr<const TransformerConfig> default_config_pointer() {
  static const auto kDefault = [] {
    auto config = std::make_shared<TransformerConfig>();
    merge(*config, default_config());
    return std::shared_ptr<const TransformerConfig>(std::move(config));
  }();
  return kDefault;
}

std::shared_ptr<const TransformerConfig> configurations(Level& level) {
  const std::span<const yaml::Node> paths = level.kustomization.list("configurations");
  if (paths.empty()) return default_config_pointer();
  auto config = std::make_shared<TransformerConfig>(default_config());
  if (!merge(*config, read_configurations(level.context, paths))) {
    level.context.refuse(kInvalid, yaml::at(level.kustomization["configurations"]),
                         "the configurations say of a field both that it is created and that it is not");
  }
  return config;
}

// -- who is at work, for buildMetadata

Configurer builtin_configurer(const Level& level, const Inherited& inherited, std::string_view kind) {
  Configurer configurer;
  configurer.configured_in = join_path(inherited.origin_path, level.kustomization.file_name);
  configurer.kind = kind;
  return configurer;
}

/// For a configuration file: the file itself.
Configurer configurer_of(const Level& level, const Inherited& inherited, const Resource& config) {
  Configurer configurer;
  configurer.configured_in =
      config.origin_text.empty()
          ? join_path(inherited.origin_path, level.kustomization.file_name)
          : std::string(trim(config.origin_text.substr(std::string_view("path: ").size())));
  configurer.api_version = config.node()["apiVersion"].text();
  configurer.kind = config.kind();
  configurer.name = config.name();
  configurer.name_space = config.name_space();
  return configurer;
}

/// Drops what was emptied and notes who was at work, where that is asked for.
template <typename MakeConfigurer>
void finish_transformer(Arena& arena, Target& target, const Inherited& inherited,
                        MakeConfigurer make_configurer) {
  if (!inherited.build_metadata.empty()) {
    const std::string_view text = arena.copy(origin_of_configurer(make_configurer()));
    for (Resource& resource : target.map) {
      if (resource.origin_text.empty()) {
        resource.origin_text = text;
      } else {
        resource.transformations.push_back(arena, text);
      }
      resource.rewrite_annotations(arena);
    }
  }
  target.map.drop_empty();
}

// -- configuration objects

/// The configuration objects that `generators`, `transformers` or `validators`
/// hold: inline ones first, then those of files and directories.
std::vector<Resource> plugin_configs(Includer& includer, Level& level, Inherited& inherited,
                                     std::string_view field) {
  Target configs;
  std::vector<yaml::Node> paths;
  for (const yaml::Node entry : level.kustomization.list(field)) {
    Embedded embedded = parse_embedded(level.context.arena, level.loader.text(entry.origin().file), entry,
                                       yaml::Dialect::go_yaml_v3);
    if (!looks_like_objects(embedded.stream)) {
      if (entry.text().find('\n') == std::string_view::npos) {
        paths.push_back(entry);
      } else {
        level.out.add_all(embedded.findings);
        level.context.refuse(kInvalid, yaml::at(entry), "this entry of {} is neither an object nor a path",
                             field);
      }
      continue;
    }
    std::vector<yaml::Node> objects;
    read_objects(level.context, embedded.stream, objects);
    Adder adder(level.context, configs.map);
    for (const yaml::Node object : objects) adder.add(Resource(object, *level.context.openapi));
  }
  includer.include_resources(level, configs, paths, inherited, "plugin configuration");
  return std::move(configs.map.resources);
}

// -- generators

void absorb_all(Level& level, Target& target, std::vector<Resource>& made, const yaml::Origin& place,
                const Inherited& inherited, std::string_view kind) {
  for (Resource& resource : made) {
    if (!inherited.build_metadata.empty()) {
      resource.origin_text =
          level.context.arena.copy(origin_of_configurer(builtin_configurer(level, inherited, kind)));
    }
    absorb(level.context, target.map, resource, place);
  }
  made.clear();
}

void run_generators(Includer& includer, Level& level, Target& target, Inherited& inherited) {
  const Kustomization& kustomization = level.kustomization;
  const yaml::Node options = kustomization["generatorOptions"];
  std::vector<Resource> made;
  for (const yaml::Node args : kustomization.list("configMapGenerator")) {
    generate::config_map(level.context, args, options, made);
    absorb_all(level, target, made, args.origin(), inherited, "ConfigMapGenerator");
  }
  for (const yaml::Node args : kustomization.list("secretGenerator")) {
    generate::secret(level.context, args, options, made);
    absorb_all(level, target, made, args.origin(), inherited, "SecretGenerator");
  }
  for (const std::string_view field : {"helmCharts", "helmChartInflationGenerator"}) {
    for (const yaml::Node chart : kustomization.list(field)) {
      const yaml::Node name = chart["name"] ? chart["name"] : chart["chartName"];
      refuse_plugin(level.context, chart.origin(), "Helm chart " + quote(name.text()));
    }
  }
  for (const Resource& config : plugin_configs(includer, level, inherited, "generators")) {
    run_generator(level.context, config.node(), made);
    const Configurer configurer = configurer_of(level, inherited, config);
    for (Resource& resource : made) {
      if (!inherited.build_metadata.empty())
        resource.origin_text = level.context.arena.copy(origin_of_configurer(configurer));
      absorb(level.context, target.map, resource, config.node().origin());
    }
    made.clear();
  }
}

// -- transformers

/// The fields of one entry of `labels`.
FieldSpecs label_specs(Context& context, yaml::Node label, const TransformerConfig& config) {
  FieldSpecs specs = read_field_specs(label["fields"]);
  bool fits = merge(specs, config.labels);
  if (label["includeSelectors"].as_bool().value_or(false)) {
    fits = merge(specs, config.common_labels) && fits;
  } else {
    if (label["includeTemplates"].as_bool().value_or(false))
      fits = merge(specs, config.template_labels) && fits;
    fits = merge(specs, FieldSpec{{}, "metadata/labels", true}) && fits;
  }
  if (!fits) {
    context.refuse(kInvalid, yaml::at(label),
                   "fields of these labels are at odds with kustomize's own: one says create, "
                   "the other does not");
  }
  return specs;
}

void run_transformers(Includer& includer, Level& level, Target& target, Inherited& inherited) {
  Context& context = level.context;
  const Kustomization& kustomization = level.kustomization;
  const TransformerConfig& config = *target.config;
  ResMap& map = target.map;
  const auto done = [&](std::string_view kind) {
    finish_transformer(context.arena, target, inherited,
                       [&] { return builtin_configurer(level, inherited, kind); });
  };

  if (!kustomization.list("patchesStrategicMerge").empty()) {
    patch::apply_strategic(context, map, kustomization["patchesStrategicMerge"]);
    done("PatchStrategicMergeTransformer");
  }
  for (const yaml::Node entry : kustomization.list("patches")) {
    if (!kustomization.is_component) patch::report_unmatched(context, map, entry);
    patch::apply(context, map, entry);
    done("PatchTransformer");
  }
  if (const yaml::Node name_space = kustomization["namespace"]; !name_space.text().empty()) {
    transform::set_namespace(context, map, name_space, config.name_space);
    done("NamespaceTransformer");
  }
  if (const yaml::Node prefix = kustomization["namePrefix"]; !prefix.text().empty()) {
    transform::add_prefix(context, map, prefix, config.name_prefix);
    done("PrefixTransformer");
  }
  if (const yaml::Node suffix = kustomization["nameSuffix"]; !suffix.text().empty()) {
    transform::add_suffix(context, map, suffix, config.name_suffix);
    done("SuffixTransformer");
  }
  if (!kustomization.list("labels").empty() || !kustomization["commonLabels"].entries().empty()) {
    for (const yaml::Node label : kustomization.list("labels")) {
      transform::add_labels(context, map, label["pairs"], label_specs(context, label, config));
      done("LabelTransformer");
    }
    transform::add_labels(context, map, kustomization["commonLabels"], config.common_labels);
    done("LabelTransformer");
  }
  if (const yaml::Node annotations = kustomization["commonAnnotations"]; !annotations.entries().empty()) {
    transform::add_annotations(context, map, annotations, config.common_annotations);
    done("AnnotationsTransformer");
  }
  for (const yaml::Node entry : kustomization.list("patchesJson6902")) {
    if (!kustomization.is_component) patch::report_unmatched(context, map, entry);
    patch::apply_json(context, map, entry, "patch");
    done("PatchJson6902Transformer");
  }
  for (const yaml::Node replica : kustomization.list("replicas")) {
    transform::set_replicas(context, map, replica, config.replicas);
    done("ReplicaCountTransformer");
  }
  for (const yaml::Node image : kustomization.images) {
    transform::set_image(context, map, image, config.images);
    done("ImageTagTransformer");
  }
  if (const yaml::Node replacements = kustomization["replacements"]; !replacements.items().empty()) {
    for (const yaml::Node entry : replacements.items()) {
      if (!entry["targets"] || !entry["targets"].items().empty() || !entry["path"].text().empty()) continue;
      context.refuse(kInvalid, yaml::at(entry), "a replacement needs targets; add them");
    }
    transform::replace(context, map, replacements);
    done("ReplacementTransformer");
  }
  for (const Resource& plugin : plugin_configs(includer, level, inherited, "transformers")) {
    run_transformer(context, map, plugin.node());
    finish_transformer(context.arena, target, inherited,
                       [&] { return configurer_of(level, inherited, plugin); });
  }
  // Merging asks the schema how.
  inherited.loaded_objects = inherited.loaded_objects || context.has_merged;
}

/// As the nodes of upstream's parser compare: a value from a file that was written anew is
/// another one, be it the same text; one that a transformer wrote before is not.
bool is_untouched(yaml::Node before, yaml::Node after) {
  if (same(before, after)) return true;
  if (before.kind() != after.kind() || before.items().size() != after.items().size() ||
      before.entries().size() != after.entries().size()) {
    return false;
  }
  if (before.is_scalar()) {
    return before.text() == after.text() && before.origin().operation != yaml::Operation::written;
  }
  return std::ranges::equal(before.items(), after.items(), is_untouched) &&
         std::ranges::equal(before.entries(), after.entries(),
                            [](const yaml::Entry& a, const yaml::Entry& b) {
                              return a.key == b.key && is_untouched(a.value, b.value);
                            });
}

bool are_untouched(const ResMap& before, const ResMap& after) {
  return std::ranges::equal(before.resources, after.resources, [](const Resource& a, const Resource& b) {
    return is_untouched(a.node(), b.node()) && same(a.previous, b.previous) && same(a.prefixes, b.prefixes) &&
           same(a.suffixes, b.suffixes);
  });
}

/// Transformers that may not change anything.
void run_validators(Includer& includer, Level& level, const Target& target, Inherited& inherited) {
  for (const Resource& plugin : plugin_configs(includer, level, inherited, "validators")) {
    ResMap copy = target.map;
    run_transformer(level.context, copy, plugin.node());
    copy.drop_empty();
    if (level.context.refused || are_untouched(target.map, copy)) continue;
    level.context.refuse(kInvalid, yaml::at(plugin.node()["kind"]),
                         "{} changes objects, which a validator may not; list it in transformers",
                         plugin.node()["kind"].text());
  }
}

// -- vars

/// The object that a var reads is found now, by any name it has had.
void mark_source(Context& context, Target& target, const transform::Var& var) {
  const yaml::Node reference = var.node["objref"];
  ResId id;
  id.gvk = {reference["group"].text(), reference["version"].text(), reference["kind"].text()};
  if (const std::string_view api_version = reference["apiVersion"].text(); !api_version.empty()) {
    const Gvk gvk = parse_gvk(api_version, id.gvk.kind);
    id.gvk.version = gvk.version;
    if (!gvk.group.empty()) id.gvk.group = gvk.group;
  }
  id.name = reference["name"].text();
  id.name_space = reference["namespace"].text();
  const std::vector<Resource*> matches = target.map.by_any_id(
      [&](const ResId& other) { return id.name_space.empty() ? other.gvkn_equals(id) : other.equals(id); });
  if (matches.size() > 1) {
    context.refuse(kInvalid, yaml::at(reference),
                   "var {} fits {} objects; add a namespace to tell them apart", quote(var.name),
                   matches.size());
  } else if (matches.size() == 1) {
    matches.front()->referring_vars.push_back(context.arena, var.name);
  }
}

void add_vars(Level& level, Target& target) {
  for (const yaml::Node entry : level.kustomization.list("vars")) {
    const transform::Var var{entry["name"].text(), entry};
    mark_source(level.context, target, var);
    add_var(level.context, target, var);
  }
}

}  // namespace

void merge_config(Level& level, Target& target, const std::shared_ptr<const TransformerConfig>& more) {
  if (more == nullptr || target.config == more) return;
  if (target.config == nullptr && more == default_config_pointer()) {
    target.config = more;
    return;
  }
  auto merged = target.config == nullptr ? std::make_shared<TransformerConfig>()
                                         : std::make_shared<TransformerConfig>(*target.config);
  if (!merge(*merged, *more)) {
    level.context.refuse(
        kInvalid, diag::at(level.kustomization.file, {0, 0}),
        "configurations that meet here say of a field both that it is created and that it is not");
  }
  target.config = std::move(merged);
}

void add_var(Context& context, Target& target, const transform::Var& var) {
  const auto is_same = [&](const transform::Var& known) { return known.name == var.name; };
  if (std::ranges::any_of(target.vars, is_same)) {
    context.refuse(kInvalid, yaml::at(var.node["name"]), "var {} is already defined; give it another name",
                   quote(var.name));
    return;
  }
  target.vars.push_back(var);
}

void run_steps(Includer& includer, Level& level, Target& target, Inherited& inherited) {
  const Kustomization& kustomization = level.kustomization;
  includer.include_resources(level, target, kustomization.resources, inherited, "resource");
  merge_config(level, target, configurations(level));
  if (!kustomization.list("crds").empty()) {
    merge_config(level, target,
                 std::make_shared<TransformerConfig>(read_crds(level.context, kustomization.list("crds"))));
  }
  run_generators(includer, level, target, inherited);
  includer.include_components(level, target, inherited);
  run_transformers(includer, level, target, inherited);
  run_validators(includer, level, target, inherited);
  add_vars(level, target);
}

}  // namespace fleetlint::kustomize
