// Semantic versions.
#include <algorithm>
#include <charconv>
#include <optional>

#include "base/strings.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

struct Version {
  std::int64_t numbers[3] = {0, 0, 0};
  std::vector<std::string_view> pre;
};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Version> parse(std::string_view text) {
  constexpr std::string_view kAllowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";
  const auto identifiers = [&](std::string_view list) {
    for (const std::string_view part : split(list, '.')) {
      if (part.empty() || part.find_first_not_of(kAllowed) != std::string_view::npos) return false;
    }
    return true;
  };
  Version version;
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!identifiers(text.substr(plus + 1))) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    if (!identifiers(text.substr(dash + 1))) return std::nullopt;
    version.pre = split(text.substr(dash + 1), '.');
    text = text.substr(0, dash);
  }
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!is_number(parts[i]) || (parts[i].size() > 1 && parts[i][0] == '0')) return std::nullopt;
    const auto [end, error] =
        std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), version.numbers[i]);
    if (error != std::errc()) return std::nullopt;
  }
  return version;
}

int compare_parts(std::string_view a, std::string_view b) {
  const bool a_number = is_number(a);
  const bool b_number = is_number(b);
  if (a_number != b_number) return a_number ? -1 : 1;
  if (a_number && a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare_versions(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (a.numbers[i] != b.numbers[i]) return a.numbers[i] < b.numbers[i] ? -1 : 1;
  }
  if (a.pre.empty() || b.pre.empty()) return a.pre.empty() && b.pre.empty() ? 0 : a.pre.empty() ? 1 : -1;
  for (std::size_t i = 0; i < std::min(a.pre.size(), b.pre.size()); ++i) {
    if (const int order = compare_parts(a.pre[i], b.pre[i])) return order;
  }
  return a.pre.size() == b.pre.size() ? 0 : a.pre.size() < b.pre.size() ? -1 : 1;
}

Value compare(const Call& c) {
  const std::optional<Version> a = parse(c.text(0));
  const std::optional<Version> b = parse(c.text(1));
  if (!a) fail_builtin("operand 1: string " + quote(c.text(0)) + " is not a valid SemVer");
  if (!b) fail_builtin("operand 2: string " + quote(c.text(1)) + " is not a valid SemVer");
  return Value::integer(compare_versions(*a, *b));
}

Value is_valid(const Call& c) {
  return Value::boolean(c.arg(0).is(Type::string) && parse(c.text(0)).has_value());
}

constexpr Builtin kTable[] = {
    {"semver.compare", 2, compare},
    {"semver.is_valid", 1, is_valid},
};

}  // namespace

extern const BuiltinFamily builtin_semver;
const BuiltinFamily builtin_semver{kTable};

}  // namespace fleetlint::rego
