// What kubectl kustomize refuses, and what it takes although it looks broken. Each row was
// tried there.
#include <string>
#include <utility>
#include <vector>

#include "kustomize/build.h"
#include "tests/catch.h"

namespace fleetlint::kustomize {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

const std::string kObject = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {app: x}\n";

/// The text that is printed; "refused" where there is a finding and no text.
std::string build(const Files& files) {
  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed{sources, arenas};
  Engine engine{Run{sources, parsed, arenas}};
  Request request;
  request.tree = io::make_memory_tree(files, sources);
  const auto rendered = engine.build(request);
  if (rendered->built) return print(*rendered);
  return rendered->findings.empty() ? "refused without a word" : "refused";
}

std::string patched(const std::string& patch) {
  return build({{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- target: {name: a}\n  path: p\n"},
                {"r.yaml", kObject},
                {"p", patch}});
}

TEST_CASE("a JSON patch that begins with a bracket is JSON") {
  CHECK(patched("[{\"op\": \"add\", \"path\": \"/data\", \"value\": {\"k\": \"v\\u0021\"}}]").find("k: v!") !=
        std::string::npos);
  CHECK(patched("[{op: add, path: /data, value: {k: v}}]") == "refused");
  CHECK(patched("[ # why\n{\"op\": \"remove\", \"path\": \"/metadata/labels\"}]") == "refused");
  CHECK(patched("[{\"op\": \"remove\", \"path\": \"/metadata/labels\",}]") == "refused");
  CHECK(patched("\n[{op: add, path: /data, value: {k: v}}]").find("k: v") != std::string::npos);
}

TEST_CASE("patches that kustomize fails at") {
  const auto several = [](const std::string& patch) {
    return build({{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- path: p\n"},
                  {"r.yaml", kObject + "---\n" + "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n"},
                  {"p", patch}});
  };
  const std::string deletes = "$patch: delete\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n";
  CHECK(several(deletes + "---\n" + kObject) == "refused");
  CHECK(several(kObject + "---\n" + deletes).find("Secret") == std::string::npos);
  CHECK(several(kObject + "\"\": empty key\n") != "refused");
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- path: p\n"},
               {"r.yaml", kObject + "\"\": empty key\n"},
               {"p", kObject}}) == "refused");
}

TEST_CASE("a list whose items have keys holds nothing else") {
  const auto containers = [](const std::string& items) {
    const std::string head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n";
    return build({{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- path: p\n"},
                  {"r.yaml", head + "spec:\n  template:\n    spec:\n      containers: " + items + "\n"},
                  {"p", head + "  labels: {b: c}\n"}});
  };
  CHECK(containers("[{name: x}, text]") == "refused");
  CHECK(containers("[{name: x}, null]").find("name: x") != std::string::npos);
}

TEST_CASE("an item without its key takes the others with it") {
  const std::string head =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      "
      "containers:\n";
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- path: p\n"},
               {"r.yaml", head + "      - image: x\n      - name: y\n"},
               {"p", head + "      - name: z\n"}}) == head + "      - image: x\n");
}

TEST_CASE("numbers stand for text in plugin files, but not in what upstream embeds") {
  const auto transformed = [](const std::string& config) {
    return build({{"kustomization.yaml", "resources: [r.yaml]\ntransformers: [t.yaml]\n"},
                  {"r.yaml", kObject},
                  {"t.yaml", "apiVersion: builtin\nmetadata: {name: t}\n" + config}});
  };
  CHECK(transformed("kind: LabelTransformer\nlabels: {a: 1.50, b: 0x1F, c: true}\nfieldSpecs: [{path: "
                    "metadata/labels}]\n")
            .find("    a: \"1.5\"\n    app: x\n    b: \"31\"\n    c: \"true\"\n") != std::string::npos);
  CHECK(transformed(
            "kind: LabelTransformer\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels, kind: 5}]\n") ==
        "refused");
}

TEST_CASE("validators may not touch an object") {
  const auto validated = [](const std::string& config) {
    return build({{"kustomization.yaml", "resources: [r.yaml]\nvalidators: [t.yaml]\n"},
                  {"r.yaml", kObject},
                  {"t.yaml", "apiVersion: builtin\nmetadata: {name: t}\n" + config}});
  };
  CHECK(validated("kind: LabelTransformer\nlabels: {app: x}\nfieldSpecs: [{path: metadata/labels}]\n") ==
        "refused");
  CHECK(
      validated("kind: LabelTransformer\nlabels: {app: x}\nfieldSpecs: [{path: spec/labels}]\n") ==
      kObject.substr(0, kObject.find("  labels")).insert(kObject.find("  name"), "  labels:\n    app: x\n"));
}

TEST_CASE("a validator may write what a transformer wrote before") {
  CHECK(build({{"kustomization.yaml",
                "resources: [r.yaml]\nlabels: [{pairs: {app: x}}]\nvalidators: [t.yaml]\n"},
               {"r.yaml", kObject},
               {"t.yaml",
                "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {app: x}\n"
                "fieldSpecs: [{path: metadata/labels}]\n"}}) != "refused");
}

TEST_CASE("of two spellings of a field the one that sorts last counts") {
  CHECK(build({{"kustomization.yaml", "nameprefix: x-\nresources: [r.yaml]\nnamePrefix: y-\n"},
               {"r.yaml", kObject}})
            .find("name: x-a") != std::string::npos);
}

TEST_CASE("annotations that are null are an empty mapping") {
  CHECK(
      build({{"kustomization.yaml", "resources: [r.yaml]\ntransformers: [t.yaml]\n"},
             {"r.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations: null\n"},
             {"t.yaml",
              "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: t}\nannotations: {n: v}\n"
              "fieldSpecs: [{path: metadata/annotations}]\n"}})
          .find("n: v") != std::string::npos);
}

TEST_CASE("replacements need targets, and names to create fields") {
  const auto replaced = [](const std::string& targets) {
    return build({{"kustomization.yaml",
                   "resources: [r.yaml]\nreplacements:\n- source: {kind: ConfigMap}\n  targets: " + targets},
                  {"r.yaml", kObject}});
  };
  CHECK(replaced("[]\n") == "refused");
  CHECK(replaced("[{select: {name: a}, fieldPaths: [''], options: {create: true}}]\n") == "refused");
}

TEST_CASE("annotations are there where kustomize has a note on the object") {
  const auto labelled = [](const std::string& more) {
    return build({{"kustomization.yaml",
                   "resources: [r.yaml]\n" + more +
                       "labels:\n- pairs: {app: two}\n  fields: [{path: metadata/annotations}]\n"},
                  {"r.yaml", kObject}});
  };
  CHECK(labelled("").find("annotations") == std::string::npos);
  CHECK(labelled("namePrefix: x-\n").find("annotations:\n    app: two\n") != std::string::npos);
}

TEST_CASE("folded annotations are written anew, other folded text as kustomize writes it") {
  const std::string folded = " >+\n      a\n      b\n\n";
  const std::string text =
      build({{"kustomization.yaml", "resources: [r.yaml]\n"},
             {"r.yaml", kObject + "  annotations:\n    note:" + folded + "data:\n  k:" + folded}});
  CHECK(text.find("    note: |+\n      a b\n\n  labels") != std::string::npos);
  CHECK(text.find("  k: |+\n    a b\n\n\nkind") != std::string::npos);
}

TEST_CASE("an inline patch is read without the white space around it") {
  const auto inline_patch = [](const std::string& patch) {
    return build(
        {{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- patch: " + patch}, {"r.yaml", kObject}});
  };
  CHECK(
      inline_patch("\"apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata:\\n  k: |\\n    v\\n\"\n")
          .find("  k: v\n") != std::string::npos);
  CHECK(inline_patch("\"  apiVersion: v1\\n  kind: ConfigMap\\n  metadata: {name: a}\\n\"\n") == "refused");
}

TEST_CASE("a selector is read when there is an object to try it on") {
  const auto selected = [](const std::string& target) {
    return build({{"kustomization.yaml",
                   "resources: [r.yaml]\npatches:\n- target: {labelSelector: 'a=b=c', " + target +
                       "}\n  patch: '[{\"op\": \"add\", \"path\": \"/data\", \"value\": {}}]'\n"},
                  {"r.yaml", kObject}});
  };
  CHECK(selected("kind: Secret") != "refused");
  CHECK(selected("kind: ConfigMap") == "refused");
}

TEST_CASE("block text that begins with a tab is refused, in quotes it is not") {
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\n"},
               {"r.yaml", kObject + "data:\n  k: |2\n    \tx\n"}}) == "refused");
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\n"},
               {"r.yaml", kObject + "data:\n  k: \"\\tx\"\n"}}) != "refused");
}

TEST_CASE("an annotation that begins with a tab is written anew, in quotes") {
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\n"},
               {"r.yaml", kObject + "  annotations:\n    note: |2\n      \tx\n"}}) != "refused");
}

TEST_CASE("a name with a comma is refused once the object is renamed") {
  const std::string object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 'a,b'\n";
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\n"}, {"r.yaml", object}}) != "refused");
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\nnamePrefix: x-\n"}, {"r.yaml", object}}) ==
        "refused");
}

TEST_CASE("a key that is there twice in a strategic merge patch is refused") {
  const auto merged = [](const std::string& data) {
    return build({{"kustomization.yaml",
                   "resources: [r.yaml]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: ConfigMap\n"
                   "    metadata: {name: a}\n    data: {" +
                       data + "}\n"},
                  {"r.yaml", kObject}});
  };
  CHECK(merged("x: '1', x: '2'") == "refused");
  CHECK(merged("x: '1', y: '2'") != "refused");
}

TEST_CASE("a schema that cannot be read stops what needs it") {
  const auto with = [](const std::string& more) {
    return build({{"kustomization.yaml", "resources: [r.yaml]\nopenapi: {path: s.json}\n" + more},
                  {"r.yaml", kObject},
                  {"w.yaml", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n"},
                  {"s.json", "{"}});
  };
  CHECK(with("namePrefix: x-\n") != "refused");
  CHECK(
      with("patches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: y}}'}]\n") ==
      "refused");
}

TEST_CASE("a directive before an object is refused") {
  CHECK(build({{"kustomization.yaml", "resources: [r.yaml]\n"}, {"r.yaml", "%YAML 1.1\n---\n" + kObject}}) ==
        "refused");
  CHECK(build({{"kustomization.yaml", "%YAML 1.1\n---\nresources: [r.yaml]\n"}, {"r.yaml", kObject}}) !=
        "refused");
}

TEST_CASE("a key that is a time is refused, in quotes it is text") {
  const auto keyed = [](const std::string& key) {
    return build(
        {{"kustomization.yaml", "resources: [r.yaml]\n"}, {"r.yaml", kObject + "data:\n  " + key + ": x\n"}});
  };
  CHECK(keyed("2020-01-01") == "refused");
  CHECK(keyed("'2020-01-01'") != "refused");
  CHECK(keyed("2020-01-01-notes") != "refused");
}

TEST_CASE("replacements that copy an object into itself again and again come to an end") {
  std::string kustomization = "resources: [r.yaml]\nreplacements:\n";
  for (int i = 0; i < 60; ++i) {
    kustomization +=
        "- source: {kind: ConfigMap, fieldPath: data}\n  targets:\n  - select: {kind: ConfigMap}\n"
        "    fieldPaths: [data.x" +
        std::to_string(i) + "]\n    options: {create: true}\n";
  }
  CHECK(build({{"kustomization.yaml", kustomization}, {"r.yaml", kObject + "data: {a: b}\n"}}) == "refused");
}

TEST_CASE("a patch that replaces the metadata takes buildMetadata's notes with it") {
  const std::string text =
      build({{"kustomization.yaml",
              "resources: [r.yaml]\nbuildMetadata: [originAnnotations]\npatches:\n- target: {name: a}\n"
              "  patch: '[{\"op\": \"replace\", \"path\": \"/metadata\", \"value\": {\"name\": \"a\"}}]'\n"},
             {"r.yaml", kObject}});
  CHECK(text.find("kind: PatchTransformer") != std::string::npos);
  CHECK(text.find("path: r.yaml") == std::string::npos);
}

TEST_CASE("keys of a value in a JSON patch are text") {
  CHECK(patched("- {op: add, path: /data, value: {1: x, true: z}}\n").find("  \"1\": x\n  \"true\": z\n") !=
        std::string::npos);
  CHECK(patched("- {op: add, path: /data, value: {a: .nan}}\n") == "refused");
}

TEST_CASE("the directive of a list in a new item is taken out") {
  const std::string head =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      "
      "containers:\n";
  const std::string text = build(
      {{"kustomization.yaml", "resources: [r.yaml]\npatches:\n- path: p\n"},
       {"r.yaml", head + "      - name: y\n"},
       {"p",
        head + "      - name: z\n        ports:\n        - containerPort: 80\n        - $patch: merge\n"}});
  CHECK(text.find("containerPort: 80") != std::string::npos);
  CHECK(text.find("$patch") == std::string::npos);
}

}  // namespace
}  // namespace fleetlint::kustomize
