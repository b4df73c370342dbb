#include "flux/graph.h"

#include "flux/story.h"
#include "tests/catch.h"

namespace fleetlint::flux {
namespace {

TEST_CASE("children are found in rendered output, patches and all") {
  Story story({{"clusters/a/all.yaml", kustomization("parent", "./parent")},
               {"parent/kustomization.yaml",
                "resources: [child.yaml]\npatches:\n  - target: {kind: Kustomization}\n    patch: |\n"
                "      - {op: replace, path: /spec/path, value: ./other}\n"},
               {"parent/child.yaml", kustomization("child", "./nowhere")},
               {"other/settings.yaml", config_map("settings", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  CHECK(story.findings(graph).empty());
  REQUIRE(graph.units.size() == 3);
  const Unit* child = unit_of(graph, "flux-system/child");
  REQUIRE(child != nullptr);
  CHECK(child->path == "other");
  CHECK(child->state == UnitState::rendered);
  REQUIRE(child->objects.size() == 1);
  CHECK(child->objects[0].name() == "settings");
  CHECK(graph.units[static_cast<std::size_t>(child->parent)].name == "parent");
}

TEST_CASE("a changed value points at the variable, with the template as its cause") {
  Story story({{"clusters/a/all.yaml",
                kustomization("apps", "./apps", "  postBuild:\n    substitute: {host: \"example.org\"}\n")},
               {"apps/settings.yaml", config_map("settings", "{url: 'https://${host}/', same: kept}")}});
  const Graph graph = story.expand("clusters/a");
  const Unit* apps = unit_of(graph, "flux-system/apps");
  REQUIRE(apps != nullptr);
  REQUIRE(apps->objects.size() == 1);
  const yaml::Node data = apps->objects[0]["data"];
  CHECK(data["url"].text() == "https://example.org/");
  CHECK(data["url"].origin().operation == yaml::Operation::substituted);
  CHECK(story.text(data["url"].origin()) == "\"example.org\"");
  REQUIRE(data["url"].origin().cause != nullptr);
  const yaml::Origin* end = &data["url"].origin();
  while (end->cause != nullptr) end = end->cause;
  CHECK(story.text(*end) == "'https://${host}/'");
  // What no expression touched is the very same node as before.
  CHECK(same(data["same"], apps->build->objects[0]["data"]["same"]));
  CHECK(same(apps->objects[0]["metadata"], apps->build->objects[0]["metadata"]));
}

TEST_CASE("ConfigMaps of another unit give variables, and a missing one makes them unknown") {
  const std::string values =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {n: \"3\"}\n";
  Story story({{"clusters/a/a.yaml",
                kustomization("apps", "./apps",
                              "  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: vars}]\n")},
               {"clusters/a/b.yaml",
                kustomization("open", "./open",
                              "  postBuild:\n    substituteFrom: [{kind: Secret, name: by-hand}]\n")},
               {"clusters/a/c.yaml", kustomization("vars", "./vars")},
               {"vars/vars.yaml", values},
               {"apps/x.yaml", config_map("x", "n: ${n}")},
               {"open/y.yaml", config_map("y", "{n: '${n}', d: '${n:=7}'}")}});
  const Graph graph = story.expand("clusters/a");
  CHECK(story.findings(graph).empty());
  const yaml::Node known = unit_of(graph, "flux-system/apps")->objects.at(0)["data"]["n"];
  CHECK(known.kind() == yaml::Kind::integer);
  CHECK(known.text() == "3");
  const yaml::Node data = unit_of(graph, "flux-system/open")->objects.at(0)["data"];
  CHECK(data["n"].text() == "${n}");
  CHECK(data["n"].origin().operation == yaml::Operation::unresolved);
  CHECK(data["d"].text() == "7");
}

TEST_CASE("undefined variables are reported where the template stands, and nothing follows from them") {
  Story story(
      {{"clusters/a/a.yaml", kustomization("apps", "./apps", "  postBuild:\n    substitute: {a: b}\n")},
       {"apps/x.yaml", config_map("x", "script: |\n    echo ${a}\n    echo ${nope}")}});
  const Graph graph = story.expand("clusters/a");
  const auto findings = story.findings(graph);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].starts_with("apps/x.yaml:7 flux/substitute-undefined: variable \"nope\""));
  CHECK(unit_of(graph, "flux-system/apps")->objects.at(0)["data"]["script"].text() ==
        "echo b\necho ${nope}\n");
}

TEST_CASE("clusters with the same variables share what is substituted, others do not") {
  const auto unit = [](std::string_view more) {
    return kustomization("apps", "./apps",
                         "  postBuild:\n    substitute: {own: \"1\"" + std::string(more) +
                             "}\n    substituteFrom: [{kind: ConfigMap, name: vars}]\n");
  };
  const std::string both = "resources: [../../shared, apps.yaml]\n";
  Story story({{"clusters/a/kustomization.yaml", both},
               {"clusters/b/kustomization.yaml", both},
               {"clusters/a/apps.yaml", unit("")},
               {"clusters/b/apps.yaml", unit(", more: x")},
               {"shared/kustomization.yaml", "resources: [vars.yaml]\n"},
               {"shared/vars.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: "
                "{host: h.example}\n"},
               {"apps/x.yaml", config_map("x", "url: https://${host}")},
               {"apps/y.yaml", config_map("y", "both: ${host}-${own}")},
               {"apps/z.yaml", config_map("z", "broken: ${nope}")}});
  const Graph a = story.expand("clusters/a");
  const Graph b = story.expand("clusters/b");
  const auto& of_a = unit_of(a, "flux-system/apps")->objects;
  const auto& of_b = unit_of(b, "flux-system/apps")->objects;
  REQUIRE(of_a.size() == 3);
  REQUIRE(of_b.size() == 3);
  CHECK(of_a[0]["data"]["url"].text() == "https://h.example");
  CHECK(same(of_a[0].node(), of_b[0].node()));
  // The same value, but each cluster has written it in a file of its own.
  CHECK(yaml::equal(of_a[1].node(), of_b[1].node()));
  CHECK_FALSE(same(of_a[1].node(), of_b[1].node()));
  CHECK(of_a[1]["data"]["both"].origin().file != source::FileId::none);
  // Each cluster has its finding.
  CHECK(story.findings(a).size() == 1);
  CHECK(story.findings(b).size() == 1);
}

TEST_CASE("values that nobody here can know are counted with the reason") {
  const auto unit = [](std::string_view name, std::string_view post_build) {
    return kustomization(name, "./apps", "  postBuild:\n" + std::string(post_build));
  };
  const std::string secret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: flux-system}\nstringData: {key: "
      "ENC}\n";
  Story story(
      {{"clusters/a/1.yaml",
        unit("hidden", "    substitute: {other: x}\n    substituteFrom: [{kind: Secret, name: keys}]\n")},
       {"clusters/a/2.yaml", unit("elsewhere", "    substituteFrom: [{kind: ConfigMap, name: vars}]\n")},
       {"clusters/a/3.yaml", unit("unset", "    substitute: {other: x}\n")},
       {"clusters/a/4.yaml", secret},
       {"apps/x.yaml", config_map("x", "{a: '${key}', b: '${key:0:2}', c: '${key:=x}'}")}});
  const Graph graph = story.expand("clusters/a", "");
  CHECK(story.findings(graph).empty());
  const auto said = [&](std::string_view id) {
    std::string text;
    for (const UnknownVariable& variable : unit_of(graph, id)->unknown_variables) {
      text += variable.name + " " + std::to_string(variable.count) + " " + variable.reason;
    }
    return text;
  };
  CHECK(said("flux-system/hidden") == "key 3 its value is in a Secret");
  CHECK(said("flux-system/elsewhere") ==
        "key 2 ConfigMap flux-system/vars may set it and is not in the repository");
  CHECK(said("flux-system/unset") ==
        "key 2 nothing sets it, and whether Flux refuses that depends on its version, which is not known");
  CHECK(unit_of(graph, "flux-system/unset")->objects.at(0)["data"]["a"].origin().operation ==
        yaml::Operation::unresolved);
  // Flux 2.8 puts nothing there, and 2.9 refuses: neither is unknown.
  CHECK(unit_of(story.expand("clusters/a", "v2.8.0"), "flux-system/unset")->unknown_variables.empty());
  const Graph strict = story.expand("clusters/a", "v2.9.0");
  CHECK(unit_of(strict, "flux-system/unset")->unknown_variables.empty());
  CHECK(story.findings(strict).size() == 2);
}

TEST_CASE("objects opt out of substitution by label or annotation, exactly spelt") {
  const auto object = [](std::string_view mark) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + std::string(mark) +
           "\n  namespace: apps\n  annotations: {kustomize.toolkit.fluxcd.io/substitute: " +
           std::string(mark) + "}\ndata: {a: '${a}'}\n";
  };
  Story story(
      {{"clusters/a/a.yaml", kustomization("apps", "./apps", "  postBuild:\n    substitute: {a: b}\n")},
       {"apps/1.yaml", object("disabled")},
       {"apps/2.yaml", object("Disabled")}});
  const Graph graph = story.expand("clusters/a");
  const Unit* apps = unit_of(graph, "flux-system/apps");
  REQUIRE(apps->objects.size() == 2);
  CHECK(apps->objects[0]["data"]["a"].text() == "${a}");
  CHECK(apps->objects[1]["data"]["a"].text() == "b");
}

TEST_CASE("Flux's additions reach the build: namespace, patches, images, components, metadata") {
  Story story(
      {{"clusters/a/a.yaml",
        kustomization("apps", "./apps",
                      "  targetNamespace: prod\n  namePrefix: x-\n  images: [{name: web, newTag: \"2\"}]\n"
                      "  components: [../part]\n  commonMetadata: {labels: {team: core}}\n"
                      "  patches:\n    - patch: |\n        - {op: add, path: /spec/paused, value: true}\n"
                      "      target: {kind: Deployment}\n")},
       {"apps/kustomization.yaml",
        "namespace: overridden\nimages: [{name: web, newName: shop, newTag: \"1\"}]\n"
        "resources: [web.yaml]\n"},
       {"apps/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
        "  template: {spec: {containers: [{name: web, image: web}]}}\n"},
       {"part/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
        "labels: [{pairs: {part: here}}]\n"}});
  const Graph graph = story.expand("clusters/a");
  CHECK(story.findings(graph).empty());
  const Unit* apps = unit_of(graph, "flux-system/apps");
  REQUIRE(apps->objects.size() == 1);
  const kube::Object& web = apps->objects[0];
  CHECK(web.name() == "x-web");
  CHECK(web.name_space() == "prod");
  CHECK(story.text(web["metadata"]["namespace"].origin()) == "prod");
  CHECK(web.containers().at(0)["image"].text() == "shop:2");
  CHECK(web["spec"]["paused"].as_bool() == true);
  CHECK(web.labels()["part"].text() == "here");
  CHECK(web.labels()["team"].text() == "core");
  CHECK(web.labels()["team"].origin().operation == yaml::Operation::labelled);
}

TEST_CASE("a plain directory: subfolders with a kustomization enter whole, other files must be manifests") {
  Story story({{"clusters/a/a.yaml", kustomization("apps", "./apps")},
               {"apps/one.yaml", config_map("one", "a: b")},
               {"apps/deep/two.yml", config_map("two", "a: b")},
               {"apps/whole/kustomization.yaml", "resources: [three.yaml]\n"},
               {"apps/whole/three.yaml", config_map("three", "a: b")},
               {"apps/whole/not-listed.yaml", "replicas: 3\n"},
               {"apps/empty.yaml", "# nothing\n"},
               {"apps/readme.json", "{}"},
               {"apps/values.yaml", "replicas: 3\n"}});
  const Graph graph = story.expand("clusters/a");
  const Unit* apps = unit_of(graph, "flux-system/apps");
  std::vector<std::string> names;
  for (const kube::Object& object : apps->objects) names.emplace_back(object.name());
  CHECK(names == std::vector<std::string>{"two", "one", "three"});
  CHECK(apps->state == UnitState::failed);
  const auto findings = story.findings(graph);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].starts_with("apps/values.yaml:1 flux/not-a-manifest: "));
}

TEST_CASE(
    "unknown fields of the root kustomization vanish with a finding, those of included ones are refused") {
  Story story(
      {{"clusters/a/a.yaml", kustomization("apps", "./apps")},
       {"clusters/a/b.yaml", kustomization("nested", "./nested")},
       {"apps/kustomization.yaml",
        "Namespace: shop\nresources: [x.yaml]\nreplica: []\nimageTags: [{name: web, newTag: \"9\"}]\n"
        "images:\n  - name: web\n    newTag: \"2\"\n    tag: \"1\"\n"},
       {"apps/x.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: web, image: web}]}\n"},
       {"nested/kustomization.yaml", "resources: [inner]\n"},
       {"nested/inner/kustomization.yaml", "resources: [x.yaml]\nreplica: []\n"},
       {"nested/inner/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  const Unit* apps = unit_of(graph, "flux-system/apps");
  CHECK(apps->state == UnitState::rendered);
  REQUIRE(apps->objects.size() == 1);
  CHECK(apps->objects[0].name_space() == "shop");
  CHECK(apps->objects[0].containers().at(0)["image"].text() == "web:2");
  CHECK(unit_of(graph, "flux-system/nested")->state == UnitState::failed);
  std::vector<std::string> places;
  for (const std::string& finding : story.findings(graph))
    places.push_back(finding.substr(0, finding.find(": ")));
  CHECK(places == std::vector<std::string>{"apps/kustomization.yaml:3 kustomize/unknown-field",
                                           "apps/kustomization.yaml:4 kustomize/deprecated-field",
                                           "apps/kustomization.yaml:8 kustomize/unknown-field",
                                           "nested/inner/kustomization.yaml:2 kustomize/unknown-field"});
}

TEST_CASE("a root kustomization that lists nothing builds to nothing, or to objects with their origin") {
  Story story(
      {{"clusters/a/a.yaml", kustomization("empty", "./empty")},
       {"clusters/a/b.yaml", kustomization("made", "./made")},
       {"clusters/a/c.yaml", kustomization("two", "./two")},
       {"empty/kustomization.yaml", "# nothing yet\n"},
       {"made/kustomization.yaml", "configMapGenerator: [{name: made, literals: [a=b]}]\nunknown: 1\n"},
       {"two/kustomization.yaml", "resources: []\n"},
       {"two/Kustomization", "resources: []\n"}});
  const Graph graph = story.expand("clusters/a");
  CHECK(unit_of(graph, "flux-system/empty")->state == UnitState::rendered);
  CHECK(unit_of(graph, "flux-system/empty")->objects.empty());
  const Unit* made = unit_of(graph, "flux-system/made");
  REQUIRE(made->objects.size() == 1);
  CHECK(made->objects[0].annotations()["config.kubernetes.io/origin"]);
  // kustomize refuses a directory with two files, even if Flux has written one of them.
  CHECK(unit_of(graph, "flux-system/two")->state == UnitState::failed);
}

TEST_CASE("a path that is not there is reported with what may be meant; others go on") {
  Story story({{"clusters/a/a.yaml", kustomization("apps", "./aps/prod")},
               {"clusters/a/b.yaml", kustomization("up", "../../../apps/prod/")},
               {"apps/prod/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  const auto findings = story.findings(graph);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0] ==
        "clusters/a/a.yaml:6 flux/path-missing: spec.path \"./aps/prod\" does not exist in GitRepository "
        "\"flux-system\"; did you mean \"./apps/prod\"?");
  CHECK(unit_of(graph, "flux-system/up")->state == UnitState::rendered);
}

TEST_CASE("sources: the same repository, another ref, another repository, none") {
  const auto repository = [](std::string_view name, std::string_view url, std::string_view branch) {
    return "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: " +
           std::string(name) + ", namespace: flux-system}\nspec: {interval: 1m, url: '" + std::string(url) +
           "', ref: {branch: " + std::string(branch) + "}}\n";
  };
  const auto unit = [](std::string_view name) {
    return "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: " +
           std::string(name) +
           ", namespace: flux-system}\nspec:\n  path: ./apps\n  sourceRef: {kind: GitRepository, name: " +
           std::string(name) + "}\n";
  };
  Story story(
      {{"clusters/a/1.yaml", repository("flux-system", "ssh://git@git.example:22/org/fleet.git", "main")},
       {"clusters/a/2.yaml",
        repository("same", "https://git.example/org/fleet", "main") + "---\n" + unit("same")},
       {"clusters/a/3.yaml",
        repository("old", "https://git.example/org/fleet", "v1") + "---\n" + unit("old")},
       {"clusters/a/4.yaml",
        repository("other", "https://git.example/org/x", "main") + "---\n" + unit("other")},
       {"clusters/a/5.yaml", unit("none")},
       {"apps/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  CHECK(unit_of(graph, "flux-system/same")->state == UnitState::rendered);
  CHECK(unit_of(graph, "flux-system/old")->state == UnitState::source_elsewhere);
  CHECK(unit_of(graph, "flux-system/other")->state == UnitState::source_elsewhere);
  CHECK(unit_of(graph, "flux-system/none")->state == UnitState::source_missing);
}

TEST_CASE("suspended units are rendered, units of other clusters do not count as this one's") {
  Story story(
      {{"clusters/a/1.yaml", kustomization("off", "./apps", "  suspend: true\n")},
       {"clusters/a/2.yaml", kustomization("far", "./far", "  kubeConfig: {secretRef: {name: far}}\n")},
       {"apps/x.yaml", config_map("x", "a: b")},
       {"far/child.yaml", kustomization("grandchild", "./apps")}});
  const Graph graph = story.expand("clusters/a");
  REQUIRE(graph.units.size() == 3);
  CHECK(unit_of(graph, "flux-system/off")->suspended);
  CHECK(unit_of(graph, "flux-system/off")->objects.size() == 1);
  CHECK(unit_of(graph, "flux-system/far")->other_cluster);
  CHECK(unit_of(graph, "flux-system/far")->objects.size() == 1);
  CHECK(graph.objects().size() == 3);  // the two Kustomizations and the ConfigMap
}

TEST_CASE("Kustomizations that make ever new ones end with a finding") {
  Story story({{"clusters/a/1.yaml", kustomization("start", "./loop", "  postBuild: {substitute: {n: x}}\n")},
               {"loop/1.yaml",
                kustomization("'again-${n}'", "./loop", "  postBuild: {substitute: {n: 'x${n}'}}\n")}});
  const Graph graph = story.expand("clusters/a");
  REQUIRE(graph.findings.size() == 1);
  CHECK(graph.findings[0].rule == "flux/depth-exceeded");
  CHECK(graph.units.size() < 20);
}

TEST_CASE("an entry that renders itself is one unit") {
  Story story({{"clusters/a/flux-system/gotk-sync.yaml", kustomization("flux-system", "./clusters/a")},
               {"clusters/a/apps.yaml", kustomization("apps", "./apps")},
               {"apps/x.yaml", config_map("x", "a: b")}});
  const Graph graph = story.expand("clusters/a");
  CHECK(story.findings(graph).empty());
  CHECK(graph.units.size() == 2);
  CHECK(graph.units[0].id() == "flux-system/flux-system");
  CHECK(graph.units[0].state == UnitState::rendered);
}

}  // namespace
}  // namespace fleetlint::flux
