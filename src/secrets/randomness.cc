#include "secrets/randomness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace fleetlint::secrets {
namespace {

constexpr std::size_t kClasses = 30;
constexpr std::uint8_t kDigit = 26;
constexpr std::uint8_t kSeparator = 27;
constexpr std::uint8_t kOther = 28;
constexpr std::uint8_t kEdge = 29;

constexpr std::int8_t kPairs[kClasses * kClasses] = {
#include "secrets/letter_pairs.inc"
};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }

std::uint8_t class_of(char c) {
  if (is_lower(c)) return static_cast<std::uint8_t>(c - 'a');
  if (is_upper(c)) return static_cast<std::uint8_t>(c - 'A');
  if (is_digit(c)) return kDigit;
  return std::string_view("-_./:@ ").find(c) != std::string_view::npos ? kSeparator : kOther;
}

/// How many characters the text seems to be drawn from.
double alphabet_size(std::string_view text) {
  bool hex = false, hex_upper = false, lower = false, upper = false, digit = false;
  std::array<bool, 256> other{};
  for (const char c : text) {
    if (is_digit(c)) {
      digit = true;
    } else if (is_lower(c)) {
      (c <= 'f' ? hex : lower) = true;
    } else if (is_upper(c)) {
      (c <= 'F' ? hex_upper : upper) = true;
    } else {
      other[static_cast<unsigned char>(c)] = true;
    }
  }
  double size = static_cast<double>(std::count(other.begin(), other.end(), true));
  if (hex) size += 6;
  if (lower) size += 20;
  if (hex_upper) size += 6;
  if (upper) size += 20;
  if (digit) size += 10;
  return std::max(size, 2.0);
}

std::size_t distinct(std::string_view text) {
  std::array<bool, 256> seen{};
  for (const char c : text) seen[static_cast<unsigned char>(c)] = true;
  return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

}  // namespace

double randomness(std::string_view text) {
  if (text.empty()) return 0;
  double eighths = 0;
  double digits = 0;
  std::uint8_t last = kEdge;
  const auto step = [&](std::uint8_t next) {
    eighths -= kPairs[last * kClasses + next];
    last = next;
  };
  char before = '\0';
  for (const char c : text) {
    if (is_upper(c) && is_lower(before)) step(kSeparator);  // camelCase begins a word
    step(class_of(c));
    if (is_digit(c)) ++digits;
    before = c;
  }
  step(kEdge);
  const auto size = static_cast<double>(text.size());
  const double words = eighths / 8 + digits * std::log2(10.0);
  return words / size - std::log2(alphabet_size(text));
}

double entropy(std::string_view text) {
  std::array<std::size_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool is_patterned(std::string_view text) {
  if (text.size() < 4) return true;
  // Neighbours that are equal or follow each other; by chance one in thirty.
  std::size_t steps = 0;
  std::size_t longest = 0;
  std::size_t run = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int difference = text[i] - text[i - 1];
    const bool wraps = (text[i - 1] == '9' && text[i] == '0') || (text[i - 1] == 'z' && text[i] == 'a') ||
                       (text[i - 1] == 'f' && text[i] == '0') ||
                       (text[i - 1] == '9' && (text[i] | 0x20) == 'a');
    if (difference == 0 || difference == 1 || difference == -1 || wraps) {
      ++steps;
      longest = std::max(longest, ++run);
    } else {
      run = 0;
    }
  }
  if (longest >= 6 || steps * 2 >= text.size()) return true;
  const std::size_t enough = text.size() >= 32 ? 8 : text.size() >= 16 ? 6 : 4;
  if (distinct(text) < enough) return true;
  // A short piece over again: "deadbeefdeadbeef", "abc123abc123abc123".
  for (std::size_t period = 1; period <= 12 && period * 2 <= text.size(); ++period) {
    if (text.substr(period) == text.substr(0, text.size() - period)) return true;
  }
  return false;
}

bool looks_drawn(std::string_view text) {
  if (text.size() < 12 || is_patterned(text)) return false;
  bool lower = false, upper = false, digit = false;
  std::size_t others = 0;
  for (const char c : text) {
    lower |= is_lower(c);
    upper |= is_upper(c);
    digit |= is_digit(c);
    if (!is_alphanumeric(c)) ++others;
  }
  if (!lower && !upper) return false;
  const double score = randomness(text);
  // One kind of letter alone: names score high by chance sooner.
  if (!digit && !(lower && upper)) return text.size() >= 16 && distinct(text) >= 9 && score >= 1.3;
  if (text.size() < 16) return score >= 1.2 && distinct(text) >= 7;
  if (others * 4 > text.size()) return false;
  return score >= 0.8;
}

}  // namespace fleetlint::secrets
