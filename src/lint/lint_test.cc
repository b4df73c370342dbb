#include "lint/lint.h"

#include <fmt/format.h>

#include "source/line_index.h"
#include "tests/catch.h"

namespace fleetlint::lint {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

diag::RunReport lint(source::SourceMap& sources, const Files& files, int threads = 1) {
  const io::TreePtr tree = io::make_memory_tree(files, sources);
  auto config = load_config(*tree, sources, ".fleetlint.yaml");
  if (!config) FAIL(config.error().message);
  Options options;
  options.config = *config;
  options.config.today = "2026-06-01";
  options.threads = threads;
  return run(tree, sources, options);
}

/// "path:line rule @cluster @cluster", suppressed ones with a dash before.
std::vector<std::string> story(const Files& files, int threads = 1) {
  source::SourceMap sources;
  std::vector<std::string> lines;
  for (const diag::Finding& f : lint(sources, files, threads).findings) {
    const auto line =
        f.primary.file == source::FileId::none
            ? 0
            : source::LineIndex(sources.text(f.primary.file)).position(f.primary.span.begin).line;
    std::string text = fmt::format("{}{}:{} {}", f.suppressed ? "-" : "", f.primary.path, line, f.rule);
    for (const std::string& cluster : f.clusters) text += " @" + cluster;
    lines.push_back(std::move(text));
  }
  return lines;
}

constexpr const char* kPod = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: web
)";

Files fleet() {
  return {
      {"base/kustomization.yaml", "resources: [pod.yaml]\n"},
      {"base/pod.yaml", kPod},
      {"east/kustomization.yaml", "resources: [../base]\nnamePrefix: east-\n"},
      {"west/kustomization.yaml", "resources: [../base]\n"},
  };
}

TEST_CASE("lint: a mistake in a base is one finding with all its clusters") {
  CHECK(story(fleet()) == std::vector<std::string>{"base/pod.yaml:8 image/tag-missing @east @west"});
}

TEST_CASE("lint: what an overlay writes is found in the overlay") {
  Files files = fleet();
  files[2].second += "images: [{name: web, newTag: 1.0.0}]\n";
  files[3].second += "images: [{name: web, newTag: latest}]\n";
  CHECK(story(files) == std::vector<std::string>{"west/kustomization.yaml:2 image/tag-missing @west"});
}

TEST_CASE("lint: ignoring for one cluster leaves the others") {
  Files files = fleet();
  files.emplace_back(".fleetlint.yaml", "ignore:\n  - {rule: image, cluster: east, reason: a test}\n");
  CHECK(story(files) == std::vector<std::string>{"base/pod.yaml:8 image/tag-missing @west",
                                                 "-base/pod.yaml:8 image/tag-missing @east"});
}

TEST_CASE("lint: broken YAML is a finding where something loads it or it looks like a manifest") {
  const std::string broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: [a\n";
  const std::string values = "replicas: [1\n";
  const std::string templated = "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }\n";
  Files files = fleet();
  files.emplace_back("loose/pod.yaml", broken);
  files.emplace_back("loose/values.yaml", values);
  files.emplace_back("loose/template.yaml", templated);
  files.emplace_back("chart/Chart.yaml", "name: c\n");
  files.emplace_back("chart/templates/pod.yaml", broken + "# in a chart\n");
  files.emplace_back(".github/workflows/pod.yaml", broken + "# of the CI\n");
  files.emplace_back("data/kustomization.yaml", "configMapGenerator: [{name: d, files: [d.yaml]}]\n");
  files.emplace_back("data/d.yaml", broken + "# as data\n");
  CHECK(story(files) == std::vector<std::string>{
                            "base/pod.yaml:8 image/tag-missing @east @west",
                            "loose/pod.yaml:3 yaml/syntax"  // where what is not closed begins
                        });
}

TEST_CASE("lint: excluded files are not looked at, unless something loads them") {
  Files files = fleet();
  files.emplace_back("loose/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [a\n");
  files.emplace_back(".fleetlint.yaml", "exclude: [loose/, base/]\n");
  CHECK(story(files) == std::vector<std::string>{"base/pod.yaml:8 image/tag-missing @east @west"});
}

TEST_CASE("lint: values with variables that nobody knows are not judged, missing keys are") {
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: ";
  const std::string rest = "\n  template: {spec: {containers: [{name: web, image: \"web:1\"}]}}\n";
  const Files unknown = {{"kustomization.yaml", "resources: [d.yaml]\n"},
                         {"d.yaml", deployment + "${REPLICAS:=2}" + rest}};
  CHECK(story(unknown) == std::vector<std::string>{"d.yaml:5 schema/required-field @."});
  const Files known = {{"kustomization.yaml", "resources: [d.yaml]\n"},
                       {"d.yaml", deployment + "two" + rest}};
  CHECK(story(known) ==
        std::vector<std::string>{"d.yaml:5 schema/required-field @.", "d.yaml:5 schema/wrong-type @."});
}

TEST_CASE("lint: objects encrypted by SOPS are not validated, and that is said") {
  const Files files = {
      {"kustomization.yaml", "resources: [s.yaml]\n"},
      {"s.yaml",
       "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
       "data:\n  k: ENC[AES256_GCM,data:qTWW9+uz+u4TYUvw,iv:DODNGpBTF1jNbAoMcNn/IO4MXa8HVZsVrIW98oCiVbY=,"
       "tag:SdXb64Oq+3dT75NXoHjOUA==,type:str]\n"
       "sops:\n  age:\n"
       "    - recipient: age1nmt5mx5r597tx8w0syhl8x0falsmpt6jees8pmkypws67a79ddet3x67g3\n"
       "      enc: made up\n"
       "  lastmodified: \"2026-01-01T00:00:00Z\"\n"
       "  mac: ENC[AES256_GCM,data:rZExAbH1Of7CAP7N,iv:if7sHC6j/vYfSQ2P4hkrjxl4zBWCYzTatB0l+vZNlKE=,"
       "tag:r2Ru5JhBfoyYWjzzm3wWCw==,type:str]\n"
       "  encrypted_regex: ^(data|stringData)$\n  version: 3.9.0\n"}};
  CHECK(story(files).empty());
  source::SourceMap sources;
  const diag::Coverage coverage = lint(sources, files).coverage;
  REQUIRE(coverage.skipped.size() == 1);
  CHECK(coverage.skipped[0].first == "1 object encrypted by SOPS");
  CHECK_FALSE(coverage.incomplete);
}

TEST_CASE("lint: a suppression is called unused only where its rule has seen everything") {
  const std::string pod = "# fleetlint: ignore-file[image/tag-missing] a test\n" + std::string(kPod) + ":1\n";
  const std::string tagged = std::string(pod).replace(pod.find("image: web\n"), 11, "image: web");
  CHECK(story({{"kustomization.yaml", "resources: [pod.yaml]\n"}, {"pod.yaml", tagged}}) ==
        std::vector<std::string>{"pod.yaml:1 lint/unused-suppression @."});
  CHECK(story({{"a/kustomization.yaml", "resources: []\n"}, {"loose/pod.yaml", tagged}}).empty());
}

TEST_CASE("lint: threads do not show") {
  Files files = fleet();
  for (int i = 0; i < 20; ++i) {
    files.emplace_back(fmt::format("c{}/kustomization.yaml", i),
                       fmt::format("resources: [../base]\nnameSuffix: \"-{}\"\n", i));
    files.emplace_back(fmt::format("loose/{}.yaml", i), "apiVersion: v1\nkind: Pod\nmetadata: {name: [a\n");
  }
  const auto one = story(files, 1);
  CHECK(one.size() == 21);
  for (const int threads : {2, 4, 7}) CHECK(story(files, threads) == one);
}

TEST_CASE("lint: coverage says what was read, rendered and left out") {
  Files files = fleet();
  files.emplace_back("base/widget.yaml", "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n");
  files[0].second = "resources: [pod.yaml, widget.yaml, https://example.com/x.yaml]\n";
  source::SourceMap sources;
  const diag::Coverage coverage = lint(sources, files).coverage;
  CHECK(coverage.files == 5);
  CHECK(coverage.documents == 5);
  REQUIRE(coverage.clusters.size() == 2);
  CHECK(coverage.clusters[0].name == "east");
  CHECK(coverage.clusters[0].objects == 2);
  CHECK(coverage.incomplete);
  CHECK(coverage.skipped.size() == 2);
  CHECK(coverage.kinds_without_schema.size() == 1);
  CHECK(coverage.kinds_without_schema[0].first == "example.com/v1 Widget");
}

TEST_CASE("lint: what clusters share is checked once") {
  Files files = {{"base/kustomization.yaml", "resources: [pod.yaml]\n"}, {"base/pod.yaml", kPod}};
  for (const char* cluster : {"a", "b", "c"}) {
    files.emplace_back(fmt::format("{}/kustomization.yaml", cluster),
                       fmt::format("# {}\nresources: [../base]\n", cluster));
  }
  source::SourceMap sources;
  const diag::RunReport report = lint(sources, files);
  const auto counter = [&](std::string_view name) {
    for (const auto& [key, value] : report.counters) {
      if (key == name) return value;
    }
    return std::string("none");
  };
  CHECK(counter("objects") == "3");
  CHECK(counter("objects checked") == "1");
  CHECK(counter("nodes made") == "none");
}

TEST_CASE("lint: nodes that clusters share are made once, which can be counted") {
  const auto count = [](int clusters, std::string_view name) {
    Files files = {{"base/kustomization.yaml", "resources: [pod.yaml]\n"}, {"base/pod.yaml", kPod}};
    for (int i = 0; i < clusters; ++i) {
      files.emplace_back(fmt::format("c{}/kustomization.yaml", i),
                         fmt::format("# {}\nresources: [../base]\n", i));
    }
    source::SourceMap sources;
    Options options;
    options.count_nodes = true;
    const diag::RunReport report = run(io::make_memory_tree(files, sources), sources, options);
    for (const auto& [key, value] : report.counters) {
      if (key == name) return std::stoul(value);
    }
    return 0UL;
  };
  const auto rendered = count(1, "nodes in rendered objects");
  CHECK(rendered > 5);
  CHECK(count(1, "nodes shared by rendered objects") == 0);
  CHECK(count(4, "nodes in rendered objects") == 4 * rendered);
  CHECK(count(4, "nodes shared by rendered objects") == 3 * rendered);
  // Each cluster more costs the nodes of its own kustomization, not those of the object.
  const auto step = count(4, "nodes made") - count(3, "nodes made");
  CHECK(step == count(5, "nodes made") - count(4, "nodes made"));
  CHECK(step < rendered);
}

TEST_CASE("lint: an empty repository is no error") {
  source::SourceMap sources;
  const diag::RunReport report = lint(sources, {});
  CHECK(report.findings.empty());
  CHECK(report.coverage.clusters.empty());
  CHECK_FALSE(report.coverage.looked_for.empty());
}

}  // namespace
}  // namespace fleetlint::lint
