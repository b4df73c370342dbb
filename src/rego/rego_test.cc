#include "rego/rego.h"

#include <string>
#include <string_view>

#include "diag/collector.h"
#include "tests/catch.h"
#include "yaml/parse.h"

using namespace fleetlint;

namespace {

/// The JSON of a document, "undefined", or the code of the error.
std::string evaluate(std::string_view module, std::string_view query, std::string_view input = "{}",
                     rego::EvaluationOptions options = {}, rego::Version version = rego::Version::v1) {
  rego::Compiler compiler;
  compiler.add(module, source::FileId{0}, version);
  std::vector<rego::Diagnostic> diagnostics;
  const auto policy = compiler.finish(diagnostics);
  if (!policy) return diagnostics.at(0).code;
  Arena arena;
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(arena, source::FileId{1}, input, {}, out);
  options.input = stream.documents.at(0).root;
  rego::Evaluation evaluation(*policy, options);
  const rego::Outcome outcome = evaluation.query(query);
  if (outcome.failed) return outcome.error.code;
  if (outcome.solutions.empty()) return "undefined";
  return rego::to_json(evaluation.heap(), outcome.solutions[0].last);
}

struct Example {
  std::string_view body;
  std::string_view wanted;  ///< of data.t.p
};

}  // namespace

TEST_CASE("rego: documents of Rego 1") {
  const Example examples[] = {
      {"p := 1 + 2 * 3", "7"},
      {"p if { input.a.b[_] == 2 }", "true"},
      {"p if { input.a.b[_] == 9 }", "undefined"},
      {"p contains x if some x in input.a.b", "[1,2,3]"},
      {"p contains x if { y = 1; [x, y] = [y, z]; z = 1 }", "[1]"},
      {"p[k] := v if some k, v in input.a.b", R"({"0":1,"1":2,"2":3})"},
      {"p := [x | x := input.a.b[_]; x > 1]", "[2,3]"},
      {"p := {k: v | some k, v in [\"a\"]}", R"({"0":"a"})"},
      {"p if every x in input.a.b { x < 4 }", "true"},
      {"p if every x in input.a.b { x < 3 }", "undefined"},
      {"p := f(2)\nf(x) := y if { y := x * 2 }", "4"},
      {"default p := 7\np := 8 if input.missing", "7"},
      {"p := 1 if input.missing else := 2", "2"},
      {"p if not input.missing", "true"},
      {"p if { count(q) == 0 with input as {\"q\": []} }\nq := input.q", "true"},
      {"p := x if { x := q with data.x.y as 5 }\nq := data.x.y", "5"},
      {"p if { 3 in {1, 2, 3} }", "true"},
      {"p := x if { {\"a\": [x, 2]} = {\"a\": [1, 2]} }", "1"},
      {"p := 9007199254740993 * 9007199254740993", "81129638414606699710187514626049"},
      {"p := 0.1 + 0.2", "0.3"},
      {"p := $\"{input.a.b[0]} and {input.missing}\"", R"("1 and <undefined>")"},
      {"p.q[x].r := x if some x in [\"a\", \"b\"]", R"({"q":{"a":{"r":"a"},"b":{"r":"b"}}})"},
  };
  for (const Example& example : examples) {
    INFO(std::string(example.body));
    CHECK(evaluate("package t\n" + std::string(example.body), "data.t.p", "a: {b: [1, 2, 3]}") ==
          example.wanted);
  }
}

TEST_CASE("rego: what is wrong has OPA's code") {
  const Example examples[] = {
      {"p if {", "rego_parse_error"},
      {"p { true }", "rego_parse_error"},
      {"p if x > 1", "rego_unsafe_var_error"},
      {"p if not q[x]\nq contains 1", "rego_unsafe_var_error"},
      {"p := no_such_function(1)", "rego_type_error"},
      {"p := count(1, 2, 3)", "rego_type_error"},
      {"p := 1\np := 2", "eval_conflict_error"},
      {"p := q\nq := p", "rego_recursion_error"},
      {"f(x) := x\nf(x) := x + 1\np := f(1)", "eval_conflict_error"},
      {"p := {k: v | k := 1; v := [1, 2][_]}", "eval_conflict_error"},
  };
  for (const Example& example : examples) {
    INFO(std::string(example.body));
    CHECK(evaluate("package t\n" + std::string(example.body), "data.t.p") == example.wanted);
  }
}

TEST_CASE("rego: Rego 0 without imports") {
  const auto v0 = [](std::string_view body) {
    return evaluate("package t\n" + std::string(body), "data.t.p", "a: [1, 2]", {}, rego::Version::v0);
  };
  CHECK(v0("p[x] { x := input.a[_] }") == "[1,2]");
  CHECK(v0("p[x] = 1 { x := input.a[_] }") == R"({"1":1,"2":1})");
  CHECK(v0("p { false } { true }") == "true");
  CHECK(v0("p = 1 { false } else = 2 { true }") == "2");
  CHECK(v0("import future.keywords.in\np { 1 in input.a }") == "true");
}

TEST_CASE("rego: an evaluation ends") {
  const std::string endless =
      "package t\np := count([1 | numbers.range(1, 3000)[_]; numbers.range(1, 3000)[_]])";
  CHECK(evaluate(endless, "data.t.p", "{}", {.max_steps = 10'000}) == "eval_cancel_error");
  CHECK(evaluate("package t\nf(x) := f(x + 1)\np := f(1)", "data.t.p").ends_with("_error"));
  std::string deep = "package t\np := ";
  deep += std::string(5000, '[') + std::string(5000, ']');
  CHECK(evaluate(deep, "data.t.p") == "rego_parse_error");
}

TEST_CASE("rego: strict errors") {
  CHECK(evaluate("package t\np := 1 / 0", "data.t.p") == "undefined");
  CHECK(evaluate("package t\np := 1 / 0", "data.t.p", "{}", {.strict_errors = true}) == "eval_builtin_error");
  CHECK(evaluate("package t\np := http.send({})", "data.t.p") == "eval_builtin_error");
}

TEST_CASE("rego: what compiles in OPA, and the codes of what does not") {
  const Example examples[] = {
      {"f(x) := 2\n\np if not f(1, 3)", "true"},
      {"f(x) := 2\n\np if not f(1, 2)", "undefined"},
      {"q if false\n\np if not [q]", "undefined"},
      {"q if false\n\np if not q", "true"},
      {"p if { 1 == 2 } { 2 == 2 }", "true"},
      {"a := input.a.b\n\np := $\"{a with input as {\"a\": {\"b\": 1}}}\"", "\"1\""},
      {"default p := {x | some x in [1]}", "[1]"},
      {"default p := 1 + 1", "rego_parse_error"},
      {"p if q\n\nq if p", "rego_recursion_error"},
      {"p if count(data) > 0", "rego_recursion_error"},
      {"p contains x if { x := 1; some x in [1] }", "rego_compile_error"},
      {"f(n) := n if n := 1\n\np := f(1)", "rego_compile_error"},
      {"input := 1", "rego_compile_error"},
      {"p := array.concat([1], [2], [3])", "rego_type_error"},
      {"p if cast_array([1])", "rego_type_error"},
      {"f(x) := 1\n\np if count([]) with count as lower2\n\nlower2(x, y) := 1", "rego_type_error"},
  };
  for (const Example& example : examples) {
    CAPTURE(example.body);
    CHECK(evaluate("package t\n\n" + std::string(example.body), "data.t.p", "{a: {b: 7}}") == example.wanted);
  }
}

// What OPA 1.14 gives.
TEST_CASE("rego: builtins for patterns, addresses, times and YAML") {
  const Example examples[] = {
      {R"(p := glob.match("*.github.com", [], "api.github.com"))", "true"},
      {R"(p := glob.match("*", ["."], "foo.bar"))", "false"},
      {R"(p := glob.match("{cat,bat,[fr]at}", [], "rat"))", "true"},
      {R"(p := regex.globs_match("a.*", "abc"))", "true"},
      {R"(p := regex.template_match("urn:foo:{.*}", "urn:foo:bar", "{", "}"))", "true"},
      {R"(p := net.cidr_contains("10.0.0.0/8", "10.1.0.0/24"))", "true"},
      {R"(p := net.cidr_merge(["192.168.0.0/24", "192.168.1.0/24"]))", R"(["192.168.0.0/23"])"},
      {R"(p := time.parse_ns("RFC822Z", "02 Jun 17 19:00 -0700"))", "1496455200000000000"},
      {R"(p := time.format([1670006453141828752, "UTC", "Mon Jan 02 15:04:05 -0700 2006"]))",
       R"("Fri Dec 02 18:40:53 +0000 2022")"},
      {R"(p := time.diff(1257894000000000000, 1703444325734390000))", "[14,1,13,19,58,45]"},
      {R"(p := time.add_date(1585852421593912000, 3, 9, 12))", "1705257221593912000"},
      {R"(p := time.parse_duration_ns("1h6m13.3s20ms15us1ns"))", "3973320015001"},
      {R"(p := json.patch({"a": {1, 2}}, [{"op": "remove", "path": ["a", 1]}]))", R"({"a":[2]})"},
      {R"(p := json.patch([1, 2], [{"op": "add", "path": "/-", "value": 3}]))", "[1,2,3]"},
      {R"(p := yaml.unmarshal("a: [1, yes]"))", R"({"a":[1,true]})"},
      {R"(p := yaml.marshal({"a": ["1", 2]}))", R"("a:\n- \"1\"\n- 2\n")"},
      {R"(p := units.parse("0.0005K") == 0.5)", "true"},
      {R"(p := upper("é ж"))", R"("É Ж")"},
      {R"(p := graph.reachable_paths({"a": ["b"], "b": []}, ["a"]))", R"([["a","b"]])"},
  };
  for (const Example& example : examples) {
    CAPTURE(example.body);
    CHECK(evaluate("package t\n\n" + std::string(example.body), "data.t.p") == example.wanted);
  }
}
