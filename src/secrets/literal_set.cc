#include "secrets/literal_set.h"

#include <deque>

namespace fleetlint::secrets {

LiteralSet::LiteralSet(const std::vector<std::string_view>& literals, bool fold) {
  for (const std::string_view literal : literals) {
    for (const char c : literal) {
      std::uint8_t& known = class_of_[static_cast<unsigned char>(c)];
      if (known == 0) known = static_cast<std::uint8_t>(classes_++);
    }
  }
  if (fold) {
    for (char c = 'a'; c <= 'z'; ++c) {
      class_of_[static_cast<unsigned char>(c - 'a' + 'A')] = class_of_[static_cast<unsigned char>(c)];
    }
  }

  // The trie. State 0 is the root, and no edge leads there yet.
  const auto add_state = [&] {
    next_.resize(next_.size() + classes_, 0);
    first_.push_back(kNone);
  };
  add_state();
  for (std::size_t l = 0; l < literals.size(); ++l) {
    std::uint32_t state = 0;
    for (const char c : literals[l]) {
      const std::size_t edge = state * classes_ + class_of_[static_cast<unsigned char>(c)];
      if (next_[edge] == 0) {
        const auto made = static_cast<std::uint32_t>(first_.size());
        add_state();
        next_[edge] = made;
      }
      state = next_[edge];
    }
    matches_.push_back({l, first_[state]});
    first_[state] = static_cast<std::uint32_t>(matches_.size() - 1);
  }

  // Breadth first: a missing edge is that of the longest proper suffix, whose matches count too.
  std::vector<std::uint32_t> suffix(first_.size(), 0);
  std::deque<std::uint32_t> queue;
  for (std::size_t c = 0; c < classes_; ++c) {
    if (next_[c] != 0) queue.push_back(next_[c]);
  }
  while (!queue.empty()) {
    const std::uint32_t state = queue.front();
    queue.pop_front();
    std::uint32_t* tail = &first_[state];
    while (*tail != kNone) tail = &matches_[*tail].next;
    *tail = first_[suffix[state]];
    for (std::size_t c = 0; c < classes_; ++c) {
      std::uint32_t& edge = next_[state * classes_ + c];
      const std::uint32_t fallback = next_[suffix[state] * classes_ + c];
      if (edge == 0) {
        edge = fallback;
      } else {
        suffix[edge] = fallback;
        queue.push_back(edge);
      }
    }
  }
}

}  // namespace fleetlint::secrets
