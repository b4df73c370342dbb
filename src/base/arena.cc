#include "base/arena.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <thread>

namespace fleetlint {

namespace {
constexpr std::size_t kBlockSize = std::size_t{256} * 1024;
}

void* Arena::allocate(std::size_t size, std::size_t alignment) {
  auto address = reinterpret_cast<std::uintptr_t>(next_);
  std::uintptr_t aligned = (address + alignment - 1) & ~(alignment - 1);
  if (next_ == nullptr || aligned + size > reinterpret_cast<std::uintptr_t>(end_)) {
    // A large request gets a block of its own, so that the open block stays in use.
    if (size > kBlockSize / 4) {
      used_ += size;
      return blocks_.emplace_back(new std::byte[size + alignment]).get();
    }
    next_ = blocks_.emplace_back(new std::byte[kBlockSize]).get();
    end_ = next_ + kBlockSize;
    aligned = reinterpret_cast<std::uintptr_t>(next_);
  }
  next_ = reinterpret_cast<std::byte*>(aligned + size);
  used_ += size;
  return reinterpret_cast<void*>(aligned);
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  auto* to = static_cast<char*>(allocate(text.size(), 1));
  std::memcpy(to, text.data(), text.size());
  return {to, text.size()};
}

Arena& ArenaSet::local() {
  const std::size_t thread = std::hash<std::thread::id>{}(std::this_thread::get_id());
  const std::lock_guard lock(mutex_);
  for (auto& [owner, arena] : arenas_) {
    if (owner == thread) return *arena;
  }
  return *arenas_.emplace_back(thread, std::make_unique<Arena>()).second;
}

std::size_t ArenaSet::bytes_used() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const auto& [owner, arena] : arenas_) sum += arena->bytes_used();
  return sum;
}

}  // namespace fleetlint
