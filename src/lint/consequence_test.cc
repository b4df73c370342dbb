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
  CHECK(rules_left({finding("schema/wrong-type", {10, 13}),
                    finding("kustomize/invalid-resource", {10, 13})}) == Rules{"schema/wrong-type"});
  CHECK(rules_left({finding("schema/unknown-field", {10, 13}),
                    finding("kustomize/invalid-patch", {5, 40})}) == Rules{"schema/unknown-field"});
  CHECK(
      rules_left({finding("schema/wrong-type", {10, 13}), finding("kustomize/invalid-resource", {20, 23})}) ==
      Rules{"schema/wrong-type", "kustomize/invalid-resource"});
  CHECK(rules_left({finding("schema/wrong-type", {10, 13}),
                    finding("kustomize/invalid-resource", {10, 13}, "b.yaml")}) ==
        Rules{"schema/wrong-type", "kustomize/invalid-resource"});
}

TEST_CASE("what a misspelt field should have brought is not missed again") {
  diag::Finding field = finding("kustomize/unknown-field", {0, 4});
  field.message = "unknown field \"resorces\"; did you mean \"resources\"?";
  CHECK(rules_left({field, finding("kustomize/patch-target-missing", {9, 12}, "b.yaml")}) ==
        Rules{"kustomize/unknown-field"});
  diag::Finding elsewhere = finding("kustomize/patch-target-missing", {9, 12}, "b.yaml");
  elsewhere.units = {"stage/flux-system/apps"};
  CHECK(rules_left({field, elsewhere}) == Rules{"kustomize/unknown-field", "kustomize/patch-target-missing"});
  // A field that brings no objects has nothing to do with it.
  field.message = "unknown field \"imags\"; did you mean \"images\"?";
  CHECK(rules_left({field, finding("kustomize/patch-target-missing", {9, 12}, "b.yaml")}) ==
        Rules{"kustomize/unknown-field", "kustomize/patch-target-missing"});
}

TEST_CASE("an entry with a misspelt field is not said to lead nowhere") {
  CHECK(rules_left({finding("kustomize/unknown-field", {10, 15}),
                    finding("kustomize/patch-target-missing", {8, 40})}) == Rules{"kustomize/unknown-field"});
  CHECK(rules_left({finding("kustomize/unknown-field", {10, 15}),
                    finding("kustomize/patch-target-missing", {18, 40})}) ==
        Rules{"kustomize/unknown-field", "kustomize/patch-target-missing"});
}

TEST_CASE("an object whose kind is misspelt is not missed by its name") {
  diag::Finding kind = finding("schema/unserved-kind", {0, 4});
  kind.message = "\"apps/v1\" has no kind \"Deplyment\"; did you mean \"Deployment\"?";
  kind.object.name = "worker";
  kind.clusters = {"prod"};
  diag::Finding patch = finding("kustomize/patch-target-missing", {9, 12}, "b.yaml");
  patch.message = "there is no resource \"worker\" whose replicas could be set";
  patch.clusters = {"prod"};
  CHECK(rules_left({kind, patch}) == Rules{"schema/unserved-kind"});
  patch.message = "there is no resource \"api\" whose replicas could be set";
  CHECK(rules_left({kind, patch}) == Rules{"schema/unserved-kind", "kustomize/patch-target-missing"});
}

TEST_CASE("what a lost patch should have given is not missed") {
  CHECK(rules_left({finding("yaml/syntax", {0, 4}, "patch.yaml"),
                    finding("schema/required-field", {9, 12}, "b.yaml")}) == Rules{"yaml/syntax"});
  diag::Finding elsewhere = finding("schema/required-field", {9, 12}, "b.yaml");
  elsewhere.units = {"prod/flux-system/apps", "stage/flux-system/apps"};
  CHECK(rules_left({finding("yaml/syntax", {0, 4}, "patch.yaml"), elsewhere}) ==
        Rules{"yaml/syntax", "schema/required-field"});
  diag::Finding patch = finding("kustomize/patch-matches-nothing", {0, 4});
  patch.message = "no Deployment \"x\" is among the resources, so this patch does nothing";
  CHECK(rules_left({patch, finding("schema/required-field", {9, 12}, "b.yaml")}) ==
        Rules{"kustomize/patch-matches-nothing", "schema/required-field"});
}

}  // namespace fleetlint::lint
