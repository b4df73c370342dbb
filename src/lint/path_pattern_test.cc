#include "lint/path_pattern.h"

#include "tests/catch.h"

namespace fleetlint::lint {

TEST_CASE("path patterns match as in .gitignore") {
  struct Row {
    std::string_view pattern, path;
    bool matches;
  };
  for (const Row& row : {
           Row{"vendor", "vendor/a.yaml", true},
           Row{"vendor", "x/vendor/a.yaml", true},
           Row{"vendor/", "vendor/a.yaml", true},
           Row{"vendor/", "x/vendor", false},
           Row{"/vendor", "x/vendor/a.yaml", false},
           Row{"/vendor", "vendor", true},
           Row{"a/b", "a/b/c.yaml", true},
           Row{"a/b", "x/a/b/c.yaml", false},
           Row{"*.yml", "a/b.yml", true},
           Row{"*.yml", "a/b.yaml", false},
           Row{"a/*.yaml", "a/b.yaml", true},
           Row{"a/*.yaml", "a/b/c.yaml", false},
           Row{"a/**/c.yaml", "a/c.yaml", true},
           Row{"a/**/c.yaml", "a/x/y/c.yaml", true},
           Row{"a/**", "a/x/y/c.yaml", true},
           Row{"a/**", "b/x", false},
           Row{"**/tests/", "a/tests/b.yaml", true},
           Row{"tests?", "tests1/x", true},
           Row{"tests?", "tests/x", false},
           Row{"", "a", false},
       }) {
    INFO(row.pattern << " and " << row.path);
    CHECK(path_matches(row.pattern, row.path) == row.matches);
  }
}

TEST_CASE("words match with stars alone") {
  CHECK(word_matches("prod-*", "prod-eu"));
  CHECK(word_matches("*-eu-*", "prod-eu-1"));
  CHECK_FALSE(word_matches("prod-?", "prod-1"));
  CHECK_FALSE(word_matches("prod", "prod-eu"));
  CHECK(word_matches("*", ""));
}

}  // namespace fleetlint::lint
