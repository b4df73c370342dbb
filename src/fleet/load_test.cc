#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fleet/fleet.h"
#include "fleet/kubernetes_version.h"
#include "tests/catch.h"

namespace fleetlint::fleet {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

/// A tree with its fleet.
struct Story {
  explicit Story(const Files& files, const LoadOptions& options = {})
      : tree(io::make_memory_tree(files, sources)), engine(run), fleet(load(tree, engine, run, options)) {}

  /// "name path" of each cluster.
  std::vector<std::string> clusters() const {
    std::vector<std::string> found;
    for (const auto& cluster : fleet.clusters) found.push_back(cluster->name + " " + cluster->entry.path);
    return found;
  }

  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed{sources, arenas};
  kustomize::Run run{sources, parsed, arenas};
  io::TreePtr tree;
  kustomize::Engine engine;
  Fleet fleet;
};

std::string kustomization(std::string_view name, std::string_view path) {
  return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: " +
         std::string(name) + ", namespace: flux-system}\nspec:\n  path: " + std::string(path) +
         "\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n";
}

const std::string kConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: apps}\n";

TEST_CASE("clusters are found by gotk-sync.yaml below its own path, filled or empty") {
  const Story story(
      {{"clusters/eu/prod/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/eu/prod")},
       {"clusters/us/prod/flux-system/gotk-sync.yaml", kustomization("flux-system", "clusters/us/prod/")},
       {"clusters/test/flux-system/gotk-sync.yaml", "# filled by bootstrap\n"},
       {"clusters/test/apps.yaml", kustomization("apps", "./apps")},
       {"templates/gotk-sync.yaml", kustomization("flux-system", "./clusters/name")},
       {"apps/x.yaml", kConfigMap}});
  CHECK(story.clusters() == std::vector<std::string>{"eu/prod clusters/eu/prod", "test clusters/test",
                                                     "us/prod clusters/us/prod"});
  CHECK(story.fleet.clusters[1]->index.find("", "ConfigMap", "apps", "x").object != nullptr);
  CHECK(story.fleet.clusters[1]->is_own_source("GitRepository", "flux-system", "flux-system"));
}

TEST_CASE("several repositories in folders: paths count from the folder") {
  const Story story({{"repos/fleet/clusters/prod/flux-system/gotk-sync.yaml",
                      kustomization("flux-system", "./clusters/prod")},
                     {"repos/fleet/clusters/prod/apps.yaml", kustomization("apps", "./apps")},
                     {"repos/fleet/apps/x.yaml", kConfigMap}});
  REQUIRE(story.clusters() == std::vector<std::string>{"prod repos/fleet/clusters/prod"});
  const Cluster& cluster = *story.fleet.clusters[0];
  CHECK(cluster.entry.folder == "repos/fleet");
  CHECK(cluster.index.find("", "ConfigMap", "apps", "x").object != nullptr);
}

TEST_CASE("a gotk-sync.yaml in a base that each cluster patches") {
  const std::string base =
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system, "
      "namespace: "
      "flux-system}\nspec:\n  prune: true\n  sourceRef: {kind: GitRepository, name: repo}\n";
  const auto overlay = [](std::string_view name) {
    return "resources: [../../base]\npatches:\n  - target: {kind: Kustomization}\n    patch: |\n"
           "      - {op: add, path: /spec/path, value: ./clusters/" +
           std::string(name) + "}\n";
  };
  const Story story({{"clusters/base/gotk-sync.yaml", base},
                     {"clusters/base/kustomization.yaml", "resources: [gotk-sync.yaml]\n"},
                     {"clusters/a/flux-system/kustomization.yaml", overlay("a")},
                     {"clusters/b/flux-system/kustomization.yaml", overlay("b")}});
  CHECK(story.clusters() == std::vector<std::string>{"a clusters/a", "b clusters/b"});
  CHECK(story.fleet.clusters[0]->is_own_source("GitRepository", "flux-system", "repo"));
}

TEST_CASE("a FluxInstance syncs a path, with the patches of its Kustomization") {
  const Story story(
      {{"kubernetes/clusters/home/flux.yaml",
        "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: "
        "flux-system}\n"
        "spec:\n  distribution: {version: 2.8.x}\n  sync: {kind: OCIRepository, path: clusters/home}\n"
        "  kustomize:\n    patches:\n      - target: {kind: Kustomization}\n        patch: |\n"
        "          - {op: add, path: /spec/postBuild, value: {substitute: {where: home}}}\n"},
       {"kubernetes/clusters/home/x.yaml", kConfigMap + "data: {at: '${where}'}\n"}});
  REQUIRE(story.clusters() == std::vector<std::string>{"home kubernetes/clusters/home"});
  const Cluster& cluster = *story.fleet.clusters[0];
  CHECK(cluster.entry.folder == "kubernetes");
  CHECK(cluster.graph.version.minor == 8);
  CHECK(cluster.is_own_source("OCIRepository", "flux-system", "flux-system"));
  const auto found = cluster.index.find("", "ConfigMap", "apps", "x");
  REQUIRE(found.object != nullptr);
  CHECK((*found.object)["data"]["at"].text() == "home");
}

TEST_CASE("Flux Kustomizations without any bootstrap, and neighbours of clusters") {
  const Story loose({{"clusters/a/apps.yaml", kustomization("apps", "./apps")},
                     {"clusters/b/deep/apps.yaml", kustomization("apps", "./apps")},
                     {"clusters/template/apps.yaml", kustomization("apps", "./apps")},
                     {"apps/x.yaml", kustomization("child", "./other")},
                     {"other/x.yaml", kConfigMap}});
  CHECK(loose.clusters() == std::vector<std::string>{"a clusters/a", "b clusters/b"});
  CHECK(loose.fleet.clusters[0]->index.find("", "ConfigMap", "apps", "x").object != nullptr);

  const Story mixed({{"clusters/a/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/a")},
                     {"clusters/b/apps.yaml", kustomization("apps", "./apps")},
                     {"examples/c/apps.yaml", kustomization("apps", "./apps")},
                     {"apps/x.yaml", kConfigMap}});
  CHECK(mixed.clusters() == std::vector<std::string>{"a clusters/a", "b clusters/b"});
}

TEST_CASE("without Flux each kustomization that nobody includes is a root; components are none") {
  const Story story(
      {{"app/base/kustomization.yaml", "resources: [x.yaml]\n"},
       {"app/base/x.yaml", kConfigMap},
       {"app/prod/kustomization.yaml", "resources: [../base]\ncomponents: [../part]\n"},
       {"app/test/kustomization.yml", "resources: [../base]\n"},
       {"app/part/kustomization.yaml", "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"},
       {"app/unused/kustomization.yaml", "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"}});
  CHECK(story.clusters() == std::vector<std::string>{"prod app/prod", "test app/test"});
  for (const auto& cluster : story.fleet.clusters) {
    CHECK(cluster->entry.plain);
    CHECK(cluster->is_open("apps"));
    CHECK(cluster->index.find("", "ConfigMap", "apps", "x").object != nullptr);
  }
  CHECK(story.fleet.looked_for.empty());
}

TEST_CASE("nothing at all: what was looked for is said") {
  const Story story({{"README.md", "hello"}, {"values.yaml", "a: b\n"}});
  CHECK(story.fleet.clusters.empty());
  CHECK(story.fleet.looked_for.size() > 3);
}

TEST_CASE("configured clusters are those and no others") {
  LoadOptions options;
  options.clusters.push_back({"live", "clusters/a", "1.30", "v2.6.0"});
  options.default_kubernetes = "1.29";
  options.clusters.push_back({"", "clusters/b/", "", ""});
  const Story story({{"clusters/a/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/a")},
                     {"clusters/b/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/b")},
                     {"clusters/c/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/c")}},
                    options);
  REQUIRE(story.clusters() == std::vector<std::string>{"b clusters/b", "live clusters/a"});
  CHECK(story.fleet.clusters[0]->kubernetes.minor == 29);
  CHECK(story.fleet.clusters[1]->kubernetes.minor == 30);
  CHECK(story.fleet.clusters[1]->graph.version.minor == 6);
}

TEST_CASE("Kubernetes versions come from Cluster API objects of the cluster's name") {
  const Story story(
      {{"clusters/mgmt/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/mgmt")},
       {"clusters/mgmt/prod.yaml",
        "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureManagedControlPlane\nmetadata: "
        "{name: prod, namespace: fleet}\nspec: {version: v1.31.4}\n---\n"
        "apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachinePool\nmetadata: {name: pool, namespace: fleet}\n"
        "spec: {clusterName: prod, template: {spec: {version: v1.30.1}}}\n"},
       {"clusters/prod/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/prod")}});
  REQUIRE(story.fleet.clusters.size() == 2);
  CHECK(story.fleet.clusters[0]->kubernetes.assumed);
  CHECK(story.fleet.clusters[0]->kubernetes.minor == kNewestKubernetesMinor);
  CHECK(story.fleet.clusters[1]->kubernetes.minor == 31);
  CHECK_FALSE(story.fleet.clusters[1]->kubernetes.assumed);
}

TEST_CASE("versions that are none are not taken") {
  CHECK(parse_kubernetes_version("v1.34.2")->minor == 34);
  CHECK(parse_kubernetes_version("1.29")->minor == 29);
  CHECK(parse_kubernetes_version("v1.27.3+k3s1")->minor == 27);
  for (const std::string_view text : {"", "latest", "1", "v2.1", "1.x", "${version}", "1.3a"}) {
    CHECK_FALSE(parse_kubernetes_version(text).has_value());
  }
}

TEST_CASE("a chart opens its namespace, a unit from elsewhere opens all of them") {
  const Story story(
      {{"clusters/a/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/a")},
       {"clusters/a/shop.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: shop, namespace: shop}\n"
        "spec: {interval: 1m, chartRef: {kind: OCIRepository, name: shop}}\n"}});
  const Cluster& cluster = *story.fleet.clusters.at(0);
  CHECK(cluster.is_open("shop"));
  CHECK_FALSE(cluster.is_open("apps"));
  CHECK(cluster.is_open());
  CHECK_FALSE(cluster.is_open_to_flux("shop"));

  const Story elsewhere(
      {{"clusters/a/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/a")},
       {"clusters/a/far.yaml",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: far, namespace: "
        "flux-system}\nspec: {interval: 1m, url: 'https://git.example/far'}\n---\n"
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: far, "
        "namespace: flux-system}\nspec: {targetNamespace: far, prune: true, sourceRef: {kind: "
        "GitRepository, name: far}}\n"}});
  const Cluster& open = *elsewhere.fleet.clusters.at(0);
  CHECK(open.is_open_to_flux("far"));
  CHECK_FALSE(open.is_open_to_flux("apps"));
  CHECK_FALSE(open.is_open_to_flux("far", &open.graph.units.at(1)));
}

TEST_CASE("the result does not depend on the number of threads") {
  Files files{{"apps/x.yaml", kConfigMap}};
  for (int i = 0; i < 12; ++i) {
    const std::string path = "clusters/c" + std::to_string(i);
    files.emplace_back(path + "/flux-system/gotk-sync.yaml", kustomization("flux-system", "./" + path));
    files.emplace_back(path + "/apps.yaml", kustomization("apps", "./apps"));
  }
  LoadOptions many;
  many.threads = 8;
  const Story one(files);
  const Story other(files, many);
  CHECK(one.clusters() == other.clusters());
  REQUIRE(one.fleet.clusters.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK(one.fleet.clusters[i]->graph.units.size() == other.fleet.clusters[i]->graph.units.size());
  }
  CHECK(one.engine.counters().builds_shared == 11);
}

}  // namespace
}  // namespace fleetlint::fleet
