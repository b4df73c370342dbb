// Pods that Pod Security Admission admits or refuses, by level and version.
#include "policy/pod_security.h"

#include <fmt/format.h>

#include "base/arena.h"
#include "diag/collector.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace {

std::vector<Case> cases(const std::filesystem::path& dir) {
  std::vector<Case> all;
  const Json index = read_yaml(dir / "index.yaml");
  for (const Json& set : index["sets"]) {
    const auto level = set["level"].get<std::string>();
    const auto verdict = set["verdict"].get<std::string>();
    for (const Json& version : set["versions"]) {
      for (const Json& file : set["files"]) {
        const auto path = file.get<std::string>();
        Json input{{"level", level}, {"version", version}, {"pod", read_text(dir / path)}};
        all.push_back({fmt::format("{}#{} {}", path, level, version.get<std::string>()),
                       level + " " + verdict,
                       std::move(input),
                       {{"valid", verdict == "pass"}}});
      }
    }
  }
  number_equal_keys(all);
  return all;
}

std::string run(const Json& input) {
  Arena arena;
  diag::Collector out;
  const auto text = input["pod"].get<std::string>();
  const yaml::Stream stream = yaml::parse(arena, source::FileId::none, text, {}, out);
  const yaml::Node pod = stream.documents.at(0).root;
  policy::PodSecurityPolicy policy;
  policy.level = *policy::parse_pod_security_level(input["level"].get<std::string>());
  policy.minor = std::stoi(input["version"].get<std::string>().substr(3));
  Json errors = Json::array();
  for (const policy::PodSecurityViolation& violation : check_pod(pod["metadata"], pod["spec"], policy))
    errors.push_back(fmt::format("{} {}: {}", violation.check, violation.path, violation.message));
  return Json{{"valid", errors.empty()}, {"errors", errors}}.dump(-1, ' ', false,
                                                                  Json::error_handler_t::replace);
}

Verdict judge(const Json& wanted, const Json& result) {
  if (wanted["valid"] == result["valid"]) return pass();
  return fail(fmt::format("valid: {} is wanted, got {}", wanted["valid"].get<bool>(), shown(result)));
}

}  // namespace

extern const Suite suite_pod_security;
const Suite suite_pod_security{"pod-security", cases, run, judge};

}  // namespace fleetlint::conformance
