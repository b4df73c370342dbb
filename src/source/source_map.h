// The texts that were read, and places in them.
//
// A file here is a content: equal contents read under several paths share one
// FileId, so they are parsed and checked once. Which path to show is known to
// whoever loaded it (LoadedPaths). Places are byte offsets; lines and columns
// are computed only where a person sees them (line_index.h).
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fleetlint::source {

enum class FileId : std::uint32_t { none = UINT32_MAX };

/// Bytes [begin, end) of a file.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  auto operator<=>(const Span&) const = default;
};

/// Owns the texts of one run. Safe to use from several threads.
class SourceMap {
 public:
  /// Takes the text in; an equal text that is already there gives its id.
  FileId add(std::string text);

  /// Valid as long as the map. Empty for FileId::none.
  std::string_view text(FileId file) const;

  /// The bytes of a span, cut at the end of the text.
  std::string_view text(FileId file, Span span) const;

  std::size_t file_count() const;
  std::size_t byte_count() const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> texts_;
  std::unordered_multimap<std::uint64_t, FileId> by_hash_;
  std::size_t bytes_ = 0;
};

/// Under which path each content was loaded, for one unit (or one directory).
/// Paths are relative to the repository root, with forward slashes. The first
/// path of a content wins.
class LoadedPaths {
 public:
  void add(FileId file, std::string_view path);
  void add_all(const LoadedPaths& other);

  /// Empty when the content was not loaded here.
  std::string_view path(FileId file) const;

  const std::vector<std::pair<FileId, std::string>>& all() const { return paths_; }

 private:
  std::vector<std::pair<FileId, std::string>> paths_;
  std::unordered_map<std::uint32_t, std::size_t> index_;
};

}  // namespace fleetlint::source
