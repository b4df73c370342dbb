// The kustomization that kustomize-controller builds from.
//
// At spec.path the controller takes the kustomization file that is there, or
// generates one that lists the manifests below, and writes fields of the Flux
// Kustomization into it: targetNamespace, namePrefix, nameSuffix, patches,
// components, images, buildMetadata. Here that is a node put together from the
// file's nodes and the Flux object's, each with its own origin.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "diag/collector.h"
#include "io/file_tree.h"
#include "kube/object.h"
#include "kustomize/build.h"
#include "yaml/node.h"

namespace fleetlint::flux {

struct KustomizationToBuild {
  /// Missing when the file cannot be read: whoever builds the directory says why.
  yaml::Node node;
  bool unchanged = false;  ///< the node is that of the directory's own file
  /// false: Flux refuses it (a file that is no manifest, in a plain directory).
  /// What is left out of the node for that has a finding.
  bool valid = true;
  std::shared_ptr<const source::LoadedPaths> paths = std::make_shared<source::LoadedPaths>();
  std::vector<diag::Finding> findings;
};

/// Remembers what it made, so that equal requests get the very same node and the
/// builds from it are shared. Safe from several threads; the references stay
/// valid as long as it. Trees must outlive it.
class KustomizationMaker {
 public:
  explicit KustomizationMaker(kustomize::Run run) : run_(run) {}

  /// `object` is the Flux Kustomization; missing for an entry without one.
  const KustomizationToBuild& get(const io::FileTree& tree, std::string_view directory,
                                  const kube::Object& object);

 private:
  using Key = std::tuple<const io::FileTree*, std::string, const void*>;

  kustomize::Run run_;
  std::mutex mutex_;
  std::map<Key, std::unique_ptr<const KustomizationToBuild>> made_;
};

/// spec.path as the controller joins it to the artifact: `..` stops at the root,
/// an absolute path counts from the root.
std::string path_in_artifact(std::string_view path);

}  // namespace fleetlint::flux
