#include "lint/baseline.h"

#include "tests/catch.h"

namespace fleetlint::lint {
namespace {

const std::string kOne(64, '1');
const std::string kTwo(64, '2');

diag::Finding finding(std::string fingerprint, std::string path) {
  diag::Finding made;
  made.rule = "image/tag-missing";
  made.fingerprint = std::move(fingerprint);
  made.primary.path = std::move(path);
  return made;
}

Result<std::vector<BaselineEntry>> load(const std::string& text) {
  source::SourceMap sources;
  const io::TreePtr tree = io::make_memory_tree({{std::string(kBaselinePath), text}}, sources);
  return load_baseline(*tree, sources, kBaselinePath);
}

}  // namespace

TEST_CASE("what is written is read again") {
  const std::string text =
      baseline_text({finding(kTwo, "b c.yaml"), finding(kOne, "a\n.yaml"), finding(kTwo, "b c.yaml")});
  const auto entries = load(text);
  REQUIRE(static_cast<bool>(entries));
  REQUIRE(entries->size() == 2);
  CHECK((*entries)[0].fingerprint == kOne);
  CHECK((*entries)[0].path == "a?.yaml");
  CHECK((*entries)[1].rule == "image/tag-missing");
  CHECK((*entries)[1].path == "b c.yaml");
}

TEST_CASE("findings of the baseline are suppressed, others not, and entries without a finding are told") {
  std::vector<diag::Finding> findings = {finding(kOne, "a.yaml"), finding(std::string(64, '3'), "a.yaml")};
  const std::vector<BaselineEntry> baseline = {{kOne, "image/tag-missing", "a.yaml", {}},
                                               {kTwo, "image/tag-missing", "a.yaml", {}}};
  const auto unused = apply_baseline(baseline, findings);
  CHECK(findings[0].suppressed);
  CHECK_FALSE(findings[1].suppressed);
  REQUIRE(unused.size() == 1);
  CHECK(unused[0]->fingerprint == kTwo);
}

TEST_CASE("what is suppressed otherwise needs no entry") {
  diag::Finding suppressed = finding(kOne, "a.yaml");
  suppressed.suppressed = true;
  CHECK(baseline_text({suppressed}).find(kOne) == std::string::npos);
}

TEST_CASE("a line that is no entry is an error with its number") {
  const auto broken = load("# a comment\n\n" + kOne + " image/tag-missing a.yaml\n<<<<<<< HEAD\n");
  REQUIRE_FALSE(static_cast<bool>(broken));
  CHECK(broken.error().message.find(".fleetlint-baseline:4: ") == 0);
}

}  // namespace fleetlint::lint
