// Outputs of kustomize: what it printed, read and printed again, is the same text.
//
// The folder holds its outputs (*.yaml), as unpacked from corpora/*.oracle.tar.gz.
#include <fmt/format.h>

#include <algorithm>

#include "base/arena.h"
#include "diag/collector.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace {

std::vector<Case> cases(const std::filesystem::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    const std::string category = file.name.substr(0, file.name.find('/'));
    all.push_back(
        {file.name, category, Json{{"path", file.path.string()}}, Json{{"path", file.path.string()}}});
  }
  return all;
}

std::string run(const Json& input) {
  Arena arena;
  source::SourceMap sources;
  diag::Collector out;
  const source::FileId file = sources.add(read_text(input["path"].get<std::string>()));
  const yaml::Stream stream = yaml::parse(arena, file, sources.text(file), {}, out);
  if (!out.empty()) return Json{{"error", out.findings().front().message}}.dump();
  std::string text;
  for (const yaml::Document& document : stream.documents) {
    if (!document.root) continue;
    if (!text.empty()) text += "---\n";
    text += yaml::emit(document.root);
  }
  return Json{{"text", text}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict judge(const Json& wanted, const Json& result) {
  if (result.contains("error")) return fail("error: " + shown(result["error"]));
  const std::string want = read_text(wanted["path"].get<std::string>());
  const std::string got = result.at("text").get<std::string>();
  if (got == want) return pass();
  const auto [w, g] = std::ranges::mismatch(want, got);
  const auto at = static_cast<std::size_t>(w - want.begin());
  const std::size_t line = static_cast<std::size_t>(std::count(want.begin(), w, '\n')) + 1;
  const std::size_t begin = at < 20 ? 0 : at - 20;
  return fail(fmt::format("line {}: want {}, got {}", line, shown(want.substr(begin, 60)),
                          shown(got.substr(begin, 60))));
}

}  // namespace

extern const Suite suite_emit;
const Suite suite_emit{"emit", cases, run, judge};

}  // namespace fleetlint::conformance
