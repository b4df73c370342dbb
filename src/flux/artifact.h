// Artifacts: what a Flux source makes of a repository, as a view of its files.
//
// source-controller packs a repository into an artifact: symbolic links are
// dropped, and so are the files that ignore patterns name (ignore.h). What
// source-watcher copies together from artifacts is such a view too
// (artifact_generator.h). Nothing is copied here, and a finding shows the real
// file.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "flux/ignore.h"
#include "io/file_tree.h"
#include "source/source_map.h"

namespace fleetlint::flux {

/// Files of an artifact: path in it, path in the repository.
using CopiedFiles = std::vector<std::pair<std::string, std::string>>;

/// Makes the artifacts of one run and shares them: equal requests give the same
/// tree, so that clusters with the same source share what is rendered from it.
/// Safe from several threads.
class Artifacts {
 public:
  Artifacts(io::TreePtr repository, const source::SourceMap& sources);

  const io::TreePtr& repository() const { return repository_; }

  /// The folder of the repository (all of it: "") as a Git source packs it.
  /// `ignore` is the source's spec.ignore. `sparse`: the beginnings of the paths
  /// that are checked out at all (spec.sparseCheckout); none means everything.
  io::TreePtr packed(std::string_view folder, std::string_view ignore,
                     const std::vector<std::string>& sparse = {});

  /// An artifact of copied files.
  io::TreePtr copied(CopiedFiles files);

 private:
  struct IgnoreFile {
    std::string folder;
    std::string lines;
  };
  void find_ignore_files();

  io::TreePtr repository_;
  const source::SourceMap& sources_;
  std::mutex mutex_;
  bool looked_for_ignore_files_ = false;
  std::vector<IgnoreFile> ignore_files_;
  std::map<std::tuple<std::string, std::string, std::vector<std::string>>, io::TreePtr> packed_;
  std::map<CopiedFiles, io::TreePtr> copied_;
};

}  // namespace fleetlint::flux
