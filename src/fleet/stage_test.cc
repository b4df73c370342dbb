#include "fleet/stage.h"

#include <memory>

#include "fleet/fleet.h"
#include "tests/catch.h"

namespace fleetlint::fleet {
namespace {

std::unique_ptr<Cluster> cluster(std::string name, std::string path) {
  auto made = std::make_unique<Cluster>();
  made->name = std::move(name);
  made->entry.path = std::move(path);
  return made;
}

TEST_CASE("a word of the name tells the stage, the last one where there are several") {
  CHECK(stage_of("prod-us-east") == Stage::production);
  CHECK(stage_of("eu_PROD2") == Stage::production);
  CHECK(stage_of("stage-east") == Stage::staging);
  CHECK(stage_of("clusters/dev-team-a") == Stage::development);
  CHECK(stage_of("pre-prod") == Stage::staging);
  CHECK(stage_of("preprod01") == Stage::staging);
  CHECK(stage_of("non-prod") == Stage::testing);
  CHECK(stage_of("test/prod") == Stage::production);
  for (const std::string_view name :
       {"", "hub", "management", "product", "reproduction", "devon", "contest", "42"}) {
    CHECK(stage_of(name) == Stage::unknown);
  }
}

TEST_CASE("the name goes before the path, the configuration before both") {
  Fleet fleet;
  fleet.clusters.push_back(cluster("prod-eu", "test/clusters/prod-eu"));
  fleet.clusters.push_back(cluster("west", "clusters/staging/west"));
  fleet.clusters.push_back(cluster("hub", "clusters/hub"));
  fleet.clusters.push_back(cluster("prod-lab", "clusters/prod-lab"));
  group_clusters(fleet, {{"edge", {"*-lab", "nothing"}}});
  CHECK(fleet.clusters[0]->group == "production");
  CHECK(fleet.clusters[0]->grouped_by == "name");
  CHECK(fleet.clusters[1]->group == "staging");
  CHECK(fleet.clusters[2]->group.empty());
  CHECK(fleet.clusters[3]->group == "edge");
  CHECK(fleet.clusters[3]->stage == Stage::unknown);
  CHECK(fleet.clusters[3]->grouped_by == "configuration");
}

}  // namespace
}  // namespace fleetlint::fleet
