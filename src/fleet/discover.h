// Where clusters start: the entry points of a repository.
//
// What a repository shows of a cluster's bootstrap, from the surest to the
// weakest sign. All of it is looked for; a weaker sign counts only for what no
// stronger one explains:
//
// 1. A bootstrap Kustomization in a `gotk-sync.yaml` that lies below its own
//    spec.path; an empty `gotk-sync.yaml` (bootstrap will fill it): the folder
//    above `flux-system`; a FluxInstance, or values of its chart, with sync.path.
// 2. A `gotk-sync.yaml` in a base that clusters patch: a directory whose build
//    gives a Kustomization that syncs this very directory.
// 3. Any other Kustomization in a file below its own spec.path, if no cluster
//    found so far reads the file.
// 4. Loose Flux Kustomizations, in repositories that are bootstrapped from
//    outside: next to clusters found already (`clusters/b` beside `clusters/a`),
//    or anywhere when there is no cluster otherwise.
// 5. No Flux at all: each kustomization that nobody includes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "fleet/include_graph.h"
#include "flux/graph.h"
#include "io/file_tree.h"
#include "kustomize/build.h"

namespace fleetlint::fleet {

class Discovery {
 public:
  /// Reads all YAML files of the tree that speak of Flux.
  Discovery(io::TreePtr tree, kustomize::Engine& engine, kustomize::Run run);

  /// Signs 1 and 2.
  std::vector<flux::Entry> bootstrapped();

  /// Signs 3 and 4. `entries`: those found so far; `loaded`: paths of all files
  /// that they read.
  std::vector<flux::Entry> loose(const std::vector<flux::Entry>& entries,
                                 const std::set<std::string>& loaded);

  /// Sign 5.
  std::vector<flux::Entry> plain();

  /// An entry for a directory that the configuration names.
  flux::Entry configured(std::string_view path);

  /// What was looked for, in words.
  static std::vector<std::string> looked_for();

 private:
  /// A Flux Kustomization or FluxInstance as written in a file.
  struct Written {
    std::string path;  // of the file
    source::FileId file = source::FileId::none;
    kube::Object object;
  };

  void read_files();
  void read_file(const std::string& path, source::FileId file);
  const Written* bootstrap_of(std::string_view directory) const;
  void add_sync(const Written& written, std::vector<flux::Entry>& entries) const;
  void add_instance(const Written& written, yaml::Node spec, std::vector<flux::Entry>& entries) const;
  void add_patched(const Written& written, std::vector<flux::Entry>& entries);
  flux::Entry make(std::string folder, std::string path, std::string_view found_by) const;
  flux::FluxVersion flux_version(std::string_view directory) const;
  std::string loose_root(std::string_view directory) const;
  std::string best_folder(std::string_view directory) const;

  io::TreePtr tree_;
  kustomize::Engine& engine_;
  kustomize::Run run_;
  std::vector<std::string> paths_;
  std::map<std::string_view, std::vector<std::string_view>>
      components_;  // gotk-components.yaml, by each folder above
  IncludeGraph includes_;
  std::vector<Written> kustomizations_;
  std::vector<Written> instances_;
  std::vector<std::pair<Written, yaml::Node>> instance_values_;  // of the flux-instance chart
  std::vector<std::string> empty_syncs_;
};

}  // namespace fleetlint::fleet
