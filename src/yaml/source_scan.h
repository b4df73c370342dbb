// SourceScan: the second look at the text, beside yaml-cpp's events.
//
// yaml-cpp tells where a node starts and what its value is; not where it ends, how
// it was written, nor where comments are. This follows the events with one cursor:
// what lies between two nodes (white space, comments, indicators) is walked over
// once, and a scalar's end is found by matching its known value against the text.
// Nothing here reports mistakes or makes nodes.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "yaml/parse.h"

namespace fleetlint::yaml {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// How a scalar stands in the text.
struct WrittenScalar {
  std::size_t end = 0;
  Style style = Style::plain;
  bool verbatim = false;  ///< the bytes are the value
  bool closed = true;     ///< false for a quoted scalar without its second quote
  int breaks_at_end =
      0;  ///< line breaks between a quoted scalar's last character and its quote; those ">+" keeps
  std::size_t quote_escape = kNowhere;  ///< first `\\'` in double quotes
  std::size_t slash_escape = kNowhere;  ///< first `\/` in double quotes
  std::size_t tab = kNowhere;           ///< a tab where the indentation of block text is looked for
};

class SourceScan {
 public:
  /// Comments are appended as the cursor passes them.
  SourceScan(std::string_view text, std::size_t begin, std::vector<Comment>& comments)
      : text_(text), begin_(begin), cursor_(begin), comments_(comments) {}

  std::size_t position() const { return cursor_; }
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  /// Over white space, line breaks and comments; gives the position reached.
  std::size_t next_content();

  /// The first tab passed since the last call that stands where block structure may
  /// begin (before the first character of a line or behind `-`), or kNowhere.
  std::size_t take_tab() { return std::exchange(tab_, kNowhere); }

  /// The first comment passed since the last call that has no white space before its
  /// `#`, or kNowhere.
  std::size_t take_glued_comment() { return std::exchange(glued_comment_, kNowhere); }

  /// The first line of [begin, end) but the line of `begin` that is indented by no
  /// more than `column` spaces and holds something, or kNowhere.
  std::size_t find_shallow_line(std::size_t begin, std::size_t end, std::size_t column) const;

  /// Goes behind the indicator if it is what comes next.
  bool take(char indicator);

  /// Over one property of a node (anchor, tag), if that is what comes next; gives
  /// its offset, or kNowhere.
  std::size_t skip_property();

  /// Past something that holds no comments (a scalar).
  void jump_to(std::size_t offset) {
    if (cursor_ < offset) cursor_ = offset;
  }

  /// Bytes between the start of its line and the offset.
  std::size_t column(std::size_t offset) const;

  /// The scalar with this value whose text starts at `begin`. Notes the comment of
  /// a block scalar's header.
  WrittenScalar scalar(std::size_t begin, std::string_view value);

  /// Behind the name of the alias at `begin`.
  std::size_t alias_end(std::size_t begin) const;

 private:
  void take_comment();
  void note_tab();
  WrittenScalar single_quoted(std::size_t begin) const;
  WrittenScalar double_quoted(std::size_t begin) const;
  int breaks_before(std::size_t offset) const;
  WrittenScalar plain(std::size_t begin, std::string_view value) const;
  WrittenScalar block(std::size_t begin, std::string_view value);

  std::string_view text_;
  std::size_t begin_;
  std::size_t cursor_;
  std::size_t tab_ = kNowhere;
  std::size_t glued_comment_ = kNowhere;
  std::vector<Comment>& comments_;
};

}  // namespace fleetlint::yaml
