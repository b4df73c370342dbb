#include <string>

#include "diag/collector.h"
#include "policy/admission.h"
#include "policy/gatekeeper.h"
#include "policy/match.h"
#include "policy/pod_security.h"
#include "policy/selector.h"
#include "policy/trace.h"
#include "policy/user_policies.h"
#include "tests/catch.h"
#include "yaml/parse.h"

using namespace fleetlint;

namespace {

struct Yaml {
  Arena arena;
  yaml::Node read(std::string_view text) {
    diag::Collector out;
    return yaml::parse(arena, source::FileId::none, arena.copy(text), {}, out).documents.at(0).root;
  }
};

}  // namespace

TEST_CASE("label selectors") {
  Yaml y;
  const yaml::Node labels = y.read("{app: web, tier: front}");
  CHECK(policy::selects({}, labels));
  CHECK(policy::selects(y.read("{matchLabels: {app: web}}"), labels));
  CHECK_FALSE(policy::selects(y.read("{matchLabels: {app: db}}"), labels));
  CHECK(policy::selects(y.read("{matchExpressions: [{key: app, operator: In, values: [db, web]}]}"), labels));
  CHECK(policy::selects(y.read("{matchExpressions: [{key: x, operator: NotIn, values: [db]}]}"), labels));
  CHECK_FALSE(policy::selects(y.read("{matchExpressions: [{key: app, operator: DoesNotExist}]}"), labels));
  CHECK_FALSE(policy::selects(y.read("{matchExpressions: [{key: app, operator: Like}]}"), labels));
}

TEST_CASE("names with wildcards") {
  CHECK(policy::fits_wildcard("kube-*", "kube-system"));
  CHECK(policy::fits_wildcard("*-system", "flux-system"));
  CHECK(policy::fits_wildcard("*sys*", "flux-system"));
  CHECK_FALSE(policy::fits_wildcard("kube", "kube-system"));
  CHECK(policy::fits_wildcard("*", "any"));
}

TEST_CASE("namespaces of a constraint's match say nothing of cluster-scoped objects") {
  Yaml y;
  const kube::Object role(
      y.read("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}}"));
  const kube::Object space(y.read("{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}"));
  const yaml::Node match = y.read("{excludedNamespaces: ['kube-*'], namespaces: [shop]}");
  CHECK(policy::matches(match, policy::review_of(y.arena, role, "", {}), true));
  CHECK_FALSE(policy::matches(match, policy::review_of(y.arena, space, "", {}), true));
  CHECK_FALSE(policy::matches(y.read("{scope: Namespaced}"), policy::review_of(y.arena, role, "", {}), true));
}

TEST_CASE("paths that policies give") {
  Yaml y;
  const yaml::Node object =
      y.read("{spec: {containers: [{image: a}, {image: b}]}, metadata: {labels: {a.b/c: x}}}");
  CHECK(policy::place_of_path(object, "spec.containers[1].image").node.text() == "b");
  CHECK(policy::place_of_path(object, "/spec/containers/1/image").path == "spec.containers[1].image");
  CHECK(policy::place_of_path(object, "$.metadata.labels[\"a.b/c\"]").node.text() == "x");
  CHECK(policy::place_of_path(object, "spec.containers[7].image").path == "spec.containers");
  CHECK_FALSE(policy::place_of_path(object, "nothing").node);
  CHECK(policy::place_of_expression(object, "size(object.spec.containers) > 0 && object.metadata.name == ''",
                                    {"object"})
            .path == "spec.containers");
}

TEST_CASE("Pod Security labels of a namespace") {
  Yaml y;
  const auto policies = policy::namespace_policies(y.read(
      "{pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.24,"
      " pod-security.kubernetes.io/audit: none}"));
  CHECK(policies.enforce.text() == "baseline:v1.24");
  // Who enforces is warned of the same.
  CHECK(policies.warn.text() == "baseline:v1.24");
  CHECK(policies.audit.level == policy::PodSecurityLevel::privileged);
  CHECK(policies.invalid.size() == 1);
  // A level that cannot be read is the strictest.
  CHECK(policy::namespace_policies(y.read("{pod-security.kubernetes.io/enforce: Baseline}")).enforce.level ==
        policy::PodSecurityLevel::restricted);
}

TEST_CASE("plurals of kinds") {
  CHECK(policy::plural_of("NetworkPolicy") == "networkpolicies");
  CHECK(policy::plural_of("Ingress") == "ingresses");
  CHECK(policy::plural_of("Gateway") == "gateways");
  CHECK(policy::plural_of("Endpoints") == "endpoints");
}

TEST_CASE("the repository's own policies") {
  Yaml y;
  const std::string text =
      "package main\n\nimport rego.v1\n\n"
      "deny_latest contains msg if {\n\tsome c in input.spec.containers\n\tendswith(c.image, \":latest\")\n"
      "\tmsg := sprintf(\"%s is latest\", [c.image])\n}\n\n"
      "exception contains [\"latest\"] if input.metadata.name == data.exempt\n";
  const policy::UserPolicies policies("policies", {{"policies/a.rego", source::FileId{0}, text}});
  REQUIRE(policies.diagnostics().empty());
  CHECK_FALSE(policies.reads_cluster());
  const kube::Object pod(
      y.read("{kind: Pod, metadata: {name: a}, spec: {containers: [{image: x:1}, {image: y:latest}]}}"));
  const auto verdicts = policies.evaluate(pod, {});
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].rule == "data.main.deny_latest");
  CHECK(verdicts[0].violation.message == "y:latest is latest");
  CHECK(verdicts[0].violation.path == "spec.containers[1]");
  CHECK(policies.evaluate(pod, y.read("{exempt: a}")).empty());
}

TEST_CASE("policies of Rego 0, and broken ones") {
  const std::string old = "package main\n\ndeny[msg] { input.kind == \"Pod\"; msg = \"no pods\" }\n";
  CHECK(
      policy::UserPolicies("policies", {{"policies/a.rego", source::FileId{0}, old}}).diagnostics().empty());
  const std::string bad = "package main\n\nimport rego.v1\n\ndeny contains msg if msg == x\n";
  const policy::UserPolicies broken("policies", {{"policies/a.rego", source::FileId{0}, bad}});
  REQUIRE(broken.diagnostics().size() == 1);
  CHECK(broken.diagnostics()[0].code == "rego_unsafe_var_error");
  CHECK(policy::policy_folder_of("a/policies/lib/x.rego") == "a/policies");
  CHECK(policy::policy_folder_of("a/b/x.rego").empty());
}

TEST_CASE("test rules") {
  const std::string text =
      "package t\n\nimport rego.v1\n\ntest_good if 1 == 1\n\ntest_bad if 1 == 2\n\ntodo_test_later if "
      "false\n\n"
      "test_clash := 1\n\ntest_clash := 2\n";
  const policy::UserPolicies policies("policies", {{"policies/t.rego", source::FileId{0}, text}});
  REQUIRE(policies.compiled() != nullptr);
  const auto results = policy::run_tests(*policies.compiled(), {});
  using Outcome = policy::TestResult::Outcome;
  REQUIRE(results.size() == 4);
  CHECK(results[0].outcome == Outcome::failed);  // test_bad
  CHECK(results[1].outcome == Outcome::error);
  CHECK(results[2].outcome == Outcome::passed);
  CHECK(results[3].outcome == Outcome::skipped);
}
