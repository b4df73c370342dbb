#include "kustomize/label_selector.h"

#include "base/arena.h"
#include "tests/catch.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {
namespace {

TEST_CASE("label selectors as Kubernetes reads them") {
  Arena arena;
  yaml::Node labels;
  labels = set(arena, labels, "app", yaml::make_string(arena, "web", {}), {});
  labels = set(arena, labels, "tier", yaml::make_string(arena, "front", {}), {});
  labels = set(arena, labels, "n", yaml::make_string(arena, "5", {}), {});
  struct Row {
    std::string_view selector;
    bool matches;
  };
  for (const Row& row : {
           Row{"", true},
           Row{"app", true},
           Row{"!app", false},
           Row{"!other", true},
           Row{"app=web", true},
           Row{"app == web , tier=front", true},
           Row{"app!=web", false},
           Row{"other!=x", true},
           Row{"tier in (front, back)", true},
           Row{"tier notin (front)", false},
           Row{"other notin (x)", true},
           Row{"n > 4", true},
           Row{"n<5", false},
       }) {
    INFO(row.selector);
    const LabelSelector selector = parse_label_selector(row.selector);
    CHECK(selector.valid);
    CHECK(selector.matches(labels) == row.matches);
  }
  for (const std::string_view bad :
       {"app=", "a,,b", "app in web", "=x", "app=web,", "a b", "-a", "n > x", "a=b=c"}) {
    INFO(bad);
    CHECK(parse_label_selector(bad).valid == (bad == "app="));
  }
}

}  // namespace
}  // namespace fleetlint::kustomize
