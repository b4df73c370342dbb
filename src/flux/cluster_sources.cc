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

SourceKey key_of(const kube::Object& object) {
  return {std::string(object.kind()), std::string(object.name_space()), std::string(object.name())};
}

std::string shown(const SourceKey& key) {
  return key.name_space.empty() ? fmt::format("{} {}", key.kind, key.name)
                                : fmt::format("{} {}/{}", key.kind, key.name_space, key.name);
}

/// "branch v1", "tag 1.2.3"; the default when nothing is set.
std::string shown_ref(const kube::Object& source) {
  for (const std::string_view field : {"commit", "name", "digest", "semver", "tag", "branch"}) {
    const yaml::Node value = source["spec"]["ref"][field];
    if (!value.text().empty()) return fmt::format("{} {}", field, value.text());
  }
  return "the default";
}

Source whole(io::TreePtr tree) { return {UnitState::rendered, std::move(tree), true, {}, {}}; }
Source elsewhere(std::string reason) {
  return {UnitState::source_elsewhere, nullptr, true, std::move(reason), {}};
}

}  // namespace

std::string shown_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::string_view authority = url.substr(begin, url.find('/', begin) - begin);
  const std::size_t user = authority.rfind('@');
  if (user == std::string_view::npos) return std::string(url);
  return fmt::format("{}{}", url.substr(0, begin), url.substr(begin + user + 1));
}

SourceKey source_key(yaml::Node reference, std::string_view name_space) {
  const std::string_view own = reference["namespace"].text();
  return {std::string(reference["kind"].text()), std::string(own.empty() ? name_space : own),
          std::string(reference["name"].text())};
}

std::string repository_of(std::string_view url) {
  std::string_view rest = url;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos)
    rest.remove_prefix(scheme + 3);
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
  if (own_ && key == *own_) return own_source();
  if (key.kind == "ExternalArtifact") {
    generate();
    const auto generated = external_.find({key.name_space, key.name});
    if (generated != external_.end()) return generated->second;
  }
  const Found* found = inventory_.find(key.kind, key.name_space, key.name);
  if (found == nullptr) {
    Source missing;
    missing.reason = key.name.empty() ? std::string("spec.sourceRef names no source")
                                      : fmt::format("nothing in this cluster makes {}", shown(key));
    return missing;
  }
  return git_source(key, found->object);
}

Source ClusterSources::own_source() {
  if (own_tree_) return *own_tree_;
  Source found = find_own_source();
  // Within the includes of another source it may lack what would go in a circle.
  if (including_.empty()) own_tree_ = found;
  return found;
}

Source ClusterSources::find_own_source() {
  const Found* found = own_ ? inventory_.find(own_->kind, own_->name_space, own_->name) : nullptr;
  if (found != nullptr) {
    Source source = checked_out(*found, folder_);
    // Patterns that leave out the very folder they were read from are not in force.
    if (source.tree->type(entry_path_) == io::FileType::directory) return source;
  }
  return whole(artifacts_.packed(folder_, ""));
}

Source ClusterSources::git_source(const SourceKey& key, const kube::Object& object) {
  const Found& found = *inventory_.find(key.kind, key.name_space, key.name);
  const std::string_view url = object["spec"]["url"].text();
  const std::string repository = repository_of(url);
  if (key.kind == "Bucket")
    return elsewhere(fmt::format("{} is a bucket, whose files are not in the repository", shown(key)));
  if (repository.empty()) {
    return elsewhere(
        url.empty() ? fmt::format("{} is made outside of the repository", shown(key))
                    : fmt::format("{} has a URL that is not known here: {}", shown(key), shown_url(url)));
  }
  if (own_ && own_->kind == key.kind) {
    const Found* own = inventory_.find(own_->kind, own_->name_space, own_->name);
    if (own != nullptr && repository_of(own->object["spec"]["url"].text()) == repository) {
      if (!equal_refs(own->object, object)) {
        return elsewhere(
            fmt::format("{} is this repository at another ref: {}", shown(key), shown_ref(object)));
      }
      return checked_out(found, folder_);
    }
  }
  const Source other =
      elsewhere(fmt::format("{} is another {}: {}", shown(key),
                            key.kind == "OCIRepository" ? "artifact" : "repository", shown_url(url)));
  if (folder_.empty()) return other;
  const std::string_view parent = io::parent_of(folder_);
  const std::string_view name = io::file_name_of(repository);
  for (const io::DirEntry& entry : artifacts_.repository()->list(parent)) {
    if (entry.type != io::FileType::directory || to_lower(entry.name) != name) continue;
    return checked_out(found, parent.empty() ? entry.name : fmt::format("{}/{}", parent, entry.name));
  }
  return other;
}

/// The folder of the repository as this source packs it.
Source ClusterSources::checked_out(const Found& found, std::string_view folder) {
  Source source =
      whole(artifacts_.packed(folder, found.object["spec"]["ignore"].text(), sparse_folders(found, folder)));
  include(source, found);
  return source;
}

std::vector<std::string> ClusterSources::sparse_folders(const Found& found, std::string_view folder) {
  std::vector<std::string> folders;
  const bool is_new = reported_.insert(key_of(found.object)).second;
  for (const yaml::Node& entry : found.object["spec"]["sparseCheckout"].items()) {
    std::string path = io::normalise(entry.text());
    if (path.empty()) continue;
    const std::string real = folder.empty() ? path : fmt::format("{}/{}", folder, path);
    if (is_new && artifacts_.repository()->type(real) == io::FileType::none) {
      diag::Collector out("flux/path-missing");
      out.set_object(found.object.ref());
      out.report(at(entry),
                 "{} does not exist in the repository, so {} is not fetched at all; correct the path",
                 quote(entry.text()), shown(key_of(found.object)));
      findings_.emplace_back(found.unit, std::move(out.take().front()));
    }
    folders.push_back(std::move(path));
  }
  return folders;
}

/// spec.include: the artifacts of other sources, each in a folder of its own.
void ClusterSources::include(Source& source, const Found& found) {
  const yaml::Node includes = found.object["spec"]["include"];
  const SourceKey key = key_of(found.object);
  if (includes.items().empty() || !including_.insert(key).second) return;
  std::map<std::string, std::string> files;  // path in the artifact, in the repository
  for (const yaml::Node& entry : includes.items()) {
    const SourceKey other{"GitRepository", key.name_space, std::string(entry["repository"]["name"].text())};
    const std::string from = path_in_artifact(entry["fromPath"].text());
    const std::string to = path_in_artifact(entry["toPath"].text().empty() ? std::string_view(other.name)
                                                                           : entry["toPath"].text());
    const Source included = get(other);
    if (included.tree == nullptr || !included.complete) {
      source.absent.push_back(to);
      if (source.reason.empty()) {
        source.reason = fmt::format("{} puts into {} what is not here: {}", shown(key), quote(to),
                                    included.reason.empty() ? shown(other) : included.reason);
      }
      continue;
    }
    for (const std::string& path : io::all_files(*included.tree)) {
      if (!from.empty() && !path.starts_with(from + "/")) continue;
      const std::string_view inner = std::string_view(path).substr(from.empty() ? 0 : from.size() + 1);
      files[to.empty() ? std::string(inner) : fmt::format("{}/{}", to, inner)] =
          included.tree->real_path(path);
    }
  }
  including_.erase(key);
  if (files.empty()) return;
  for (const std::string& path : io::all_files(*source.tree))
    files.try_emplace(path, source.tree->real_path(path));
  source.tree = artifacts_.copied(CopiedFiles(files.begin(), files.end()));
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
      if (!source.complete) {
        source.reason = fmt::format("ExternalArtifact {}/{} is not whole: {}", name_space, artifact.name,
                                    artifact.complete ? artifact.failures.front().second : artifact.reason);
      }
      source.state = artifact.files.empty() ? UnitState::source_elsewhere : UnitState::rendered;
      source.tree = artifact.files.empty() ? nullptr : artifacts_.copied(std::move(artifact.files));
      external_.try_emplace({std::string(name_space), artifact.name}, std::move(source));
      for (const auto& [node, message] : artifact.failures) {
        diag::Collector out("flux/path-missing");
        out.set_object(found.object.ref());
        out.report(at(node), "{}, so the artifact {} is not made; correct the path or say optional: true",
                   message, quote(artifact.name));
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
