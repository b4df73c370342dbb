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
//
// spec.sparseCheckout and spec.include change what a GitRepository's artifact
// holds. What is included from a repository that is not here leaves a folder of
// which nothing is known.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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
  /// Why it is not here, or not whole, for a person: "GitRepository a/b is another
  /// repository: https://..."; empty when it is whole.
  std::string reason;
  /// Folders in it whose content is not here, though the rest is.
  std::vector<std::string> absent;
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
  Source own_source();

  /// What is wrong with the sources themselves (copy rules of ArtifactGenerators,
  /// folders to check out), with the unit that renders the object.
  std::vector<std::pair<int, diag::Finding>> take_findings();

 private:
  Source git_source(const SourceKey& key, const kube::Object& object);
  Source checked_out(const Found& found, std::string_view folder);
  void include(Source& source, const Found& found);
  std::vector<std::string> sparse_folders(const Found& found, std::string_view folder);
  void guess_own();
  Source find_own_source();
  void generate();

  Artifacts& artifacts_;
  const Inventory& inventory_;
  std::string folder_;
  std::string entry_path_;
  std::optional<SourceKey> own_;
  std::optional<Source> own_tree_;
  bool generating_ = false;
  bool generated_ = false;
  std::map<std::pair<std::string, std::string>, Source> external_;
  std::set<SourceKey> including_;  // those whose includes are being resolved
  std::set<SourceKey> reported_;
  std::vector<std::pair<int, diag::Finding>> findings_;
};

/// The URL without a user's name and password.
std::string shown_url(std::string_view url);

/// "github.com/org/repo" of any way to write it; empty when it is no such URL.
std::string repository_of(std::string_view url);

}  // namespace fleetlint::flux
