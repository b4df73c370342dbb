// Loader: the files that one directory's kustomization may read.
//
// Paths are relative to the directory. Whatever is asked for is answered from
// the tree alone; what lies outside it, on the network, or is not there becomes
// a finding. Every file that was read is remembered with the path to show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/file_tree.h"
#include "kustomize/build.h"
#include "kustomize/context.h"

namespace fleetlint::kustomize {

class Loader : public Files {
 public:
  Loader(const io::FileTree& tree, std::string directory, LoadRestrictor restrictor, Run run)
      : tree_(tree), directory_(std::move(directory)), restrictor_(restrictor), run_(run) {}

  /// Where findings go: the context that the steps share. Must be called first.
  void report_to(Context& context) { context_ = &context; }

  std::optional<LoadedFile> load(yaml::Node name, std::string_view what) override;
  std::optional<LoadedFile> load(std::string_view path, const yaml::Origin& at,
                                 std::string_view what) override;
  const yaml::ParseCache::Parsed& documents(source::FileId file, yaml::Dialect dialect) override;
  std::string_view text(source::FileId file) const override { return run_.sources.text(file); }
  std::string directory_name() const override;

  /// What an entry of `resources`, `components` ... leads to.
  struct Target {
    enum class Kind : std::uint8_t { file, directory, remote, missing, outside };
    Kind kind = Kind::missing;
    std::string path;  ///< in the tree
  };
  /// A copy in the tree (Run::vendored) is found for what is remote.
  Target find(std::string_view entry) const;

  /// Reports that an entry leads nowhere, with the nearest sibling as a hint.
  void report_missing(std::string_view entry, const yaml::Origin& at, std::string_view what);
  void report_remote(std::string_view entry, const yaml::Origin& at);
  void report_outside(std::string_view entry, const yaml::Origin& at);

  /// Reads a file at a path of the tree, no questions asked.
  std::optional<LoadedFile> read(const std::string& path, const yaml::Origin& at, std::string_view what);

  const io::FileTree& tree() const { return tree_; }
  const std::string& directory() const { return directory_; }
  LoadRestrictor restrictor() const { return restrictor_; }
  source::LoadedPaths& paths() { return paths_; }

  /// What was asked for with documents(): their parse findings belong to the build.
  struct Read {
    source::FileId file;
    yaml::Dialect dialect;
  };
  const std::vector<Read>& read_documents() const { return read_documents_; }

 private:
  Target find_remote(std::string_view entry) const;
  bool restricted(const std::string& path) const;

  const io::FileTree& tree_;
  std::string directory_;
  LoadRestrictor restrictor_;
  Run run_;
  Context* context_ = nullptr;
  source::LoadedPaths paths_;
  std::vector<Read> read_documents_;
};

/// The path in the tree with links resolved: kustomize goes on from where a link leads.
std::string real_path(const io::FileTree& tree, const std::string& path);

/// `path` is `directory` or lies below it.
bool is_below(std::string_view path, std::string_view directory);

}  // namespace fleetlint::kustomize
