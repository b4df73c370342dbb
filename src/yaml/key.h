// Key: an interned mapping key, so that a lookup compares pointers.
//
// Interned texts live as long as the process. The order of keys is the order of
// their texts, never of their pointers.
#pragma once

#include <compare>
#include <functional>
#include <string_view>

namespace fleetlint::yaml {

class Key {
 public:
  Key() = default;
  /// Interns the text. Safe from several threads.
  explicit Key(std::string_view text);

  std::string_view text() const { return text_; }

  friend bool operator==(Key a, Key b) {
    return a.text_.data() == b.text_.data() && a.text_.size() == b.text_.size();
  }
  friend std::strong_ordering operator<=>(Key a, Key b) { return a.text_ <=> b.text_; }

 private:
  std::string_view text_;
};

}  // namespace fleetlint::yaml

template <>
struct std::hash<fleetlint::yaml::Key> {
  std::size_t operator()(fleetlint::yaml::Key key) const noexcept {
    return std::hash<const void*>{}(key.text().data());
  }
};
