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
  if (before == cursor_ && before > begin_ && !is_break(text_[before - 1]) && glued_comment_ == kNowhere) {
    glued_comment_ = cursor_;
  }
  const bool own_line = before == 0 || is_break(text_[before - 1]);
  // Nodes are met in the order of the text, but the end of one may be looked for
  // beyond a comment that is met again later.
  if (comments_.empty() || comments_.back().span.begin < cursor_) {
    comments_.push_back(Comment{{narrow(cursor_), narrow(end)}, own_line});
  }
  cursor_ = end;
}

void SourceScan::note_tab() {
  std::size_t before = cursor_;
  while (before > begin_ && is_blank(text_[before - 1])) --before;
  std::size_t behind = cursor_;
  while (is_blank(at(behind))) ++behind;
  // Behind spaces, on a line without content, go-yaml takes it as a plain scalar's.
  const bool has_content = behind < text_.size() && !is_break(text_[behind]) && text_[behind] != '#';
  if (!has_content && before < cursor_) return;
  if (before == 0) {
    tab_ = cursor_;
    return;
  }
  const char c = text_[before - 1];
  const bool is_behind_dash = before > begin_ && (c == '-' || c == '?');  // not behind `---`
  if (is_break(c) || is_behind_dash) tab_ = cursor_;
}

std::size_t SourceScan::next_content() {
  while (cursor_ < text_.size()) {
    const char c = text_[cursor_];
    if (is_space(c)) {
      if (c == '\t' && tab_ == kNowhere) note_tab();
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

std::size_t SourceScan::skip_property() {
  const std::size_t before = cursor_;
  const std::size_t begin = next_content();
  const char first = at(begin);
  if (first != '&' && first != '!') {
    cursor_ = before;
    return kNowhere;
  }
  const bool is_verbatim_tag = first == '!' && at(cursor_ + 1) == '<';
  while (cursor_ < text_.size() && !is_space(text_[cursor_]) &&
         (is_verbatim_tag || !is_flow(text_[cursor_]))) {
    ++cursor_;
  }
  return begin;
}

std::size_t SourceScan::column(std::size_t offset) const {
  std::size_t begin = std::min(offset, text_.size());
  while (begin > begin_ && !is_break(text_[begin - 1])) --begin;
  return offset - begin;
}

std::size_t SourceScan::find_shallow_line(std::size_t begin, std::size_t end, std::size_t column) const {
  for (std::size_t i = text_.find('\n', begin); i < end; i = text_.find('\n', i + 1)) {
    std::size_t first = i + 1;
    while (at(first) == ' ') ++first;
    const std::size_t spaces = first - i - 1;
    while (is_blank(at(first))) ++first;
    if (first < end && !is_break(text_[first]) && spaces <= column) return first;
  }
  return kNowhere;
}

WrittenScalar SourceScan::scalar(std::size_t begin, std::string_view value) {
  switch (at(begin)) {
    case '\'': return single_quoted(begin);
    case '"': return double_quoted(begin);
    case '|':
    case '>': return block(begin, value);
    default: return plain(begin, value);
  }
}

int SourceScan::breaks_before(std::size_t offset) const {
  int breaks = 0;
  while (offset > begin_ && is_space(text_[offset - 1])) {
    --offset;
    const bool ends_line = text_[offset] == '\n' || (text_[offset] == '\r' && at(offset + 1) != '\n');
    breaks += ends_line ? 1 : 0;
  }
  return breaks;
}

WrittenScalar SourceScan::single_quoted(std::size_t begin) const {
  WrittenScalar written;
  written.style = Style::single_quoted;
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    if (text_[i] != '\'') continue;
    if (at(i + 1) != '\'') {
      written.end = i + 1;
      written.breaks_at_end = breaks_before(i);
      return written;
    }
    ++i;
  }
  written.end = text_.size();
  written.closed = false;
  return written;
}

WrittenScalar SourceScan::double_quoted(std::size_t begin) const {
  WrittenScalar written;
  written.style = Style::double_quoted;
  for (std::size_t i = begin + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\') {
      if (at(i + 1) == '\'' && written.quote_escape == kNowhere) written.quote_escape = i;
      if (at(i + 1) == '/' && written.slash_escape == kNowhere) written.slash_escape = i;
      ++i;
    } else if (text_[i] == '"') {
      written.end = i + 1;
      written.breaks_at_end = breaks_before(i);
      return written;
    }
  }
  written.end = text_.size();
  written.closed = false;
  return written;
}

WrittenScalar SourceScan::plain(std::size_t begin, std::string_view value) const {
  if (text_.substr(std::min(begin, text_.size()), value.size()) == value) {
    WrittenScalar written;
    written.end = begin + value.size();
    written.verbatim = true;
    return written;
  }
  // Several lines, folded: the same characters, other white space.
  WrittenScalar written;
  std::size_t at_text = begin;
  written.end = begin;
  for (const char c : value) {
    if (is_space(c)) continue;
    while (at_text < text_.size() && is_space(text_[at_text])) ++at_text;
    if (at(at_text) != c) break;
    written.end = ++at_text;
  }
  return written;
}

WrittenScalar SourceScan::block(std::size_t begin, std::string_view value) {
  WrittenScalar written;
  written.style = at(begin) == '|' ? Style::literal : Style::folded;
  // Header: indicators, then perhaps a comment.
  std::size_t i = begin + 1;
  bool explicit_indentation = false;
  bool keep = false;
  bool strip = false;
  while (i < text_.size() && (text_[i] == '+' || text_[i] == '-' || (text_[i] >= '0' && text_[i] <= '9'))) {
    keep = keep || text_[i] == '+';
    strip = strip || text_[i] == '-';
    explicit_indentation = explicit_indentation || (text_[i] >= '0' && text_[i] <= '9');
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
    written.end = header_end;
    if (value.empty() && !keep) return written;
    while (line < text_.size() && is_blank_line(line)) line = next_line(line);
    written.end = line;
    return written;
  }
  const std::size_t line_break = value.rfind('\n', value_char);
  const std::size_t kept = line_break == std::string_view::npos ? value_char : value_char - line_break - 1;
  std::size_t probe = content;
  while (probe < text_.size() && is_blank_line(probe)) probe = next_line(probe);
  const std::size_t first_char = first_not_space(probe);
  const std::size_t spaces_before = first_char - probe;
  const std::size_t indentation = spaces_before > kept ? spaces_before - kept : 0;
  if (!explicit_indentation && at(first_char) == '\t') written.tab = first_char;

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
  written.end = keep ? line : next_line(last_begin);
  if (keep && written.style == Style::folded) {
    for (std::size_t from = last_begin; from < written.end; from = next_line(from)) {
      written.breaks_at_end += is_break(text_[next_line(from) - 1]) ? 1 : 0;
    }
  }
  if (!strip) return written;
  while (written.end > last_begin && is_break(text_[written.end - 1])) --written.end;
  return written;
}

std::size_t SourceScan::alias_end(std::size_t begin) const {
  std::size_t end = begin + 1;
  while (end < text_.size() && !is_space(text_[end]) && !is_flow(text_[end])) ++end;
  return std::min(end, text_.size());
}

}  // namespace fleetlint::yaml
