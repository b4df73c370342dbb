#include "kustomize/transform/expand_vars.h"

#include "tests/catch.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {
namespace {

TEST_CASE("references to vars in texts") {
  Arena arena;
  const auto values = [&](std::string_view name) {
    if (name == "A") return yaml::make_string(arena, "a", {});
    if (name == "N") return yaml::make_scalar(arena, yaml::Kind::integer, "007", {});
    if (name == "F") return yaml::make_scalar(arena, yaml::Kind::floating, "1e30", {});
    return yaml::Node();
  };
  struct Row {
    std::string_view text;
    std::string_view expanded;
  };
  for (const Row& row : {
           Row{"plain", "plain"},
           Row{"x $(A)", "x a"},
           Row{"$(A)$(A)", "aa"},
           Row{"$(B) $(A)", "$(B) a"},
           Row{"$$(A) $(A)", "$(A) a"},
           Row{"$$$(A)", "$a"},
           Row{"$(A", "$(A"},
           Row{"cost $5 $", "cost $5 $"},
           Row{"n=$(N)", "n=7"},
           Row{"f=$(F)", "f=1e+30"},
           Row{"$()x", "$()x"},
       }) {
    INFO(row.text);
    const Expanded expanded = expand_vars(row.text, values);
    CHECK_FALSE(expanded.whole);
    CHECK(expanded.text == row.expanded);
  }
  CHECK(expand_vars("$(N)", values).whole.kind() == yaml::Kind::integer);
  CHECK(expand_vars("$(A)", values).whole.text() == "a");
}

}  // namespace
}  // namespace fleetlint::kustomize::transform
