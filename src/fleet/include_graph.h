// Which kustomization directory includes which, from the files alone.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/file_tree.h"
#include "yaml/parse.h"

namespace fleetlint::fleet {

class IncludeGraph {
 public:
  /// `paths`: all files of the tree. Reads the kustomization files among them.
  IncludeGraph(const io::FileTree& tree, yaml::ParseCache& parsed, const std::vector<std::string>& paths);

  /// Is there a kustomization file in the directory?
  bool has(std::string_view directory) const { return directories_.find(directory) != directories_.end(); }

  /// Directories whose kustomization names this directory, or a file in it.
  std::vector<std::string> including(std::string_view directory) const;

  /// Kustomizations that nobody includes, components aside. Of directories that only
  /// include each other the first one counts, or their mistake would never be seen.
  std::vector<std::string> roots() const;

 private:
  struct Directory {
    bool is_component = false;
    std::vector<std::string> included_by;
    std::vector<std::string> includes;
  };
  std::map<std::string, Directory, std::less<>> directories_;
  std::map<std::string, std::vector<std::string>, std::less<>>
      files_of_;  // directory → who names a file in it
};

}  // namespace fleetlint::fleet
