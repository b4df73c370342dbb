// Cutting a stream at its document markers.
//
// A line that starts with `---` or `...` and white space is a marker wherever it
// stands: neither quoted nor block scalars may hold one. So the cut needs no
// parsing, and one broken document does not hide its neighbours.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace fleetlint::yaml {

/// Bytes of one document: from its directives or `---` (or its first line, where
/// it has none) to the next marker.
struct Chunk {
  std::size_t begin = 0;
  std::size_t content = 0;  ///< behind the directives and `---`
  std::size_t end = 0;
  bool has_marker = false;  ///< starts with `---`, so that it is a document even when it holds nothing
  bool has_directives = false;
  bool follows_end = false;  ///< a `...` came before it
  std::size_t stray =
      static_cast<std::size_t>(-1);  ///< text behind the `...` that ends it, where none may be
};

/// Text between documents holds only comments and blank lines and is in no chunk.
std::vector<Chunk> split_documents(std::string_view text, std::size_t begin);

}  // namespace fleetlint::yaml
