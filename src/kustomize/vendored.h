// Remote resources of which the repository holds a copy.
//
// A kustomization names what is on the network by URL (`https://github.com/org/repo//deploy?ref=v1.2`,
// `github.com/org/repo`, `git@host:org/repo.git`, a file's address). Which copy stands for which URL is said
// by whoever runs fleetlint; nothing is fetched to compare them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::kustomize {

class VendoredSources {
 public:
  /// Scheme, `git::` and the `.git` of a repository do not count. Without `?ref=` the copy stands for every
  /// version. `path` is that of a folder or file in the tree.
  void add(std::string_view url, std::string_view path);

  /// The path in the tree of what an entry names: the copy of that URL, or what lies below it in the copy of
  /// a shorter one. The longest URL wins, one with a version before one without.
  std::optional<std::string> find(std::string_view entry) const;

 private:
  struct Url {
    std::string path;  ///< host and path
    std::string ref;
  };
  struct Copy {
    Url url;
    std::string path;
  };
  static Url parse(std::string_view text);

  std::vector<Copy> copies_;
};

}  // namespace fleetlint::kustomize
