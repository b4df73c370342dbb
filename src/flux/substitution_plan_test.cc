#include "flux/substitution_plan.h"

#include <iterator>
#include <string>
#include <string_view>

#include "flux/substitute.h"
#include "source/source_map.h"
#include "tests/catch.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::flux {
namespace {

yaml::Node parse(Arena& arena, source::SourceMap& sources, std::string text) {
  diag::Collector out;
  const source::FileId file = sources.add(std::move(text));
  return yaml::parse(arena, file, sources.text(file), {}, out).documents.at(0).root;
}

TEST_CASE("a plan gives what substitution of the whole text gives, or nothing") {
  const std::string_view templates[] = {
      "${a}",
      "x-${a}",
      "${a}-x",
      "${a}${b}",
      "${a} and ${b}",
      "http://${a}:${b}/",
      "${a:=d}",
      "${a^^}",
      "'${a}'",
      "'it''s ${a}'",
      "'${a}: x'",
      "'- ${a}'",
      "\"${a}\\n\"",
      "\"\\u0007${a}\"",
      "|\n    one ${a}\n    two",
      "|-\n    ${a}\n    ${b}",
      "|+\n    ${a}\n\n",
      "|2\n      indented ${a}",
      ">\n    folded ${a}\n    text",
      "{k: '${a}', l: [x, '${b}']}",
      "{'${a}': x}",
      "['${a}', {n: '${b}'}]",
      "$${a}",
      "${a} $$ b",
      "${missing}",
      "a very long text of more than eighty characters, which is folded where it is printed, ${a} is here",
      "'${a'",
      "'#${a}'",
      "'1${a}'",
      "'0x${a}'",
      "'${a}e3'",
      "y${a}",
      "'${#a}'",
      "${a:0:1}",
      "[&x '${a}', *x]",
      "{&k k: '${a}', l: 2015-01-01}"};
  const std::string_view values[] = {"v",    "8080",  "true",
                                     "null", "no",    "1e3",
                                     "0x1f", "1_000", "2015-01-01",
                                     "1:20", "a b",   "",
                                     "- x",  "a: b",  "#c",
                                     "'",    "a'b",   "{",
                                     "~",    "-",     ".inf",
                                     "=",    "a#b",   "a:",
                                     "é",    "*a",    "&a",
                                     "!x",   "$${x}", "a.b/c",
                                     "0777", "-1",    "+1",
                                     "1.5",  "%x",    "@x",
                                     "a,b",  "[x]",   "12345678901234567890"};
  std::size_t planned = 0;
  std::size_t all = 0;
  for (const std::string_view text : templates) {
    for (const std::string_view first : values) {
      for (const std::string_view second : {"w", "7", "", "on"}) {
        Arena arena;
        source::SourceMap sources;
        const yaml::Node object =
            parse(arena, sources,
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  key: " + std::string(text) +
                      "\n");
        const yaml::Node written = parse(arena, sources, "first: '1'\nsecond: '2'\n");
        Variables variables;
        variables.set("a", first, written["first"]);
        variables.set("b", second, written["second"]);
        CAPTURE(text, first, second);
        ++all;
        const std::optional<SubstitutionPlan> plan = SubstitutionPlan::make(object);
        const std::optional<yaml::Node> quick = plan ? plan->apply(arena, variables) : std::nullopt;
        if (!quick) continue;
        ++planned;
        diag::Collector out;
        const SubstitutedObject whole = substitute(arena, sources, object, variables, {}, out);
        CHECK(out.empty());
        CHECK(whole.failed_stage.empty());
        CHECK(whole.unresolved.empty());
        CHECK(yaml::emit(*quick) == yaml::emit(whole.node));
        CHECK(same_made(*quick, whole.node));
      }
    }
  }

  // Words and numbers in plain text are what plans are for.
  CHECK(planned > all / 10);
}

TEST_CASE("a plan leaves to substitution what may change the object") {
  Arena arena;
  source::SourceMap sources;
  const auto plan_of = [&](std::string_view data) {
    return SubstitutionPlan::make(
        parse(arena, sources, "kind: ConfigMap\ndata:\n  " + std::string(data) + "\n"));
  };
  CHECK_FALSE(plan_of("${a}: x"));
  CHECK_FALSE(plan_of("k: \"\\u0007${a}\""));
  const std::optional<SubstitutionPlan> plan = plan_of("k: ${a}");
  REQUIRE(plan);
  const auto is_planned = [&](std::string_view value, bool hidden = false) {
    Variables variables;
    variables.set("a", value, {}, hidden);
    return plan->apply(arena, variables).has_value();
  };
  CHECK(is_planned("word"));
  CHECK(is_planned("8080"));
  CHECK_FALSE(is_planned("a: b"));
  CHECK_FALSE(is_planned(""));
  CHECK_FALSE(is_planned("null"));
  CHECK_FALSE(is_planned("word", true));
  CHECK_FALSE(plan->apply(arena, Variables()));
}

TEST_CASE("a plan leaves large values to substitution, which has a limit for them") {
  Arena arena;
  source::SourceMap sources;
  std::string text = "kind: ConfigMap\ndata:\n";
  for (int i = 0; i < 100; ++i) text += "  k" + std::to_string(i) + ": ${a}${a}\n";
  const std::optional<SubstitutionPlan> plan = SubstitutionPlan::make(parse(arena, sources, text));
  REQUIRE(plan);
  Variables variables;
  variables.set("a", std::string(1'000, 'x'), {});
  CHECK(plan->apply(arena, variables));
  variables.set("a", std::string(100'000, 'x'), {});
  CHECK_FALSE(plan->apply(arena, variables));
}

}  // namespace
}  // namespace fleetlint::flux
