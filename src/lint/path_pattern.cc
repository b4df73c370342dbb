#include "lint/path_pattern.h"

#include <vector>

#include "base/strings.h"

namespace fleetlint::lint {
namespace {

/// One pattern with one kind of star. Goes back to the last star only, so the
/// time is bounded by the product of both lengths.
bool match_with_stars(std::string_view pattern, std::string_view text, bool question_mark) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == text[t] || (question_mark && pattern[p] == '?'))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

using Segments = std::vector<std::string_view>;

/// Do the pattern's segments match the first segments of the path, the path going
/// on or not? `**` is handled like a star among segments.
bool match_prefix(const Segments& pattern, const Segments& path, bool folder_only) {
  std::vector<bool> reached(path.size() + 1, false);  // by the pattern so far
  reached[0] = true;
  for (const std::string_view segment : pattern) {
    std::vector<bool> next(path.size() + 1, false);
    if (segment == "**") {
      bool any = false;
      for (std::size_t i = 0; i <= path.size(); ++i) next[i] = any = any || reached[i];
    } else {
      for (std::size_t i = 0; i < path.size(); ++i) {
        if (reached[i] && match_with_stars(segment, path[i], true)) next[i + 1] = true;
      }
    }
    reached = std::move(next);
  }
  // All that is reached before the end is a folder of the path.
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (reached[i]) return true;
  }
  return !folder_only && reached[path.size()];
}

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
  bool folder_only = false;
  if (pattern.size() > 1 && pattern.back() == '/') {
    folder_only = true;
    pattern.remove_suffix(1);
  }
  const bool anchored = pattern.find('/') != std::string_view::npos;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.empty() || path.empty()) return false;
  Segments segments = split(pattern, '/');
  if (!anchored) segments.insert(segments.begin(), "**");
  return match_prefix(segments, split(path, '/'), folder_only);
}

bool word_matches(std::string_view pattern, std::string_view word) {
  return match_with_stars(pattern, word, false);
}

}  // namespace fleetlint::lint
