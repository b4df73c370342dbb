#include "base/time_zone.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace fleetlint {

namespace {

constexpr std::size_t kHeader = 44;
constexpr std::size_t kMaxBytes = 1'000'000;

/// A number of `size` bytes, the highest first, with sign.
std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = !bytes.empty() && (bytes[0] & '\x80') != 0 ? ~0ULL : 0;
  for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
  return static_cast<std::int64_t>(value);
}

/// Counts of a TZif header, and where its data begins.
struct Block {
  std::size_t is_utc, is_standard, leaps, times, types, characters;
  std::size_t data;

  std::size_t size(std::size_t time_size) const {
    return times * (time_size + 1) + types * 6 + characters + leaps * (time_size + 4) + is_standard + is_utc;
  }
};

std::optional<Block> read_header(std::string_view file, std::size_t at) {
  if (file.size() < at + kHeader || !file.substr(at).starts_with("TZif")) return std::nullopt;
  const auto count = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<std::uint32_t>(big_endian(file.substr(at + 20 + 4 * i, 4))));
  };
  return Block{count(0), count(1), count(2), count(3), count(4), count(5), at + kHeader};
}

/// RFC 8536: the second block has 64-bit times. The rule in the footer, for times after
/// the last transition, is not read: the last transition's offset stands.
std::optional<ZoneOffset> offset_in_file(std::string_view file, std::int64_t seconds) {
  const std::optional<Block> first = read_header(file, 0);
  if (!first || file.size() > kMaxBytes || first->size(4) > file.size()) return std::nullopt;
  const std::optional<Block> block = read_header(file, first->data + first->size(4));
  if (!block || block->size(8) > file.size() - block->data || block->types == 0) return std::nullopt;
  std::size_t after = 0;  // transitions that lie at or before the moment
  while (after < block->times && big_endian(file.substr(block->data + after * 8, 8)) <= seconds) ++after;
  const std::size_t types = block->data + block->times * 9;
  std::size_t type = 0;
  if (after > 0) type = static_cast<unsigned char>(file[block->data + block->times * 8 + after - 1]);
  if (type >= block->types) return std::nullopt;
  ZoneOffset found{big_endian(file.substr(types + type * 6, 4)), {}};
  const std::size_t characters = types + block->types * 6;
  const std::size_t name = static_cast<unsigned char>(file[types + type * 6 + 5]);
  if (name < block->characters) {
    const std::string_view names = file.substr(characters + name, block->characters - name);
    found.name = names.substr(0, names.find('\0'));
  }
  return found;
}

/// "+05:30", "-02:30", "02:00".
std::optional<std::int64_t> fixed_offset(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 100; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = digit(0) * 10 + digit(1);
  const int minutes = digit(3) * 10 + digit(4);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (negative ? -1 : 1) * (hours * 3600 + minutes * 60);
}

bool is_zone_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '_' || c == '-' || c == '+';
  };
  return !name.empty() && name.size() < 64 && name[0] != '/' && std::ranges::all_of(name, allowed);
}

}  // namespace

std::optional<ZoneOffset> zone_at(std::string_view zone, std::int64_t seconds) {
  if (zone.empty() || zone == "UTC" || zone == "Z") return ZoneOffset{0, "UTC"};
  if (const std::optional<std::int64_t> offset = fixed_offset(zone)) return ZoneOffset{*offset, {}};
  if (!is_zone_name(zone)) return std::nullopt;
  std::ifstream in("/usr/share/zoneinfo/" + std::string(zone), std::ios::binary);
  if (!in) return std::nullopt;
  const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return offset_in_file(file, seconds);
}

std::optional<std::int64_t> zone_offset(std::string_view zone, std::int64_t seconds) {
  const std::optional<ZoneOffset> found = zone_at(zone, seconds);
  return found ? std::optional(found->seconds) : std::nullopt;
}

}  // namespace fleetlint
