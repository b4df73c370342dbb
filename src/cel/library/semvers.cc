// Semantic versions.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/strings.h"
#include "cel/library.h"

namespace fleetlint::cel {

namespace {

struct Semver {
  std::array<std::uint64_t, 3> numbers;
  std::string_view pre_release;  ///< without the hyphen
  std::string_view build;
};

bool is_numeric(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool are_identifiers(std::string_view text, bool may_have_zeros) {
  for (const std::string_view part : split(text, '.')) {
    if (part.empty()) return false;
    for (const char c : part) {
      const bool good =
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
      if (!good) return false;
    }
    if (!may_have_zeros && part.size() > 1 && part[0] == '0' && is_numeric(part)) return false;
  }
  return true;
}

std::optional<Semver> parse(Arena& arena, std::string_view text) {
  Semver version{};
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    version.build = text.substr(plus + 1);
    text = text.substr(0, plus);
    if (!are_identifiers(version.build, true)) return std::nullopt;
  }
  if (const std::size_t hyphen = text.find('-'); hyphen != std::string_view::npos) {
    version.pre_release = text.substr(hyphen + 1);
    text = text.substr(0, hyphen);
    if (!are_identifiers(version.pre_release, false)) return std::nullopt;
  }
  const auto parts = split(text, '.');
  if (parts.size() != version.numbers.size()) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = number_of(parts[i]);
    if (!number || (parts[i].size() > 1 && parts[i][0] == '0')) return std::nullopt;
    version.numbers[i] = *number;
  }
  version.pre_release = arena.copy(version.pre_release);
  version.build = arena.copy(version.build);
  return version;
}

/// Drops a "v" and leading zeros, adds the numbers that are missing: v01.2-a is 1.2.0-a.
std::string normalized(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const std::size_t tail = std::min(text.find_first_of("-+"), text.size());
  std::string result;
  std::size_t count = 0;
  for (std::string_view part : split(text.substr(0, tail), '.')) {
    if (count++ > 0) result += '.';
    if (is_numeric(part)) {
      while (part.size() > 1 && part[0] == '0') part.remove_prefix(1);
    }
    result += part;
  }
  // A short version takes no pre-release: "1-alpha" stays as it is, and wrong.
  for (; count < 3 && tail == text.size(); ++count) result += ".0";
  result += text.substr(tail);
  return result;
}

int compare_numbers(std::uint64_t a, std::uint64_t b) { return a < b ? -1 : (a > b ? 1 : 0); }

int compare_identifiers(std::string_view a, std::string_view b) {
  const bool a_numeric = is_numeric(a);
  const bool b_numeric = is_numeric(b);
  if (a_numeric != b_numeric) return a_numeric ? -1 : 1;
  if (a_numeric && a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

int compare(const Semver& a, const Semver& b) {
  for (std::size_t i = 0; i < a.numbers.size(); ++i) {
    if (const int order = compare_numbers(a.numbers[i], b.numbers[i]); order != 0) return order;
  }
  if (a.pre_release.empty() || b.pre_release.empty())
    return compare_numbers(a.pre_release.empty() ? 1 : 0, b.pre_release.empty() ? 1 : 0);
  const auto left = split(a.pre_release, '.');
  const auto right = split(b.pre_release, '.');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const int order = compare_identifiers(left[i], right[i]); order != 0) return order;
  }
  return compare_numbers(left.size(), right.size());
}

bool same(const void* a, const void* b) {
  return compare(*static_cast<const Semver*>(a), *static_cast<const Semver*>(b)) == 0;
}

std::string to_text(const void* data) {
  const Semver& version = *static_cast<const Semver*>(data);
  std::string text = fmt::format("{}.{}.{}", version.numbers[0], version.numbers[1], version.numbers[2]);
  if (!version.pre_release.empty()) text.append("-").append(version.pre_release);
  if (!version.build.empty()) text.append("+").append(version.build);
  return text;
}

const OpaqueType kSemver{{TypeKind::opaque, "kubernetes.Semver", {}, nullptr, 0}, same, to_text};

std::optional<Semver> read(Context& c, std::span<const Value> a) {
  if (a.size() > 1 && a[1].boolean()) return parse(c.arena, normalized(a[0].text()));
  return parse(c.arena, a[0].text());
}

Value semver(Context& c, std::span<const Value> a) {
  const auto version = read(c, a);
  if (!version) return c.error(quote(a[0].text()) + " is no semantic version; write one as \"1.2.3\"");
  return Value::opaque(&kSemver, c.arena.make<Semver>(*version));
}
Value is_semver(Context& c, std::span<const Value> a) { return Value::of(read(c, a).has_value()); }

template <std::size_t Part>
Value number(Context&, std::span<const Value> a) {
  return Value::of(static_cast<std::int64_t>(a[0].opaque_data<Semver>().numbers[Part]));
}

int order(std::span<const Value> a) {
  return compare(a[0].opaque_data<Semver>(), a[1].opaque_data<Semver>());
}
Value is_less(Context&, std::span<const Value> a) { return Value::of(order(a) < 0); }
Value is_greater(Context&, std::span<const Value> a) { return Value::of(order(a) > 0); }
Value compare_to(Context&, std::span<const Value> a) { return Value::of(std::int64_t{order(a)}); }

constexpr int kSince = 33;

constexpr Signature kRows[] = {
    {"semver(string) kubernetes.Semver", semver, kSince},
    {"semver(string, bool) kubernetes.Semver", semver, kSince},
    {"isSemver(string) bool", is_semver, kSince},
    {"isSemver(string, bool) bool", is_semver, kSince},
    {"kubernetes.Semver:major() int", number<0>, kSince},
    {"kubernetes.Semver:minor() int", number<1>, kSince},
    {"kubernetes.Semver:patch() int", number<2>, kSince},
    {"kubernetes.Semver:isLessThan(kubernetes.Semver) bool", is_less, kSince},
    {"kubernetes.Semver:isGreaterThan(kubernetes.Semver) bool", is_greater, kSince},
    {"kubernetes.Semver:compareTo(kubernetes.Semver) int", compare_to, kSince},
};

}  // namespace

void add_semvers(Library& library) {
  library.add(kRows);
  if (library.features().minor >= kSince) library.add_type(kSemver.type);
}

}  // namespace fleetlint::cel
