#include "report/line_hash.h"

#include "tests/catch.h"

using fleetlint::report::line_hashes;

// The values are those that GitHub's own tests of the algorithm state.
TEST_CASE("line hashes are GitHub's") {
  CHECK(line_hashes("") == std::vector<std::string>{"c129715d7a2bc9a3:1"});
  const std::vector<std::string> four{"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1",
                                      "a23a3dc5e078b07b:1"};
  CHECK(line_hashes(" a\nb\n  \t\tc\n d") == four);
}

TEST_CASE("line ends and blanks do not change a line's hash, repetition counts") {
  CHECK(line_hashes("a\r\nb\r\n") == line_hashes("a\nb\n"));
  CHECK(line_hashes("x y\n") == line_hashes("xy\n"));
  CHECK(line_hashes("a\n") != line_hashes("b\n"));
}
