#include "flux/envsubst.h"

#include <string>
#include <string_view>

#include "tests/catch.h"

namespace fleetlint::flux {
namespace {

Variables known(std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  Variables variables;
  for (const auto& [name, value] : values) variables.set(name, value, {});
  return variables;
}

// The language itself is measured by tests/conformance (suite "substitution").
TEST_CASE("operators that differ from a shell's") {
  const Variables variables = known({{"x", "abc"}, {"empty", ""}});
  const struct {
    std::string_view text;
    std::string_view expected;
  } kCases[] = {
      {"${x:+d}", "abc"}, {"${y:+d}", "d"},       {"${y:?d}", "d"},    {"${empty=d}", "d"},
      {"$$${x}", "$abc"}, {"$${x}", "${x}"},      {"${x:-1}", "abc"},  {"${y:-$${x}}", "$abc"},
      {"${x#*}", "bc"},   {"$x $(x)", "$x $(x)"}, {"${x/#a/}", "abc"}, {"${#x}", "3"},
  };
  for (const auto& c : kCases) {
    INFO(c.text);
    const Expansion expansion = expand(c.text, variables);
    CHECK_FALSE(expansion.error.has_value());
    CHECK(expansion.text == c.expected);
  }
}

TEST_CASE("pieces tell where each part of the result comes from") {
  const Variables variables = known({{"x", "value"}});
  const std::string_view text = "a $$b ${x} c ${y:-${x}}";
  const Expansion expansion = expand(text, variables);
  REQUIRE(expansion.text == "a $b value c value");
  std::uint32_t end = 0;
  std::string kept;
  for (const Piece& piece : expansion.pieces) {
    CHECK(piece.output.begin == end);
    end = piece.output.end;
    const auto in = text.substr(piece.input.begin, piece.input.end - piece.input.begin);
    const auto out = std::string_view(expansion.text).substr(piece.output.begin, end - piece.output.begin);
    if (piece.replaced) {
      CHECK((in == "$$" || (piece.variables.size() == 1 && piece.variables[0]->value == out)));
    } else {
      CHECK(in == out);
      kept += in;
    }
  }
  CHECK(end == expansion.text.size());
  CHECK(kept == "a b  c ");
}

TEST_CASE("what is not known stays as it was written") {
  Variables variables = known({{"x", "1"}});
  variables.set("secret", "hunter2", {}, true);
  CHECK(expand("${secret}/${x}", variables).text == "${secret}/1");
  CHECK(expand("${secret:-d}${secret^^}", variables).text == "${secret:-d}${secret^^}");
  CHECK(expand("${other}", variables).text.empty());
  variables.complete = false;
  const Expansion expansion = expand("${other} ${other:-d} ${x} ${x:${other}}", variables);
  CHECK(expansion.text == "${other} d 1 ${x:${other}}");
  CHECK(expansion.undefined.empty());
  CHECK(expansion.pieces.front().unknown);
}

TEST_CASE("undefined variables and errors have their place") {
  const std::string_view text = "a: ${x}\nb: ${y:-d}\nc: ${z^^}\n";
  const Expansion expansion = expand(text, {});
  REQUIRE(expansion.undefined.size() == 2);
  CHECK(expansion.undefined[0].name == "x");
  CHECK(text.substr(expansion.undefined[0].expression.begin, 4) == "${x}");
  CHECK(text.substr(expansion.undefined[1].expression.begin, 6) == "${z^^}");

  const std::string_view broken = "a: ${x}\nb: ${y.z}\n";
  const Expansion failed = expand(broken, {});
  REQUIRE(failed.error == ExpansionError::missing_closing_brace);
  CHECK(failed.text.empty());
  CHECK(broken.substr(failed.error_at.begin).starts_with("${y.z}"));
}

TEST_CASE("hostile texts end") {
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += "${x:-";
  CHECK(expand(nested, {}).error.has_value());

  Variables variables = known({{"long", std::string(100'000, 'a')}});
  CHECK(expand("${long//a/${long}}", variables).error == ExpansionError::too_large);
  CHECK(expand("${long%%*a*a*a*a*b}", variables).error == ExpansionError::too_large);
}

}  // namespace
}  // namespace fleetlint::flux
