// uri.parse and uri.is_valid, as Go's net/url reads an address; uuid.parse.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) return std::nullopt;
    out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
    i += 2;
  }
  return out;
}

std::string escaped_path(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) || is_one_of(c, "-_.~$&+,/:;=@")) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', "0123456789ABCDEF"[byte >> 4U], "0123456789ABCDEF"[byte & 15U]};
    }
  }
  return out;
}

struct Uri {
  std::string scheme, hostname, port, path, raw_path, query, fragment;
};

/// The scheme at the front, taken off; false where there is a colon and no scheme.
bool take_scheme(std::string_view& rest, std::string& scheme) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (is_letter(rest[i])) continue;
    if (is_digit(rest[i]) || is_one_of(rest[i], "+-.")) {
      if (i == 0) return true;
      continue;
    }
    if (rest[i] != ':') return true;
    if (i == 0) return false;
    for (const char c : rest.substr(0, i)) scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    rest.remove_prefix(i + 1);
    return true;
  }
  return true;
}

bool read_host(std::string_view authority, Uri& uri) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  std::string_view host = authority;
  std::string_view port;
  const std::size_t close = host.starts_with('[') ? host.rfind(']') : 0;
  if (close == std::string_view::npos) return false;
  if (const std::size_t colon = host.find(':', close); colon != std::string_view::npos) {
    port = host.substr(colon + 1);
    host = host.substr(0, colon);
  }
  if (!std::ranges::all_of(port, is_digit)) return false;
  if (close > 0 && host.size() != close + 1) return false;
  const std::string_view name = close > 0 ? host.substr(1, close - 1) : host;
  const std::optional<std::string> plain = unescaped(name);
  const bool is_odd = std::ranges::any_of(name, [](char c) { return is_one_of(c, " \"<>\\^`{|}"); });
  if (!plain || is_odd) return false;
  uri.hostname = *plain;
  uri.port = port;
  return true;
}

std::optional<Uri> parse_uri(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(text, is_control)) return std::nullopt;
  Uri uri;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    const std::optional<std::string> fragment = unescaped(text.substr(hash + 1));
    if (!fragment) return std::nullopt;
    uri.fragment = *fragment;
    text = text.substr(0, hash);
  }
  if (!take_scheme(text, uri.scheme)) return std::nullopt;
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    uri.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (!text.starts_with('/')) {
    if (!uri.scheme.empty()) return uri;  // opaque
    if (text.substr(0, text.find('/')).find(':') != std::string_view::npos) return std::nullopt;
  }
  if (text.starts_with("//") && (!uri.scheme.empty() || !text.starts_with("///"))) {
    text.remove_prefix(2);
    const std::size_t end = std::min(text.find('/'), text.size());
    if (!read_host(text.substr(0, end), uri)) return std::nullopt;
    text.remove_prefix(end);
  }
  const std::optional<std::string> path = unescaped(text);
  if (!path) return std::nullopt;
  uri.path = *path;
  uri.raw_path = escaped_path(*path) == text ? *path : std::string(text);
  return uri;
}

Value uri_parse(const Call& c) {
  const std::optional<Uri> uri = parse_uri(c.text(0));
  if (!uri) fail_builtin("the text is no URI");
  std::vector<Pair> pairs;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) pairs.emplace_back(Value::string(key), c.heap.string(value));
  };
  add("scheme", uri->scheme);
  add("hostname", uri->hostname);
  add("port", uri->port);
  add("path", uri->path);
  add("raw_path", uri->raw_path);
  add("raw_query", uri->query);
  add("fragment", uri->fragment);
  return c.heap.object(std::move(pairs));
}

Value uri_is_valid(const Call& c) {
  return Value::boolean(c.arg(0).is(Type::string) && c.arg(0).size() > 0 && parse_uri(c.text(0)).has_value());
}

/// 32 digits, with dashes in their places, and perhaps "urn:uuid:" or braces around.
bool read_uuid(std::string_view text, std::uint8_t (&bytes)[16]) {
  if (text.size() == 45 && text.starts_with("urn:uuid:")) text.remove_prefix(9);
  if (text.size() == 38 && text.starts_with('{') && text.ends_with('}')) text = text.substr(1, 36);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = text.size() == 36 && (i == 8 || i == 13 || i == 18 || i == 23);
    if (is_dash ? text[i] != '-' : hex_value(text[i]) < 0) return false;
    if (!is_dash) digits += text[i];
  }
  if (digits.size() != 32) return false;
  for (std::size_t i = 0; i < 16; ++i)
    bytes[i] = static_cast<std::uint8_t>(hex_value(digits[2 * i]) * 16 + hex_value(digits[2 * i + 1]));
  return true;
}

Value uuid_parse(const Call& c) {
  std::uint8_t bytes[16];
  if (!read_uuid(c.text(0), bytes)) return {};
  const auto number = [&](std::size_t from, std::size_t count) {
    std::int64_t value = 0;
    for (std::size_t i = from; i < from + count; ++i) value = value << 8 | bytes[i];
    return value;
  };
  const int version = bytes[6] >> 4;
  const std::string_view variant = (bytes[8] & 0xC0) == 0x80   ? "RFC4122"
                                   : (bytes[8] & 0xE0) == 0xC0 ? "Microsoft"
                                   : (bytes[8] & 0xE0) == 0xE0 ? "Future"
                                                               : "Reserved";
  std::vector<Pair> pairs{{Value::string("version"), Value::integer(version)},
                          {Value::string("variant"), Value::string(variant)}};
  if (version == 1 || version == 2) {
    constexpr std::int64_t kGregorian = 0x01B21DD213814000;  // 1582 to 1970 in steps of 100 ns
    const std::int64_t steps = (number(6, 2) & 0xFFF) << 48 | number(4, 2) << 32 | number(0, 4);
    std::string node;
    for (std::size_t i = 10; i < 16; ++i) {
      if (i > 10) node += '-';
      node += {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15]};
    }
    const std::string mac = std::string((bytes[10] & 2) != 0 ? "local" : "global") +
                            ((bytes[10] & 1) != 0 ? ":multicast" : ":unicast");
    pairs.emplace_back(
        Value::string("time"),
        arithmetic(c.heap, Arithmetic::mul, Value::integer(steps - kGregorian), Value::integer(100)).value);
    pairs.emplace_back(Value::string("clocksequence"), Value::integer(number(8, 2) & 0x3FFF));
    pairs.emplace_back(Value::string("nodeid"), c.heap.string(node));
    pairs.emplace_back(Value::string("macvariables"), c.heap.string(mac));
  }
  if (version == 2) {
    constexpr std::string_view kDomains[] = {"Person", "Group", "Org"};
    const std::string domain =
        bytes[9] < 3 ? std::string(kDomains[bytes[9]]) : "Domain" + std::to_string(bytes[9]);
    pairs.emplace_back(Value::string("id"), Value::integer(number(0, 4)));
    pairs.emplace_back(Value::string("domain"), c.heap.string(domain));
  }
  return c.heap.object(std::move(pairs));
}

constexpr Builtin kTable[] = {
    {"uri.parse", 1, uri_parse},
    {"uri.is_valid", 1, uri_is_valid},
    {"uuid.parse", 1, uuid_parse},
};

}  // namespace

extern const BuiltinFamily builtin_uri;
const BuiltinFamily builtin_uri{kTable};

}  // namespace fleetlint::rego
