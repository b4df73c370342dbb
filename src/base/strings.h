// Small text helpers that every module needs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint {

/// The text in double quotes as messages show it: control characters and quotes
/// escaped, cut after `limit` bytes (at a UTF-8 boundary) with an ellipsis.
std::string quote(std::string_view text, std::size_t limit = 80);

/// Parts between separators; an empty text gives one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

std::string_view trim(std::string_view text);

std::string to_lower(std::string_view ascii);

/// The candidate nearest to `word` by edit distance, for "did you mean ...?";
/// empty when none is near enough to be worth showing.
std::string_view closest_match(std::string_view word, std::span<const std::string_view> candidates);

/// ` (did you mean "x"?)`-style hint: `; did you mean "x"?`, or an empty text without a near candidate.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// "1 cluster", "3 clusters".
std::string count_of(std::size_t count, std::string_view singular, std::string_view plural = {});

/// Offset of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

}  // namespace fleetlint
