// IP addresses and prefixes, as Go's net/netip reads and prints them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetlint {

struct Address {
  std::array<std::uint8_t, 16> bytes{};  ///< the first four of IPv4
  bool is_v6 = false;

  int bits() const { return is_v6 ? 128 : 32; }
  friend bool operator==(const Address&, const Address&) = default;
};

struct Prefix {
  Address address;
  int length = 0;
  friend bool operator==(const Prefix&, const Prefix&) = default;
};

/// Zones and IPv4 inside IPv6 are refused, as Kubernetes does; `mistake` says why.
std::optional<Address> parse_address(std::string_view text, std::string_view& mistake);
std::optional<Prefix> parse_prefix(std::string_view text, std::string_view& mistake);

std::string to_string(const Address& address);
std::string to_string(const Prefix& prefix);

Address masked(const Address& address, int length);

}  // namespace fleetlint
