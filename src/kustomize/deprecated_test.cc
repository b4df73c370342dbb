// The edits that are offered for old fields, applied and built: what was said to be safe
// gives the same text, without a finding.
#include "kustomize/deprecated.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "kustomize/build.h"
#include "tests/catch.h"

namespace fleetlint::kustomize {
namespace {

const std::string kObject =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels: {a: "
    "b}\n"
    "  template:\n    spec:\n      containers:\n      - name: main\n        image: nginx:1\n";

struct Built {
  std::string text;
  std::vector<diag::Finding> findings;
};

Built build(const std::string& kustomization) {
  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed{sources, arenas};
  Engine engine{Run{sources, parsed, arenas}};
  Request request;
  request.directory = "app";
  request.tree = io::make_memory_tree(
      {{"app/kustomization.yaml", kustomization},
       {"app/p.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n"},
       {"app/more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n"},
       {"app/c.env", "A=b\n"},
       {"app/j.yaml", "- {op: add, path: /spec/replicas, value: 4}\n"},
       {"base/kustomization.yaml", "resources: [r.yaml]\n"},
       {"base/r.yaml", kObject}},
      sources);
  const auto rendered = engine.build(request);
  return {rendered->built ? print(*rendered) : "refused", rendered->findings};
}

std::string apply(std::string text, diag::Fix fix) {
  std::ranges::sort(fix.edits, {}, [](const diag::Fix::Edit& edit) { return edit.span.begin; });
  for (auto edit = fix.edits.rbegin(); edit != fix.edits.rend(); ++edit) {
    text.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
  }
  return text;
}

TEST_CASE("the offered edits of old fields build the same") {
  const std::string head = "resources: [../base]\n";
  const std::vector<std::string> rows = {
      "bases:\n- ../base\n",
      head + "commonLabels:\n  team: a\n  'tier': \"b\"\nnamePrefix: x-\n",
      head + "imageTags:\n- {name: nginx, newTag: v2}\n",
      head +
          "patchesJson6902:\n- target: {kind: Deployment, name: web, version: v1, group: apps}\n  path: "
          "j.yaml\n",
      head + "patchesStrategicMerge:\n  - p.yaml # more\n",
      head +
          "patchesStrategicMerge:\n- p.yaml\n- |-\n  apiVersion: apps/v1\n  kind: Deployment\n\n  metadata: "
          "{name: web, "
          "labels: {x: y}}\nnamePrefix: x-\n",
      head +
          "patchesStrategicMerge:\n  - |2\n    apiVersion: apps/v1\n    kind: Deployment\n    "
          "metadata: {name: web, "
          "labels: {x: y}}\n",
      // A file may end without a line break.
      head +
          "patchesStrategicMerge:\n- |-\n  apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web, "
          "labels: {x: y}}",
      // Where the successor is there already, the items move.
      "bases:\n- ../base\nnamePrefix: x-\nresources:\n- more.yaml # one\n",
      "resources:\n  - more.yaml\n# note\nbases: # two\n- ../base # three\nnamePrefix: x-\n",
      "bases:\n- ../base\nresources:\n- more.yaml",
      head + "labels:\n- pairs: {x: w}\ncommonLabels:\n  x: z\n  'a.b': \"c\"\n",
      head + "images:\n- name: other\n  newTag: v3\nimageTags:\n- {name: nginx, newTag: v2}\n",
      head + "configMapGenerator:\n- name: c\n  env: c.env # from there\n",
  };
  for (const std::string& row : rows) {
    INFO(row);
    const Built before = build(row);
    REQUIRE(before.findings.size() == 1);
    CHECK(before.findings.front().rule == "kustomize/deprecated-field");
    REQUIRE(before.findings.front().fix.has_value());
    REQUIRE(!before.findings.front().fix->edits.empty());
    const Built after = build(apply(row, *before.findings.front().fix));
    CHECK(after.findings.empty());
    CHECK(before.text != "refused");
    CHECK(after.text == before.text);
  }
}

TEST_CASE("no edits where the new form has to be written by hand") {
  const std::vector<std::string> rows = {
      "resources: []\nbases: [../base]\n",
      "resources: [../base]\ncommonLabels: {a: b}\n",
      "resources: [../base]\npatches:\n- path: p.yaml\npatchesStrategicMerge:\n- p.yaml\n",
      "resources: [../base]\nimageTags:\n- name: a\n  newTag: b\nimages:\n- &i\n  name: nginx\n",
      "resources: [../base]\nvars:\n- name: V\n  objref: {apiVersion: apps/v1, kind: Deployment, name: "
      "web}\n",
  };
  for (const std::string& row : rows) {
    INFO(row);
    const Built built = build(row);
    REQUIRE(!built.findings.empty());
    REQUIRE(built.findings.front().fix.has_value());
    CHECK(built.findings.front().fix->edits.empty());
    CHECK_FALSE(built.findings.front().fix->safe);
    CHECK_FALSE(built.findings.front().fix->description.empty());
  }
}

}  // namespace
}  // namespace fleetlint::kustomize
