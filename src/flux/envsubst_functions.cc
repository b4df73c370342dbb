#include "flux/envsubst_functions.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "flux/glob.h"
#include "flux/unicode.h"

namespace fleetlint::flux {

std::optional<long> decimal(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  long value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr long kFar = 1L << 40;  // beyond any text, and safe to add
  return std::clamp(value, -kFar, kFar);
}

std::string mapped(std::string_view value, std::uint32_t (*change)(std::uint32_t), bool first_only) {
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const Rune rune = rune_at(value, at);
    append_rune(out, change(rune.code));
    at += rune.size;
    if (first_only) return out.append(value.substr(at));
  }
  return out;
}

std::string reversed(std::string_view value) {
  std::vector<std::uint32_t> runes;
  for (std::size_t at = 0; at < value.size();) {
    const Rune rune = rune_at(value, at);
    runes.push_back(rune.code);
    at += rune.size;
  }
  std::string out;
  std::for_each(runes.rbegin(), runes.rend(), [&](std::uint32_t rune) { append_rune(out, rune); });
  return out;
}

std::string trimmed(std::string_view value, std::string_view pattern, bool longest) {
  std::size_t cut = 0;
  for (std::size_t length = value.size(); length > 0; --length) {
    const auto match = glob_match(pattern, value.substr(0, length));
    if (!match) return std::string(value);
    if (!*match) continue;
    cut = length;
    if (longest) break;
  }
  return std::string(value.substr(cut));
}

std::optional<std::string> replaced(std::string_view value, std::string_view from, std::string_view to,
                                    bool all) {
  std::string out;
  std::size_t at = 0;
  bool done = false;
  if (from.empty()) {
    // Go puts the replacement before every character and at the end.
    out += to;
    while (at < value.size() && all) {
      const std::size_t size = rune_at(value, at).size;
      out.append(value.substr(at, size)).append(to);
      at += size;
      if (out.size() > kMaxOutput) return std::nullopt;
    }
    return out.append(value.substr(at));
  }
  while (!done) {
    const std::size_t found = value.find(from, at);
    if (found == std::string_view::npos) break;
    out.append(value.substr(at, found - at)).append(to);
    at = found + from.size();
    done = !all;
    if (out.size() > kMaxOutput) return std::nullopt;
  }
  return out.append(value.substr(at));
}

}  // namespace fleetlint::flux
