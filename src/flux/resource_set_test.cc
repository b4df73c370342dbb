#include "flux/resource_set.h"

#include <string>
#include <string_view>
#include <vector>

#include "flux/story.h"
#include "source/source_map.h"
#include "tests/catch.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::flux {
namespace {

class Sets {
 public:
  std::vector<kube::Object> read(std::string text) {
    diag::Collector out;
    const source::FileId file = sources.add(std::move(text));
    std::vector<kube::Object> objects;
    for (const yaml::Document& document : yaml::parse(arena, file, sources.text(file), {}, out).documents)
      objects.emplace_back(document.root);
    return objects;
  }

  /// Of a set with this spec, in the namespace "apps".
  ResourceSetObjects render(const std::string& spec, const std::string& providers = {}) {
    const std::string head =
        "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: set, namespace: "
        "apps}\nspec:\n";
    const std::vector<kube::Object> known = providers.empty() ? std::vector<kube::Object>() : read(providers);
    return render_resource_sets(arena, std::vector{read(head + spec).at(0)}, known).at(0);
  }

  Arena arena;
  source::SourceMap sources;
};

constexpr std::string_view kMap =
    "  resources:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: << inputs.tenant >>, "
    "namespace: apps}\n"
    "    data: {level: << inputs.level | default \"low\" | quote >>, from: << inputs.provider.name >>}\n";

TEST_CASE("each set of inputs makes each object") {
  Sets sets;
  const ResourceSetObjects made = sets.render(
      "  inputs:\n  - {tenant: a, level: 3}\n  - {tenant: b, level: ''}\n  - {tenant: a, level: 4}\n" +
      std::string(kMap));
  CHECK(made.failure.empty());
  REQUIRE(made.objects.size() == 2);  // the first of an identity counts
  CHECK(made.objects[0].name() == "a");
  CHECK(made.objects[0]["data"]["level"].is_string());
  CHECK(made.objects[0]["data"]["level"].text() == "3");
  CHECK(made.objects[1].name() == "b");
  CHECK(made.objects[1]["data"]["level"].text() == "low");
  CHECK(made.objects[1]["data"]["from"].text() == "set");
  // What an input wrote is told from there, with the template behind it.
  const yaml::Origin& origin = made.objects[1]["metadata"]["name"].origin();
  CHECK(sets.sources.text(origin.file, origin.span) == "b");
  CHECK(origin.operation == yaml::Operation::substituted);
}

TEST_CASE("without quotes a text takes the type that it looks like, as for the operator") {
  Sets sets;
  const ResourceSetObjects made = sets.render(
      "  inputs: [{port: '8080'}]\n  resources:\n  - apiVersion: v1\n    kind: Service\n"
      "    metadata: {name: web, namespace: apps}\n    spec: {ports: [{port: << inputs.port >>}]}\n");
  REQUIRE(made.objects.size() == 1);
  CHECK(made.objects[0]["spec"]["ports"].items()[0]["port"].as_int() == 8080);
}

TEST_CASE("inputs of static providers") {
  Sets sets;
  const std::string provider =
      "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\n"
      "metadata: {name: teams, namespace: apps}\nspec: {type: Static, defaultValues: {tenant: c, level: "
      "high}}\n";
  const ResourceSetObjects made =
      sets.render("  inputsFrom: [{name: teams}]\n" + std::string(kMap), provider);
  CHECK(made.failure.empty());
  REQUIRE(made.objects.size() == 1);
  CHECK(made.objects[0].name() == "c");
  CHECK(made.objects[0]["data"]["from"].text() == "teams");
  CHECK_FALSE(sets.render("  inputsFrom: [{name: others}]\n" + std::string(kMap), provider).failure.empty());
}

TEST_CASE("what is more than an expression leaves the whole set unknown") {
  Sets sets;
  const auto fails = [&](const std::string& spec) {
    const ResourceSetObjects made = sets.render(spec);
    return !made.failure.empty() && made.objects.empty();
  };
  const std::string inputs = "  inputs: [{tenant: a}]\n";
  const auto map_of = [](const std::string& name) {
    return "  resources:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: \"" + name +
           "\", namespace: apps}\n";
  };
  CHECK_FALSE(fails(inputs + map_of("<< inputs.tenant >>")));
  CHECK(fails(inputs + map_of("<< if inputs.tenant >>x<< end >>")));
  CHECK(fails(inputs + map_of("<<- inputs.tenant >>")));
  CHECK(fails(inputs + map_of("<< inputs.other >>")));
  CHECK(fails(inputs + map_of("<< inputs.tenant | slugify >>")));
  CHECK(fails(inputs + map_of("<< inputs.tenant")));
  CHECK(fails(inputs + map_of("<< inputs.tenant | replace `a` `" + std::string(90'000, 'a') +
                              "` | replace `a` `bb` >>")));
  CHECK(fails(inputs + "  resourcesTemplate: |\n    kind: ConfigMap\n"));
  CHECK(fails(inputs + "  inputStrategy: {name: Permute}\n" + map_of("x")));
  CHECK(fails("  inputsFrom: [{selector: {matchLabels: {a: b}}}]\n" + map_of("x")));
  CHECK(fails(inputs + "  resources:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: x}\n"));
}

TEST_CASE("inputs times resources has an end") {
  Sets sets;
  std::string spec = "  inputs:\n";
  for (int i = 0; i < 200; ++i) spec += "  - {tenant: t" + std::to_string(i) + "}\n";
  spec += "  resources:\n";
  for (int i = 0; i < 200; ++i)
    spec += "  - {apiVersion: v1, kind: ConfigMap, metadata: {name: << inputs.tenant >>-" +
            std::to_string(i) + ", namespace: apps}}\n";
  const ResourceSetObjects made = sets.render(spec);
  CHECK(made.objects.empty());
  CHECK(made.failure.find("too much") != std::string::npos);
}

TEST_CASE("Kustomizations of a ResourceSet are units") {
  const std::string set =
      "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: tenants, namespace: "
      "flux-system}\n"
      "spec:\n  inputs: [{tenant: one}, {tenant: two}]\n  resources:\n  - apiVersion: "
      "kustomize.toolkit.fluxcd.io/v1\n"
      "    kind: Kustomization\n    metadata: {name: << inputs.tenant >>, namespace: flux-system}\n    "
      "spec:\n"
      "      interval: 10m\n      path: ./tenants/<< inputs.tenant >>\n      prune: true\n"
      "      sourceRef: {kind: GitRepository, name: flux-system}\n";
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: x}\n";
  Story story({{"clusters/a/set.yaml", set}, {"tenants/one/m.yaml", map}, {"tenants/two/m.yaml", map}});
  const Graph graph = story.expand("clusters/a");
  REQUIRE(graph.units.size() == 3);
  CHECK(graph.units[0].objects.size() == 3);
  CHECK(graph.units[1].name == "one");
  CHECK(graph.units[1].state == UnitState::rendered);
  CHECK(graph.units[1].objects.size() == 1);
  CHECK(graph.units[2].name == "two");
  CHECK(graph.units[2].objects.size() == 1);
}

}  // namespace
}  // namespace fleetlint::flux
