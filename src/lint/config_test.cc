#include "lint/config.h"

#include "tests/catch.h"

namespace fleetlint::lint {
namespace {

Result<Config> load(const std::string& text) {
  source::SourceMap sources;
  return load_config(*io::make_memory_tree({{".fleetlint.yaml", text}}, sources), sources, ".fleetlint.yaml");
}

std::string error_of(const std::string& text) {
  const auto config = load(text);
  return config ? "none" : config.error().message;
}

TEST_CASE("config: no file is the default") {
  source::SourceMap sources;
  const auto config = load_config(*io::make_memory_tree({}, sources), sources, ".fleetlint.yaml");
  REQUIRE(config);
  CHECK(config->clusters.empty());
  CHECK(config->persona == rules::Persona::standard);
}

TEST_CASE("config: all keys") {
  const auto config = load(R"(
kubernetes: 1.30
flux: v2.5.1
persona: strict
severity: warning
clusters:
  - {path: ./clusters/eu/, name: eu, kubernetes: "1.33"}
  - clusters/us
rules:
  image/tag-missing: error
  image: off
overrides:
  - paths: [apps/dev/, "*.tmp.yaml"]
    rules: {image: warning, secret/*: off}
ignore:
  - {rule: image/tag-missing, path: tests/, reason: not real, until: 2027-01-31}
exclude: [vendor/]
)");
  if (!config) FAIL(config.error().message);
  CHECK(config->kubernetes == "1.30");
  CHECK(config->flux == "v2.5.1");
  CHECK(config->persona == rules::Persona::strict);
  CHECK(config->lowest_severity == diag::Severity::warning);
  REQUIRE(config->clusters.size() == 2);
  CHECK(config->clusters[0].path == "clusters/eu");
  CHECK(config->clusters[0].name == "eu");
  CHECK(config->clusters[1].path == "clusters/us");
  CHECK(config->rules.at("image/tag-missing") == diag::Severity::error);
  CHECK_FALSE(config->rules.at("image").has_value());
  REQUIRE(config->overrides.size() == 1);
  CHECK(config->overrides[0].paths == std::vector<std::string>{"apps/dev/", "*.tmp.yaml"});
  CHECK(config->overrides[0].rules.at("image") == diag::Severity::warning);
  CHECK_FALSE(config->overrides[0].rules.at("secret/*").has_value());
  REQUIRE(config->ignore.size() == 1);
  CHECK(config->ignore[0].until == "2027-01-31");
  CHECK(config->exclude == std::vector<std::string>{"vendor/"});
}

TEST_CASE("config: mistakes name the line and what was meant") {
  CHECK(error_of("\npersonna: strict\n") ==
        ".fleetlint.yaml:2: unknown key \"personna\" in the configuration; did you mean \"persona\"?");
  CHECK(error_of("rules:\n  image/tag-mising: off\n") ==
        ".fleetlint.yaml:2: no rule and no area is called \"image/tag-mising\"; did you mean "
        "\"image/tag-missing\"?");
  CHECK(error_of("rules:\n  image: eror\n") ==
        ".fleetlint.yaml:2: \"eror\" is none of error, warning, info, off; did you mean \"error\"?");
  CHECK(error_of("persona: strickt\n") ==
        ".fleetlint.yaml:1: persona \"strickt\" is none of default, strict, audit; did you mean \"strict\"?");
  CHECK(error_of("kubernetes: newest\n") ==
        ".fleetlint.yaml:1: kubernetes: \"newest\" is no version; write it like \"1.34\"");
  CHECK(error_of("ignore:\n  - reason: all\n")
            .starts_with(".fleetlint.yaml:2: an entry of \"ignore\" that names no rule"));
  CHECK(error_of("ignore:\n  - {rule: image, until: soon}\n") ==
        ".fleetlint.yaml:2: until: \"soon\" is no day; write it as YYYY-MM-DD");
  CHECK(error_of("vendored:\n  github.com/org/repo: vendor\n") ==
        ".fleetlint.yaml:2: there is no copy at \"vendor\"");
  CHECK(error_of("rules:\n  pod/hots-*: off\n") == ".fleetlint.yaml:2: no rule begins with \"pod/hots-*\"");
  CHECK(error_of("overrides:\n  - rules: {image: off}\n") ==
        ".fleetlint.yaml:2: an entry of \"overrides\" has \"paths\" and \"rules\"");
  CHECK(error_of("overrides:\n  - path: [a/]\n    rules: {image: off}\n") ==
        ".fleetlint.yaml:2: unknown key \"path\" in an entry of \"overrides\"; did you mean \"paths\"?");
  CHECK(error_of("- a\n") == ".fleetlint.yaml:1: the configuration is a mapping of keys and values");
  CHECK(error_of("a: [\n").starts_with(".fleetlint.yaml:"));
  CHECK(error_of("persona: strict\npersona: audit\n").starts_with(".fleetlint.yaml:2: "));
}

}  // namespace
}  // namespace fleetlint::lint
