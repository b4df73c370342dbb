// Builds of kustomize's own tests: a tree of files in, its printed objects out.
//
// A case passes when the documents and their order are right; how many texts are
// right byte for byte is counted beside.
#include <fmt/format.h>

#include "base/arena.h"
#include "diag/collector.h"
#include "io/file_tree.h"
#include "kustomize/build.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace fs = std::filesystem;

namespace {

std::string text_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// What may come out: upstream's expectation, and the reference tool's where it differs.
Json accepted(const fs::path& dir, const Json& vector) {
  Json all = Json::array();
  const auto add = [&](const std::string& kind, const char* file) {
    const bool has_text = kind == "output" && fs::exists(dir / file);
    all.push_back({{"kind", kind}, {"text", has_text ? Json(read_text(dir / file)) : Json()}});
  };
  const std::string expect = vector["expect"].get<std::string>();
  add(expect, "expected.yaml");
  if (vector.value("oracle", "") == "differs")
    add(vector.value("oracleExpect", expect), "expected.oracle.yaml");
  return all;
}

std::vector<Case> cases(const fs::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, "case.yaml")) {
    if (file.path.filename() != "case.yaml" || file.name.find("/input/") != std::string::npos) continue;
    const fs::path folder = file.path.parent_path();
    const Json vector = read_yaml(file.path);
    const std::string name = fs::relative(folder, dir).generic_string();
    const Json options = vector.value("options", Json::object());
    Json input{{"tree", (folder / "input").string()},
               {"build", vector["build"]},
               {"load_restrictor", options.value("loadRestrictor", "")}};
    all.push_back({name, name.substr(0, name.find('.')), input, {{"accepted", accepted(folder, vector)}}});
  }
  return all;
}

std::string run(const Json& input) {
  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed(sources, arenas);
  Result<io::TreePtr> tree = io::open_directory(input["tree"].get<std::string>(), sources);
  if (!tree) return text_of({{"error", "the tree cannot be read"}});

  kustomize::Engine engine({sources, parsed, arenas});
  kustomize::Request request;
  request.tree = *tree;
  request.directory = io::normalise(input["build"].get<std::string>());
  request.load_restrictor = input["load_restrictor"] == "LoadRestrictionsNone"
                                ? kustomize::LoadRestrictor::none
                                : kustomize::LoadRestrictor::root_only;
  request.order = kustomize::Order::legacy;
  const auto rendered = engine.build(request);
  if (rendered->built && rendered->complete) return text_of({{"text", kustomize::print(*rendered)}});
  std::string why = "not built";
  for (const diag::Finding& finding : rendered->findings) {
    if (finding.severity == diag::Severity::error || why == "not built")
      why = finding.rule + ": " + finding.message;
  }
  return text_of({{"error", why}});
}

/// The documents of an output, each as JSON; null where it is no YAML.
Json documents(const std::string& text) {
  Arena arena;
  source::SourceMap sources;
  diag::Collector out;
  const source::FileId file = sources.add(text);
  const yaml::Stream stream =
      yaml::parse(arena, file, sources.text(file), {.dialect = yaml::Dialect::go_yaml_v2}, out);
  if (!out.empty()) return {};
  Json all = Json::array();
  for (const yaml::Document& document : stream.documents) {
    if (document.root && !document.root.is_null()) all.push_back(to_json_value(document.root));
  }
  return all;
}

/// The first document that is another.
std::string difference(const std::string& want, const std::string& got) {
  const Json w = documents(want);
  const Json g = documents(got);
  for (std::size_t i = 0; i < std::min(w.size(), g.size()); ++i) {
    if (w[i] != g[i]) return fmt::format("document {}: {}", i + 1, shown(Json::diff(w[i], g[i])));
  }
  return fmt::format("{} documents are wanted, got {}", w.size(), g.size());
}

Verdict judge(const Json& wanted, const Json& result) {
  std::string reason;
  for (const Json& accepted : wanted["accepted"]) {
    if (accepted["kind"] == "error") {
      if (result.contains("error")) return pass();
      reason = "an error is wanted";
      continue;
    }
    if (result.contains("error")) {
      reason = "no error is wanted, got " + result["error"].get<std::string>();
      continue;
    }
    const std::string want = accepted["text"].is_null() ? "" : accepted["text"].get<std::string>();
    const std::string got = result["text"].get<std::string>();
    if (want == got) return pass("right byte for byte");
    if (documents(want) == documents(got)) return pass("right, but not byte for byte");
    if (reason.empty()) reason = difference(want, got);
  }
  return fail(reason);
}

}  // namespace

extern const Suite suite_kustomize;
const Suite suite_kustomize{"kustomize", cases, run, judge};

}  // namespace fleetlint::conformance
