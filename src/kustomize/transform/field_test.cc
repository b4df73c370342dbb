#include "kustomize/transform/field.h"

#include "tests/catch.h"
#include "yaml/edit.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::kustomize::transform {
namespace {

yaml::Node read(Arena& arena, source::SourceMap& sources, std::string_view text) {
  diag::Collector out;
  const source::FileId file = sources.add(std::string(text));
  return yaml::parse(arena, file, sources.text(file), {}, out).documents.front().root;
}

TEST_CASE("paths of field specs and of replacements") {
  using Parts = std::vector<std::string>;
  CHECK(split_path("a/b", '/') == Parts{"a", "b"});
  CHECK(split_path("/a/b", '/') == Parts{"a", "b"});
  CHECK(split_path("a/b.c\\/d/e", '/') == Parts{"a", "b.c/d", "e"});
  CHECK(split_path("", '/') == Parts{""});
  CHECK(split_bracketed_path("a.[name=x.y].b", '.') == Parts{"a", "[name=x.y]", "b"});
  CHECK(split_bracketed_path("metadata.labels.[a.b/c]", '.') == Parts{"metadata", "labels", "a.b/c"});
  CHECK(split_bracketed_path("a.b\\.c", '.') == Parts{"a", "b.c"});
}

TEST_CASE("walking a field spec") {
  struct Row {
    std::string_view text;
    FieldSpec spec;
    Leaf leaf;
    std::string_view after;  // empty: a problem
  };
  const Row rows[] = {
      {"a: {b: 1}", {{}, "a/b", false}, Leaf::none, "a:\n  b: set\n"},
      {"a: [{b: 1}, {c: 2}, {b: 3}]", {{}, "a/b", false}, Leaf::none, "a:\n- b: set\n- c: 2\n- b: set\n"},
      {"a: [{b: 1}]", {{}, "a[]/b", true}, Leaf::scalar, "a:\n- b: set\n"},
      {"{}", {{}, "a/b", false}, Leaf::scalar, "{}\n"},
      {"{}", {{}, "a/b", true}, Leaf::none, "{}\n"},
      {"{}", {{}, "a/b", true}, Leaf::scalar, "a:\n  b: set\n"},
      {"a: null", {{}, "a/b", true}, Leaf::scalar, "a:\n  b: set\n"},
      {"a: null", {{}, "a/b", false}, Leaf::scalar, "a: null\n"},
      {"a: null", {{}, "a[]/b", false}, Leaf::none, "a: []\n"},
      {"{}", {{}, "a[]/b", true}, Leaf::scalar, "{}\n"},
      {"a: text", {{}, "a/b", false}, Leaf::none, ""},
      {"a: {}", {{}, "a//b", false}, Leaf::none, ""},
      {"a: {}", {{}, "a/0", false}, Leaf::none, ""},
  };
  for (const Row& row : rows) {
    INFO(row.text << " at " << row.spec.path);
    Arena arena;
    source::SourceMap sources;
    const yaml::Node root = read(arena, sources, row.text);
    std::optional<Problem> problem;
    const Setter set = [&](yaml::Node, std::optional<Problem>&) {
      return yaml::make_string(arena, "set", {});
    };
    const yaml::Node after = walk(arena, root, row.spec, row.leaf, {}, set, problem);
    CHECK(problem.has_value() == row.after.empty());
    CHECK((problem ? same(after, root) : yaml::emit(after) == row.after));
  }
}

TEST_CASE("what a walk does not touch is shared") {
  Arena arena;
  source::SourceMap sources;
  const yaml::Node root = read(arena, sources, "a: {b: 1}\nc: {d: 2}");
  std::optional<Problem> problem;
  const Setter set = [&](yaml::Node, std::optional<Problem>&) { return yaml::make_string(arena, "set", {}); };
  const FieldSpec spec{{}, "a/b", false};
  const yaml::Node after = walk(arena, root, spec, Leaf::none, {}, set, problem);
  CHECK(same(after["c"], root["c"]));
  CHECK_FALSE(same(after["a"], root["a"]));
}

}  // namespace
}  // namespace fleetlint::kustomize::transform
