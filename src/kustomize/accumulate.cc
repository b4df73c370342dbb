#include "kustomize/accumulate.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <unordered_map>

#include "base/strings.h"
#include "kustomize/absorb.h"
#include "kustomize/build_metadata.h"
#include "kustomize/config_files.h"
#include "kustomize/embedded.h"
#include "kustomize/generate/generate.h"
#include "kustomize/loader.h"
#include "kustomize/manifests.h"
#include "kustomize/patch/patches.h"
#include "kustomize/plugins.h"
#include "kustomize/settle.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";
constexpr std::array<std::string_view, 3> kFileNames = {"kustomization.yaml", "kustomization.yml", "Kustomization"};

/// What the steps of a directory work on. A component works on its parent's.
struct Target {
  ResMap map;
  std::shared_ptr<const TransformerConfig> config;
  std::vector<transform::Var> vars;
};

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

/// One directory at work.
struct Level {
  Level(Arena& arena, Run run, const io::FileTree& tree, std::string directory, LoadRestrictor restrictor)
      : loader(tree, std::move(directory), restrictor, run), context{arena, out, loader, &builtin_openapi()} {
    loader.report_to(context);
  }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

  Loader loader;
  diag::Collector out;
  Context context;
  Kustomization kustomization;
  Accumulation* own = nullptr;      // where files and parts are noted
  std::vector<std::string> chain;   // of directories that led here, this one last
};

class Accumulator {
 public:
  Accumulator(Run run, AccumulationCache& cache, const AccumulateRequest& request)
      : run_(run), cache_(cache), tree_(request.tree), restrictor_(request.restrictor) {}

  Accumulated root(const AccumulateRequest& request) {
    Inherited inherited;
    Accumulated result;
    result.accumulation = directory(request.directory, {}, inherited, request.kustomization, &result.kustomization);
    return result;
  }

 private:
  // -- directories

  std::string key_of(const std::string& directory, const Inherited& inherited) const {
    std::string key = fmt::format("{}\n{}\n{}\n{}{}\n", fmt::ptr(tree_.get()), directory, static_cast<int>(restrictor_),
                                  fmt::ptr(inherited.openapi.get()), inherited.openapi_is_set);
    if (inherited.build_metadata.empty()) return key;
    for (const std::string_view option : inherited.build_metadata) key += std::string(option) + ",";
    return key + "\n" + inherited.origin_path;
  }

  std::shared_ptr<const Accumulation> directory(const std::string& path, const std::vector<std::string>& chain,
                                                const Inherited& inherited, yaml::Node given, Kustomization* read) {
    const bool is_root = read != nullptr;
    std::string key = key_of(path, inherited);
    if (!is_root) {
      std::shared_ptr<const Accumulation> known = cache_.find(key);
      if (inherited.loaded_objects && (known == nullptr || known->sets_openapi)) known = cache_.find(key + "+");
      if (known != nullptr) return known;
    }
    auto made = std::make_shared<Accumulation>();
    Level level(run_.arenas.local(), run_, *tree_, path, restrictor_);
    level.own = made.get();
    level.chain = chain;
    level.chain.push_back(path);
    Inherited inner = inherited;
    load(level, given, inner, is_root);
    if (!is_root && level.kustomization.is_component) refuse_component(level);
    Target target;
    accumulate_target(level, target, inner);

    made->map = std::move(target.map);
    made->config = std::move(target.config);
    made->vars = std::move(target.vars);
    made->openapi = inner.openapi;
    made->openapi_is_set = inner.openapi_is_set;
    made->sets_openapi = inner.openapi_is_set && !inherited.openapi_is_set;
    made->loaded_objects = inner.loaded_objects;
    if (made->sets_openapi && inherited.loaded_objects) key += '+';
    close(level, *made);
    made->directories.push_back(path);
    std::ranges::sort(made->directories);
    made->directories.erase(std::ranges::unique(made->directories).begin(), made->directories.end());
    if (is_root) {
      *read = level.kustomization;
      return made;
    }
    return cache_.put(key, std::move(made));
  }

  /// Takes over what a level reported and read.
  static void close(Level& level, Accumulation& own) {
    for (diag::Finding& finding : level.out.take()) own.findings.push_back(std::move(finding));
    own.paths.add_all(level.loader.paths());
    own.refused = own.refused || level.context.refused;
    own.incomplete = own.incomplete || level.context.incomplete;
  }

  void refuse_component(Level& level) {
    const yaml::Node kind = level.kustomization["kind"];
    level.context.refuse(kInvalid, yaml::at(kind), "this is a Component, which is included by components, not by resources");
  }

  /// Reads and checks the kustomization file.
  void load(Level& level, yaml::Node given, Inherited& inherited, bool is_root) {
    Context& context = level.context;
    if (given) {
      level.kustomization = read_kustomization(context, given, given.origin().file, std::string(kFileNames[0]));
    } else {
      load_file(level);
    }
    const Kustomization& kustomization = level.kustomization;
    if (is_root) {
      for (const yaml::Node option : kustomization.list("buildMetadata")) inherited.build_metadata.push_back(option.text());
    }
    set_openapi(level, inherited, is_root);
    context.openapi = inherited.openapi ? inherited.openapi.get() : &builtin_openapi();
  }

  void load_file(Level& level) {
    Context& context = level.context;
    const std::string& directory = level.loader.directory();
    std::vector<std::string_view> found;
    for (const std::string_view name : kFileNames) {
      std::string path;
      if (io::join_inside(directory, name, &path) && tree_->type(path) == io::FileType::file) found.push_back(name);
    }
    if (found.empty()) {
      context.incomplete = true;
      context.refuse("kustomize/resource-missing", diag::Place(), "directory {} has no kustomization file",
                     quote(directory.empty() ? "." : directory));
      return;
    }
    std::string path;
    io::join_inside(directory, found.front(), &path);
    const std::optional<LoadedFile> file = level.loader.read(path, {}, "kustomization");
    if (!file) return;
    if (found.size() > 1) {
      context.refuse(kInvalid, diag::at(file->file, {0, 0}), "{} has several kustomization files: {}; keep one",
                     quote(directory.empty() ? "." : directory), join(std::vector<std::string>(found.begin(), found.end()), ", "));
    }
    const yaml::ParseCache::Parsed& parsed = run_.parsed.get(file->file, yaml::Dialect::go_yaml_v2);
    level.own->kustomizations.push_back(file->file);
    yaml::Node root;
    if (!parsed.stream.documents.empty()) {
      const yaml::Document& document = parsed.stream.documents.front();
      root = document.root;
      if (document.broken) {
        context.refused = true;
        context.incomplete = true;
        return;
      }
    }
    level.kustomization = read_kustomization(context, root, file->file, std::string(found.front()));
  }

  /// The first directory that names a schema decides for all that follow; the root
  /// has the first word.
  void set_openapi(Level& level, Inherited& inherited, bool is_root) {
    const yaml::Node field = level.kustomization["openapi"];
    const yaml::Node path = field["path"];
    const yaml::Node version = field["version"];
    std::optional<LoadedFile> file;
    if (path) file = level.loader.load(path, "OpenAPI schema");
    if (inherited.openapi_is_set && !is_root) return;
    if (path && version) {
      level.context.refuse(kInvalid, yaml::at(field), "openapi has either path or version, not both");
      return;
    }
    if (version && version.text() != "v1.21.2") {
      level.context.refuse(kInvalid, yaml::at(version), "OpenAPI version {} is not one kustomize has; it has \"v1.21.2\"",
                           quote(version.text()));
      return;
    }
    if (version) inherited.openapi_is_set = true;
    if (!file) return;
    const yaml::ParseCache::Parsed& parsed = run_.parsed.get(file->file, yaml::Dialect::go_yaml_v2);
    const yaml::Node document = parsed.stream.documents.empty() ? yaml::Node() : parsed.stream.documents.front().root;
    std::shared_ptr<const OpenApi> openapi = make_openapi(document, inherited.loaded_objects);
    if (openapi == nullptr) {
      level.context.refuse(kInvalid, yaml::at(path), "{} is no OpenAPI document", quote(path.text()));
      return;
    }
    inherited.openapi = std::move(openapi);
    inherited.openapi_is_set = true;
  }

  // -- the order of things

  void accumulate_target(Level& level, Target& target, Inherited& inherited) {
    const Kustomization& kustomization = level.kustomization;
    accumulate_resources(level, target, kustomization.resources, inherited, "resource");
    merge_config(level, target, configurations(level));
    if (!kustomization.list("crds").empty()) {
      merge_config(level, target, std::make_shared<TransformerConfig>(read_crds(level.context, kustomization.list("crds"))));
    }
    run_generators(level, target, inherited);
    accumulate_components(level, target, inherited);
    run_transformers(level, target, inherited);
    run_validators(level, inherited);
    add_vars(level, target);
  }

  static std::shared_ptr<const TransformerConfig> configurations(Level& level) {
    const std::span<const yaml::Node> paths = level.kustomization.list("configurations");
    if (paths.empty()) return default_config_pointer();
    auto config = std::make_shared<TransformerConfig>(default_config());
    if (!merge(*config, read_configurations(level.context, paths))) {
      level.context.refuse(kInvalid, yaml::at(level.kustomization["configurations"]),
                           "the configurations say of a field both that it is created and that it is not");
    }
    return config;
  }

  /// Merges as upstream does, into what is there: where both name a field of some
  /// kind and of all kinds, the narrower one stays. That goes for the built-in
  /// table too, so `configurations` can take fields away from it.
  static void merge_config(Level& level, Target& target, const std::shared_ptr<const TransformerConfig>& more) {
    if (more == nullptr || target.config == more) return;
    if (target.config == nullptr && more == default_config_pointer()) {
      target.config = more;
      return;
    }
    auto merged = target.config == nullptr ? std::make_shared<TransformerConfig>()
                                           : std::make_shared<TransformerConfig>(*target.config);
    if (!merge(*merged, *more)) {
      level.context.refuse(kInvalid, diag::at(level.kustomization.file, {0, 0}),
                           "configurations that meet here say of a field both that it is created and that it is not");
    }
    target.config = std::move(merged);
  }

  // -- resources

  void accumulate_resources(Level& level, Target& target, std::span<const yaml::Node> entries, Inherited& inherited,
                            std::string_view what) {
    for (const yaml::Node entry : entries) {
      const Loader::Target found = level.loader.find(entry.text());
      switch (found.kind) {
        case Loader::Target::Kind::file: accumulate_file(level, target, entry, inherited, what); break;
        case Loader::Target::Kind::directory:
          include_directory(level, target, entry, found.path, inherited);
          break;
        case Loader::Target::Kind::remote: level.loader.report_remote(entry.text(), entry.origin()); break;
        case Loader::Target::Kind::outside: level.loader.report_outside(entry.text(), entry.origin()); break;
        case Loader::Target::Kind::missing: level.loader.report_missing(entry.text(), entry.origin(), what); break;
      }
    }
  }

  void accumulate_file(Level& level, Target& target, yaml::Node entry, Inherited& inherited, std::string_view what) {
    Context& context = level.context;
    const std::optional<LoadedFile> file = level.loader.load(entry, what);
    if (!file) return;
    const yaml::ParseCache::Parsed& parsed = run_.parsed.get(file->file, yaml::Dialect::go_yaml_v3);
    level.own->manifests.push_back(file->file);
    for (const diag::Finding& finding : parsed.findings) {
      // go-yaml refuses keys that are there twice when the object is printed.
      if (finding.rule == "yaml/duplicate-key") context.refused = true;
    }
    std::vector<yaml::Node> objects;
    read_objects(context, parsed.stream, objects);
    inherited.loaded_objects = inherited.loaded_objects || !objects.empty();
    for (const yaml::Node object : objects) {
      Resource resource(object, *context.openapi);
      adopt_history(resource);
      if (!inherited.build_metadata.empty()) {
        resource.origin_text = origin_of_file(join_path(inherited.origin_path, entry.text()));
      }
      append(context, target.map, std::move(resource));
    }
  }

  /// Reports when the directory is, or holds, one that led here.
  bool is_cycle(Level& level, yaml::Node entry, const std::string& path) {
    for (const std::string& visited : level.chain) {
      if (!is_below(visited, path)) continue;
      level.context.incomplete = true;
      level.context.refuse("kustomize/cycle", yaml::at(entry),
                           "{} leads back to {}, which is being built; remove the entry", quote(entry.text()),
                           quote(visited.empty() ? "." : visited));
      return true;
    }
    return false;
  }

  bool has_kustomization(Level& level, yaml::Node entry, const std::string& path) {
    if (!find_kustomization_file(*tree_, path).empty()) return true;
    level.context.incomplete = true;
    level.context.refuse("kustomize/resource-missing", yaml::at(entry),
                         "directory {} has no kustomization file; add one, or list its files", quote(entry.text()));
    return false;
  }

  void include_directory(Level& level, Target& target, yaml::Node entry, const std::string& path, Inherited& inherited) {
    if (is_cycle(level, entry, path) || !has_kustomization(level, entry, path)) return;
    Inherited inner = inherited;
    inner.origin_path = join_path(inherited.origin_path, entry.text());
    const std::shared_ptr<const Accumulation> part = directory(path, level.chain, inner, {}, nullptr);
    // What was remembered was built for others: their way here may not be ours.
    for (const std::string& below : part->directories) {
      if (below != path && is_cycle(level, entry, below)) return;
    }
    include(level, target, *part);
    level.own->parts.push_back(part);
    level.own->directories.insert(level.own->directories.end(), part->directories.begin(), part->directories.end());
    inherited.openapi = part->openapi;
    inherited.openapi_is_set = part->openapi_is_set;
    inherited.loaded_objects = inherited.loaded_objects || part->loaded_objects;
    level.context.openapi = inherited.openapi ? inherited.openapi.get() : &builtin_openapi();
  }

  static void include(Level& level, Target& target, const Accumulation& part) {
    Context& context = level.context;
    context.refused = context.refused || part.refused;
    context.incomplete = context.incomplete || part.incomplete;
    for (const Resource& resource : part.map) append(context, target.map, resource);
    merge_config(level, target, part.config);
    for (const transform::Var& var : part.vars) add_var(context, target, var);
  }

  // -- components

  void accumulate_components(Level& level, Target& target, Inherited& inherited) {
    for (const yaml::Node entry : level.kustomization.components) {
      const Loader::Target found = level.loader.find(entry.text());
      if (found.kind == Loader::Target::Kind::remote) {
        level.loader.report_remote(entry.text(), entry.origin());
      } else if (found.kind == Loader::Target::Kind::outside) {
        level.loader.report_outside(entry.text(), entry.origin());
      } else if (found.kind == Loader::Target::Kind::directory) {
        include_component(level, target, entry, found.path, inherited);
      } else if (found.kind == Loader::Target::Kind::file) {
        level.context.refuse("kustomize/resource-missing", yaml::at(entry),
                             "component {} is a file, a directory is needed", quote(entry.text()));
      } else {
        level.loader.report_missing(entry.text(), entry.origin(), "component");
      }
    }
  }

  void include_component(Level& level, Target& target, yaml::Node entry, const std::string& path, Inherited& inherited) {
    if (is_cycle(level, entry, path) || !has_kustomization(level, entry, path)) return;
    Level component(level.context.arena, run_, *tree_, path, restrictor_);
    component.own = level.own;
    component.chain = level.chain;
    component.chain.push_back(path);
    component.context.incomplete = level.context.incomplete;
    const std::string origin_path = std::exchange(inherited.origin_path, join_path(inherited.origin_path, entry.text()));
    load(component, {}, inherited, false);
    if (!component.kustomization.is_component) {
      component.context.refuse(kInvalid, yaml::at(entry),
                               "{} is no component; give it kind \"Component\", or include it by resources",
                               quote(entry.text()));
    } else {
      accumulate_target(component, target, inherited);
      // The component's transformers may have given two objects one identity.
      ResMap checked;
      for (Resource& resource : target.map.resources) append(component.context, checked, std::move(resource));
      target.map = std::move(checked);
    }
    inherited.origin_path = origin_path;
    level.context.openapi = component.context.openapi;
    level.context.refused = level.context.refused || component.context.refused;
    level.context.incomplete = level.context.incomplete || component.context.incomplete;
    close(component, *level.own);
    level.own->directories.push_back(path);
  }

  // -- generators

  void run_generators(Level& level, Target& target, Inherited& inherited) {
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
    for (const Resource& config : plugin_configs(level, inherited, "generators")) {
      run_generator(level.context, config.node(), made);
      const Configurer configurer = configurer_of(level, inherited, config);
      for (Resource& resource : made) {
        if (!inherited.build_metadata.empty()) resource.origin_text = origin_of_configurer(configurer);
        absorb(level.context, target.map, std::move(resource), config.node().origin());
      }
      made.clear();
    }
  }

  static void absorb_all(Level& level, Target& target, std::vector<Resource>& made, const yaml::Origin& place,
                         const Inherited& inherited, std::string_view kind) {
    for (Resource& resource : made) {
      if (!inherited.build_metadata.empty()) {
        resource.origin_text = origin_of_configurer(builtin_configurer(level, inherited, kind));
      }
      absorb(level.context, target.map, std::move(resource), place);
    }
    made.clear();
  }

  static Configurer builtin_configurer(const Level& level, const Inherited& inherited, std::string_view kind) {
    Configurer configurer;
    configurer.configured_in = join_path(inherited.origin_path, level.kustomization.file_name);
    configurer.kind = kind;
    return configurer;
  }

  /// For a configuration file: the file itself.
  static Configurer configurer_of(const Level& level, const Inherited& inherited, const Resource& config) {
    Configurer configurer;
    configurer.configured_in = config.origin_text.empty()
                                   ? join_path(inherited.origin_path, level.kustomization.file_name)
                                   : std::string(trim(std::string_view(config.origin_text).substr(std::string_view("path: ").size())));
    configurer.api_version = config.node()["apiVersion"].text();
    configurer.kind = config.kind();
    configurer.name = config.name();
    configurer.name_space = config.name_space();
    return configurer;
  }

  /// The configuration objects that `generators`, `transformers` or `validators`
  /// hold: inline ones first, then those of files and directories.
  std::vector<Resource> plugin_configs(Level& level, Inherited& inherited, std::string_view field) {
    Target configs;
    std::vector<yaml::Node> paths;
    for (const yaml::Node entry : level.kustomization.list(field)) {
      Embedded embedded = parse_embedded(level.context.arena, run_.sources.text(entry.origin().file), entry,
                                         yaml::Dialect::go_yaml_v3);
      if (!looks_like_objects(embedded.stream)) {
        if (entry.text().find('\n') == std::string_view::npos) {
          paths.push_back(entry);
        } else {
          level.out.add_all(embedded.findings);
          level.context.refuse(kInvalid, yaml::at(entry), "this entry of {} is neither an object nor a path", field);
        }
        continue;
      }
      std::vector<yaml::Node> objects;
      read_objects(level.context, embedded.stream, objects);
      for (const yaml::Node object : objects) {
        append(level.context, configs.map, Resource(object, *level.context.openapi));
      }
    }
    accumulate_resources(level, configs, paths, inherited, "plugin configuration");
    return std::move(configs.map.resources);
  }

  // -- transformers

  void run_transformers(Level& level, Target& target, Inherited& inherited) {
    Context& context = level.context;
    const Kustomization& kustomization = level.kustomization;
    const TransformerConfig& config = *target.config;
    ResMap& map = target.map;
    const auto done = [&](std::string_view kind) {
      finish_transformer(target, inherited, [&] { return builtin_configurer(level, inherited, kind); });
    };

    if (!kustomization.list("patchesStrategicMerge").empty()) {
      patch::apply_strategic(context, map, kustomization["patchesStrategicMerge"]);
      done("PatchStrategicMergeTransformer");
    }
    for (const yaml::Node entry : kustomization.list("patches")) {
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
      transform::replace(context, map, replacements);
      done("ReplacementTransformer");
    }
    for (const Resource& plugin : plugin_configs(level, inherited, "transformers")) {
      run_transformer(context, map, plugin.node());
      finish_transformer(target, inherited, [&] { return configurer_of(level, inherited, plugin); });
    }
  }

  /// Drops what was emptied and notes who was at work, where that is asked for.
  template <typename MakeConfigurer>
  static void finish_transformer(Target& target, const Inherited& inherited, MakeConfigurer make_configurer) {
    if (!inherited.build_metadata.empty()) {
      const std::string text = origin_of_configurer(make_configurer());
      for (Resource& resource : target.map) {
        if (resource.origin_text.empty()) {
          resource.origin_text = text;
        } else {
          resource.transformations.push_back(text);
        }
      }
    }
    target.map.drop_empty();
  }

  /// The fields of one entry of `labels`.
  static FieldSpecs label_specs(Context& context, yaml::Node label, const TransformerConfig& config) {
    FieldSpecs specs = read_field_specs(label["fields"]);
    bool fits = merge(specs, config.labels);
    if (label["includeSelectors"].as_bool().value_or(false)) {
      fits = merge(specs, config.common_labels) && fits;
    } else {
      if (label["includeTemplates"].as_bool().value_or(false)) fits = merge(specs, config.template_labels) && fits;
      fits = merge(specs, FieldSpec{{}, "metadata/labels", true}) && fits;
    }
    if (!fits) {
      context.refuse(kInvalid, yaml::at(label), "fields of these labels are at odds with kustomize's own: one says create, "
                                                "the other does not");
    }
    return specs;
  }

  /// Validators may not change anything, and none but plugins exist.
  void run_validators(Level& level, Inherited& inherited) {
    for (const Resource& plugin : plugin_configs(level, inherited, "validators")) {
      ResMap copy = ResMap();
      run_transformer(level.context, copy, plugin.node());
    }
  }

  // -- vars

  static void add_vars(Level& level, Target& target) {
    for (const yaml::Node entry : level.kustomization.list("vars")) {
      const transform::Var var{entry["name"].text(), entry};
      mark_source(level.context, target, var);
      add_var(level.context, target, var);
    }
  }

  static void add_var(Context& context, Target& target, const transform::Var& var) {
    const auto is_same = [&](const transform::Var& known) { return known.name == var.name; };
    if (std::ranges::any_of(target.vars, is_same)) {
      context.refuse(kInvalid, yaml::at(var.node["name"]), "var {} is already defined; give it another name", quote(var.name));
      return;
    }
    target.vars.push_back(var);
  }

  /// The object that a var reads is found now, by any name it has had.
  static void mark_source(Context& context, Target& target, const transform::Var& var) {
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
    const std::vector<Resource*> matches = target.map.by_any_id([&](const ResId& other) {
      return id.name_space.empty() ? other.gvkn_equals(id) : other.equals(id);
    });
    if (matches.size() > 1) {
      context.refuse(kInvalid, yaml::at(reference), "var {} fits {} objects; add a namespace to tell them apart",
                     quote(var.name), matches.size());
    } else if (matches.size() == 1) {
      matches.front()->referring_vars.push_back(var.name);
    }
  }

  Run run_;
  AccumulationCache& cache_;
  io::TreePtr tree_;
  LoadRestrictor restrictor_;
};

}  // namespace

struct AccumulationCache::Impl {
  mutable std::mutex mutex;
  std::unordered_map<std::string, std::shared_ptr<const Accumulation>> entries;
  std::size_t shared = 0;
};

AccumulationCache::AccumulationCache() : impl_(std::make_unique<Impl>()) {}
AccumulationCache::~AccumulationCache() = default;

std::shared_ptr<const Accumulation> AccumulationCache::find(const std::string& key) {
  const std::lock_guard lock(impl_->mutex);
  const auto it = impl_->entries.find(key);
  if (it == impl_->entries.end()) return nullptr;
  ++impl_->shared;
  return it->second;
}

std::shared_ptr<const Accumulation> AccumulationCache::put(const std::string& key, std::shared_ptr<const Accumulation> made) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->entries.try_emplace(key, std::move(made)).first->second;
}

std::size_t AccumulationCache::made() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->entries.size();
}

std::size_t AccumulationCache::shared() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->shared;
}

Accumulated accumulate(Run run, AccumulationCache& cache, const AccumulateRequest& request) {
  return Accumulator(run, cache, request).root(request);
}

std::string find_kustomization_file(const io::FileTree& tree, std::string_view directory) {
  for (const std::string_view name : kFileNames) {
    std::string path;
    if (io::join_inside(directory, name, &path) && tree.type(path) == io::FileType::file) return std::string(name);
  }
  return {};
}

}  // namespace fleetlint::kustomize
