// LinkedTree: symbolic links resolved inside the root, once for all kinds of trees.
//
// A tree that can say what stands at a path (file, directory, link and where it
// points) becomes a FileTree by deriving from this. Links are followed component
// by component and never out of the root; an absolute target leads out, so that
// a checkout and its commit give the same answers.
#pragma once

#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "io/file_tree.h"

namespace fleetlint::io {

/// No file of a fleet is larger; more is refused.
inline constexpr std::size_t kMaxFileBytes = std::size_t{64} * 1024 * 1024;

class LinkedTree : public FileTree {
 public:
  FileType type(std::string_view path) const final;
  std::vector<DirEntry> list(std::string_view directory) const final;
  Result<source::FileId> read(std::string_view path) const final;
  std::string real_path(std::string_view path) const final;

 protected:
  struct Raw {
    enum Type : std::uint8_t { none, file, directory, link } type = none;
    std::string target;  ///< of a link
  };

  /// What stands at a path none of whose parents is a link.
  virtual Raw raw(const std::string& path) const = 0;
  /// Names in such a directory with what stands there, sorted, ignored ones left out.
  virtual std::vector<std::pair<std::string, Raw>> raw_list(const std::string& directory) const = 0;
  /// The content of such a file.
  virtual Result<source::FileId> raw_read(const std::string& path) const = 0;

 private:
  struct Resolved {
    FileType type = FileType::none;
    std::string path;  ///< without links; meaningful for files and directories
  };
  Resolved resolve(std::string_view path) const;
  Resolved resolve(std::string_view path, int& links_left) const;
  Resolved resolve_in(const Resolved& parent, std::string_view name, int& links_left) const;

  mutable std::shared_mutex mutex_;
  mutable std::unordered_map<std::string, Resolved> resolved_;
  mutable std::unordered_map<std::string, source::FileId> read_;
};

}  // namespace fleetlint::io
