// What the operators of `${...}` do to a value, as Go's strings and path packages
// and Flux's own matching do it: bytes for lengths, code points for case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetlint::flux {

/// A result beyond this is refused.
inline constexpr std::size_t kMaxOutput = std::size_t{64} * 1024 * 1024;
/// Trimming tries each prefix of the value: quadratic, so only for values of sane length.
inline constexpr std::size_t kMaxTrimmed = std::size_t{16} * 1024;

/// As Go reads an integer; clamped to what no text is as long as.
std::optional<long> decimal(std::string_view text);

/// Each character changed, or the first one only.
std::string mapped(std::string_view value, std::uint32_t (*change)(std::uint32_t), bool first_only);

std::string reversed(std::string_view value);

/// Without the shortest or longest beginning that matches. A match has at least one
/// byte; a malformed pattern leaves the value.
std::string trimmed(std::string_view value, std::string_view pattern, bool longest);

/// Nothing when the result would be too large.
std::optional<std::string> replaced(std::string_view value, std::string_view from, std::string_view to,
                                    bool all);

}  // namespace fleetlint::flux
