#include "lint/suppression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "lint/day.h"
#include "lint/rule_pattern.h"

namespace fleetlint::lint {
namespace {

constexpr std::string_view kForm = "write it as \"# fleetlint: ignore[area/name] reason\"";

/// What follows `fleetlint:` in a comment, or nothing.
std::optional<std::string_view> directive(std::string_view comment) {
  while (comment.starts_with('#')) comment.remove_prefix(1);
  comment = trim(comment);
  constexpr std::string_view kMark = "fleetlint:";
  if (!comment.starts_with(kMark)) return std::nullopt;
  return trim(comment.substr(kMark.size()));
}

/// Takes `until=DAY` out of the text behind the brackets; the rest is the reason.
void read_reason(std::string_view text, Suppression* suppression) {
  std::string reason;
  for (const std::string_view word : split(text, ' ')) {
    constexpr std::string_view kUntil = "until=";
    if (word.starts_with(kUntil)) {
      suppression->until = word.substr(kUntil.size());
      if (!is_day(suppression->until)) {
        suppression->mistake =
            fmt::format("{} is no day; write it as until=YYYY-MM-DD", quote(suppression->until));
      }
    } else if (!word.empty()) {
      if (!reason.empty()) reason += ' ';
      reason += word;
    }
  }
  suppression->reason = std::move(reason);
}

void read_directive(std::string_view text, Suppression* suppression) {
  const std::size_t open = text.find('[');
  const std::string_view verb = trim(text.substr(0, open));
  suppression->whole_file = verb == "ignore-file";
  if (verb != "ignore" && verb != "ignore-file") {
    constexpr std::array<std::string_view, 2> kVerbs = {"ignore", "ignore-file"};
    const std::string_view word = verb.substr(0, verb.find(' '));
    suppression->mistake =
        std::find(kVerbs.begin(), kVerbs.end(), word) != kVerbs.end()
            ? fmt::format("{} names no rule in brackets; {}", quote(text), kForm)
            : fmt::format("{} is not understood{}; {}", quote(text), did_you_mean(word, kVerbs), kForm);
    return;
  }
  const std::size_t close = text.find(']', open);
  if (open == std::string_view::npos || close == std::string_view::npos) {
    suppression->mistake = fmt::format("{} names no rule in brackets; {}", quote(text), kForm);
    return;
  }
  for (const std::string_view part : split(text.substr(open + 1, close - open - 1), ',')) {
    const std::string_view id = trim(part);
    if (id.empty()) continue;
    if (suppression->mistake.empty()) suppression->mistake = rule_mistake(id);
    suppression->rules.emplace_back(id);
  }
  if (suppression->rules.empty())
    suppression->mistake = fmt::format("{} names no rule in brackets; {}", quote(text), kForm);
  read_reason(text.substr(close + 1), suppression);
}

/// The next line that is neither empty nor only a comment; 0 when none follows.
std::uint32_t next_content_line(const source::LineIndex& lines, std::uint32_t line) {
  for (++line; line <= lines.line_count(); ++line) {
    const std::string_view text = trim(lines.line(line));
    if (!text.empty() && !text.starts_with('#')) return line;
  }
  return 0;
}

}  // namespace

std::vector<Suppression> find_suppressions(std::string_view text,
                                           const std::vector<yaml::Comment>& comments) {
  std::vector<Suppression> found;
  std::optional<source::LineIndex> lines;
  for (const yaml::Comment& comment : comments) {
    const std::optional<std::string_view> words =
        directive(text.substr(comment.span.begin, comment.span.end - comment.span.begin));
    if (!words) continue;
    if (!lines) lines.emplace(text);
    Suppression suppression;
    suppression.span = comment.span;
    suppression.first_line = lines->position(comment.span.begin).line;
    suppression.last_line = suppression.first_line;
    if (comment.own_line)
      suppression.last_line =
          std::max(suppression.first_line, next_content_line(*lines, suppression.first_line));
    read_directive(*words, &suppression);
    found.push_back(std::move(suppression));
  }
  return found;
}

}  // namespace fleetlint::lint
