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
#include <vector>

#include "yaml/parse.h"

namespace fleetlint::yaml {

/// How a scalar stands in the text.
struct WrittenScalar {
  std::size_t end = 0;
  Style style = Style::plain;
  bool verbatim = false;  ///< the bytes are the value
};

class SourceScan {
 public:
  /// Comments are appended as the cursor passes them.
  SourceScan(std::string_view text, std::size_t begin, std::vector<Comment>& comments)
      : text_(text), cursor_(begin), comments_(comments) {}

  std::size_t position() const { return cursor_; }
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  /// Over white space, line breaks and comments; gives the position reached.
  std::size_t next_content();

  /// Goes behind the indicator if it is what comes next.
  bool take(char indicator);

  /// Over a node's properties (anchor, tag), at most `count`, that stand at the
  /// cursor.
  void skip_properties(int count);

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
  std::size_t single_quoted_end(std::size_t begin) const;
  std::size_t double_quoted_end(std::size_t begin) const;
  WrittenScalar plain(std::size_t begin, std::string_view value) const;
  std::size_t block_end(std::size_t begin, std::string_view value);

  std::string_view text_;
  std::size_t cursor_;
  std::vector<Comment>& comments_;
};

}  // namespace fleetlint::yaml
