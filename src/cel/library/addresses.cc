// ip() and cidr().
#include <fmt/format.h>

#include <algorithm>

#include "base/address.h"
#include "base/strings.h"
#include "cel/library.h"

namespace fleetlint::cel {

namespace {

template <typename T>
const T& as(const void* data) {
  return *static_cast<const T*>(data);
}

template <typename T>
bool equal_data(const void* a, const void* b) {
  return as<T>(a) == as<T>(b);
}

template <typename T>
std::string text_of(const void* data) {
  return to_string(as<T>(data));
}

const OpaqueType kIp{{TypeKind::opaque, "net.IP", {}, nullptr, 0}, equal_data<Address>, text_of<Address>};
const OpaqueType kCidr{{TypeKind::opaque, "net.CIDR", {}, nullptr, 0}, equal_data<Prefix>, text_of<Prefix>};

Value make_ip(Context& c, const Address& address) {
  return Value::opaque(&kIp, c.arena.make<Address>(address));
}
Value make_cidr(Context& c, const Prefix& prefix) {
  return Value::opaque(&kCidr, c.arena.make<Prefix>(prefix));
}

Value no_ip(Context& c, std::string_view text, std::string_view mistake) {
  return c.error(fmt::format("IP address {} cannot be parsed: {}", quote(text), mistake));
}
Value no_cidr(Context& c, std::string_view text, std::string_view mistake) {
  return c.error(fmt::format("network address {} cannot be parsed: {}", quote(text), mistake));
}

Value ip(Context& c, std::span<const Value> a) {
  std::string_view mistake;
  const auto address = parse_address(a[0].text(), mistake);
  return address ? make_ip(c, *address) : no_ip(c, a[0].text(), mistake);
}
Value is_ip(Context&, std::span<const Value> a) {
  std::string_view mistake;
  return Value::of(parse_address(a[0].text(), mistake).has_value());
}
Value is_canonical(Context& c, std::span<const Value> a) {
  std::string_view mistake;
  const auto address = parse_address(a[0].text(), mistake);
  return address ? Value::of(to_string(*address) == a[0].text()) : no_ip(c, a[0].text(), mistake);
}

Value cidr(Context& c, std::span<const Value> a) {
  std::string_view mistake;
  const auto prefix = parse_prefix(a[0].text(), mistake);
  return prefix ? make_cidr(c, *prefix) : no_cidr(c, a[0].text(), mistake);
}
Value is_cidr(Context&, std::span<const Value> a) {
  std::string_view mistake;
  return Value::of(parse_prefix(a[0].text(), mistake).has_value());
}

Value text(Context& c, std::span<const Value> a) {
  return c.text(a[0].opaque_type()->text(&a[0].opaque_data<char>()));
}

Value family(Context&, std::span<const Value> a) {
  return Value::of(std::int64_t{a[0].opaque_data<Address>().is_v6 ? 6 : 4});
}

bool is_zero(const Address& address) { return address == Address{{}, address.is_v6}; }
bool is_loopback(const Address& address) {
  if (!address.is_v6) return address.bytes[0] == 127;
  Address one{{}, true};
  one.bytes[15] = 1;
  return address == one;
}
bool is_multicast(const Address& address) {
  return address.is_v6 ? address.bytes[0] == 0xFF : (address.bytes[0] & 0xF0) == 0xE0;
}
bool is_link_local_multicast(const Address& address) {
  if (address.is_v6) return address.bytes[0] == 0xFF && (address.bytes[1] & 0x0F) == 2;
  return address.bytes[0] == 224 && address.bytes[1] == 0 && address.bytes[2] == 0;
}
bool is_link_local_unicast(const Address& address) {
  if (address.is_v6) return address.bytes[0] == 0xFE && (address.bytes[1] & 0xC0) == 0x80;
  return address.bytes[0] == 169 && address.bytes[1] == 254;
}
bool is_global_unicast(const Address& address) {
  const bool is_broadcast = !address.is_v6 && std::all_of(address.bytes.begin(), address.bytes.begin() + 4,
                                                          [](int b) { return b == 255; });
  return !is_zero(address) && !is_broadcast && !is_loopback(address) && !is_multicast(address) &&
         !is_link_local_unicast(address);
}

template <bool (*Test)(const Address&)>
Value test(Context&, std::span<const Value> a) {
  return Value::of(Test(a[0].opaque_data<Address>()));
}

bool holds(const Prefix& prefix, const Address& address) {
  return prefix.address.is_v6 == address.is_v6 &&
         masked(prefix.address, prefix.length) == masked(address, prefix.length);
}
Value contains_ip(Context&, std::span<const Value> a) {
  return Value::of(holds(a[0].opaque_data<Prefix>(), a[1].opaque_data<Address>()));
}
Value contains_ip_text(Context& c, std::span<const Value> a) {
  std::string_view mistake;
  const auto address = parse_address(a[1].text(), mistake);
  return address ? Value::of(holds(a[0].opaque_data<Prefix>(), *address)) : no_ip(c, a[1].text(), mistake);
}
bool holds_all(const Prefix& prefix, const Prefix& other) {
  return prefix.length <= other.length && holds(prefix, other.address);
}
Value contains_cidr(Context&, std::span<const Value> a) {
  return Value::of(holds_all(a[0].opaque_data<Prefix>(), a[1].opaque_data<Prefix>()));
}
Value contains_cidr_text(Context& c, std::span<const Value> a) {
  std::string_view mistake;
  const auto other = parse_prefix(a[1].text(), mistake);
  return other ? Value::of(holds_all(a[0].opaque_data<Prefix>(), *other)) : no_cidr(c, a[1].text(), mistake);
}
Value ip_of_cidr(Context& c, std::span<const Value> a) {
  return make_ip(c, a[0].opaque_data<Prefix>().address);
}
Value masked_cidr(Context& c, std::span<const Value> a) {
  const Prefix& prefix = a[0].opaque_data<Prefix>();
  return make_cidr(c, {masked(prefix.address, prefix.length), prefix.length});
}
Value prefix_length(Context&, std::span<const Value> a) {
  return Value::of(std::int64_t{a[0].opaque_data<Prefix>().length});
}

constexpr int kSince = 30;

constexpr Signature kRows[] = {
    {"ip(string) net.IP", ip, kSince},
    {"isIP(string) bool", is_ip, kSince},
    {"ip.isCanonical(string) bool", is_canonical, kSince},
    {"string(net.IP) string", text, kSince},
    {"net.IP:family() int", family, kSince},
    {"net.IP:isUnspecified() bool", test<is_zero>, kSince},
    {"net.IP:isLoopback() bool", test<is_loopback>, kSince},
    {"net.IP:isLinkLocalMulticast() bool", test<is_link_local_multicast>, kSince},
    {"net.IP:isLinkLocalUnicast() bool", test<is_link_local_unicast>, kSince},
    {"net.IP:isGlobalUnicast() bool", test<is_global_unicast>, kSince},
    {"cidr(string) net.CIDR", cidr, kSince},
    {"isCIDR(string) bool", is_cidr, kSince},
    {"string(net.CIDR) string", text, kSince},
    {"net.CIDR:containsIP(net.IP) bool", contains_ip, kSince},
    {"net.CIDR:containsIP(string) bool", contains_ip_text, kSince},
    {"net.CIDR:containsCIDR(net.CIDR) bool", contains_cidr, kSince},
    {"net.CIDR:containsCIDR(string) bool", contains_cidr_text, kSince},
    {"net.CIDR:ip() net.IP", ip_of_cidr, kSince},
    {"net.CIDR:masked() net.CIDR", masked_cidr, kSince},
    {"net.CIDR:prefixLength() int", prefix_length, kSince},
};

}  // namespace

void add_addresses(Library& library) {
  library.add(kRows);
  if (library.features().minor < kSince) return;
  library.add_type(kIp.type);
  library.add_type(kCidr.type);
}

}  // namespace fleetlint::cel
