#include "flux/version.h"

#include "tests/catch.h"

namespace fleetlint::flux {
namespace {

TEST_CASE("a Flux version is read from a label or a range") {
  const struct {
    std::string_view text;
    int major;
    int minor;
  } kCases[] = {
      {"v2.8.1", 2, 8},  {"2.7.x", 2, 7},  {"2.x", 2, 9},       {"latest", 2, 9},      {"=2.6.4", 2, 6},
      {"~2.7", 2, 7},    {"^2.5.0", 2, 9}, {">=2.5", 2, 9},     {"v0.41.2", 0, 41},    {"", 0, 0},
      {"nightly", 0, 0}, {"<2.7", 0, 0},   {"2.5 - 2.7", 0, 0}, {"v2.9.0-rc.1", 2, 9}, {"2.*", 2, 9},
      {"2.30.0", 2, 30},
  };
  for (const auto& c : kCases) {
    const FluxVersion version = parse_flux_version(c.text);
    INFO(c.text);
    CHECK(version.major == c.major);
    CHECK(version.minor == c.minor);
    CHECK(version.text == c.text);
  }
}

TEST_CASE("undefined variables are errors from 2.9 on") {
  CHECK(substitutes_strictly(parse_flux_version("v2.9.0")));
  CHECK(substitutes_strictly(parse_flux_version("2.x")));
  CHECK_FALSE(substitutes_strictly(parse_flux_version("v2.8.7")));
  CHECK_FALSE(substitutes_strictly(FluxVersion{}));
}

}  // namespace
}  // namespace fleetlint::flux
