// FlatTree: a tree whose files are all known beforehand (memory, a commit, the index).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "io/linked_tree.h"

namespace fleetlint::io {

class FlatTree : public LinkedTree {
 protected:
  /// `key` is what raw_content() gets; a link's target is known at once.
  void add_file(const std::string& path, std::size_t key);
  void add_link(const std::string& path, std::string target);
  void add_directory(const std::string& path);

  virtual Result<source::FileId> raw_content(std::size_t key) const = 0;

 private:
  struct Item {
    Raw raw;
    std::size_t key = 0;
  };
  void add(const std::string& path, Item item);

  Raw raw(const std::string& path) const final;
  std::vector<std::pair<std::string, Raw>> raw_list(const std::string& directory) const final;
  Result<source::FileId> raw_read(const std::string& path) const final;

  std::map<std::string, std::map<std::string, Item>> directories_{{"", {}}};
};

}  // namespace fleetlint::io
