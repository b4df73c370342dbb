// Small stories, one for each transformer. The texts are what kubectl kustomize
// v5.5.0 prints for the same files.
#include "kustomize/transform/content_hash.h"
#include "kustomize/transform/story.h"
#include "tests/catch.h"

namespace fleetlint::kustomize {
namespace {

constexpr const char* kDeployment =
    "apiVersion: apps/v1\n"
    "kind: Deployment\n"
    "metadata:\n"
    "  name: web\n"
    "spec:\n"
    "  replicas: 1\n"
    "  template:\n"
    "    spec:\n"
    "      containers:\n"
    "      - name: web\n"
    "        image: nginx:1.0\n"
    "        envFrom:\n"
    "        - configMapRef:\n"
    "            name: settings\n"
    "      volumes:\n"
    "      - name: v\n"
    "        configMap:\n"
    "          name: elsewhere\n";

TEST_CASE("prefix and suffix, their history and their references") {
  const Story story(StoryFiles{
      {"kustomization.yaml", "namePrefix: dev-\nnameSuffix: -x\nresources: [web.yaml, more.yaml]\n"},
      {"web.yaml", kDeployment},
      {"more.yaml",
       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n---\n"
       "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n---\n"
       "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: "
       "foos.example.com\n"},
  });
  CHECK(story.findings() == "");
  CHECK(story.chain("Deployment", "dev-web-x", "metadata.name") ==
        "suffixed kustomization.yaml:2, prefixed kustomization.yaml:1, written web.yaml:4");
  const std::string reference = "spec.template.spec.containers[0].envFrom[0].configMapRef.name";
  CHECK(story.value("Deployment", "dev-web-x", reference) == "dev-settings-x");
  CHECK(story.chain("Deployment", "dev-web-x", reference) ==

        "renamed kustomization.yaml:2, suffixed kustomization.yaml:2, prefixed kustomization.yaml:1, "
        "written more.yaml:4, requested web.yaml:14, written web.yaml:14");
  // Nothing of this name is in the build.
  CHECK(story.chain("Deployment", "dev-web-x", "spec.template.spec.volumes[0].configMap.name") ==
        "written web.yaml:18");
  CHECK(story.object("Namespace", "team"));
  CHECK(story.object("CustomResourceDefinition", "foos.example.com"));
}

TEST_CASE("references follow generated names; the hash points at the generator") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "resources: [web.yaml]\nnamePrefix: dev-\nconfigMapGenerator:\n- name: settings\n  literals: "
       "[mode=fast]\n"},
      {"web.yaml", kDeployment},
  });
  CHECK(story.findings() == "");
  CHECK(
      story.value("Deployment", "dev-web", "spec.template.spec.containers[0].envFrom[0].configMapRef.name") ==
      "dev-settings-t82mkhg8fd");
  CHECK(story.chain("ConfigMap", "dev-settings-t82mkhg8fd", "metadata.name") ==
        "hashed kustomization.yaml:4, prefixed kustomization.yaml:2, generated kustomization.yaml:4");
}

TEST_CASE("content hashes are upstream's") {
  const Story story(StoryFiles{{"kustomization.yaml",
                                "configMapGenerator:\n"
                                "- name: empty\n"
                                "- name: angle\n"
                                "  literals: [\"h=<a&b> ü\"]\n"
                                "secretGenerator:\n"
                                "- name: token\n"
                                "  literals: [key=abc]\n"
                                "- name: none\n"
                                "  type: kubernetes.io/tls\n"}});
  CHECK(story.findings() == "");
  CHECK(story.object("ConfigMap", "empty-6ct58987ht"));
  CHECK(story.object("ConfigMap", "angle-994kkdfh2c"));
  CHECK(story.object("Secret", "token-kc4577b886"));
  CHECK(story.object("Secret", "none-694464d966"));
}

TEST_CASE("namespace: own, subjects, cluster-scoped kinds, conflicts") {
  const std::string binding =
      "apiVersion: rbac.authorization.k8s.io/v1\n"
      "kind: RoleBinding\n"
      "metadata:\n"
      "  name: b\n"
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\n"
      "subjects:\n"
      "- {kind: ServiceAccount, name: default, namespace: old}\n"
      "- {kind: ServiceAccount, name: other, namespace: old}\n"
      "---\n"
      "apiVersion: rbac.authorization.k8s.io/v1\n"
      "kind: ClusterRole\n"
      "metadata:\n"
      "  name: r\n"
      "---\n"
      "apiVersion: v1\n"
      "kind: Namespace\n"
      "metadata:\n"
      "  name: old\n";
  const Story story(
      StoryFiles{{"kustomization.yaml", "namespace: new\nresources: [b.yaml]\n"}, {"b.yaml", binding}});
  CHECK(story.findings() == "");
  CHECK(story.chain("RoleBinding", "b", "metadata.namespace") == "namespaced kustomization.yaml:1");
  CHECK(story.value("RoleBinding", "b", "subjects[0].namespace") == "new");
  CHECK(story.chain("RoleBinding", "b", "subjects[0].namespace") ==
        "namespaced kustomization.yaml:1, written b.yaml:7");
  CHECK(story.value("RoleBinding", "b", "subjects[1].namespace") == "old");
  CHECK(story.chain("ClusterRole", "r", "metadata.namespace") == "");
  CHECK(story.object("Namespace", "new"));

  const Story conflict(StoryFiles{
      {"kustomization.yaml", "namespace: new\nresources: [a.yaml]\n"},
      {"a.yaml",
       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\n"
       "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: new\n"},
  });
  CHECK_FALSE(conflict.built());
  CHECK(conflict.findings().find("kustomize/resource-conflict") != std::string::npos);
}

TEST_CASE("labels reach what they are asked to reach") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "resources: [web.yaml]\n"
       "labels:\n"
       "- pairs: {a: plain}\n"
       "- pairs: {b: template}\n"
       "  includeTemplates: true\n"
       "- pairs: {c: selector}\n"
       "  includeSelectors: true\n"
       "- pairs: {d: field}\n"
       "  fields:\n"
       "  - {path: spec/extra, create: true, kind: Deployment}\n"},
      {"web.yaml", kDeployment},
  });
  CHECK(story.findings() == "");
  const yaml::Node web = story.object("Deployment", "web");
  CHECK(web["metadata"]["labels"].entries().size() == 4);
  CHECK(web["spec"]["template"]["metadata"]["labels"].entries().size() == 2);
  CHECK(web["spec"]["selector"]["matchLabels"].entries().size() == 1);
  CHECK(web["spec"]["extra"]["d"].text() == "field");
  CHECK(story.chain("Deployment", "web", "spec.selector.matchLabels.c") == "labelled kustomization.yaml:6");
}

TEST_CASE("a label that was put into several fields is one value") {
  const StoryFiles base = {
      {"base/kustomization.yaml", "resources: [web.yaml]\ncommonLabels: {app: base}\n"},
      {"base/web.yaml", kDeployment},
  };
  auto files = base;
  files.emplace_back("kustomization.yaml", "resources: [base]\nlabels:\n- pairs: {app: over}\n");
  const Story labels(files);
  CHECK(labels.value("Deployment", "web", "spec.selector.matchLabels.app") == "over");
  CHECK(labels.chain("Deployment", "web", "spec.template.metadata.labels.app") ==
        "labelled kustomization.yaml:3, labelled base/kustomization.yaml:2");

  files.back().second =
      "resources: [base]\npatches:\n- target: {kind: Deployment}\n  patch: |\n"
      "    - {op: replace, path: /metadata/labels/app, value: json}\n";
  const Story json(files);
  CHECK(json.value("Deployment", "web", "metadata.labels.app") == "json");
  CHECK(json.value("Deployment", "web", "spec.selector.matchLabels.app") == "base");
}

TEST_CASE("images by name, wherever containers are") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "resources: [web.yaml]\nimages:\n- name: nginx\n  newName: example.com/nginx\n  newTag: \"2\"\n"},
      {"web.yaml",
       kDeployment +
           std::string(
               "  other:\n    initContainers:\n    - image: nginx@sha256:ab\n    - image: nginx-x\n")},
  });
  CHECK(story.findings() == "");
  CHECK(story.value("Deployment", "web", "spec.template.spec.containers[0].image") == "example.com/nginx:2");
  CHECK(story.chain("Deployment", "web", "spec.template.spec.containers[0].image") ==
        "image set kustomization.yaml:5, written web.yaml:11");
  CHECK(story.value("Deployment", "web", "spec.other.initContainers[0].image") == "example.com/nginx:2");
  CHECK(story.value("Deployment", "web", "spec.other.initContainers[1].image") == "nginx-x");

  const Story bad(StoryFiles{{"kustomization.yaml", "resources: [web.yaml]\nimages:\n- name: a(b\n"},
                             {"web.yaml", kDeployment}});
  CHECK(bad.findings().find("kustomization.yaml:3 kustomize/invalid-kustomization image name \"a(b\"") == 0);
}

TEST_CASE("replicas") {
  const Story story(StoryFiles{
      {"kustomization.yaml", "resources: [web.yaml]\nreplicas:\n- name: web\n  count: 5\n"},
      {"web.yaml", kDeployment},
  });
  CHECK(story.chain("Deployment", "web", "spec.replicas") ==
        "replicas set kustomization.yaml:4, written web.yaml:6");
  CHECK(story.object("Deployment", "web")["spec"]["replicas"].as_int() == 5);

  const Story missing(StoryFiles{
      {"kustomization.yaml", "resources: [web.yaml]\nreplicas:\n- name: nobody\n  count: 5\n"},
      {"web.yaml", kDeployment},
  });
  CHECK_FALSE(missing.built());
  CHECK(missing.findings().find("kustomization.yaml:3 kustomize/patch-target-missing") == 0);
}

TEST_CASE("replacements keep a scalar's type, make fields, take parts") {
  const std::string source =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: source\ndata:\n  port: \"8080\"\n  host: "
      "a.b.c\n---\n";
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "resources: [web.yaml]\n"
       "replacements:\n"
       "- source: {kind: ConfigMap, fieldPath: data.port}\n"
       "  targets:\n"
       "  - select: {kind: Deployment}\n"
       "    fieldPaths: [spec.replicas]\n"
       "  - select: {kind: Deployment}\n"
       "    fieldPaths: [\"spec.ports.[name=http].port\"]\n"
       "    options: {create: true}\n"
       "- source:\n"
       "    kind: ConfigMap\n"
       "    fieldPath: data.host\n"
       "    options: {delimiter: ., index: 1}\n"
       "  targets:\n"
       "  - select: {kind: Deployment}\n"
       "    fieldPaths: [\"spec.template.spec.containers.*.image\"]\n"
       "    options: {delimiter: \":\", index: 1}\n"},
      {"web.yaml", source + kDeployment},
  });
  CHECK(story.findings() == "");
  CHECK(story.object("Deployment", "web")["spec"]["replicas"].as_int() == 8080);
  CHECK(story.chain("Deployment", "web", "spec.replicas") ==
        "copied web.yaml:6, written web.yaml:6, requested kustomization.yaml:6, written web.yaml:14");
  CHECK(story.value("Deployment", "web", "spec.ports[0].name") == "http");
  CHECK(story.object("Deployment", "web")["spec"]["ports"].items()[0]["port"].as_int() == 8080);
  CHECK(story.value("Deployment", "web", "spec.template.spec.containers[0].image") == "nginx:b");
}

TEST_CASE("a field that is copied into itself holds the place made for the copy") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "resources: [r.yaml]\n"
       "replacements:\n"
       "- source: {kind: ConfigMap, fieldPath: spec}\n"
       "  targets:\n"
       "  - select: {kind: ConfigMap}\n"
       "    fieldPaths: [spec.made.here, spec.also]\n"
       "    options: {create: true}\n"},
      {"r.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nspec:\n  x: 1\n"},
  });
  // What the second copy holds is the outcome of the first.
  CHECK(story.text() ==
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nspec:\n"
        "  also:\n    also: {}\n    made:\n      here:\n        made:\n          here: {}\n        x: 1\n    "
        "x: 1\n"
        "  made:\n    here:\n      made:\n        here: {}\n      x: 1\n  x: 1\n");
}

TEST_CASE("an empty text in a new field is null, between brackets it is text") {
  const auto value = [](const std::string& spec) {
    return Story(StoryFiles{{"kustomization.yaml",
                             "resources: [r.yaml]\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: "
                             "SuffixTransformer\n"
                             "  metadata: {name: t}\n  suffix: ''\n  fieldSpecs: [{path: metadata/name}, "
                             "{path: spec/new, create: true}]\n"},
                            {"r.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n" + spec}})
        .object("ConfigMap", "a")["spec"]["new"]
        .kind();
  };
  CHECK(value("") == yaml::Kind::null);
  CHECK(value("spec:\n  x: y\n") == yaml::Kind::null);
  CHECK(value("spec: {x: y}\n") == yaml::Kind::string);
}

TEST_CASE("quotes that kustomize puts around a generated text stay when a patch writes over it") {
  const Story story(
      StoryFiles{{"kustomization.yaml",
                  "configMapGenerator:\n- name: a\n  literals: [k=v, \"n=8080\", \"c=#x\", \"m=a: b\"]\n"
                  "generatorOptions: {disableNameSuffixHash: true}\n"
                  "patches:\n- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: 010, "
                  "n: 010, c: 010, m: 010}}'\n"}});
  const yaml::Node data = story.object("ConfigMap", "a")["data"];
  CHECK(data["k"].kind() == yaml::Kind::integer);
  for (const char* key : {"n", "c", "m"}) CHECK(data[key].is_string());
  CHECK(data["n"].text() == "010");
}

TEST_CASE("annotations are texts of their own where origins are noted among them") {
  const auto annotation = [](const std::string& metadata, const std::string& key) {
    return Story(StoryFiles{
                     {"base/kustomization.yaml",
                      "resources: [r.yaml]\nlabels: [{pairs: {z: first}, fields: [{path: "
                      "metadata/annotations}]}]\n"},
                     {"base/r.yaml",
                      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations: {n: 1e3}\n"},
                     {"kustomization.yaml",
                      "resources: [base]\nlabels: [{pairs: {z: second}}]\npatches:\n- target: {kind: "
                      "ConfigMap}\n"
                      "  patch: '[{\"op\": \"add\", \"path\": \"/x\", \"value\": 1}]'\n" +
                          metadata}})
        .value("ConfigMap", "a", "metadata.annotations." + key);
  };
  CHECK(annotation("", "n") == "1000");
  CHECK(annotation("buildMetadata: [originAnnotations]\n", "n") == "1e3");
  CHECK(annotation("buildMetadata: [originAnnotations]\n", "z") == "first");
}

TEST_CASE("replacements that lead nowhere are reported where they stand") {
  const auto findings = [](const std::string& replacement) {
    return Story(StoryFiles{{"kustomization.yaml", "resources: [web.yaml]\nreplacements:\n" + replacement},
                            {"web.yaml", kDeployment}})
        .findings();
  };
  CHECK(findings("- source: {kind: ConfigMap}\n  targets: [{select: {kind: Deployment}}]\n")
            .find("kustomization.yaml:3 kustomize/patch-target-missing") == 0);
  CHECK(findings("- source: {kind: Deployment, fieldPath: spec.nothing}\n  targets: [{select: {kind: "
                 "Deployment}}]\n")
            .find("kustomization.yaml:3 kustomize/patch-target-missing") == 0);
  CHECK(findings("- source: {kind: Deployment}\n"
                 "  targets:\n"
                 "  - select: {kind: Deployment}\n"
                 "    fieldPaths: [spec.nothing]\n")
            .find("kustomization.yaml:6 kustomize/patch-target-missing") == 0);
  // A text cannot become the number that the field holds.
  CHECK(findings("- source: {kind: Deployment}\n"
                 "  targets:\n"
                 "  - select: {kind: Deployment}\n"
                 "    fieldPaths: [spec.replicas]\n")
            .find("cannot become \"web\"") != std::string::npos);
}

TEST_CASE("vars") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "resources: [all.yaml]\n"
       "namePrefix: p-\n"
       "vars:\n"
       "- name: NAME\n"
       "  objref: {apiVersion: v1, kind: Service, name: s}\n"
       "- name: PORT\n"
       "  objref: {apiVersion: v1, kind: Service, name: s}\n"
       "  fieldref: {fieldpath: \"spec.ports[0].port\"}\n"},
      {"all.yaml",
       "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n  - port: 80\n---\n"
       "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: c\n"
       "    args: [\"--at=$(NAME):$(PORT)\", \"$$(NAME)\", \"$(NONE)\"]\n"
       "    env:\n    - name: P\n      value: $(PORT)\n"},
  });
  CHECK(story.built());
  CHECK(story.value("Pod", "p-p", "spec.containers[0].args[0]") == "--at=p-s:80");
  CHECK(story.chain("Pod", "p-p", "spec.containers[0].args[0]") ==

        "copied kustomization.yaml:2, prefixed kustomization.yaml:2, written all.yaml:4, requested "
        "kustomization.yaml:4, copied all.yaml:7, written all.yaml:7, requested kustomization.yaml:6, "
        "written all.yaml:16");
  CHECK(story.value("Pod", "p-p", "spec.containers[0].args[1]") == "$(NAME)");
  CHECK(story.value("Pod", "p-p", "spec.containers[0].args[2]") == "$(NONE)");
  CHECK(yaml::find_path(story.object("Pod", "p-p"), "spec.containers[0].env[0].value").as_int() == 80);
}

TEST_CASE("references choose by namespace, kind and the kustomization they came through") {
  const std::string account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: sa\n---\n";
  const std::string binding =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: b\n"
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\n"
      "subjects:\n- {kind: ServiceAccount, name: sa, namespace: default}\n---\n"
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: r\n";
  const StoryFiles files = {
      {"base/kustomization.yaml", "resources: [all.yaml]\n"},
      {"base/all.yaml", account + binding},
      {"a/kustomization.yaml", "resources: [../base]\nnamePrefix: a-\nnamespace: team-a\n"},
      {"b/kustomization.yaml", "resources: [../base]\nnamePrefix: b-\nnamespace: team-b\n"},
      {"kustomization.yaml", "resources: [a, b]\n"},
  };
  const Story story(files);
  CHECK(story.findings() == "");
  for (const std::string team : {"a", "b"}) {
    CHECK(story.value("RoleBinding", team + "-b", "roleRef.name") == team + "-r");
    CHECK(story.value("RoleBinding", team + "-b", "subjects[0].name") == team + "-sa");
    CHECK(story.value("RoleBinding", team + "-b", "subjects[0].namespace") == "team-" + team);
  }
}

TEST_CASE("configurations take the place of what the built-in table says of all kinds") {
  const Story story(StoryFiles{
      {"kustomization.yaml", "resources: [all.yaml]\nnamePrefix: p-\nconfigurations: [c.yaml]\n"},
      {"c.yaml", "namePrefix:\n- {path: metadata/name, kind: Secret}\n"},
      {"all.yaml",
       "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n---\napiVersion: v1\nkind: "
       "ConfigMap\nmetadata:\n  name: c\n"},
  });
  CHECK(story.findings() == "");
  CHECK(story.object("Secret", "p-s"));
  CHECK(story.object("ConfigMap", "c"));
}

TEST_CASE("sort options") {
  const auto order = [](const std::string& options) {
    const Story story(StoryFiles{
        {"kustomization.yaml", "resources: [all.yaml]\n" + options},
        {"all.yaml",
         "apiVersion: v1\nkind: Service\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: "
         "Service\nmetadata:\n  name: a\n---\n"
         "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: t\n---\napiVersion: v1\nkind: Pod\nmetadata:\n "
         " name: p\n"},
    });
    std::string names;
    const std::string text = story.text();
    for (std::size_t at = text.find("  name: "); at != std::string::npos; at = text.find("  name: ", at + 1))
      names += text[at + 8];
    return story.findings() + names;
  };
  CHECK(order("") == "batp");
  CHECK(order("sortOptions:\n  order: fifo\n") == "batp");
  CHECK(order("sortOptions:\n  order: legacy\n") == "tabp");
  CHECK(order("sortOptions:\n  order: legacy\n  legacySortOptions:\n    orderFirst: [Pod]\n    orderLast: "
              "[Namespace]\n") == "pabt");
  CHECK(
      order("sortOptions:\n  order: random\n").find("kustomization.yaml:3 kustomize/invalid-kustomization") ==
      0);
}

}  // namespace
}  // namespace fleetlint::kustomize
