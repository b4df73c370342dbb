#include "yaml/source_scan.h"

#include <algorithm>

namespace fleetlint::yaml {

namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_break(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) { return is_blank(c) || is_break(c); }
constexpr bool is_flow(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

std::uint32_t narrow(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

}  // namespace

void SourceScan::take_comment() {
  std::size_t end = cursor_;
  while (end < text_.size() && !is_break(text_[end])) ++end;
  std::size_t before = cursor_;
  while (before > 0 && is_blank(text_[before - 1])) --before;
  const bool own_line = before == 0 || is_break(text_[before - 1]);
  // Nodes are met in the order of the text, but the end of one may be looked for
  // beyond a comment that is met again later.
  if (comments_.empty() || comments_.back().span.begin < cursor_) {
    comments_.push_back(Comment{{narrow(cursor_), narrow(end)}, own_line});
  }
  cursor_ = end;
}

std::size_t SourceScan::next_content() {
  while (cursor_ < text_.size()) {
    const char c = text_[cursor_];
    if (is_space(c)) {
      ++cursor_;
    } else if (c == '#') {
      take_comment();
    } else {
      break;
    }
  }
  return cursor_;
}

bool SourceScan::take(char indicator) {
  const std::size_t before = cursor_;
  if (next_content() < text_.size() && text_[cursor_] == indicator) {
    ++cursor_;
    return true;
  }
  cursor_ = before;
  return false;
}

void SourceScan::skip_properties(int count) {
  for (; count > 0; --count) {
    const std::size_t before = cursor_;
    const char first = at(next_content());
    if (first != '&' && first != '!') {
      cursor_ = before;
      return;
    }
    const bool is_verbatim_tag = first == '!' && at(cursor_ + 1) == '<';
    while (cursor_ < text_.size() && !is_space(text_[cursor_]) &&
           (is_verbatim_tag || !is_flow(text_[cursor_]))) {
      ++cursor_;
    }
  }
}

std::size_t SourceScan::column(std::size_t offset) const {
  std::size_t begin = std::min(offset, text_.size());
  while (begin > 0 && !is_break(text_[begin - 1])) --begin;
  return offset - begin;
}

WrittenScalar SourceScan::scalar(std::size_t begin, std::string_view value) {
  switch (at(begin)) {
    case '\'': return {single_quoted_end(begin), Style::single_quoted, false};
    case '"': return {double_quoted_end(begin), Style::double_quoted, false};
    case '|': return {block_end(begin, value), Style::literal, false};
    case '>': return {block_end(begin, value), Style::folded, false};
    default: return plain(begin, value);
  }
}

std::size_t SourceScan::single_quoted_end(std::size_t begin) const {
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    if (text_[i] != '\'') continue;
    if (at(i + 1) != '\'') return i + 1;
    ++i;
  }
  return text_.size();
}

std::size_t SourceScan::double_quoted_end(std::size_t begin) const {
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\') {
      ++i;
    } else if (text_[i] == '"') {
      return i + 1;
    }
  }
  return text_.size();
}

WrittenScalar SourceScan::plain(std::size_t begin, std::string_view value) const {
  if (text_.substr(std::min(begin, text_.size()), value.size()) == value) {
    return {begin + value.size(), Style::plain, true};
  }
  // Several lines, folded: the same characters, other white space.
  std::size_t at_text = begin;
  std::size_t end = begin;
  for (const char c : value) {
    if (is_space(c)) continue;
    while (at_text < text_.size() && is_space(text_[at_text])) ++at_text;
    if (at(at_text) != c) break;
    end = ++at_text;
  }
  return {end, Style::plain, false};
}

std::size_t SourceScan::block_end(std::size_t begin, std::string_view value) {
  // Header: indicators, then perhaps a comment.
  std::size_t i = begin + 1;
  bool keep = false;
  bool strip = false;
  while (i < text_.size() && (text_[i] == '+' || text_[i] == '-' || (text_[i] >= '0' && text_[i] <= '9'))) {
    keep = keep || text_[i] == '+';
    strip = strip || text_[i] == '-';
    ++i;
  }
  const std::size_t header_end = i;
  while (i < text_.size() && is_blank(text_[i])) ++i;
  if (at(i) == '#') {
    const std::size_t before = cursor_;
    cursor_ = i;
    take_comment();
    i = cursor_;
    cursor_ = before;
  }
  const auto next_line = [&](std::size_t from) {
    while (from < text_.size() && !is_break(text_[from])) ++from;
    if (at(from) == '\r' && at(from + 1) == '\n') ++from;
    return std::min(from + 1, text_.size());
  };
  const auto first_not_space = [&](std::size_t from) {
    while (from < text_.size() && text_[from] == ' ') ++from;
    return from;
  };
  const auto is_blank_line = [&](std::size_t from) {
    const std::size_t first = first_not_space(from);
    return first >= text_.size() || is_break(text_[first]);
  };

  // The indentation: what the first line with a character lost on its way into
  // the value.
  std::size_t line = next_line(i);
  const std::size_t content = line;
  const std::size_t value_char = value.find_first_not_of(" \n");
  if (value_char == std::string_view::npos) {
    if (value.empty() && !keep) return header_end;
    while (line < text_.size() && is_blank_line(line)) line = next_line(line);
    return line;
  }
  const std::size_t value_line = value.rfind('\n', value_char) == std::string_view::npos ? 0 : value.rfind('\n', value_char) + 1;
  std::size_t probe = content;
  while (probe < text_.size() && is_blank_line(probe)) probe = next_line(probe);
  const std::size_t written = first_not_space(probe) - probe;
  const std::size_t kept = value_char - value_line;
  const std::size_t indentation = written > kept ? written - kept : 0;

  std::size_t last_begin = content;  // of the last line that belongs to the value
  while (line < text_.size()) {
    const std::size_t spaces = first_not_space(line) - line;
    if (is_blank_line(line)) {
      if (spaces > indentation) last_begin = line;
    } else {
      if (spaces < indentation) break;
      last_begin = line;
    }
    line = next_line(line);
  }
  if (keep) return line;
  const std::size_t after = next_line(last_begin);
  if (!strip) return after;
  std::size_t end = after;
  while (end > last_begin && is_break(text_[end - 1])) --end;
  return end;
}

std::size_t SourceScan::alias_end(std::size_t begin) const {
  std::size_t end = begin + 1;
  while (end < text_.size() && !is_space(text_[end]) && !is_flow(text_[end])) ++end;
  return std::min(end, text_.size());
}

}  // namespace fleetlint::yaml
