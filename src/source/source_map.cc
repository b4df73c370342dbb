#include "source/source_map.h"

#include <algorithm>

#include "base/hash.h"

namespace fleetlint::source {

FileId SourceMap::add(std::string text) {
  const std::uint64_t hash = hash_bytes(text);
  const std::lock_guard lock(mutex_);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    if (texts_[static_cast<std::size_t>(it->second)] == text) return it->second;
  }
  const auto id = static_cast<FileId>(texts_.size());
  bytes_ += text.size();
  texts_.push_back(std::move(text));
  by_hash_.emplace(hash, id);
  return id;
}

std::string_view SourceMap::text(FileId file) const {
  if (file == FileId::none) return {};
  const std::lock_guard lock(mutex_);
  return texts_.at(static_cast<std::size_t>(file));
}

std::string_view SourceMap::text(FileId file, Span span) const {
  const std::string_view whole = text(file);
  const std::size_t begin = std::min<std::size_t>(span.begin, whole.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, whole.size());
  return whole.substr(begin, end - begin);
}

std::size_t SourceMap::file_count() const {
  const std::lock_guard lock(mutex_);
  return texts_.size();
}

std::size_t SourceMap::byte_count() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void LoadedPaths::add(FileId file, std::string_view path) {
  const auto key = static_cast<std::uint32_t>(file);
  if (index_.try_emplace(key, paths_.size()).second) paths_.emplace_back(file, path);
}

void LoadedPaths::add_all(const LoadedPaths& other) {
  for (const auto& [file, path] : other.paths_) add(file, path);
}

std::string_view LoadedPaths::path(FileId file) const {
  const auto it = index_.find(static_cast<std::uint32_t>(file));
  return it == index_.end() ? std::string_view() : std::string_view(paths_[it->second].second);
}

}  // namespace fleetlint::source
