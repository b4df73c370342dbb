#include "report/line_hash.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>

namespace fleetlint::report {

namespace {

constexpr std::size_t kWindow = 100;
constexpr std::uint64_t kMultiplier = 37;
constexpr std::uint16_t kEndOfFile = 65535;

constexpr std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  for (std::size_t i = 0; i < exponent; ++i) result *= base;
  return result;
}

/// A window slides over the text; when the character that began a line leaves it,
/// the hash is that of the line and what follows.
class RollingHash {
 public:
  void push(std::uint16_t unit) {
    if (unit == ' ' || unit == '\t' || (after_return_ && unit == '\n')) {
      after_return_ = false;
      return;
    }
    after_return_ = unit == '\r';
    if (after_return_) unit = '\n';
    flush();
    if (line_start_) {
      lines_[index_] = hashes_.size() + 1;
      hashes_.emplace_back();
      line_start_ = false;
    }
    line_start_ = unit == '\n';
    roll(unit);
  }

  std::vector<std::string> finish() {
    push(kEndOfFile);
    for (std::size_t i = 0; i < kWindow; ++i) {
      flush();
      roll(0);
    }
    return std::move(hashes_);
  }

 private:
  void flush() {
    if (lines_[index_] == 0) return;
    const std::size_t occurrence = ++seen_[hash_];
    hashes_[lines_[index_] - 1] = fmt::format("{:x}:{}", hash_, occurrence);
    lines_[index_] = 0;
  }

  void roll(std::uint16_t unit) {
    constexpr std::uint64_t kLeaving = power(kMultiplier, kWindow);
    hash_ = kMultiplier * hash_ + unit - kLeaving * window_[index_];
    window_[index_] = unit;
    index_ = (index_ + 1) % kWindow;
  }

  std::array<std::uint16_t, kWindow> window_{};
  std::array<std::size_t, kWindow> lines_{};  // line that began here, from 1; 0: none
  std::size_t index_ = 0;
  std::uint64_t hash_ = 0;
  bool line_start_ = true;
  bool after_return_ = false;
  std::unordered_map<std::uint64_t, std::size_t> seen_;
  std::vector<std::string> hashes_;
};

}  // namespace

std::vector<std::string> line_hashes(std::string_view text) {
  RollingHash hash;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = lead < 0x80 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
      code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    }
    i += length;
    if (code < 0x10000) {
      hash.push(static_cast<std::uint16_t>(code));
    } else {
      hash.push(static_cast<std::uint16_t>(0xD800 + ((code - 0x10000) >> 10U)));
      hash.push(static_cast<std::uint16_t>(0xDC00 + ((code - 0x10000) & 0x3FFU)));
    }
  }
  return hash.finish();
}

}  // namespace fleetlint::report
