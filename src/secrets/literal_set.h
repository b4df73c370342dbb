// LiteralSet: many fixed texts looked for in one pass.
//
// An Aho-Corasick automaton over classes of bytes. It only says where a literal stands;
// what that means is for whoever asked. A table lookup for each byte is what lets every
// file, and every blob of a history, be looked through.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fleetlint::secrets {

class LiteralSet {
 public:
  /// Without regard to case (ASCII) when `fold` is set; the literals are then lower-case. None is empty.
  explicit LiteralSet(const std::vector<std::string_view>& literals, bool fold = false);

  /// Calls `seen(literal, end)` for every place where a literal ends, in order of ends.
  template <typename Seen>
  void search(std::string_view text, Seen seen) const {
    std::uint32_t state = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      state = next_[state * classes_ + class_of_[static_cast<unsigned char>(text[i])]];
      for (std::uint32_t at = first_[state]; at != kNone; at = matches_[at].next)
        seen(matches_[at].literal, i + 1);
    }
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Match {
    std::size_t literal = 0;
    std::uint32_t next = kNone;  // of the same state
  };
  std::array<std::uint8_t, 256> class_of_{};
  std::size_t classes_ = 1;  // class 0: bytes of no literal
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> first_;
  std::vector<Match> matches_;
};

}  // namespace fleetlint::secrets
