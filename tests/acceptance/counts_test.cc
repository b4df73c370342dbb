// Five repositories counted by hand, from their layout alone.
//
// A unit is counted by the objects that its directory gives: the documents of the files that its
// kustomization lists, one more for each generator; without a kustomization file Flux takes every YAML file
// below, and each folder with a kustomization file as one.
#include <algorithm>
#include <map>
#include <string>

#include "tests/acceptance/trees.h"
#include "tests/catch.h"

using namespace fleetlint;
using namespace fleetlint::acceptance;

namespace {

/// Unit → objects; -1: not rendered, and listed with a reason.
using Units = std::map<std::string, int>;
constexpr int kElsewhere = -1;

void check(const char* corpus, const std::map<std::string, Units>& expected) {
  const std::optional<std::string> corpora = shared_dir("corpora");
  if (!corpora) return;
  CAPTURE(corpus);
  const Linted linted = lint_folder(*corpora + "/" + corpus, 2);
  std::map<std::string, Units> found;
  for (const diag::ClusterCoverage& cluster : linted.run.coverage.clusters) {
    for (const diag::UnitCoverage& unit : cluster.units) {
      found[cluster.name][unit.unit] = unit.state == "rendered" ? static_cast<int>(unit.objects) : kElsewhere;
    }
  }
  CHECK(found == expected);
  for (const auto& [cluster, units] : expected) {
    for (const auto& [unit, objects] : units) {
      if (objects != kElsewhere) continue;
      CAPTURE(cluster, unit);
      const std::string name = cluster + "/" + unit;
      const auto& skipped = linted.run.coverage.skipped;
      CHECK(std::any_of(skipped.begin(), skipped.end(),
                        [&](const auto& entry) { return entry.first == name && !entry.second.empty(); }));
    }
  }
}

}  // namespace

TEST_CASE("flux2-multi-tenancy: two clusters, tenants in other repositories") {
  // clusters/X has no kustomization file: infrastructure.yaml holds two Kustomizations, tenants.yaml one; the
  // folder flux-system lists two empty files. infrastructure/kyverno: source.yaml and sync.yaml, an object
  // each. The latter is the Kustomization kyverno-controller, whose source is an artifact of Kyverno's.
  // infrastructure/kyverno-policies: two policies, a file each.
  // tenants/X patches tenants/base/dev-team: Namespace, ServiceAccount, RoleBinding (rbac.yaml),
  // GitRepository and Kustomization (sync.yaml). That Kustomization, apps/dev-team, syncs another branch.
  const Units units = {{"flux-system/flux-system", 3},
                       {"flux-system/kyverno", 2},
                       {"flux-system/kyverno-policies", 2},
                       {"flux-system/tenants", 5},
                       {"flux-system/kyverno-controller", kElsewhere},
                       {"apps/dev-team", kElsewhere}};
  check("fluxcd__flux2-multi-tenancy", {{"production", units}, {"staging", units}});
}

TEST_CASE("flux2-hub-spoke-example: one hub that deploys two others") {
  // hub: production.yaml and staging.yaml hold a Namespace and four Kustomizations each.
  // Both spokes use the same folders: deploy/tenants has Namespaces cert-manager and ingress-nginx, flux.yaml
  // with four objects and podinfo.yaml with two, so eight; deploy/infra-controllers two HelmRepositories and
  // two HelmReleases; deploy/infra-configs a ClusterIssuer; deploy/apps a HelmRepository and a HelmRelease.
  check("fluxcd__flux2-hub-spoke-example", {{"hub",
                                             {{"flux-system/flux-system", 10},
                                              {"production/tenants", 8},
                                              {"production/infra-controllers", 4},
                                              {"production/infra-configs", 1},
                                              {"production/apps", 2},
                                              {"staging/tenants", 8},
                                              {"staging/infra-controllers", 4},
                                              {"staging/infra-configs", 1},
                                              {"staging/apps", 2}}}});
}

TEST_CASE("flux2-kustomize-helm-example: two clusters over artifacts that a generator copies together") {
  // clusters/X: apps.yaml one Kustomization, infrastructure.yaml two, artifacts.yaml the ArtifactGenerator.
  // apps/X: Namespace, HelmRelease and HelmRepository of apps/base/podinfo, the release patched.
  // infrastructure/controllers: Namespace, OCIRepository and HelmRelease of cert-manager and of
  // envoy-gateway. infrastructure/configs: a ClusterIssuer; GatewayClass and Gateway.
  const Units units = {{"flux-system/flux-system", 4},
                       {"flux-system/apps", 3},
                       {"flux-system/infra-controllers", 6},
                       {"flux-system/infra-configs", 3}};
  check("fluxcd__flux2-kustomize-helm-example", {{"production", units}, {"staging", units}});
}

TEST_CASE("gitops-flux2-kustomize-helm-mt: two clusters that are bootstrapped from outside") {
  // clusters/X: apps.yaml and infrastructure.yaml, a Kustomization each.
  // apps/X: Namespace and HelmRelease of apps/base/podinfo; its HelmRepository is among the sources.
  // infrastructure: Namespace and HelmRelease of nginx and of redis, a ConfigMap generated from
  // redis/values.yaml, three HelmRepositories.
  const Units units = {
      {"flux-system/flux-system", 2}, {"flux-system/apps", 2}, {"flux-system/infrastructure", 8}};
  check("Azure__gitops-flux2-kustomize-helm-mt", {{"production", units}, {"staging", units}});
}

TEST_CASE("gitops-istio: one cluster, kustomizations of subfolders") {
  // clusters/my-cluster: apps.yaml a Kustomization, istio.yaml two, istio-version.yaml a ConfigMap.
  // apps: namespace.yaml and sidecar/default.yaml as they are; backend and frontend have Deployment,
  // HorizontalPodAutoscaler and Canary; loadtest has Deployment and Service.
  // istio/system: a Namespace, a HelmRepository and two HelmReleases for Flagger, one and three for Istio.
  // istio/gateway: two MetricTemplates, one Gateway.
  check("stefanprodan__gitops-istio", {{"my-cluster",
                                        {{"flux-system/flux-system", 4},
                                         {"flux-system/apps", 10},
                                         {"flux-system/istio-system", 8},
                                         {"flux-system/istio-gateway", 3}}}});
}
