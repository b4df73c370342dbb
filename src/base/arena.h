// Arena: memory that is handed out piece by piece and given back all at once.
//
// YAML nodes and their texts live in arenas that belong to one run. Only types
// without a destructor may be put here. An arena has one writer at a time: give
// each thread its own (ArenaSet).
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fleetlint {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size, std::size_t alignment);

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  template <typename T>
  std::span<const T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    auto* to = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(to), items.data(), items.size_bytes());
    return {to, items.size()};
  }

  std::string_view copy(std::string_view text);

  std::size_t bytes_used() const { return used_; }

 private:
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t used_ = 0;
};

/// The arenas of one run: one for each thread that asks.
class ArenaSet {
 public:
  /// The calling thread's arena. The reference stays valid as long as the set.
  Arena& local();

  std::size_t bytes_used() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<std::size_t, std::unique_ptr<Arena>>> arenas_;
};

}  // namespace fleetlint
