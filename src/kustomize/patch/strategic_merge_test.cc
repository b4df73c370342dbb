#include "kustomize/patch/strategic_merge.h"

#include "kustomize/patch/json_patch.h"
#include "tests/catch.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::kustomize::patch {
namespace {

struct Bench {
  yaml::Node read(std::string_view text) {
    const source::FileId file = sources.add(std::string(text));
    diag::Collector out;
    return yaml::parse(arena, file, sources.text(file), {}, out).documents.at(0).root;
  }

  std::string merge(std::string_view base, std::string_view patch) {
    std::optional<MergeProblem> problem;
    const yaml::Node merged = strategic_merge(arena, builtin_openapi(), read(base), read(patch), problem);
    if (problem) return "problem: " + problem->message;
    return merged ? yaml::to_json(merged) : "deleted";
  }

  std::string apply(std::string_view object, std::string_view patch) {
    std::optional<JsonPatchProblem> problem;
    const yaml::Node patched = apply_json_patch(arena, read(object), read(patch), problem);
    return problem ? "problem: " + problem->message : yaml::to_json(patched);
  }

  source::SourceMap sources;
  Arena arena;
};

TEST_CASE("mappings merge field by field") {
  Bench bench;
  CHECK(bench.merge("{a: 1, b: {c: 2}}", "{b: {d: 3}}") == R"({"a":1,"b":{"c":2,"d":3}})");
  CHECK(bench.merge("{a: 1, b: {c: 2}}", "{b: null}") == R"({"a":1})");
  CHECK(bench.merge("{a: 1, b: {c: 2}}", "{b: {$patch: delete}}") == R"({"a":1})");
  CHECK(bench.merge("{b: {c: 2, e: 1}}", "{b: {$patch: replace, d: 3}}") == R"({"b":{"d":3}})");
  CHECK(bench.merge("{a: 1}", "{b: {x: null, y: 1}}") == R"({"a":1,"b":{"y":1}})");
  CHECK(bench.merge("{a: 1}", "{$patch: delete}") == "deleted");
  CHECK(bench.merge("{a: [1]}", "{a: {b: 1}}").starts_with("problem: "));
  CHECK(bench.merge("{a: {b: 1}}", "{a: {$patch: remove}}").starts_with("problem: "));
}

TEST_CASE("a number written over a quoted string is a string") {
  Bench bench;
  CHECK(bench.merge("{a: '1'}", "{a: 2}") == R"({"a":"2"})");
  CHECK(bench.merge("{a: 1}", "{a: '2'}") == R"({"a":"2"})");
  CHECK(bench.merge("{a: '1'}", "{a: !!float 2}") == R"({"a":2})");
}

TEST_CASE("lists of known kinds merge by their keys, others are replaced") {
  Bench bench;
  const std::string pod =
      "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}";
  CHECK(
      bench.merge(pod, "{spec: {containers: [{name: b, image: z}]}}") ==
      R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"z","name":"b"},{"image":"x","name":"a"}]}})");
  CHECK(bench.merge(pod, "{spec: {containers: [{name: a, $patch: delete}, {name: c}]}}") ==
        R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"c"},{"image":"y","name":"b"}]}})");
  CHECK(bench.merge(pod, "{spec: {containers: [{name: n}, {$patch: replace}]}}") ==
        R"({"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"n"}]}})");
  CHECK(bench.merge("{kind: Widget, spec: {items: [{name: a}]}}", "{spec: {items: [{name: b}]}}") ==
        R"({"kind":"Widget","spec":{"items":[{"name":"b"}]}})");
}

TEST_CASE("what a patch leaves alone stays the same node") {
  Bench bench;
  const yaml::Node base = bench.read("{a: {b: 1}, c: {d: [1, 2]}}");
  std::optional<MergeProblem> problem;
  const yaml::Node merged =
      strategic_merge(bench.arena, builtin_openapi(), base, bench.read("{a: {b: 2}}"), problem);
  CHECK(yaml::same(merged["c"], base["c"]));
  CHECK_FALSE(yaml::same(merged["a"], base["a"]));
  CHECK(yaml::same(strategic_merge(bench.arena, builtin_openapi(), base, bench.read("{}"), problem), base));
}

TEST_CASE("JSON patches") {
  Bench bench;
  const std::string object = "{a: {b: [1, 2, 3]}, 'x/y': 1}";
  CHECK(bench.apply(object, "[{op: add, path: /a/b/-, value: 4}]") == R"({"a":{"b":[1,2,3,4]},"x/y":1})");
  CHECK(bench.apply(object, "[{op: add, path: /a/b/1, value: 9}]") == R"({"a":{"b":[1,9,2,3]},"x/y":1})");
  CHECK(bench.apply(object, "[{op: remove, path: /a/b/-1}]") == R"({"a":{"b":[1,2]},"x/y":1})");
  CHECK(bench.apply(object, "[{op: replace, path: /x~1y, value: 2}]") == R"({"a":{"b":[1,2,3]},"x/y":2})");
  CHECK(bench.apply(object, "[{op: move, from: /x~1y, path: /a/c}]") == R"({"a":{"b":[1,2,3],"c":1}})");
  CHECK(bench.apply(object, "[{op: copy, from: /a/b/0, path: /z}]") ==
        R"({"a":{"b":[1,2,3]},"x/y":1,"z":1})");
  CHECK(bench.apply(object, "[{op: test, path: /a/b/0, value: 1}, {op: remove, path: /a}]") ==
        R"({"x/y":1})");
  CHECK(bench.apply(object, "[{op: test, path: /a/b/0, value: 2}]").starts_with("problem: "));
  CHECK(bench.apply(object, "[{op: remove, path: /nothing}]").starts_with("problem: "));
  CHECK(bench.apply(object, "[{op: add, path: /no/way, value: 1}]").starts_with("problem: "));
  CHECK(bench.apply(object, "[{op: add, path: /a/b/7, value: 1}]").starts_with("problem: "));
  CHECK(bench.apply(object, "[{op: append, path: /a/b}]").starts_with("problem: "));
}

TEST_CASE("copies that double an object again and again end") {
  Bench bench;
  std::string patch = "[";
  for (int i = 0; i < 64; ++i) patch += "{op: copy, from: /a, path: /a/-}, ";
  CHECK(bench.apply("{a: [[1]]}", patch + "{op: remove, path: /a}]").starts_with("problem: "));
}

}  // namespace
}  // namespace fleetlint::kustomize::patch
