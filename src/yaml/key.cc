#include "yaml/key.h"

#include <array>
#include <mutex>
#include <string>
#include <unordered_set>

namespace fleetlint::yaml {

namespace {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// One of several tables, so that threads seldom wait for one another.
struct Shard {
  std::mutex mutex;
  std::unordered_set<std::string, TextHash, std::equal_to<>> texts;
};

std::string_view intern(std::string_view text) {
  static auto* const shards = new std::array<Shard, 16>;  // never destroyed: keys outlive every static object
  Shard& shard = (*shards)[TextHash{}(text) >> 60U];
  const std::lock_guard lock(shard.mutex);
  auto it = shard.texts.find(text);
  if (it == shard.texts.end()) it = shard.texts.emplace(text).first;
  return *it;
}

}  // namespace

// The empty text is the default-made key.
Key::Key(std::string_view text) : text_(text.empty() ? std::string_view() : intern(text)) {}

}  // namespace fleetlint::yaml
