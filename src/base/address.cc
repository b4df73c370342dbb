#include "base/address.h"

#include <fmt/format.h>

namespace fleetlint {

namespace {

bool parse_v4(std::string_view text, std::uint8_t* to) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (!text.starts_with('.')) return false;
      text.remove_prefix(1);
    }
    int value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 4 && text[digits] >= '0' && text[digits] <= '9')
      value = value * 10 + (text[digits++] - '0');
    const bool leading_zero = digits > 1 && text[0] == '0';
    if (digits == 0 || value > 255 || leading_zero) return false;
    to[i] = static_cast<std::uint8_t>(value);
    text.remove_prefix(digits);
  }
  return text.empty();
}

/// Takes up to four hexadecimal digits off the front.
std::optional<std::uint16_t> take_group(std::string_view& text) {
  unsigned value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && digits < 5; ++digits) {
    const char c = text[digits];
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A' + 10);
    } else {
      break;
    }
    value = value * 16 + digit;
  }
  if (digits == 0 || digits > 4) return std::nullopt;
  text.remove_prefix(digits);
  return static_cast<std::uint16_t>(value);
}

bool parse_v6(std::string_view text, Address& address) {
  constexpr std::size_t kGroups = 8;
  std::array<std::uint16_t, kGroups> groups{};
  std::size_t count = 0;
  std::optional<std::size_t> gap;
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (count == kGroups) return false;
    if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
      std::array<std::uint8_t, 4> tail{};
      if (count + 2 > kGroups || !parse_v4(text, tail.data())) return false;
      groups[count++] = static_cast<std::uint16_t>(tail[0] << 8 | tail[1]);
      groups[count++] = static_cast<std::uint16_t>(tail[2] << 8 | tail[3]);
      break;
    }
    const auto group = take_group(text);
    if (!group) return false;
    groups[count++] = *group;
    if (text.empty()) break;
    if (!text.starts_with(':')) return false;
    text.remove_prefix(1);
    if (text.starts_with(':')) {
      if (gap) return false;
      gap = count;
      text.remove_prefix(1);
    } else if (text.empty()) {
      return false;
    }
  }
  if (gap ? count == kGroups : count != kGroups) return false;
  const std::size_t missing = kGroups - count;
  for (std::size_t i = 0, from = 0; i < kGroups; ++i) {
    const bool in_gap = gap && i >= *gap && i < *gap + missing;
    const std::uint16_t group = in_gap ? std::uint16_t{0} : groups[from++];
    address.bytes[2 * i] = static_cast<std::uint8_t>(group >> 8);
    address.bytes[2 * i + 1] = static_cast<std::uint8_t>(group & 0xFF);
  }
  return true;
}

bool is_v4_mapped(const Address& address) {
  for (std::size_t i = 0; i < 10; ++i) {
    if (address.bytes[i] != 0) return false;
  }
  return address.bytes[10] == 0xFF && address.bytes[11] == 0xFF;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text, std::string_view& mistake) {
  mistake = "it is no IP address";
  Address address;
  if (text.find(':') == std::string_view::npos) {
    if (!parse_v4(text, address.bytes.data())) return std::nullopt;
    return address;
  }
  address.is_v6 = true;
  if (text.find('%') != std::string_view::npos) {
    mistake = "an IP address with a zone is not allowed";
    return std::nullopt;
  }
  if (!parse_v6(text, address)) return std::nullopt;
  if (is_v4_mapped(address)) {
    mistake = "an IPv4 address written as IPv6 is not allowed";
    return std::nullopt;
  }
  return address;
}

std::optional<Prefix> parse_prefix(std::string_view text, std::string_view& mistake) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) {
    mistake = "it has no \"/\" with a number of bits";
    return std::nullopt;
  }
  Prefix prefix;
  const auto address = parse_address(text.substr(0, slash), mistake);
  if (!address) return std::nullopt;
  prefix.address = *address;
  const std::string_view digits = text.substr(slash + 1);
  mistake = "the number of bits after \"/\" is wrong";
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    prefix.length = prefix.length * 10 + (c - '0');
  }
  if (prefix.length > address->bits()) return std::nullopt;
  return prefix;
}

std::string to_string(const Address& address) {
  if (!address.is_v6)
    return fmt::format("{}.{}.{}.{}", address.bytes[0], address.bytes[1], address.bytes[2], address.bytes[3]);
  // RFC 5952: the longest run of two zero groups or more is "::", the first of equal ones.
  constexpr std::size_t kGroups = 8;
  const auto group = [&](std::size_t i) { return address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]; };
  std::size_t best = kGroups;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t end = i;
    while (end < kGroups && group(end) == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
  }
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == best) {
      text += "::";
      i += best_length - 1;
      continue;
    }
    if (!text.empty() && !text.ends_with(':')) text += ':';
    text += fmt::format("{:x}", group(i));
  }
  return text;
}

std::string to_string(const Prefix& prefix) {
  return to_string(prefix.address) + "/" + std::to_string(prefix.length);
}

Address masked(const Address& address, int length) {
  Address result = address;
  for (int bit = length; bit < 128; ++bit)
    result.bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80 >> bit % 8));
  return result;
}

}  // namespace fleetlint
