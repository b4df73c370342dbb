// url(): as Go's net/url parses what net/url.ParseRequestURI accepts.
#include <algorithm>

#include "base/strings.h"
#include "cel/library.h"
#include "cel/text.h"

namespace fleetlint::cel {

namespace {

struct Url {
  std::string_view text;
  std::string_view scheme;
  std::string_view host;  ///< with the port
  std::string_view path;  ///< as written
  std::string_view query;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Is every % followed by two hexadecimal digits?
bool has_good_escapes(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
  }
  return true;
}

/// Takes "scheme:" off the front. False where a scheme is needed and wrong.
bool take_scheme(std::string_view& text, std::string_view& scheme) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_letter(c)) continue;
    if (is_digit(c) || c == '+' || c == '-' || c == '.') {
      if (i == 0) return true;
      continue;
    }
    if (c != ':') return true;
    if (i == 0) return false;
    scheme = text.substr(0, i);
    text.remove_prefix(i + 1);
    return true;
  }
  return true;
}

bool is_port(std::string_view text) {
  return text.empty() || (text[0] == ':' && std::ranges::all_of(text.substr(1), is_digit));
}

bool is_host_character(char c) {
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("-_.~!$&'()*+,;=:[]<>\"%").find(c) != std::string_view::npos;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.rfind(']');
    if (end == std::string_view::npos || !is_port(host.substr(end + 1))) return false;
    const std::string_view inside = host.substr(1, end - 1);
    return has_good_escapes(inside) && std::ranges::all_of(inside, is_host_character);
  }
  if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
    if (!is_port(host.substr(colon))) return false;
    if (host.find(':') != colon) return false;
  }
  if (!std::ranges::all_of(host, is_host_character)) return false;
  // In a host only bytes beyond ASCII may be escaped.
  for (std::size_t at = host.find('%'); at != std::string_view::npos; at = host.find('%', at + 1)) {
    if (at + 2 >= host.size() || !is_hex(host[at + 1]) || !is_hex(host[at + 2])) return false;
    if (host[at + 1] < '8' && host.substr(at, 3) != "%25") return false;
  }
  return true;
}

bool is_user_info(std::string_view text) {
  return has_good_escapes(text) && std::ranges::all_of(text, [](char c) {
           return is_letter(c) || is_digit(c) ||
                  std::string_view("-._:~!$&'()*+,;=%@").find(c) != std::string_view::npos;
         });
}

std::optional<Url> parse(std::string_view text) {
  Url url;
  url.text = text;
  if (text.empty() || std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; }))
    return std::nullopt;
  std::string_view rest = text;
  if (!take_scheme(rest, url.scheme)) return std::nullopt;
  // A request's URI is absolute or a path; what follows a scheme may be opaque.
  if (!rest.starts_with('/')) {
    if (!url.scheme.empty()) return url;
    if (text != "*") return std::nullopt;
    url.path = text;
    return url;
  }
  const std::string_view before_fragment = rest.substr(0, rest.find('#'));
  if (!has_good_escapes(rest.substr(before_fragment.size()))) return std::nullopt;
  const std::size_t mark = before_fragment.find('?');
  if (mark != std::string_view::npos) url.query = before_fragment.substr(mark + 1);
  rest = before_fragment.substr(0, mark);
  if (rest.starts_with("//") && (!url.scheme.empty() || !rest.starts_with("///"))) {
    rest.remove_prefix(2);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    rest.remove_prefix(authority.size());
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos && !is_user_info(authority.substr(0, at))) return std::nullopt;
    url.host = at == std::string_view::npos ? authority : authority.substr(at + 1);
    if (!is_host(url.host)) return std::nullopt;
  }
  if (!has_good_escapes(rest)) return std::nullopt;
  url.path = rest;
  return url;
}

bool same(const void* a, const void* b) {
  return static_cast<const Url*>(a)->text == static_cast<const Url*>(b)->text;
}
std::string to_text(const void* data) { return std::string(static_cast<const Url*>(data)->text); }

const OpaqueType kUrl{{TypeKind::opaque, "kubernetes.URL", {}, nullptr, 0}, same, to_text};

Value url(Context& c, std::span<const Value> a) {
  const auto parsed = parse(a[0].text());
  if (!parsed) return c.error(quote(a[0].text()) + " is no absolute URL and no absolute path");
  return Value::opaque(&kUrl, c.arena.make<Url>(*parsed));
}
Value is_url(Context&, std::span<const Value> a) { return Value::of(parse(a[0].text()).has_value()); }

std::string unescaped(std::string_view text, bool plus_is_space) {
  const auto digit = [](char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      result += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      result += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return result;
}

std::string escaped_path(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  // As written, where that is a valid escaping; else all that must be is escaped anew.
  const auto is_plain = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("-_.~$&+,/:;=@").find(c) != std::string_view::npos;
  };
  const auto is_valid = [&](char c) {
    return is_plain(c) || std::string_view("!'()*[]%").find(c) != std::string_view::npos;
  };
  if (path == "*" || std::ranges::all_of(path, is_valid)) return std::string(path);
  std::string result;
  for (const char c : unescaped(path, false)) {
    if (is_plain(c)) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += '%';
      result += kHex[byte >> 4U];
      result += kHex[byte & 15U];
    }
  }
  return result;
}

std::string_view host_name(const Url& url) {
  std::string_view host = url.host;
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && is_port(host.substr(colon))) host = host.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return host;
}

std::string_view port(const Url& url) {
  const std::size_t colon = url.host.rfind(':');
  if (colon == std::string_view::npos || !is_port(url.host.substr(colon))) return {};
  return url.host.substr(colon + 1);
}

const Url& of(std::span<const Value> a) { return a[0].opaque_data<Url>(); }

Value get_scheme(Context& c, std::span<const Value> a) { return c.text(to_lower(of(a).scheme)); }
Value get_host(Context& c, std::span<const Value> a) { return c.text(unescaped(of(a).host, false)); }
Value get_host_name(Context& c, std::span<const Value> a) {
  return c.text(unescaped(host_name(of(a)), false));
}
Value get_port(Context&, std::span<const Value> a) { return Value::text(port(of(a))); }
Value get_escaped_path(Context& c, std::span<const Value> a) { return c.text(escaped_path(of(a).path)); }

/// Keys in the order they are first named in; pairs that Go does not understand are left out.
Value get_query(Context& c, std::span<const Value> a) {
  std::vector<std::pair<std::string, std::vector<Value>>> all;
  for (const std::string_view pair : split(of(a).query, '&')) {
    if (pair.empty() || pair.find(';') != std::string_view::npos || !has_good_escapes(pair)) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string key = unescaped(pair.substr(0, equals), true);
    const std::string value = unescaped(pair.substr(std::min(equals + 1, pair.size())), true);
    auto entry = std::ranges::find_if(all, [&](const auto& other) { return other.first == key; });
    if (!c.charge(all.size() + 1)) return c.over_budget();
    if (entry == all.end()) entry = all.insert(all.end(), {std::move(key), {}});
    entry->second.push_back(c.text(value));
  }
  std::vector<MapEntry> entries;
  for (const auto& [key, values] : all) entries.push_back({c.text(key), c.list(values)});
  return make_map(c.arena, entries).value_or(Value());
}

constexpr Signature kRows[] = {
    {"url(string) kubernetes.URL", url},
    {"isURL(string) bool", is_url},
    {"kubernetes.URL:getScheme() string", get_scheme},
    {"kubernetes.URL:getHost() string", get_host},
    {"kubernetes.URL:getHostname() string", get_host_name},
    {"kubernetes.URL:getPort() string", get_port},
    {"kubernetes.URL:getEscapedPath() string", get_escaped_path},
    {"kubernetes.URL:getQuery() map(string, list(string))", get_query},
};

}  // namespace

bool is_request_uri(std::string_view text) { return parse(text).has_value(); }

void add_urls(Library& library) {
  library.add(kRows);
  library.add_type(kUrl.type);
}

}  // namespace fleetlint::cel
