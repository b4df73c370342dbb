#include "flux/cluster_sources.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "flux/artifact_generator.h"
#include "flux/generate.h"
#include "yaml/place.h"

namespace fleetlint::flux {

namespace {

constexpr std::string_view kDefaultName = "flux-system";

bool equal_refs(const kube::Object& a, const kube::Object& b) {
  return yaml::equal(a["spec"]["ref"], b["spec"]["ref"]);
}

}  // namespace

SourceKey source_key(yaml::Node reference, std::string_view name_space) {
  const std::string_view own = reference["namespace"].text();
  return {std::string(reference["kind"].text()), std::string(own.empty() ? name_space : own),
          std::string(reference["name"].text())};
}

std::string repository_of(std::string_view url) {
  std::string_view rest = url;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
  if (const std::size_t user = rest.find('@'); user != std::string_view::npos && user < rest.find('/')) {
    rest.remove_prefix(user + 1);
  }
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.ends_with(".git")) rest.remove_suffix(4);
  const std::size_t end_of_host = rest.find_first_of(":/");
  if (end_of_host == std::string_view::npos) return {};
  std::string_view path = rest.substr(end_of_host + 1);
  // A port, or the path behind the colon of git@host:org/repo.
  if (rest[end_of_host] == ':') {
    const std::size_t slash = path.find('/');
    const bool is_port = slash != std::string_view::npos && slash > 0 &&
                         path.substr(0, slash).find_first_not_of("0123456789") == std::string_view::npos;
    if (is_port) path.remove_prefix(slash + 1);
  }
  while (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty() || url.find("${") != std::string_view::npos) return {};
  return to_lower(fmt::format("{}/{}", rest.substr(0, end_of_host), path));
}

ClusterSources::ClusterSources(Artifacts& artifacts, const Inventory& inventory, std::string_view folder,
                               std::string_view entry_path, std::optional<SourceKey> own)
    : artifacts_(artifacts),
      inventory_(inventory),
      folder_(folder),
      entry_path_(entry_path),
      own_(std::move(own)) {
  if (!own_) guess_own();
}

void ClusterSources::guess_own() {
  const io::TreePtr tree = artifacts_.packed(folder_, "");
  std::map<SourceKey, std::size_t> votes;
  for (const Found& found : inventory_.of_kind("Kustomization")) {
    const yaml::Node spec = found.object["spec"];
    const SourceKey key = source_key(spec["sourceRef"], found.object.name_space());
    if (key.kind.empty() || key.kind == "ExternalArtifact") continue;
    const std::string path = path_in_artifact(spec["path"].text());
    if (!path.empty() && tree->type(path) == io::FileType::directory) ++votes[key];
  }
  for (const Found& found : inventory_.of_kind("ArtifactGenerator")) {
    for (const yaml::Node& source : found.object["spec"]["sources"].items()) {
      ++votes[source_key(source, found.object.name_space())];
    }
  }
  const SourceKey usual{"GitRepository", std::string(kDefaultName), std::string(kDefaultName)};
  if (votes.contains(usual)) {
    own_ = usual;
    return;
  }
  const auto best = std::max_element(votes.begin(), votes.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (best != votes.end()) own_ = best->first;
}

Source ClusterSources::get(const SourceKey& key) {
  const Found* found = inventory_.find(key.kind, key.name_space, key.name);
  if (own_ && key == *own_) return {UnitState::rendered, own_tree(), true};
  if (key.kind == "ExternalArtifact") {
    generate();
    const auto generated = external_.find({key.name_space, key.name});
    if (generated != external_.end()) return generated->second;
  }
  if (found == nullptr) return {};
  return git_source(key, found->object);
}

io::TreePtr ClusterSources::own_tree() {
  const Found* found = own_ ? inventory_.find(own_->kind, own_->name_space, own_->name) : nullptr;
  if (found != nullptr) {
    const io::TreePtr tree = artifacts_.packed(folder_, found->object["spec"]["ignore"].text());
    // Patterns that leave out the very folder they were read from are not in force.
    if (tree->type(entry_path_) == io::FileType::directory) return tree;
  }
  return artifacts_.packed(folder_, "");
}

Source ClusterSources::git_source(const SourceKey& key, const kube::Object& object) {
  const Source elsewhere{UnitState::source_elsewhere, nullptr, true};
  const std::string repository = repository_of(object["spec"]["url"].text());
  if (repository.empty() || key.kind == "Bucket") return elsewhere;
  const std::string_view ignore = object["spec"]["ignore"].text();
  if (own_ && own_->kind == key.kind) {
    const Found* own = inventory_.find(own_->kind, own_->name_space, own_->name);
    if (own != nullptr && repository_of(own->object["spec"]["url"].text()) == repository) {
      if (!equal_refs(own->object, object)) return elsewhere;
      return {UnitState::rendered, artifacts_.packed(folder_, ignore), true};
    }
  }
  if (folder_.empty()) return elsewhere;
  const std::string_view parent = io::parent_of(folder_);
  const std::string_view name = io::file_name_of(repository);
  for (const io::DirEntry& entry : artifacts_.repository()->list(parent)) {
    if (entry.type != io::FileType::directory || to_lower(entry.name) != name) continue;
    const std::string folder = parent.empty() ? entry.name : fmt::format("{}/{}", parent, entry.name);
    return {UnitState::rendered, artifacts_.packed(folder, ignore), true};
  }
  return elsewhere;
}

void ClusterSources::generate() {
  // A generator may use another one's artifact; those that come later in the list,
  // or go in a circle, are taken as not here.
  if (generating_ || generated_) return;
  generating_ = true;
  for (const Found& found : inventory_.of_kind("ArtifactGenerator")) {
    const std::string_view name_space = found.object.name_space();
    std::map<std::string, io::TreePtr, std::less<>> trees;
    for (const yaml::Node& source : found.object["spec"]["sources"].items()) {
      const Source resolved = get(source_key(source, name_space));
      if (resolved.complete) trees[std::string(source["alias"].text())] = resolved.tree;
    }
    for (GeneratedArtifact& artifact : generate_artifacts(found.object, trees)) {
      Source source;
      source.complete = artifact.complete && artifact.failures.empty();
      source.state = artifact.files.empty() ? UnitState::source_elsewhere : UnitState::rendered;
      source.tree = artifact.files.empty() ? nullptr : artifacts_.copied(std::move(artifact.files));
      external_.try_emplace({std::string(name_space), artifact.name}, std::move(source));
      for (const auto& [node, message] : artifact.failures) {
        diag::Collector out("flux/path-missing");
        out.set_object(found.object.ref());
        out.report(at(node), "{}, so the artifact {} is not made; correct the path or say optional: true", message,
                   quote(artifact.name));
        findings_.emplace_back(found.unit, std::move(out.take().front()));
      }
    }
  }
  generating_ = false;
  generated_ = true;
}

std::vector<std::pair<int, diag::Finding>> ClusterSources::take_findings() {
  generate();
  return std::exchange(findings_, {});
}

}  // namespace fleetlint::flux
