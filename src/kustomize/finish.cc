#include "kustomize/finish.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "base/strings.h"
#include "kustomize/loader.h"
#include "kustomize/manifests.h"
#include "kustomize/settle.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"
#include "yaml/place.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kLocalConfig = "config.kubernetes.io/local-config";

bool has_option(const Kustomization& kustomization, std::string_view option) {
  return std::ranges::any_of(kustomization.list("buildMetadata"),
                             [&](yaml::Node node) { return node.text() == option; });
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
    context.refuse("kustomize/invalid-resource", yaml::at(resource.node()),
                   "after all changes this {} has no {}",
                   resource.kind().empty() ? std::string_view("object") : resource.kind(),
                   resource.kind().empty() ? "kind" : "metadata.name");
  }
  ResMap kept;
  Adder adder(context, kept);
  for (const Resource& resource : map) {
    if (!resource.is_empty() && !is_local(resource.node())) adder.add(resource);
  }
  map = std::move(kept);
}

void add_managed_by(Context& context, ResMap& map, const Kustomization& kustomization) {
  const yaml::Origin place =
      derived(kustomization["buildMetadata"].origin(), yaml::Operation::implied, nullptr);
  const yaml::Entry label = yaml::make_entry(
      "app.kubernetes.io/managed-by", yaml::make_string(context.arena, "kustomize-(devel)", place), place);
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
    for (const Loader::Read& read : accumulation.documents) add_parsed(read.file, read.dialect);
    rendered_.findings.insert(rendered_.findings.end(), accumulation.findings.begin(),
                              accumulation.findings.end());
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

/// Upstream keeps the former names in one text with commas between, next to those of kinds and
/// namespaces, and ends where the three do not have the same number.
void refuse_commas(Context& context, const Resource& resource) {
  const auto commas = [](std::string_view text) { return std::ranges::count(text, ','); };
  for (const PreviousId& id : resource.previous) {
    if (commas(id.name) == commas(id.kind) && commas(id.name) == commas(id.name_space)) continue;
    const yaml::Node name = resource.node()["metadata"]["name"];
    context.refuse("kustomize/invalid-resource", yaml::at(name ? name : resource.node()),
                   "{} {} has a comma in its name, namespace or kind and was renamed; kustomize cannot build "
                   "that, remove the comma",
                   id.kind, quote(id.name));
    return;
  }
}

/// A directory that is worked on more than once says the same each time.
void drop_repeated(std::vector<diag::Finding>& findings) {
  std::set<std::tuple<std::string, std::uint32_t, source::Span, std::string>> seen;
  std::erase_if(findings, [&](const diag::Finding& finding) {
    const auto file = static_cast<std::uint32_t>(finding.primary.file);
    return !seen.emplace(finding.rule, file, finding.primary.span, finding.message).second;
  });
}

}  // namespace

void finish(Run run, const io::FileTree& tree, const AccumulateRequest& request, Order order,
            const Accumulation& accumulation, Rendered& rendered) {
  const Kustomization& kustomization = accumulation.kustomization;
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
  for (const Resource& resource : map) refuse_commas(context, resource);
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
    const yaml::Node object = settle_annotations(context.arena, resource, with_origin, with_transformations);
    rendered.objects.emplace_back(settle_values(context, object));
  }
  for (diag::Finding& finding : out.take()) rendered.findings.push_back(std::move(finding));
  drop_repeated(rendered.findings);
  rendered.paths.add_all(loader.paths());
  rendered.built = !context.refused;
  rendered.complete = !context.incomplete;
}

}  // namespace fleetlint::kustomize
