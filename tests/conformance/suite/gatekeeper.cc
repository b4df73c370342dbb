// Gatekeeper's policy library: templates, constraints and objects that they refuse or not.
#include "policy/gatekeeper.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/arena.h"
#include "diag/collector.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace {

std::vector<Case> cases(const std::filesystem::path& dir) {
  std::vector<Case> all;
  for (const Json& item : read_yaml(dir / "cases.yaml")) {
    const auto policy = item["policy"].get<std::string>();
    const auto text = [&](const Json& path) { return read_text(dir / policy / path.get<std::string>()); };
    Json input{{"template", text(item["template"])},
               {"constraint", text(item["constraint"])},
               {"object", text(item["object"])},
               {"inventory", Json::array()}};
    if (item.contains("inventory")) {
      for (const Json& path : item["inventory"]) input["inventory"].push_back(text(path));
    }
    for (const Json& engine : item["engines"]) {
      input["engine"] = engine;
      all.push_back({fmt::format("cases.yaml#{}/{}/{}@{}", policy, item["test"].get<std::string>(),
                                 item["case"].get<std::string>(), engine.get<std::string>()),
                     engine.get<std::string>(),
                     input,
                     {{"assertions", item["assertions"]}}});
    }
  }
  number_equal_keys(all);
  return all;
}

std::vector<yaml::Node> documents(Arena& arena, const Json& text) {
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(
      arena, source::FileId::none, arena.copy(std::string_view(text.get_ref<const std::string&>())), {}, out);
  std::vector<yaml::Node> roots;
  for (const yaml::Document& document : stream.documents) {
    if (document.root.is_mapping()) roots.push_back(document.root);
  }
  return roots;
}

std::string run(const Json& input) {
  Arena arena;
  const policy::ConstraintTemplate made(documents(arena, input["template"]).at(0), 36);
  if (!made.mistakes().empty())
    return Json{{"error", made.mistakes().front().message}}.dump(-1, ' ', false,
                                                                 Json::error_handler_t::replace);
  const yaml::Node constraint = documents(arena, input["constraint"]).at(0);
  std::vector<kube::Object> others;
  for (const Json& text : input["inventory"]) {
    for (const yaml::Node node : documents(arena, text)) others.emplace_back(node);
  }
  const yaml::Node inventory = others.empty() ? yaml::Node() : policy::inventory_of(arena, others);
  const kube::Object object(documents(arena, input["object"]).at(0));
  const bool is_request = object.kind() == "AdmissionReview";
  const policy::Review review = is_request ? policy::review_of_request(object["request"])
                                           : policy::review_of(arena, object, object.name_space(), {});
  const auto engine = input["engine"] == "Rego" ? policy::Engine::rego : policy::Engine::cel;
  Json violations = Json::array();
  if (policy::matches(constraint["spec"]["match"], review,
                      kube::is_cluster_scoped(object.group(), object.kind()))) {
    for (const policy::Violation& violation : made.evaluate(engine, arena, review, constraint, inventory))
      violations.push_back(violation.message);
  }
  return Json{{"violations", violations}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict judge(const Json& wanted, const Json& result) {
  if (result.contains("error")) return fail(shown(result));
  for (const Json& assertion : wanted["assertions"]) {
    std::size_t count = 0;
    for (const Json& violation : result["violations"]) {
      const bool fits =
          !assertion.contains("message") ||
          RE2::PartialMatch(violation.get<std::string>(), assertion["message"].get<std::string>());
      count += fits ? 1U : 0U;
    }
    const Json& number = assertion["violations"];
    const bool as_wanted =
        number.is_boolean() ? (count > 0) == number.get<bool>() : count == number.get<std::size_t>();
    if (!as_wanted)
      return fail(fmt::format("{} is wanted, got {}", shown(assertion), shown(result["violations"])));
  }
  return pass();
}

}  // namespace

extern const Suite suite_gatekeeper;
const Suite suite_gatekeeper{"gatekeeper", cases, run, judge};

}  // namespace fleetlint::conformance
