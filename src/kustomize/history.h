// History: a list that only grows at its end, and shares what it holds already.
//
// Resources are copied wherever a directory is included, with all that happened to
// them. A copy is one pointer; what is added to it later is not in the others. The
// links lie in an arena of the run.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include "base/arena.h"

namespace fleetlint::kustomize {

template <typename T>
class History {
  struct Link {
    T value;
    const Link* before;
    const T* first;
    std::size_t size;
  };

 public:
  void push_back(Arena& arena, const T& value) {
    auto* link = arena.make<Link>(value, last_, nullptr, size() + 1);
    link->first = last_ == nullptr ? &link->value : last_->first;
    last_ = link;
  }

  bool empty() const { return last_ == nullptr; }
  std::size_t size() const { return last_ == nullptr ? 0 : last_->size; }

  /// The oldest; the list must not be empty.
  const T& front() const { return *last_->first; }

  /// Walks from the newest to the oldest.
  class Iterator {
   public:
    explicit Iterator(const Link* link) : link_(link) {}
    const T& operator*() const { return link_->value; }
    Iterator& operator++() {
      link_ = link_->before;
      return *this;
    }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const Link* link_;
  };
  Iterator begin() const { return Iterator(last_); }
  Iterator end() const { return Iterator(nullptr); }

  bool contains(const T& value) const {
    for (const T& known : *this) {
      if (known == value) return true;
    }
    return false;
  }

  /// Oldest first.
  std::vector<T> in_order() const {
    std::vector<T> values(size());
    std::size_t at = values.size();
    for (const T& value : *this) values[--at] = value;
    return values;
  }

  /// One is a copy of the other, and nothing was added since.
  friend bool same(const History& a, const History& b) { return a.last_ == b.last_; }

 private:
  static_assert(std::is_trivially_copyable_v<T>);
  const Link* last_ = nullptr;
};

}  // namespace fleetlint::kustomize
