#include "source/line_index.h"

#include "source/source_map.h"
#include "tests/catch.h"

using namespace fleetlint::source;

TEST_CASE("positions count lines, characters and UTF-16 units") {
  const std::string_view text = "ab\r\nä😀x\n";
  const LineIndex lines(text);
  CHECK(lines.position(0).line == 1);
  CHECK(lines.position(1).column == 2);
  const Position x = lines.position(static_cast<std::uint32_t>(text.find('x')));
  CHECK(x.line == 2);
  CHECK(x.column == 3);
  CHECK(x.utf16_column == 4);
  CHECK(lines.line(1) == "ab");
  CHECK(lines.line(2) == "ä😀x");
  CHECK(lines.line(3).empty());
  CHECK(lines.line(9).empty());
  CHECK(lines.position(1000).line == 3);
}

TEST_CASE("equal texts are one file with the path of whoever loaded it") {
  SourceMap map;
  const FileId a = map.add("x");
  CHECK(map.add("x") == a);
  CHECK(map.add("y") != a);
  CHECK(map.file_count() == 2);
  CHECK(map.text(a, Span{0, 100}) == "x");
  CHECK(map.text(FileId::none).empty());
  LoadedPaths paths;
  paths.add(a, "one");
  paths.add(a, "two");
  CHECK(paths.path(a) == "one");
  CHECK(paths.path(FileId::none).empty());
}
