// Unit: one Flux Kustomization of one cluster, with what it renders.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flux/unit_paths.h"
#include "io/file_tree.h"
#include "kube/object.h"
#include "kustomize/build.h"

namespace fleetlint::flux {

/// Why a unit has no or not all objects; said in the coverage, not as a finding
/// where the repository cannot know better.
enum class UnitState : std::uint8_t {
  rendered,
  incomplete,        ///< some of its input is not in the repository, or broken (then a finding says so)
  source_elsewhere,  ///< its source is another repository, a bucket, an artifact that is not made here
  source_missing,    ///< no such source object in the cluster
  path_missing,
  failed,  ///< could not be built: findings say why
};

std::string_view to_string(UnitState state);

/// A variable of postBuild whose value is not known here.
struct UnknownVariable {
  std::string name;
  std::string reason;     ///< for a person
  std::size_t count = 0;  ///< expressions that stand in the objects because of it
};

struct Unit {
  std::string name_space;
  std::string name;
  kube::Object kustomization;  ///< the Flux object as rendered by its parent, origins and all; missing for
                               ///< the entry of a cluster without one
  std::string path;            ///< directory in `tree`
  io::TreePtr tree;            ///< the source as a view; null when it is not here
  std::shared_ptr<const kustomize::Rendered> build;  ///< before substitution; null when not built
  std::vector<kube::Object> objects;                 ///< after substitution
  UnitPaths paths;                      ///< of the build, and of the files its Flux object came from
  std::vector<diag::Finding> findings;  ///< of this unit's build and substitution
  UnitState state = UnitState::failed;
  std::string reason;  ///< why it is not rendered whole, for a person; empty when it is
  std::vector<UnknownVariable> unknown_variables;  ///< by name
  bool suspended = false;
  bool other_cluster = false;  ///< spec.kubeConfig: its objects belong to another cluster
  int parent = -1;             ///< index of the unit that renders it; -1 for entries

  /// "namespace/name".
  std::string id() const { return name_space.empty() ? name : name_space + "/" + name; }
};

}  // namespace fleetlint::flux
