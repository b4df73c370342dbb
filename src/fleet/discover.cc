#include "fleet/discover.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "flux/inventory.h"
#include "yaml/edit.h"
#include "yaml/emit.h"

namespace fleetlint::fleet {

namespace {

using flux::Entry;
using yaml::Node;

constexpr std::string_view kSyncFile = "gotk-sync.yaml";
constexpr std::string_view kDefaultName = "flux-system";

bool is_yaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

bool lies_in(std::string_view path, std::string_view directory) {
  return directory.empty() || path == directory ||
         (path.starts_with(directory) && path.substr(directory.size()).starts_with('/'));
}

std::string join_path(std::string_view folder, std::string_view path) {
  if (folder.empty()) return std::string(path);
  return path.empty() ? std::string(folder) : fmt::format("{}/{}", folder, path);
}

/// "", "a", "a/b" of "a/b".
std::vector<std::string_view> prefixes(std::string_view path) {
  std::vector<std::string_view> found{path.substr(0, 0)};
  for (std::size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
    found.push_back(path.substr(0, at));
  }
  if (!path.empty()) found.push_back(path);
  return found;
}

/// The folder under which `directory` lies in the synced `path`: "" when paths
/// count from the root of the repository.
std::optional<std::string> folder_of_sync(std::string_view directory, std::string_view path) {
  for (const std::string_view folder : prefixes(directory)) {
    if (lies_in(directory, join_path(folder, path))) return std::string(folder);
  }
  return std::nullopt;
}

/// By its name a folder from which clusters are made, and none itself.
bool is_template(std::string_view path) {
  const std::vector<std::string_view> parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part == "template" || part == "templates"; });
}

/// The Kustomization that the Flux operator makes of `sync`, patched as it does.
kube::Object instance_kustomization(kustomize::Run run, kustomize::Engine& engine,
                                    std::string_view name_space, Node sync, Node patches) {
  Arena& arena = run.arenas.local();
  const Node given = sync["name"];
  const std::string_view name = given.text().empty() ? name_space : given.text();
  const std::string_view kind = sync["kind"].text();
  const std::string text = fmt::format(
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {}\n  namespace: "
      "{}\n"
      "spec:\n  interval: 10m\n  path: ./\n  prune: true\n  sourceRef:\n    kind: {}\n    name: {}\n",
      name, name_space, kind.empty() ? "GitRepository" : kind, name);
  const yaml::Origin& place = sync.origin();
  const yaml::Origin implied{place.file, place.span, yaml::Operation::implied, nullptr};

  kustomize::Request request;
  request.tree = io::make_memory_tree({{"sync.yaml", text}}, run.sources);
  const Node item = yaml::make_string(arena, "sync.yaml", implied);
  Node kustomization =
      yaml::set(arena, Node(), "resources", yaml::make_sequence(arena, {&item, 1}, implied), implied);
  if (patches.is_sequence()) kustomization = yaml::set(arena, kustomization, "patches", patches, implied);
  request.kustomization = kustomization;
  const auto rendered = engine.build(request);
  if (rendered->objects.empty()) return {};
  // The path is what the user wrote; nothing else of the made-up file may be shown.
  const std::string_view keys[] = {"spec", "path"};
  return kube::Object(yaml::update(arena, rendered->objects.front().node(), keys, true, sync.origin(),
                                   [&](Node) { return sync["path"]; }));
}

}  // namespace

Discovery::Discovery(io::TreePtr tree, kustomize::Engine& engine, kustomize::Run run)
    : tree_(std::move(tree)),
      engine_(engine),
      run_(run),
      paths_(io::all_files(*tree_)),
      includes_(*tree_, run.parsed, paths_) {
  read_files();
}

void Discovery::read_files() {
  for (const std::string& path : paths_) {
    if (io::file_name_of(path) == "gotk-components.yaml") {
      for (const std::string_view folder : prefixes(io::parent_of(path))) components_[folder].push_back(path);
    }
    if (!is_yaml(path)) continue;
    const auto file = tree_->read(path);
    if (!file) continue;
    const std::string_view text = run_.sources.text(*file);
    if (io::file_name_of(path) == kSyncFile || text.find("fluxcd") != std::string_view::npos)
      read_file(path, *file);
  }
}

void Discovery::read_file(const std::string& path, source::FileId file) {
  const auto& documents = run_.parsed.get(file, yaml::Dialect::go_yaml_v3).stream.documents;
  bool empty = true;
  for (const yaml::Document& document : documents) {
    if (document.broken || (document.root && !document.root.is_null())) empty = false;
    const kube::Object object(document.root);
    if (flux::is_flux_kustomization(object)) kustomizations_.push_back({path, file, object});
    if (object.is("fluxcd.controlplane.io", "FluxInstance")) instances_.push_back({path, file, object});
    // The chart that makes a FluxInstance: in a HelmRelease, or in a file of values.
    const bool is_release = object.is("helm.toolkit.fluxcd.io", "HelmRelease");
    const Node instance = is_release ? object["spec"]["values"]["instance"] : document.root["instance"];
    if (instance["sync"].is_mapping() && (is_release || object.kind().empty())) {
      instance_values_.emplace_back(Written{path, file, object}, instance);
    }
  }
  if (empty && io::file_name_of(path) == kSyncFile) empty_syncs_.push_back(path);
}

flux::FluxVersion Discovery::flux_version(std::string_view directory) const {
  const auto below = components_.find(directory);
  if (below == components_.end()) return {};
  for (const std::string_view path : below->second) {
    const auto file = tree_->read(path);
    if (!file) continue;
    // "# Flux Version: v2.3.0", in the first lines.
    const std::string_view text = run_.sources.text(*file).substr(0, 400);
    constexpr std::string_view kMark = "Flux Version:";
    const std::size_t at = text.find(kMark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = text.substr(at + kMark.size());
    return flux::parse_flux_version(trim(rest.substr(0, rest.find('\n'))));
  }
  return {};
}

Entry Discovery::make(std::string folder, std::string path, std::string_view found_by) const {
  Entry entry;
  entry.path = std::move(path);
  entry.folder = std::move(folder);
  entry.found_by = found_by;
  entry.flux = flux_version(entry.path);
  return entry;
}

void Discovery::add_sync(const Written& written, std::vector<Entry>& entries) const {
  const std::string_view directory = io::parent_of(written.path);
  const Node spec_path = written.object["spec"]["path"];
  const std::string path = flux::path_in_artifact(spec_path.text());
  std::optional<std::string> folder;
  if (path.empty()) {
    // Bootstrap writes `<path>/flux-system/gotk-sync.yaml`, so this path is the folder above.
    if (!spec_path) return;
    folder = std::string(io::parent_of(directory));
  } else {
    folder = folder_of_sync(directory, path);
  }
  if (!folder) return;
  Entry entry = make(*folder, join_path(*folder, path), kSyncFile);
  entry.kustomization = written.object;
  entry.source = flux::source_key(written.object["spec"]["sourceRef"], written.object.name_space());
  entry.paths.add(written.file, written.path);
  entries.push_back(std::move(entry));
}

void Discovery::add_instance(const Written& written, Node spec, std::vector<Entry>& entries) const {
  const Node sync = spec["sync"];
  if (!sync["path"].is_string()) return;
  const std::string path = flux::path_in_artifact(sync["path"].text());
  const std::string_view directory = io::parent_of(written.path);
  for (const std::string_view folder : prefixes(directory)) {
    const std::string full = join_path(folder, path);
    if (tree_->type(full) != io::FileType::directory) continue;
    Entry entry = make(std::string(folder), full, "FluxInstance");
    const std::string_view own = written.object.name_space();
    entry.kustomization = instance_kustomization(run_, engine_, own.empty() ? kDefaultName : own, sync,
                                                 spec["kustomize"]["patches"]);
    entry.source =
        flux::source_key(entry.kustomization["spec"]["sourceRef"], entry.kustomization.name_space());
    if (const Node version = spec["distribution"]["version"])
      entry.flux = flux::parse_flux_version(version.text());
    entry.paths.add(written.file, written.path);
    entries.push_back(std::move(entry));
    return;
  }
}

void Discovery::add_patched(const Written& written, std::vector<Entry>& entries) {
  // Everything that includes the base, near or far; the first builds that sync
  // themselves end the search on their branch.
  std::deque<std::string> next;
  std::set<std::string> seen;
  const auto push = [&](std::string_view directory) {
    for (std::string& including : includes_.including(directory)) {
      if (seen.insert(including).second) next.push_back(std::move(including));
    }
  };
  push(io::parent_of(written.path));
  while (!next.empty()) {
    const std::string directory = std::move(next.front());
    next.pop_front();
    kustomize::Request request;
    request.tree = tree_;
    request.directory = directory;
    const auto rendered = engine_.build(request);
    bool found = false;
    for (const kube::Object& object : rendered->objects) {
      if (!flux::is_flux_kustomization(object) || !object["spec"]["path"]) continue;
      const std::string path = flux::path_in_artifact(object["spec"]["path"].text());
      const std::optional<std::string> folder = path.empty() ? std::nullopt : folder_of_sync(directory, path);
      if (!folder) continue;
      Entry entry = make(*folder, join_path(*folder, path), kSyncFile);
      entry.kustomization = object;
      entry.source = flux::source_key(object["spec"]["sourceRef"], object.name_space());
      entry.paths = rendered->paths;
      if (!entry.flux.known()) entry.flux = flux_version(io::parent_of(written.path));
      entries.push_back(std::move(entry));
      found = true;
      break;
    }
    if (!found) push(directory);
  }
}

/// The folder above a cluster's directory from which most paths in its files count:
/// those into the repository, not into an artifact that is copied together.
std::string Discovery::best_folder(std::string_view directory) const {
  std::string_view best;
  std::size_t most = 0;
  for (const std::string_view folder : prefixes(io::parent_of(directory))) {
    std::size_t found = 0;
    for (const Written& written : kustomizations_) {
      const bool is_copied = written.object["spec"]["sourceRef"]["kind"].text() == "ExternalArtifact";
      if (is_copied || !lies_in(written.path, directory)) continue;
      const std::string path = flux::path_in_artifact(written.object["spec"]["path"].text());
      if (!path.empty() && tree_->type(join_path(folder, path)) == io::FileType::directory) ++found;
    }
    if (found > most) {
      most = found;
      best = folder;
    }
  }
  return std::string(best);
}

std::vector<Entry> Discovery::bootstrapped() {
  std::vector<Entry> entries;
  for (const Written& written : kustomizations_) {
    if (io::file_name_of(written.path) == kSyncFile) add_sync(written, entries);
  }
  for (const std::string& path : empty_syncs_) {
    const std::string_view directory = io::parent_of(path);
    const std::string synced(io::parent_of(directory));
    Entry entry = make(best_folder(synced), synced, "flux-system folder");
    const std::string_view name_space = io::file_name_of(directory);
    entry.source = flux::SourceKey{"GitRepository", std::string(name_space), std::string(name_space)};
    entries.push_back(std::move(entry));
  }
  for (const Written& written : instances_) add_instance(written, written.object["spec"], entries);
  for (const auto& [written, values] : instance_values_) add_instance(written, values, entries);
  for (const Written& written : kustomizations_) {
    if (io::file_name_of(written.path) != kSyncFile) continue;
    const std::string path = flux::path_in_artifact(written.object["spec"]["path"].text());
    if (path.empty() || !folder_of_sync(io::parent_of(written.path), path)) add_patched(written, entries);
  }
  return entries;
}

std::string Discovery::loose_root(std::string_view directory) const {
  // Up to the kustomization that nobody includes.
  std::string root(directory);
  std::set<std::string> seen;
  while (seen.insert(root).second) {
    const std::vector<std::string> above = includes_.including(root);
    if (above.empty()) break;
    root = above.front();
  }
  // By custom, what lies in `clusters/<name>` is one cluster.
  const std::vector<std::string_view> parts = prefixes(root);
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    if (io::file_name_of(parts[i]) == "clusters") return std::string(parts[i + 1]);
  }
  return root;
}

std::vector<Entry> Discovery::loose(const std::vector<Entry>& entries, const std::set<std::string>& loaded) {
  std::vector<Entry> found;
  std::vector<const Written*> unexplained;
  for (const Written& written : kustomizations_) {
    if (loaded.contains(written.path)) continue;
    const std::string path = flux::path_in_artifact(written.object["spec"]["path"].text());
    const bool syncs_itself = !path.empty() && lies_in(io::parent_of(written.path), path);
    if (syncs_itself) {
      add_sync(written, found);
      if (!found.empty()) found.back().found_by = "Kustomization that syncs its own folder";
    } else {
      unexplained.push_back(&written);
    }
  }
  // What another Kustomization syncs is no root.
  std::erase_if(unexplained, [&](const Written* written) {
    return std::any_of(kustomizations_.begin(), kustomizations_.end(), [&](const Written& other) {
      const std::string path = flux::path_in_artifact(other.object["spec"]["path"].text());
      return &other != written && !path.empty() && lies_in(io::parent_of(written->path), path) &&
             !lies_in(io::parent_of(other.path), path);
    });
  });
  std::set<std::string> roots;
  for (const Written* written : unexplained) {
    std::string root = loose_root(io::parent_of(written->path));
    if (!is_template(root)) roots.insert(std::move(root));
  }
  const bool alone = entries.empty() && found.empty();
  for (const std::string& root : roots) {
    const bool is_neighbour = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
      return io::parent_of(entry.path) == io::parent_of(root) && !io::parent_of(root).empty();
    });
    const bool inside_other = std::any_of(roots.begin(), roots.end(), [&](const std::string& other) {
      return other != root && lies_in(root, other) && !includes_.has(other);
    });
    if ((alone || is_neighbour) && !inside_other)
      found.push_back(make(best_folder(root), root, "Flux Kustomizations"));
  }
  return found;
}

std::vector<Entry> Discovery::plain() {
  std::vector<Entry> entries;
  for (const std::string& root : includes_.roots()) {
    entries.push_back(make("", root, "no Flux"));
    entries.back().plain = true;
  }
  return entries;
}

Entry Discovery::configured(std::string_view path) {
  const std::string wanted = io::normalise(path);
  for (Entry& entry : bootstrapped()) {
    if (entry.path != wanted) continue;
    entry.found_by = "configuration";
    return std::move(entry);
  }
  Entry entry = make("", wanted, "configuration");
  // Without any Flux object below it, it is a directory to render as it is.
  entry.plain = std::none_of(kustomizations_.begin(), kustomizations_.end(),
                             [&](const Written& written) { return lies_in(written.path, wanted); });
  return entry;
}

std::vector<std::string> Discovery::looked_for() {
  return {"gotk-sync.yaml (flux bootstrap), filled or empty, in a folder flux-system",
          "a FluxInstance with spec.sync.path, or values of its chart",
          "Flux Kustomizations (kustomize.toolkit.fluxcd.io) in any YAML file",
          "kustomization.yaml, kustomization.yml or Kustomization in any directory",
          "clusters in .fleetlint.yaml"};
}

}  // namespace fleetlint::fleet
