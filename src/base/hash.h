// Hashes: SHA-256 where the value is seen by others (generator suffixes,
// fingerprints), a fast 64-bit mix where it only finds things in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetlint {

/// SHA-256 in lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view bytes);

/// Not stable between versions: never write it to a file.
std::uint64_t hash_bytes(std::string_view bytes);

/// Mixes `value` into `seed`, order dependent.
constexpr std::uint64_t hash_mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 32;
  return x;
}

}  // namespace fleetlint
