#include "schema/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/address.h"
#include "base/strings.h"
#include "base/time_zone.h"

namespace fleetlint::schema {

namespace {

constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestSubdomain = 253;
constexpr std::int64_t kLastPort = 65535;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }
bool is_label_character(char c) { return is_lower(c) || is_digit(c) || c == '-'; }
bool is_name_character(char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; }

std::string too_long(std::size_t size, std::size_t most) {
  return fmt::format("has {} bytes, but may have {} at most", size, most);
}

/// The first character that is not allowed, whole where it is of several bytes.
template <typename Allowed>
std::string bad_character(std::string_view text, const Allowed& is_allowed, std::string_view allowed) {
  const auto it = std::ranges::find_if_not(text, is_allowed);
  if (it == text.end()) return {};
  auto size = std::size_t{1};
  const auto at = static_cast<std::size_t>(it - text.begin());
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0U) == 0x80U) ++size;
  return fmt::format("has the character {}; only {} are allowed", quote(text.substr(at, size)), allowed);
}

/// A label of a name: without a limit of its length.
std::string label_part_mistake(std::string_view text) {
  if (text.empty()) return "has an empty part; write at least one character between dots";
  if (std::string bad = bad_character(text, is_label_character, "a-z, 0-9 and -"); !bad.empty()) return bad;
  if (text.front() == '-' || text.back() == '-')
    return "begins or ends with -; it has to be a letter or a digit";
  return {};
}

/// The name part of a qualified name.
std::string name_part_mistake(std::string_view text) {
  if (text.empty()) return "has an empty name";
  if (text.size() > kLongestLabel) return too_long(text.size(), kLongestLabel);
  if (std::string bad = bad_character(text, is_name_character, "letters, digits, -, _ and ."); !bad.empty())
    return bad;
  if (!is_alphanumeric(text.front()) || !is_alphanumeric(text.back()))
    return "has to begin and end with a letter or a digit";
  return {};
}

std::string all_parts_mistake(std::string_view text) {
  for (const std::string_view part : split(text, '.')) {
    if (std::string mistake = label_part_mistake(part); !mistake.empty()) return mistake;
  }
  return {};
}

}  // namespace

std::string dns_label_mistake(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kLongestLabel) return too_long(text.size(), kLongestLabel);
  return label_part_mistake(text);
}

std::string dns1035_label_mistake(std::string_view text) {
  std::string mistake = dns_label_mistake(text);
  if (mistake.empty() && is_digit(text.front())) return "begins with a digit; it has to be a letter";
  return mistake;
}

std::string subdomain_mistake(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kLongestSubdomain) return too_long(text.size(), kLongestSubdomain);
  return all_parts_mistake(text);
}

std::string wildcard_subdomain_mistake(std::string_view text) {
  if (!text.starts_with("*.")) return "does not begin with \"*.\"";
  if (text.size() > kLongestSubdomain) return too_long(text.size(), kLongestSubdomain);
  if (text.size() == 2) return "has nothing behind \"*.\"";
  return all_parts_mistake(text.substr(2));
}

std::string fully_qualified_name_mistake(std::string_view text) {
  if (std::string mistake = subdomain_mistake(text); !mistake.empty()) return mistake;
  if (std::ranges::count(text, '.') < 2) return "has fewer than three parts; write it as name.example.com";
  return {};
}

std::string domain_prefixed_path_mistake(std::string_view text) {
  if (text.empty()) return "is empty";
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size())
    return "is not of the form domain/path";
  if (std::string mistake = subdomain_mistake(text.substr(0, slash)); !mistake.empty()) return mistake;
  const auto is_path = [](char c) {
    return is_alphanumeric(c) || std::string_view("/-._~%!$&'()*+,;=:").find(c) != std::string_view::npos;
  };
  return bad_character(text.substr(slash + 1), is_path, "characters of a URL's path");
}

std::string qualified_name_mistake(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return name_part_mistake(text);
  if (text.find('/', slash + 1) != std::string_view::npos) return "has more than one /";
  if (std::string mistake = subdomain_mistake(text.substr(0, slash)); !mistake.empty())
    return "has a prefix that " + mistake;
  return name_part_mistake(text.substr(slash + 1));
}

std::string annotation_key_mistake(std::string_view text) { return qualified_name_mistake(to_lower(text)); }

std::string label_value_mistake(std::string_view text) {
  return text.empty() ? std::string() : name_part_mistake(text);
}

std::string config_key_mistake(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kLongestSubdomain) return too_long(text.size(), kLongestSubdomain);
  if (std::string bad = bad_character(text, is_name_character, "letters, digits, -, _ and ."); !bad.empty())
    return bad;
  if (text == "." || text.starts_with("..")) return "is \".\" or begins with \"..\"";
  return {};
}

std::string env_var_name_mistake(std::string_view text, int minor) {
  constexpr int kRelaxed = 32;
  if (text.empty()) return "is empty";
  if (minor >= kRelaxed) {
    return bad_character(
        text, [](char c) { return c >= ' ' && c <= '~' && c != '='; }, "printable ASCII characters but =");
  }
  if (std::string bad = bad_character(text, is_name_character, "letters, digits, -, _ and ."); !bad.empty())
    return bad;
  if (is_digit(text.front())) return "begins with a digit";
  if (text == "." || text.starts_with("..")) return "is \".\" or begins with \"..\"";
  return {};
}

std::string path_segment_mistake(std::string_view text) {
  if (text == "." || text == "..") return "is \".\" or \"..\"";
  if (text.find_first_of("/%") != std::string_view::npos) return "has a / or a % in it";
  return {};
}

std::string http_header_mistake(std::string_view text) {
  if (text.empty()) return "is empty";
  return bad_character(
      text, [](char c) { return is_alphanumeric(c) || c == '-'; }, "letters, digits and -");
}

std::string port_name_mistake(std::string_view text) {
  constexpr std::size_t kLongest = 15;
  if (text.empty()) return "is empty";
  if (text.size() > kLongest) return too_long(text.size(), kLongest);
  if (std::string mistake = label_part_mistake(text); !mistake.empty()) return mistake;
  if (text.find("--") != std::string_view::npos) return "has two - side by side";
  if (std::ranges::none_of(text, is_lower)) return "has no letter";
  return {};
}

std::string percent_mistake(std::string_view text) {
  if (!text.ends_with('%')) return "has no % at its end";
  text.remove_suffix(1);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return "has more than digits before the %";
  return {};
}

std::string time_zone_mistake(std::string_view text) {
  constexpr std::size_t kLongestPart = 14;
  if (text.empty()) return "is empty";
  if (to_lower(text) == "local") return "names no zone of its own";
  for (const std::string_view part : split(text, '/')) {
    const bool is_good = !part.empty() && part.size() <= kLongestPart &&
                         std::ranges::all_of(part, [](char c) { return is_name_character(c) || c == '+'; });
    if (!is_good) return "is no name of the time zone database, such as Europe/Berlin";
  }
  // Without the data base here nothing more can be said.
  const bool has_data = zone_at("Europe/London", 0).has_value();
  if (text.front() == '.' || (has_data && !zone_at(text, 0)))
    return "is no name of the time zone database, such as Europe/Berlin";
  return {};
}

std::string port_mistake(yaml::Node node) {
  const auto number = node.as_int();
  if (!number || (*number >= 1 && *number <= kLastPort)) return {};
  return "is no port; ports are 1 to 65535";
}

std::string int_or_percent_mistake(yaml::Node node, int most) {
  if (node.is_string()) {
    if (std::string mistake = percent_mistake(node.text()); !mistake.empty())
      return mistake + "; write a number without quotes, or a percentage such as 25%";
    const std::string_view digits = node.text().substr(0, node.text().size() - 1);
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || value > most) return fmt::format("is more than {}%", most);
    return {};
  }
  const auto number = node.as_int();
  if (!number) return "is neither an integer nor a percentage";
  if (*number < 0) return "is negative";
  if (*number > INT32_MAX) return "does not fit in 32 bits";
  return {};
}

namespace {

constexpr int kStrictAddresses = 36;

/// Zeros before the octets of IPv4, and IPv4 inside IPv6, which older servers read.
std::string modern_form(std::string_view text) {
  if (to_lower(text).starts_with("::ffff:") && text.find('.') != std::string_view::npos)
    text.remove_prefix(7);
  if (text.find(':') != std::string_view::npos) return std::string(text);
  std::string result;
  for (const std::string_view octet : split(text, '.')) {
    const std::size_t first = octet.find_first_not_of('0');
    if (!result.empty()) result += '.';
    result += first == std::string_view::npos ? octet.substr(0, 1) : octet.substr(first);
  }
  return result;
}

}  // namespace

std::string ip_mistake(std::string_view text, int minor) {
  std::string_view why;
  const std::string form = minor >= kStrictAddresses ? std::string(text) : modern_form(text);
  if (parse_address(form, why)) return {};
  return "is no IP address";
}

std::string cidr_mistake(std::string_view text, int minor) {
  std::string_view why;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return "is no range of addresses; write it as 10.0.0.0/8";
  std::string form(text);
  if (minor < kStrictAddresses) {
    std::string_view bits = text.substr(slash + 1);
    while (bits.size() > 1 && bits.front() == '0') bits.remove_prefix(1);
    const bool is_mapped = to_lower(text).starts_with("::ffff:") && text.find('.') != std::string_view::npos;
    if (is_mapped) return {};
    form = modern_form(text.substr(0, slash)) + "/" + std::string(bits);
  }
  const auto prefix = parse_prefix(form, why);
  if (!prefix) return "is no range of addresses; write it as 10.0.0.0/8";
  if (minor >= kStrictAddresses && masked(prefix->address, prefix->length) != prefix->address) {
    return fmt::format("has bits beyond its prefix; write {}",
                       quote(to_string(Prefix{masked(prefix->address, prefix->length), prefix->length})));
  }
  return {};
}

}  // namespace fleetlint::schema
