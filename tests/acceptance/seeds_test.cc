// The manifests of the articles beside the project, laid out as the fleet they speak of.
//
// They are read from there, not copied here: a listing begins with a comment that names its file and ends
// where prose begins. What the articles leave out (bootstrap, kustomizations, a namespace for the empty
// folder) is added.
#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/acceptance/trees.h"
#include "tests/catch.h"

using namespace fleetlint;
using namespace fleetlint::acceptance;

namespace {

using Listings = std::map<std::string, std::string>;

/// Can the line follow an empty one in a manifest?
bool is_manifest(const std::string& line) {
  static const std::regex key("[A-Za-z][A-Za-z0-9-]*:( .*)?");
  return line.empty() || line.front() == ' ' || line.front() == '-' || line.front() == '#' ||
         std::regex_match(line, key);
}

Listings listings_of(const std::string& article) {
  static const std::regex head("# ([a-z-]+/[a-z0-9/-]+\\.yaml)");
  Listings found;
  std::istringstream lines(article);
  std::string path;
  std::string waiting;  // empty lines whose side is not known yet
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, head)) {
      path = match[1];
      waiting.clear();
    } else if (path.empty()) {
      continue;
    } else if (line.empty()) {
      waiting += "\n";
    } else if (!waiting.empty() && !is_manifest(line)) {
      path.clear();
    } else {
      found[path] += waiting + line + "\n";
      waiting.clear();
    }
  }
  return found;
}

std::string sync(const std::string& path) {
  return "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, "
         "namespace: flux-system}\n"
         "spec: {interval: 1m, url: 'https://github.com/myorg/fleet-management', ref: {branch: main}}\n---\n"
         "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system, "
         "namespace: flux-system}\n"
         "spec:\n  interval: 10m\n  path: ./" +
         path + "\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n";
}

/// The number of the line on which `text` first stands in the file, behind the first place of `after`.
std::size_t line_of(const Files& files, const std::string& path, const std::string& text,
                    const std::string& after = {}) {
  const std::string& whole = files.text(path);
  const std::size_t at = whole.find(text, after.empty() ? 0 : whole.find(after));
  CAPTURE(path, text, after);
  REQUIRE(at != std::string::npos);
  return static_cast<std::size_t>(
             std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at), '\n')) +
         1;
}

}  // namespace

TEST_CASE("faults of the articles' manifests are reported on their lines") {
  const std::optional<std::string> seeds = shared_dir("seeds");
  if (!seeds) return;
  Listings listings;
  for (const auto& [path, text] : [&] {
         std::vector<std::pair<std::string, std::string>> all;
         for (const char* name : {"000_68e8028222b0432d.txt", "001_6038a4e166832937.txt"}) {
           std::ifstream in(*seeds + "/" + name);
           std::stringstream text;
           text << in.rdbuf();
           for (auto& listing : listings_of(text.str())) all.push_back(listing);
         }
         return all;
       }()) {
    listings[path] = text;
  }
  const std::string cluster = "clusters/prod-east/cluster.yaml";
  const std::string config = "clusters/prod-east/flux-config.yaml";
  const std::string api = "apps/base/api/deployment.yaml";
  const std::string images = "clusters/management/image-update-automation.yaml";
  for (const std::string& path : {cluster, config, api, images}) {
    CAPTURE(path);
    REQUIRE(listings.contains(path));
  }
  Files files;
  for (const auto& [path, text] : listings) files.write(path, text);
  files.write("clusters/prod-east/flux-system/gotk-sync.yaml", sync("clusters/prod-east"));
  files.write("clusters/management/flux-system/gotk-sync.yaml", sync("clusters/management"));
  files.write("apps/base/api/kustomization.yaml", "resources: [deployment.yaml]\n");
  files.write("apps/overlays/production/kustomization.yaml",
              "namespace: api\nresources: [../../base/api, namespace.yaml]\n");
  files.write("apps/overlays/production/namespace.yaml",
              "apiVersion: v1\nkind: Namespace\nmetadata: {name: api}\n");
  files.write("infrastructure/namespace.yaml",
              "apiVersion: v1\nkind: Namespace\nmetadata: {name: ingress-nginx}\n");

  const auto place = [&](const std::string& path, const std::string& text, const std::string& rule,
                         const std::string& after = {}) {
    return path + ":" + std::to_string(line_of(files, path, text, after)) + " " + rule;
  };
  const std::set<std::string> expected = {
      // The control plane of that name is a managed one, and a managed one does not go with machines'
      // infrastructure.
      place(cluster, "kind: KubeadmControlPlane", "cluster-api/ref-kind-mismatch"),
      place(cluster, "kind: AzureCluster", "cluster-api/provider-pair-mismatch"),
      // Fields that the provider's CRDs do not have or ask for.
      place(cluster, "enableAzureRBAC", "schema/unknown-field"),
      place(cluster, "managed: true", "schema/required-field", "aadProfile"),
      place(cluster, "location: eastus", "schema/required-field",
            "kind: AzureManagedControlPlane"),                                           // identityRef
      place(cluster, "clusterName: prod-east", "schema/required-field", "replicas: 3"),  // bootstrap
      // The unit that applies these substitutes nothing.
      place(cluster, "subscriptionID", "flux/expression-not-substituted", "kind: AzureCluster\nmetadata"),
      place(cluster, "subscriptionID", "flux/expression-not-substituted", "kind: AzureManagedControlPlane"),
      // A Deployment without selector and without labels on its pods.
      place(api, "replicas: 3", "schema/required-field"),
      // Waits for a Deployment that nothing here brings.
      place(config, "name: ingress-nginx-controller", "flux/health-check-missing"),
      // The policy's repository is nowhere, nor is the Git repository in the management cluster.
      place(images, "name: api\n", "image/policy-repository-missing", "imageRepositoryRef"),
      place(images, "name: fleet-infra", "image/automation-source-missing"),
      // A comment says that the image is updated, and no marker does.
      place(images, "path: ./apps/base/api", "image/automation-without-markers"),
  };
  const Linted linted = lint(files);
  std::istringstream told(linted.places());
  std::set<std::string> found;
  for (std::string line; std::getline(told, line);) found.insert(line);
  CHECK(found == expected);
  const auto is_rendered = [](const diag::ClusterCoverage& seen) {
    return std::ranges::all_of(seen.units,
                               [](const diag::UnitCoverage& unit) { return unit.state == "rendered"; });
  };
  CHECK(linted.run.coverage.clusters.size() == 2);
  CHECK(std::ranges::all_of(linted.run.coverage.clusters, is_rendered));
}
