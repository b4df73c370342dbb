#include "yaml/split.h"

#include <cstring>

namespace fleetlint::yaml {

namespace {

bool is_marker(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r' || line[3] == '\n');
}

}  // namespace

std::vector<Chunk> split_documents(std::string_view text, std::size_t begin) {
  std::vector<Chunk> chunks;
  bool in_document = false;
  bool in_directives = false;
  bool after_end = false;
  for (std::size_t line = begin; line < text.size();) {
    const void* found = std::memchr(text.data() + line, '\n', text.size() - line);
    const std::size_t next =
        found == nullptr ? text.size()
                         : static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1;
    const std::string_view rest = text.substr(line, next - line);
    const char first = rest.front();
    if (first == '-' && is_marker(rest, "---")) {
      if (in_directives) {
        chunks.back().has_marker = true;
      } else {
        if (in_document) chunks.back().end = line;
        chunks.emplace_back().begin = line;
        chunks.back().follows_end = after_end;
        chunks.back().has_marker = true;
      }
      chunks.back().content = line + 3;
      chunks.back().end = text.size();
      in_document = true;
      in_directives = false;
    } else if (first == '.' && is_marker(rest, "...")) {
      if (in_document) {
        chunks.back().end = line;
        const std::size_t behind = rest.find_first_not_of(" \t\r\n", 3);
        if (behind != std::string_view::npos && rest[behind] != '#') chunks.back().stray = line + behind;
      }
      after_end = true;
      in_document = false;
      in_directives = false;
    } else if (!in_document) {
      const std::size_t content = rest.find_first_not_of(" \t\r\n");
      if (content != std::string_view::npos && rest[content] != '#') {
        Chunk& chunk = chunks.emplace_back();
        chunk.begin = chunk.content = line;
        chunk.end = text.size();
        chunk.has_directives = first == '%';
        chunk.follows_end = after_end;
        in_document = true;
        in_directives = first == '%';
      }
    }
    line = next;
  }
  return chunks;
}

}  // namespace fleetlint::yaml
