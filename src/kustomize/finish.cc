#include "kustomize/finish.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/strings.h"
#include "kustomize/loader.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kLocalConfig = "config.kubernetes.io/local-config";
constexpr std::string_view kOrigin = "config.kubernetes.io/origin";
constexpr std::string_view kTransformations = "alpha.config.kubernetes.io/transformations";

/// Annotations that kustomize keeps its own notes in; none is ever printed.
constexpr std::array<std::string_view, 18> kInternal = {
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/suffixes",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/generatorBehavior",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "config.kubernetes.io/path",
    "config.kubernetes.io/index",
    "config.k8s.io/id",
};

bool has_option(const Kustomization& kustomization, std::string_view option) {
  return std::ranges::any_of(kustomization.list("buildMetadata"), [&](yaml::Node node) { return node.text() == option; });
}

/// Objects for tools only: they took part in the build and are not printed.
bool is_local(yaml::Node object) {
  const yaml::Entry* entry = object["metadata"]["annotations"].find(kLocalConfig);
  return entry != nullptr && entry->value.text() != "false";
}

void drop_local(Context& context, ResMap& map) {
  for (const Resource& resource : map) {
    if (resource.is_empty()) continue;
    const bool is_list = resource.kind().ends_with("List");
    if (!resource.kind().empty() && (is_list || !resource.name().empty())) continue;
    context.refuse("kustomize/invalid-resource", yaml::at(resource.node()), "after all changes this {} has no {}",
                   resource.kind().empty() ? std::string_view("object") : resource.kind(),
                   resource.kind().empty() ? "kind" : "metadata.name");
  }
  std::erase_if(map.resources, [](const Resource& resource) { return resource.is_empty() || is_local(resource.node()); });
}

/// Annotations as kustomize leaves them: strings all, its own notes gone, those
/// that buildMetadata asks for added, an empty mapping left out.
yaml::Node settle_annotations(Arena& arena, const Resource& resource, bool with_origin, bool with_transformations) {
  const yaml::Node object = resource.node();
  const yaml::Entry* entry = object["metadata"].find("annotations");
  std::vector<yaml::Entry> entries;
  bool changed = entry != nullptr && (!entry->value.is_mapping() || entry->value.entries().empty());
  if (entry != nullptr) {
    for (const yaml::Entry& annotation : entry->value.entries()) {
      const std::string_view key = annotation.key.text();
      const bool is_own = std::ranges::find(kInternal, key) != kInternal.end() || (key == kOrigin && !with_origin) ||
                          (key == kTransformations && !with_transformations);
      if (is_own || (key == kOrigin && !resource.origin_text.empty())) {
        changed = true;
        continue;
      }
      yaml::Entry kept = annotation;
      if (!kept.value.is_string()) {
        kept.value = make_string(arena, kept.value.text(), kept.value.origin());
        changed = true;
      }
      entries.push_back(kept);
    }
  }
  const auto add = [&](std::string_view key, std::string_view text) {
    entries.push_back(yaml::make_entry(key, make_string(arena, text, {}), {}));
    changed = true;
  };
  if (with_origin && !resource.origin_text.empty()) add(kOrigin, resource.origin_text);
  if (with_transformations && !resource.transformations.empty()) {
    std::string text;
    for (const std::string& item : resource.transformations) {
      // Each is a mapping of its own, as an item of a list.
      std::string_view rest = item;
      for (std::string_view lead = "- "; !rest.empty(); lead = "  ") {
        const std::size_t end = rest.find('\n') + 1;
        text += lead;
        text += rest.substr(0, end);
        rest.remove_prefix(end);
      }
    }
    add(kTransformations, text);
  }
  if (!changed) return object;
  const yaml::Node metadata = object["metadata"];
  const yaml::Origin& place = entry != nullptr ? entry->value.origin() : metadata.origin();
  const yaml::Node settled = entries.empty()
                                 ? unset(arena, metadata, "annotations")
                                 : set(arena, metadata, "annotations", make_mapping(arena, entries, place),
                                       entry != nullptr ? entry->key_origin : place);
  return set(arena, object, "metadata", settled, object.origin());
}

void add_managed_by(Context& context, ResMap& map, const Kustomization& kustomization) {
  const yaml::Origin place{kustomization["buildMetadata"].origin()};
  const yaml::Entry label = yaml::make_entry("app.kubernetes.io/managed-by",
                                             make_string(context.arena, "kustomize-v5.5.0", place), place);
  transform::add_labels(context, map, make_mapping(context.arena, {&label, 1}, place),
                        {FieldSpec{{}, "metadata/labels", true}});
}

/// Findings and files of a directory and all below it, each once.
class Gatherer {
 public:
  Gatherer(Run run, Rendered& rendered) : run_(run), rendered_(rendered) {}

  void gather(const Accumulation& accumulation) {
    if (!seen_.insert(&accumulation).second) return;
    rendered_.paths.add_all(accumulation.paths);
    for (const source::FileId file : accumulation.manifests) add_parsed(file, yaml::Dialect::go_yaml_v3);
    for (const source::FileId file : accumulation.kustomizations) add_parsed(file, yaml::Dialect::go_yaml_v2);
    rendered_.findings.insert(rendered_.findings.end(), accumulation.findings.begin(), accumulation.findings.end());
    for (const auto& part : accumulation.parts) gather(*part);
  }

 private:
  void add_parsed(source::FileId file, yaml::Dialect dialect) {
    if (!files_.insert(static_cast<std::uint32_t>(file)).second) return;
    const std::vector<diag::Finding>& findings = run_.parsed.get(file, dialect).findings;
    rendered_.findings.insert(rendered_.findings.end(), findings.begin(), findings.end());
  }

  Run run_;
  Rendered& rendered_;
  std::unordered_set<const Accumulation*> seen_;
  std::unordered_set<std::uint32_t> files_;
};

}  // namespace

void finish(Run run, const io::FileTree& tree, const AccumulateRequest& request, Order order,
            const Accumulated& accumulated, Rendered& rendered) {
  const Accumulation& accumulation = *accumulated.accumulation;
  const Kustomization& kustomization = accumulated.kustomization;
  Gatherer(run, rendered).gather(accumulation);

  Loader loader(tree, request.directory, request.restrictor, run);
  diag::Collector out;
  Context context{run.arenas.local(), out, loader,
                  accumulation.openapi ? accumulation.openapi.get() : &builtin_openapi()};
  loader.report_to(context);
  context.refused = accumulation.refused;
  context.incomplete = accumulation.incomplete;
  ResMap map = accumulation.map;

  transform::add_hashes(context, map);
  transform::fix_name_references(context, map, *accumulation.config);
  transform::resolve_vars(context, map, accumulation.vars, *accumulation.config);
  drop_local(context, map);
  if (const yaml::Node sort_options = kustomization["sortOptions"]) {
    transform::sort(context, map, sort_options);
  } else if (order == Order::legacy) {
    transform::legacy_order(map);
  }
  if (has_option(kustomization, "managedByLabel")) add_managed_by(context, map, kustomization);

  const bool with_origin = has_option(kustomization, "originAnnotations");
  const bool with_transformations = has_option(kustomization, "transformerAnnotations");
  rendered.objects.reserve(map.size());
  for (const Resource& resource : map) {
    rendered.objects.emplace_back(settle_annotations(context.arena, resource, with_origin, with_transformations));
  }
  for (diag::Finding& finding : out.take()) rendered.findings.push_back(std::move(finding));
  rendered.paths.add_all(loader.paths());
  rendered.built = !context.refused;
  rendered.complete = !context.incomplete;
}

}  // namespace fleetlint::kustomize
