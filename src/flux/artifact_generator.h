// ArtifactGenerator: artifacts copied together from other artifacts.
//
// Follows source-watcher: `copy` rules in order, later files overwrite. A path
// names a file or a folder (which is copied as a subfolder of the target); a
// pattern that ends in `/**` copies what lies in the folder; any other pattern
// keeps the path from the source's root. What matches nothing is an error there.
// `pathPattern` repeats the artifacts for each folder it matches.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flux/artifact.h"
#include "kube/object.h"

namespace fleetlint::flux {

struct GeneratedArtifact {
  std::string name;  ///< of the ExternalArtifact, in the generator's namespace
  CopiedFiles files;
  /// false: a source is not here, or a strategy cannot be followed; `reason` says which.
  bool complete = true;
  std::string reason;
  /// Scalars (`from`) that match nothing, and what to say of them.
  std::vector<std::pair<yaml::Node, std::string>> failures;
};

/// `sources`: the tree of each alias; null or absent when it is not here.
std::vector<GeneratedArtifact> generate_artifacts(
    const kube::Object& generator, const std::map<std::string, io::TreePtr, std::less<>>& sources);

}  // namespace fleetlint::flux
