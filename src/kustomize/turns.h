// Turns: what several threads need is made by one of them, while the others wait.
//
// Making one thing may need another, as directories include directories. As long as
// that never leads in a circle, neither does waiting: whoever is waited for is at work
// below, or waits for somebody further below. Where it would lead in a circle (only
// directories that include each other do), the last to come does not wait but makes
// the thing a second time, and meets the circle itself.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

namespace fleetlint::kustomize {

class Turns {
 public:
  /// Held while a thing is made; ends with the scope, however it is left.
  class Turn {
   public:
    Turn() = default;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->end(key_);
    }

   private:
    friend class Turns;
    Turns* turns_ = nullptr;
    std::string key_;
  };

  /// What `find` gives, a pointer of some kind, once it gives something; else nothing:
  /// then it is for the caller to make it, to put it where `find` looks, and only then
  /// to let go of the turn.
  template <typename Find>
  auto find_or_begin(const std::string& key, Turn& turn, Find find) -> decltype(find()) {
    std::unique_lock lock(mutex_);
    while (true) {
      if (auto found = find()) return found;
      const std::thread::id self = std::this_thread::get_id();
      const auto [owner, is_free] = owners_.try_emplace(key, self);
      if (is_free) {
        turn.turns_ = this;
        turn.key_ = key;
        return nullptr;
      }
      if (waits_for(owner->second, self)) return nullptr;
      waiting_[self] = key;
      changed_.wait(lock);
      waiting_.erase(self);
    }
  }

 private:
  /// Is the one the other, or does it wait, over however many, for the other?
  bool waits_for(std::thread::id one, std::thread::id other) const {
    while (one != other) {
      const auto waiting = waiting_.find(one);
      if (waiting == waiting_.end()) return false;
      const auto owner = owners_.find(waiting->second);
      if (owner == owners_.end()) return false;
      one = owner->second;
    }
    return true;
  }

  void end(const std::string& key) {
    {
      const std::lock_guard lock(mutex_);
      owners_.erase(key);
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::string, std::thread::id> owners_;
  std::unordered_map<std::thread::id, std::string> waiting_;  // for which key
};

}  // namespace fleetlint::kustomize
