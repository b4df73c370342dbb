#include "report/graph.h"

#include <string>

#include "tests/catch.h"

namespace fleetlint::report {
namespace {

/// Two rendered units, one that waits for nobody there and is elsewhere.
diag::FleetGraph fleet() {
  diag::GraphCluster cluster;
  cluster.name = "prod";
  cluster.path = "clusters/prod";
  cluster.found_by = "gotk-sync.yaml";
  cluster.kubernetes = "1.34";
  cluster.flux = "v2.8.1";
  cluster.objects = 5;
  cluster.sources = {{"GitRepository f/fleet", "https://git.example/fleet", true},
                     {"GitRepository f/other", "https://git.example/other", false}};
  diag::GraphUnit entry;
  entry.name = "f/entry";
  entry.path = "clusters/prod";
  entry.state_text = "rendered";
  entry.objects = 2;
  entry.source = 0;
  diag::GraphUnit base = entry;
  base.name = "f/base";
  base.path = "base";
  base.objects = 3;
  base.parent = 0;
  base.suspended = true;
  diag::GraphUnit apps = base;
  apps.name = "f/apps";
  apps.path = "";
  apps.state = diag::GraphState::elsewhere;
  apps.state_text = "source elsewhere";
  apps.reason = "it is another repository";
  apps.objects = 0;
  apps.suspended = false;
  apps.source = 1;
  apps.depends_on = {1};
  apps.depends_on_missing = {"f/gone"};
  cluster.units = {entry, base, apps};
  return {{cluster}};
}

constexpr std::string_view kHostile = "a\"]<script>\\`#'&\x1b\nb";

diag::FleetGraph hostile() {
  diag::FleetGraph graph = fleet();
  diag::GraphCluster& cluster = graph.clusters[0];
  cluster.name = cluster.path = kHostile;
  cluster.sources[0].name = cluster.sources[0].place = kHostile;
  cluster.units[1].name = cluster.units[1].path = cluster.units[2].reason = kHostile;
  cluster.units[2].depends_on_missing = {std::string(kHostile)};
  return graph;
}

TEST_CASE("graph as text: a tree with what is out of the ordinary") {
  CHECK(graph_as_text(fleet()) ==
        "prod at clusters/prod (Kubernetes 1.34, Flux v2.8.1, by gotk-sync.yaml): 3 units, 5 objects\n"
        "  f/entry  clusters/prod  2 objects\n"
        "    f/base  base  3 objects, suspended\n"
        "    f/apps  .  0 objects; after f/base, f/gone (missing); from GitRepository f/other\n"
        "      ! source elsewhere: it is another repository\n"
        "  GitRepository f/fleet  https://git.example/fleet  (in this repository)\n"
        "  GitRepository f/other  https://git.example/other\n");
}

TEST_CASE("graph: the edges are in every drawn format") {
  const std::string dot = graph_as_dot(fleet());
  CHECK(dot.find("u0_0 -> u0_2;") != std::string::npos);
  CHECK(dot.find("u0_2 -> u0_1 [style=dashed") != std::string::npos);
  CHECK(dot.find("s0_1 -> u0_2 [style=dotted") != std::string::npos);
  CHECK(dot.find("f/gone\\n(missing)") != std::string::npos);
  const std::string mermaid = graph_as_mermaid(fleet());
  CHECK(mermaid.find("u0_0 --> u0_2\n") != std::string::npos);
  CHECK(mermaid.find("u0_2 -. after .-> u0_1\n") != std::string::npos);
  CHECK(mermaid.find("s0_1 --- u0_2\n") != std::string::npos);
  const std::string html = graph_as_html(fleet());
  CHECK(html.find("it is another repository") != std::string::npos);
  CHECK(html.find("waits for f/gone") != std::string::npos);
}

TEST_CASE("graph: names cannot break out of the format") {
  const std::string html = graph_as_html(hostile());
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("&lt;script&gt;") != std::string::npos);
  CHECK(html.find('\x1b') == std::string::npos);
  // The page fetches nothing: the only addresses in it are text.
  CHECK(html.find("src=") == std::string::npos);
  CHECK(html.find("href=") == std::string::npos);
  CHECK(html.find("@import") == std::string::npos);

  const std::string mermaid = graph_as_mermaid(hostile());
  CHECK(mermaid.find("script>") == std::string::npos);
  CHECK(mermaid.find("a#34;") != std::string::npos);
  const std::string dot = graph_as_dot(hostile());
  CHECK(dot.find("a\"") == std::string::npos);
  CHECK(dot.find("a\\\"]<script>\\\\`") != std::string::npos);
  CHECK(graph_as_text(hostile()).find('\x1b') == std::string::npos);
}

TEST_CASE("graph: parents that go in a circle, and no clusters at all") {
  diag::FleetGraph graph = fleet();
  graph.clusters[0].units[1].parent = 2;
  graph.clusters[0].units[2].parent = 1;
  const std::string text = graph_as_text(graph);
  CHECK(text.find("f/base") != std::string::npos);
  CHECK(text.find("f/apps") != std::string::npos);
  for (const GraphFormat& format : kGraphFormats) {
    CHECK_FALSE(format.write(graph).empty());
    CHECK(find_graph_format(format.name) == &format);
    format.write({});
  }
  CHECK(find_graph_format("svg") == nullptr);
}

}  // namespace
}  // namespace fleetlint::report
