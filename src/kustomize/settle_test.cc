#include "kustomize/settle.h"

#include "tests/catch.h"

namespace fleetlint::kustomize {
namespace {

// What `kubectl kustomize` prints for a folded scalar with this value.
TEST_CASE("folded text reads longer after kustomize wrote it") {
  struct Row {
    std::string_view value;
    std::string_view printed;
  };
  for (const Row& row : {
           Row{"one line\n", "one line\n"},
           Row{"one\ntwo\n", "one\ntwo\n"},
           Row{"one\n\ntwo\n", "one\n\ntwo\n"},
           Row{"one\n  indented\ntwo\n", "one\n\n  indented\ntwo\n"},
           Row{"one\n\n  indented\n", "one\n\n\n  indented\n"},
           Row{"one\n  indented\n  more\n", "one\n\n  indented\n  more\n"},
           Row{"no end", "no end"},
           Row{"blank before a break \nx\n", "blank before a break \nx\n"},
       }) {
    INFO(row.value);
    CHECK(rewrite_folded(row.value) == row.printed);
  }
}

}  // namespace
}  // namespace fleetlint::kustomize
