// Stories on trees in memory: what a build gives, where its values come from, what
// it shares and what it reports. Expected texts are kubectl kustomize's.
#include "kustomize/build.h"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/task_pool.h"
#include "source/line_index.h"
#include "tests/catch.h"

namespace fleetlint::kustomize {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

struct Story {
  explicit Story(const Files& files) : tree(io::make_memory_tree(files, sources)) {}

  std::shared_ptr<const Rendered> build(const std::string& directory,
                                        LoadRestrictor restrictor = LoadRestrictor::none) {
    Request request;
    request.tree = tree;
    request.directory = directory;
    request.load_restrictor = restrictor;
    return engine.build(request);
  }

  /// "path:line" of an origin, through the whole chain, nearest first.
  std::string chain(const Rendered& rendered, yaml::Node node) const {
    std::string text;
    for (const yaml::Origin* o = &node.origin(); o != nullptr; o = o->cause) {
      if (!text.empty()) text += " < ";
      text += place(rendered, o->file, o->span);
    }
    return text;
  }

  std::string place(const Rendered& rendered, source::FileId file, source::Span span) const {
    if (file == source::FileId::none) return "-";
    const source::Position position = source::LineIndex(sources.text(file)).position(span.begin);
    return std::string(rendered.paths.path(file)) + ":" + std::to_string(position.line);
  }

  /// "rule path:line" of each finding.
  std::vector<std::string> findings(const Rendered& rendered) const {
    std::vector<std::string> all;
    for (const diag::Finding& f : rendered.findings) {
      all.push_back(f.rule + " " + place(rendered, f.primary.file, f.primary.span));
    }
    return all;
  }

  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed{sources, arenas};
  io::TreePtr tree;
  Engine engine{Run{sources, parsed, arenas}};
};

const std::string kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: main
        image: nginx:1.0
      - name: side
        image: side:1.0
)";

TEST_CASE("a name that kustomize wrote anew takes the type of what is put there") {
  Story story({{"kustomization.yaml",
                "resources: [r.yaml]\nnamePrefix: x-\nreplacements:\n"
                "- source: {kind: Service, name: web, fieldPath: spec.ports.0.port}\n"
                "  targets:\n  - {select: {kind: Service}, fieldPaths: [metadata.name]}\n"},
               {"r.yaml",
                "apiVersion: v1\nkind: List\nitems:\n"
                "- {apiVersion: v1, kind: ConfigMap, metadata: {name: listed, annotations: {note: 1e3}}}\n"
                "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n"}});
  CHECK(print(*story.build("")) ==
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: 80\nspec:\n  ports:\n  - port: 80\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    note: \"1000\"\n  name: x-listed\n");
}

TEST_CASE("a replacement that writes over its own source copies the new value from then on") {
  Story story(
      {{"kustomization.yaml",
        "resources: [r.yaml]\nreplacements:\n- source: {kind: Service, name: web, fieldPath: spec.a}\n"
        "  targets:\n  - select: {kind: Service}\n    fieldPaths: [spec.a, spec.b]\n"
        "    options: {delimiter: ':', index: 1}\n"},
       {"r.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {a: one, b: two, c: three}\n"}});
  CHECK(print(*story.build("")) ==
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  a: one:one\n  b: two:one:one\n  c: "
        "three\n");
}

TEST_CASE("a patched value points at the patch, the value behind it at the base") {
  Story story({{"base/kustomization.yaml", "resources: [deployment.yaml]\n"},
               {"base/deployment.yaml", kDeployment},
               {"prod/kustomization.yaml", "resources: [../base]\npatches:\n- path: patch.yaml\n"},
               {"prod/patch.yaml", R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: side
        image: side:2.0
)"}});
  const auto rendered = story.build("prod");
  REQUIRE(rendered->built);
  REQUIRE(rendered->objects.size() == 1);
  const yaml::Node object = rendered->objects[0].node();
  CHECK(story.chain(*rendered, object["spec"]["replicas"]) == "prod/patch.yaml:6 < base/deployment.yaml:6");
  const yaml::Node containers = yaml::find_path(object, "spec.template.spec.containers");
  REQUIRE(containers.items().size() == 2);
  CHECK(containers.items()[0]["name"].text() == "side");
  CHECK(story.chain(*rendered, containers.items()[0]["image"]) ==
        "prod/patch.yaml:11 < base/deployment.yaml:13");
  CHECK(story.chain(*rendered, containers.items()[1]["image"]) == "base/deployment.yaml:11");
}

TEST_CASE("an inline patch points into the kustomization file") {
  Story story({{"deployment.yaml", kDeployment}, {"kustomization.yaml", R"(resources: [deployment.yaml]
patches:
- target: {kind: Deployment}
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 5
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {paused: true}
)"}});
  const auto rendered = story.build("");
  REQUIRE(rendered->built);
  const yaml::Node spec = rendered->objects[0]["spec"];
  CHECK(spec["replicas"].text() == "5");
  CHECK(story.chain(*rendered, spec["replicas"]) == "kustomization.yaml:7 < deployment.yaml:6");
  CHECK(story.chain(*rendered, spec["paused"]) == "kustomization.yaml:12");
  const source::Span span = spec["paused"].origin().span;
  CHECK(story.sources.text(spec["paused"].origin().file, span) == "true");
}

TEST_CASE("what overlays do not touch they share") {
  Files files = {{"base/kustomization.yaml", "resources: [deployment.yaml]\n"},
                 {"base/deployment.yaml", kDeployment}};
  for (const std::string name : {"a", "b", "c"}) {
    files.emplace_back(name + "/kustomization.yaml", "namePrefix: " + name + "-\nresources: [../base]\n");
  }
  Story story(files);
  const auto a = story.build("a");
  const auto b = story.build("b");
  story.build("c");
  CHECK(a->objects[0].name() == "a-web");
  CHECK(yaml::same(a->objects[0]["spec"], b->objects[0]["spec"]));
  CHECK(story.engine.counters().directories_accumulated == 4);
  CHECK(story.engine.counters().accumulations_shared == 2);
  CHECK(story.build("a") == a);
  CHECK(story.engine.counters().builds_shared == 1);
  // A directory is the same whether it is built or included.
  story.build("base");
  CHECK(story.engine.counters().directories_accumulated == 4);
}

TEST_CASE("a directory is accumulated once, however many threads want it") {
  Files files = {{"d0/kustomization.yaml", "resources: [all.yaml]\n"}};
  std::string objects;
  for (int i = 0; i < 60; ++i) {
    objects += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c" + std::to_string(i) + "}\n";
  }
  files.emplace_back("d0/all.yaml", objects);
  for (int i = 1; i < 6; ++i) {
    files.emplace_back("d" + std::to_string(i) + "/kustomization.yaml",
                       "namePrefix: a-\nresources: [../d" + std::to_string(i - 1) + "]\n");
  }
  for (int i = 0; i < 8; ++i) {
    files.emplace_back(
        "o" + std::to_string(i) + "/kustomization.yaml",
        "nameSuffix: -x" + std::to_string(i) + "\nresources: [../d" + std::to_string(2 + i % 4) + "]\n");
  }
  for (int round = 0; round < 10; ++round) {
    Story story(files);
    TaskPool pool(4);
    // Each overlay twice, and the directories themselves as well.
    pool.run(22, [&](std::size_t i) {
      story.build(i < 16 ? "o" + std::to_string(i % 8) : "d" + std::to_string(i - 16));
    });
    CHECK(story.engine.counters().directories_accumulated == 6 + 8);
    CHECK(story.engine.counters().builds == 6 + 8);
    CHECK(story.build("o7")->objects.size() == 60);
    CHECK(story.build("o7")->objects[0].name() == "a-a-a-a-a-c0-x7");
  }
}

TEST_CASE("threads that build directories which include each other do not wait for each other") {
  Files files;
  for (int i = 0; i < 5; ++i) {
    std::string entries;
    for (int other = 0; other < 5; ++other) {
      if (other != i) entries += "- ../d" + std::to_string(other) + "\n";
    }
    files.emplace_back("d" + std::to_string(i) + "/kustomization.yaml", "resources:\n" + entries);
    files.emplace_back("o" + std::to_string(i) + "/kustomization.yaml",
                       "resources: [../d" + std::to_string(i) + "]\n");
  }
  for (int round = 0; round < 10; ++round) {
    Story story(files);
    TaskPool pool(4);
    std::vector<std::shared_ptr<const Rendered>> results(10);
    pool.run(10,
             [&](std::size_t i) { results[i] = story.build((i < 5 ? "o" : "d") + std::to_string(i % 5)); });
    for (const auto& result : results) {
      CHECK_FALSE(result->built);
      REQUIRE_FALSE(result->findings.empty());
      CHECK(result->findings.front().rule == "kustomize/cycle");
    }
  }
}

TEST_CASE("a missing input is reported, what follows from it is not, the rest is there") {
  Story story({{"kustomization.yaml", R"(resources:
- deployment.yaml
- servce.yaml
patches:
- patch: |
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {type: NodePort}
)"},
               {"deployment.yaml", kDeployment},
               {"service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"}});
  const auto rendered = story.build("");
  CHECK_FALSE(rendered->built);
  CHECK_FALSE(rendered->complete);
  CHECK(rendered->objects.size() == 1);
  CHECK(story.findings(*rendered) ==
        std::vector<std::string>{"kustomize/resource-missing kustomization.yaml:3"});
  CHECK(rendered->findings[0].message ==
        R"(resource "servce.yaml" does not exist; did you mean "service.yaml"?)");
}

TEST_CASE("a remote resource leaves the build incomplete, not refused") {
  Story story({{"kustomization.yaml", "resources:\n- deployment.yaml\n- https://example.com/a.yaml\n"},
               {"deployment.yaml", kDeployment}});
  const auto rendered = story.build("");
  CHECK(rendered->built);
  CHECK_FALSE(rendered->complete);
  CHECK(rendered->objects.size() == 1);
  CHECK(story.findings(*rendered) ==
        std::vector<std::string>{"kustomize/remote-resource kustomization.yaml:3"});
}

TEST_CASE("a broken document does not hide its neighbours") {
  Story story({{"kustomization.yaml", "resources: [all.yaml]\n"}, {"all.yaml", "a: [\n---\n" + kDeployment}});
  const auto rendered = story.build("");
  CHECK_FALSE(rendered->built);
  CHECK(rendered->objects.size() == 1);
  REQUIRE_FALSE(rendered->findings.empty());
  CHECK(rendered->findings[0].rule == "yaml/syntax");
}

TEST_CASE("cycles end, and are told whoever is built first") {
  Story story({{"a/kustomization.yaml", "resources: [../b]\n"},
               {"b/kustomization.yaml", "resources: [../a]\n"},
               {"base/kustomization.yaml", "resources: [deployment.yaml]\n"},
               {"base/deployment.yaml", kDeployment},
               {"base/overlay/kustomization.yaml", "resources: [..]\n"}});
  CHECK(story.findings(*story.build("a")) ==
        std::vector<std::string>{"kustomize/cycle b/kustomization.yaml:1"});
  CHECK(story.findings(*story.build("b")) ==
        std::vector<std::string>{"kustomize/cycle a/kustomization.yaml:1"});
  CHECK(story.build("base")->built);
  CHECK(story.findings(*story.build("base/overlay")) ==
        std::vector<std::string>{"kustomize/cycle base/overlay/kustomization.yaml:1"});
}

TEST_CASE("a chain of directories without an end is cut") {
  Files files;
  for (int i = 0; i < 1000; ++i) {
    files.emplace_back("d" + std::to_string(i) + "/kustomization.yaml",
                       "resources: [../d" + std::to_string(i + 1) + "]\n");
  }
  Story story(files);
  const auto rendered = story.build("d0");
  CHECK_FALSE(rendered->built);
  CHECK(rendered->findings.size() == 1);
}

TEST_CASE("many ways into one cycle end soon") {
  Files files;
  for (int i = 0; i < 60; ++i) {
    const std::string next = std::to_string(i + 1);
    for (const std::string side : {"a", "b"}) {
      files.emplace_back(side + std::to_string(i) + "/kustomization.yaml",
                         "resources: [../a" + next + ", ../b" + next + "]\n");
    }
  }
  files.emplace_back("a60/kustomization.yaml", "resources: [../a0]\n");
  files.emplace_back("b60/kustomization.yaml", "resources: [../a0]\n");
  Story story(files);
  const auto rendered = story.build("a0");
  CHECK_FALSE(rendered->built);
  REQUIRE_FALSE(rendered->findings.empty());
  CHECK(rendered->findings[0].rule == "kustomize/cycle");
}

TEST_CASE("load restrictions hold files, not directories") {
  const Files files = {{"base/kustomization.yaml", "resources: [deployment.yaml]\n"},
                       {"base/deployment.yaml", kDeployment},
                       {"dirs/kustomization.yaml", "resources: [../base]\n"},
                       {"files/kustomization.yaml", "resources: [../base/deployment.yaml]\n"}};
  Story story(files);
  CHECK(story.build("dirs", LoadRestrictor::root_only)->built);
  CHECK(story.build("files", LoadRestrictor::none)->built);
  const auto refused = story.build("files", LoadRestrictor::root_only);
  CHECK_FALSE(refused->built);
  CHECK(story.findings(*refused) ==
        std::vector<std::string>{"kustomize/outside-root files/kustomization.yaml:1"});
}

TEST_CASE("components work on the parent's objects, each time anew") {
  Story story({{"kustomization.yaml", "resources: [deployment.yaml]\ncomponents: [part, part2]\n"},
               {"deployment.yaml", kDeployment},
               {"part/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: p-\n"},
               {"part2/kustomization.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -s\n"}});
  const auto rendered = story.build("");
  REQUIRE(rendered->built);
  CHECK(rendered->objects[0].name() == "p-web-s");
}

TEST_CASE("a given kustomization stands for the directory's own") {
  Story story({{"plain/deployment.yaml", kDeployment}});
  diag::Collector out;
  const source::FileId file = story.sources.add("resources: [deployment.yaml]\nnamespace: apps\n");
  const yaml::Stream stream = yaml::parse(story.arenas.local(), file, story.sources.text(file), {}, out);
  Request request;
  request.tree = story.tree;
  request.directory = "plain";
  request.kustomization = stream.documents.at(0).root;
  const auto rendered = story.engine.build(request);
  REQUIRE(rendered->built);
  CHECK(rendered->objects[0].name_space() == "apps");
}

TEST_CASE("many threads get what one gets") {
  Files files = {{"base/kustomization.yaml", "resources: [deployment.yaml]\n"},
                 {"base/deployment.yaml", kDeployment}};
  for (int i = 0; i < 40; ++i) {
    files.emplace_back("o" + std::to_string(i) + "/kustomization.yaml",
                       "nameSuffix: -" + std::to_string(i % 7) + "\nresources: [../base]\n");
  }
  Story alone(files);
  Story together(files);
  std::vector<std::string> printed(40);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < printed.size(); i += 4)
        printed[i] = print(*together.build("o" + std::to_string(i)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < printed.size(); ++i)
    CHECK(printed[i] == print(*alone.build("o" + std::to_string(i))));
}

}  // namespace
}  // namespace fleetlint::kustomize
