#include "flux/version.h"

#include <charconv>

#include "base/strings.h"

namespace fleetlint::flux {

namespace {

// The newest minor whose behaviour is known here: what a range without an upper
// end resolves to.
constexpr int kNewestMajor = 2;
constexpr int kNewestMinor = 9;

/// A number at the front of the text, which is taken off; -1 when there is none.
int take_number(std::string_view& text) {
  int value = -1;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || value < 0) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

FluxVersion parse_flux_version(std::string_view text) {
  FluxVersion version;
  version.text = text;
  std::string_view rest = trim(text);
  if (rest == "latest" || rest == "*" || rest == "x") {
    version.major = kNewestMajor;
    version.minor = kNewestMinor;
    return version;
  }
  // Of a range, what it resolves to today: a lower bound alone is open to the newest.
  const bool open = rest.starts_with("^") || rest.starts_with(">=") || rest.starts_with(">");
  const std::size_t digits = rest.find_first_not_of("^~>=v ");
  if (digits == std::string_view::npos || rest.starts_with("<") ||
      rest.find_first_of(",|") != std::string_view::npos ||
      rest.find(' ', digits) != std::string_view::npos) {
    return version;
  }
  rest.remove_prefix(digits);
  const int major = take_number(rest);
  if (major < 0) return version;
  int minor = -1;
  if (rest.starts_with(".")) {
    rest.remove_prefix(1);
    minor = take_number(rest);
  }
  version.major = major;
  version.minor = minor;
  if (minor < 0 || open) version.minor = major == kNewestMajor ? kNewestMinor : 0;
  if (open && minor > version.minor) version.minor = minor;
  return version;
}

bool substitutes_strictly(const FluxVersion& version) { return version.known() && version.at_least(2, 9); }

}  // namespace fleetlint::flux
