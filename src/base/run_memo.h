// RunMemo: what is made once in a run and shared by whoever asks for it again.
//
// A rule is a function without state; what several of them need, or one of them for several
// clusters, is kept here under a key. Two threads that ask for the same thing at once wait for one
// to make it. What is kept lives as long as the run.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace fleetlint {

class RunMemo {
 public:
  /// The value under the key; `make()` gives it the first time. A key belongs to one type.
  template <typename T, typename Make>
  std::shared_ptr<const T> get(const std::string& key, Make make) {
    const std::shared_ptr<Slot> slot = slot_of(key);
    std::call_once(slot->once, [&] { slot->value = std::make_shared<const T>(make()); });
    return std::static_pointer_cast<const T>(slot->value);
  }

 private:
  struct Slot {
    std::once_flag once;
    std::shared_ptr<const void> value;
  };

  std::shared_ptr<Slot> slot_of(const std::string& key) {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Slot>& slot = slots_[key];
    if (!slot) slot = std::make_shared<Slot>();
    return slot;
  }

  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Slot>> slots_;
};

}  // namespace fleetlint
