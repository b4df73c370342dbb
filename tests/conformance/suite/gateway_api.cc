// Gateway API manifests: files whose every object the CRDs accept, or not.
//
// The CRDs are those of data/crds beside the vectors: gateway-api for files of the
// standard channel, gateway-api-experimental for the others.
#include <algorithm>

#include "base/arena.h"
#include "diag/collector.h"
#include "schema/validator.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace fs = std::filesystem;

namespace {

/// The folder named so at or above `dir`.
fs::path ancestor(fs::path dir, std::string_view name) {
  while (dir.has_relative_path() && dir.filename() != name) dir = dir.parent_path();
  return dir;
}

std::vector<Case> cases(const fs::path& dir) {
  const fs::path root = fs::canonical(dir);
  const fs::path vectors = ancestor(root, "gateway-api");
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    const std::string whole = fs::relative(root / file.name, vectors).generic_string();
    const bool is_experimental = whole.find("experimental/") != std::string::npos;
    const fs::path crds =
        vectors / "../../data/crds" / (is_experimental ? "gateway-api-experimental" : "gateway-api");
    const std::string category = whole.substr(0, whole.find('/', whole.find('/') + 1));
    all.push_back({file.name, category, Json{{"path", file.path.string()}, {"crds", crds.string()}},
                   Json{{"valid", whole.starts_with("valid/")}}});
  }
  return all;
}

/// Texts and nodes of one case.
class Reader {
 public:
  std::vector<kube::Object> objects(const fs::path& path) {
    const source::FileId file = sources_.add(read_text(path));
    std::vector<kube::Object> all;
    for (const yaml::Document& document : yaml::parse(arena_, file, sources_.text(file), {}, out).documents) {
      if (document.root) all.emplace_back(document.root);
    }
    return all;
  }

  diag::Collector out;

 private:
  Arena arena_;
  source::SourceMap sources_;
};

std::string run(const Json& input) {
  Reader reader;
  std::vector<kube::Object> crds;
  for (const VectorFile& file : files_below(input["crds"].get<std::string>(), ".yaml")) {
    for (const kube::Object& crd : reader.objects(file.path)) crds.push_back(crd);
  }
  schema::Catalog catalog;
  const schema::SchemaSetPtr set = catalog.get(schema::bundled_minors().back(), crds);
  for (const kube::Object& object : reader.objects(input["path"].get<std::string>())) {
    schema::validate(*set, object, reader.out);
  }
  Json errors = Json::array();
  for (const diag::Finding& finding : reader.out.findings()) {
    if (finding.rule != "schema/unknown-kind") errors.push_back(finding.object_path + ": " + finding.message);
  }
  return Json{{"valid", errors.empty()}, {"errors", errors}}.dump();
}

Verdict judge(const Json& wanted, const Json& result) {
  if (wanted["valid"] == result["valid"]) return pass();
  return fail(wanted["valid"].get<bool>() ? "refused: " + shown(result["errors"]) : "accepted");
}

}  // namespace

extern const Suite suite_gateway_api;
const Suite suite_gateway_api{"gateway-api", cases, run, judge};

}  // namespace fleetlint::conformance
