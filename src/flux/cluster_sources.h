// Which tree a source of a cluster stands for.
//
// - The source that the cluster's own bootstrap Kustomization names is this
//   repository: that is where its files were found. Where there is no bootstrap
//   object, bootstrap's default `GitRepository flux-system/flux-system` is, if
//   anything refers to it; else the source in whose artifact the most paths of
//   the cluster's Kustomizations exist here.
// - A GitRepository with the same URL and the same ref is this repository too.
//   With another ref it is another state of it, and not here.
// - When the repository holds several repositories as folders side by side (the
//   cluster's own files lie in `repos/fleet`), a URL whose last part is the name
//   of a neighbouring folder is that folder.
// - An ExternalArtifact that an ArtifactGenerator of the cluster makes is what
//   its copy rules put together.
// - Anything else is elsewhere.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "diag/collector.h"
#include "flux/artifact.h"
#include "flux/inventory.h"
#include "io/file_tree.h"

namespace fleetlint::flux {

struct SourceKey {
  std::string kind;
  std::string name_space;
  std::string name;
  auto operator<=>(const SourceKey&) const = default;
};

/// What a sourceRef in an object of this namespace names.
SourceKey source_key(yaml::Node reference, std::string_view name_space);

struct Source {
  UnitState state = UnitState::source_missing;  ///< rendered: it is here
  io::TreePtr tree;
  bool complete = true;  ///< false: some of its files are not here
};

class ClusterSources {
 public:
  /// `folder` of the repository stands for the cluster's own source, `own`, from
  /// which `entry_path` (in that folder) is synced.
  ClusterSources(Artifacts& artifacts, const Inventory& inventory, std::string_view folder,
                 std::string_view entry_path, std::optional<SourceKey> own);

  Source get(const SourceKey& key);

  /// The cluster's own source: given, or found out.
  const std::optional<SourceKey>& own() const { return own_; }
  io::TreePtr own_tree();

  /// What is wrong with the copy rules of ArtifactGenerators, with the unit that
  /// renders the generator.
  std::vector<std::pair<int, diag::Finding>> take_findings();

 private:
  Source git_source(const SourceKey& key, const kube::Object& object);
  void guess_own();
  void generate();

  Artifacts& artifacts_;
  const Inventory& inventory_;
  std::string folder_;
  std::string entry_path_;
  std::optional<SourceKey> own_;
  bool generating_ = false;
  bool generated_ = false;
  std::map<std::pair<std::string, std::string>, Source> external_;
  std::vector<std::pair<int, diag::Finding>> findings_;
};

/// "github.com/org/repo" of any way to write it; empty when it is no such URL.
std::string repository_of(std::string_view url);

}  // namespace fleetlint::flux
