#include "lint/settle.h"
#include "tests/catch.h"

namespace fleetlint::lint {
namespace {

diag::Finding finding(std::string rule, source::Span span, std::string path = "a.yaml") {
  diag::Finding made;
  made.rule = std::move(rule);
  made.primary.path = std::move(path);
  made.primary.span = span;
  made.units = {"prod/flux-system/apps"};
  return made;
}

std::vector<std::string> rules_left(std::vector<diag::Finding> findings) {
  drop_consequences(findings);
  std::vector<std::string> rules;
  for (const diag::Finding& left : findings) rules.push_back(left.rule);
  return rules;
}

using Rules = std::vector<std::string>;

}  // namespace

TEST_CASE("what kustomize says of a value that the schema refused is left out") {
  CHECK(rules_left({finding("schema/wrong-type", {10, 13}), finding("kustomize/invalid-resource", {10, 13})}) ==
        Rules{"schema/wrong-type"});
  CHECK(rules_left({finding("schema/unknown-field", {10, 13}), finding("kustomize/invalid-patch", {5, 40})}) ==
        Rules{"schema/unknown-field"});
  CHECK(rules_left({finding("schema/wrong-type", {10, 13}), finding("kustomize/invalid-resource", {20, 23})}) ==
        Rules{"schema/wrong-type", "kustomize/invalid-resource"});
  CHECK(rules_left({finding("schema/wrong-type", {10, 13}), finding("kustomize/invalid-resource", {10, 13}, "b.yaml")}) ==
        Rules{"schema/wrong-type", "kustomize/invalid-resource"});
}

TEST_CASE("what a misspelt field should have brought is not missed again") {
  CHECK(rules_left({finding("kustomize/unknown-field", {0, 4}), finding("kustomize/patch-target-missing", {9, 12}, "b.yaml")}) ==
        Rules{"kustomize/unknown-field"});
  diag::Finding elsewhere = finding("kustomize/patch-target-missing", {9, 12}, "b.yaml");
  elsewhere.units = {"stage/flux-system/apps"};
  CHECK(rules_left({finding("kustomize/unknown-field", {0, 4}), elsewhere}) ==
        Rules{"kustomize/unknown-field", "kustomize/patch-target-missing"});
}

}  // namespace fleetlint::lint
