// net.cidr_*: prefixes of IP addresses.
#include <algorithm>
#include <optional>

#include "base/address.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr int kMaxExpandedBits = 20;

Prefix network(std::string_view text) {
  std::string_view mistake;
  const std::optional<Prefix> prefix = parse_prefix(text, mistake);
  if (!prefix) fail_builtin("invalid CIDR address: " + std::string(text));
  return {masked(prefix->address, prefix->length), prefix->length};
}

bool contains(const Prefix& outer, const Address& address) {
  return outer.address.is_v6 == address.is_v6 && masked(address, outer.length) == outer.address;
}

bool contains(const Prefix& outer, const Prefix& inner) {
  return inner.length >= outer.length && contains(outer, inner.address);
}

/// Whether a text, an address or a prefix, lies inside.
bool contains_text(const Prefix& outer, std::string_view text) {
  std::string_view mistake;
  if (const std::optional<Address> address = parse_address(text, mistake)) return contains(outer, *address);
  return contains(outer, network(text));
}

Value cidr_contains(const Call& c) {
  const std::string_view inner = c.text(1);
  return Value::boolean(contains_text(network(c.text(0)), inner));
}

Value cidr_overlap(const Call& c) { return cidr_contains(c); }

Value cidr_intersects(const Call& c) {
  const Prefix a = network(c.text(0));
  const Prefix b = network(c.text(1));
  return Value::boolean(contains(a, b) || contains(b, a));
}

Value cidr_is_valid(const Call& c) {
  std::string_view mistake;
  return Value::boolean(c.arg(0).is(Type::string) && parse_prefix(c.text(0), mistake).has_value());
}

/// The next address; false behind the last one.
bool increment(Address& address) {
  for (int i = address.bits() / 8 - 1; i >= 0; --i) {
    if (++address.bytes[static_cast<std::size_t>(i)] != 0) return true;
  }
  return false;
}

Value cidr_expand(const Call& c) {
  const Prefix prefix = network(c.text(0));
  if (prefix.address.bits() - prefix.length > kMaxExpandedBits) c.heap.charge(SIZE_MAX / 2);
  std::vector<Value> hosts;
  Address at = prefix.address;
  do {
    hosts.push_back(c.heap.string(to_string(at)));
  } while (increment(at) && contains(prefix, at));
  return c.heap.set(std::move(hosts));
}

struct Named {
  std::string_view text;
  Value key;
};

/// A text, or texts in an array, a set or an object; each may be the first of an array.
std::vector<Named> named(const Call& c, std::size_t index) {
  const Value operand = c.arg(index);
  if (operand.is(Type::string)) return {{operand.text(), operand}};
  if (!operand.is_collection()) fail_type(index, "one of {string, array, set, object}", operand);
  std::vector<Named> all;
  for (const auto& [key, value] : c.heap.pairs(operand)) {
    const Value text = value.is(Type::array) ? c.heap.item(value, 0) : value;
    if (!text.is(Type::string))
      fail_builtin("operand " + std::to_string(index + 1) + ": element must be string or non-empty array");
    all.push_back({text.text(), operand.is(Type::set) ? value : key});
  }
  return all;
}

Value cidr_contains_matches(const Call& c) {
  const std::vector<Named> inner = named(c, 1);
  std::vector<Value> matches;
  for (const Named& outer : named(c, 0)) {
    const Prefix prefix = network(outer.text);
    for (const Named& one : inner) {
      if (!contains_text(prefix, one.text)) continue;
      const Value pair[] = {outer.key, one.key};
      matches.push_back(c.heap.array(pair));
    }
  }
  return c.heap.set(std::move(matches));
}

/// An address alone stands for its network class.
Prefix mergeable(std::string_view text) {
  std::string_view mistake;
  const std::optional<Address> address = parse_address(text, mistake);
  if (!address) return network(text);
  if (address->is_v6) fail_builtin("IPv6 invalid: needs prefix length");
  const int length = address->bytes[0] < 0x80 ? 8 : address->bytes[0] < 0xC0 ? 16 : 24;
  return {masked(*address, length), length};
}

bool is_before(const Prefix& a, const Prefix& b) {
  if (a.address.is_v6 != b.address.is_v6) return b.address.is_v6;
  if (a.address.bytes != b.address.bytes) return a.address.bytes < b.address.bytes;
  return a.length < b.length;
}

Value cidr_merge(const Call& c) {
  std::vector<Prefix> prefixes;
  for (const Value item : c.heap.items(c.require(0, Type::array, Type::set))) {
    if (!item.is(Type::string)) fail_type(0, "a collection of texts", item);
    prefixes.push_back(mergeable(item.text()));
  }
  std::ranges::sort(prefixes, is_before);
  std::vector<Prefix> merged;
  for (Prefix next : prefixes) {
    if (!merged.empty() && contains(merged.back(), next)) continue;
    // Two halves make a whole, which may be a half again.
    while (!merged.empty() && merged.back().length == next.length && next.length > 0) {
      const Prefix whole{masked(next.address, next.length - 1), next.length - 1};
      if (merged.back() == next || !contains(whole, merged.back())) break;
      merged.pop_back();
      next = whole;
    }
    merged.push_back(next);
  }
  std::vector<Value> texts;
  for (const Prefix& prefix : merged) texts.push_back(c.heap.string(to_string(prefix)));
  return c.heap.set(std::move(texts));
}

constexpr Builtin kTable[] = {
    {"net.cidr_contains", 2, cidr_contains},     {"net.cidr_overlap", 2, cidr_overlap},
    {"net.cidr_intersects", 2, cidr_intersects}, {"net.cidr_is_valid", 1, cidr_is_valid},
    {"net.cidr_expand", 1, cidr_expand},         {"net.cidr_contains_matches", 2, cidr_contains_matches},
    {"net.cidr_merge", 1, cidr_merge},
};

}  // namespace

extern const BuiltinFamily builtin_cidr;
const BuiltinFamily builtin_cidr{kTable};

}  // namespace fleetlint::rego
