// Structural schemas of CRDs: what they refuse, what they make of an object, and
// which of their rules compile.
#include "tests/conformance/crd.h"
#include "tests/conformance/vectors.h"

namespace fleetlint::conformance {

namespace fs = std::filesystem;

namespace {

void add_validation(const std::string& key, const std::string& category, const Json& table,
                    std::vector<Case>& all) {
  const auto add = [&](const std::string& name, std::size_t index, Json input, Json wanted) {
    input["what"] = "errors";
    input["schema"] = table["schema"];
    all.push_back(
        {key + "/" + name + "/" + std::to_string(index), category, std::move(input), std::move(wanted)});
  };
  std::size_t index = 0;
  for (const Json& object : table.value("valid", Json::array())) {
    Json input{{"object", object}};
    if (table.contains("old_objects") && index < table["old_objects"].size())
      input["old_object"] = table["old_objects"][index];
    add("valid", index++, std::move(input), {{"want_errors", Json::array()}});
  }
  index = 0;
  for (const Json& error : table.value("errors", Json::array())) {
    Json input{{"object", error["object"]}};
    if (error.contains("old_object")) input["old_object"] = error["old_object"];
    add("errors", index++, std::move(input), {{"want_errors", error["want_errors"]}});
  }
}

std::vector<Case> cases(const fs::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    const Json tables = read_yaml(file.path);
    const std::string category = stem_of(file.name);
    const std::string stem = fs::path(category).filename().string();
    for (const Json& table : tables["cases"]) {
      const std::string key = file.name + "#" + table["name"].get<std::string>();
      Json input{{"schema", table["schema"]}};
      if (table.contains("want_per_rule")) {
        input["what"] = "rules";
      } else if (table.contains("want_errors")) {
        input.update({{"what", "lists"}, {"only", "lists"}, {"root", "root"}, {"object", table["object"]}});
      } else if (table.contains("want")) {
        input.update({{"what", "completion"},
                      {"make", stem == "pruning"      ? "prune"
                               : stem == "defaulting" ? "default"
                                                      : "prune-nulls"},
                      {"json", table["json"]},
                      {"is_object", table.value("resource_root", false)}});
      } else {
        add_validation(key, category, table, all);
        continue;
      }
      all.push_back({key, category, std::move(input), table});
    }
  }
  number_equal_keys(all);
  return all;
}

std::string run(const Json& input) {
  const std::string what = input["what"].get<std::string>();
  if (what == "rules") return run_rules(input);
  if (what == "completion") return run_completion(input);
  return run_errors(input);
}

Verdict judge_rules(const Json& wanted, const Json& rules) {
  if (wanted.size() != rules.size()) return fail("another number of rules is wanted: " + shown(rules));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Json& rule = rules[i];
    const bool is_refused = wanted[i].contains("error_contains");
    const bool is_mute = wanted[i].contains("message_expression_error_contains");
    if (is_refused == rule["ok"].get<bool>() || is_mute != rule.contains("message_expression_error"))
      return fail("rule " + std::to_string(i) + ": " + shown(rule));
    if (wanted[i].contains("transition_rule") && wanted[i]["transition_rule"] != rule["transition_rule"])
      return fail("rule " + std::to_string(i) + ": transition_rule");
  }
  return pass();
}

Verdict judge(const Json& wanted, const Json& result) {
  if (wanted.contains("want_per_rule")) return judge_rules(wanted["want_per_rule"], result["rules"]);
  if (wanted.contains("want")) {
    if (wanted["want"] != result["json"])
      return fail("want " + shown(wanted["want"]) + ", got " + shown(result["json"]));
    if (!wanted.contains("want_pruned")) return pass();
    auto pruned = result["pruned"].get<std::vector<std::string>>();
    std::ranges::sort(pruned);
    auto stated = wanted["want_pruned"].get<std::vector<std::string>>();
    std::ranges::sort(stated);
    return pruned == stated ? pass() : fail("pruned " + shown(result["pruned"]));
  }
  if (wanted.contains("name")) return judge_error_pairs(wanted["want_errors"], result["errors"], "path");
  return judge_error_texts(wanted["want_errors"], result["errors"], Json(), true);
}

}  // namespace

extern const Suite suite_structural;
const Suite suite_structural{"structural", cases, run, judge};

}  // namespace fleetlint::conformance
