// Flux's variable substitution: of a text (cases.yaml), and of an object (documents.yaml).
#include <fmt/format.h>

#include "base/arena.h"
#include "diag/collector.h"
#include "flux/envsubst.h"
#include "flux/substitute.h"
#include "kube/object.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace {

std::string text_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

flux::Variables variables_of(const Json& input) {
  flux::Variables variables;
  for (const auto& [name, value] : input["vars"].items()) variables.set(name, value.get<std::string>(), {});
  return variables;
}

std::string run_text(const Json& input) {
  const flux::Expansion expansion = flux::expand(input["template"].get<std::string>(), variables_of(input));
  if (expansion.error) return text_of({{"error", flux::to_string(*expansion.error)}});
  if (input["strict"].get<bool>() && !expansion.undefined.empty())
    return text_of({{"error", "variable-not-set"}});
  return text_of({{"text", expansion.text}});
}

bool has_bad_name(const Json& input) {
  for (const auto& [name, value] : input["vars"].items()) {
    if (!flux::is_variable_name(name)) return true;
  }
  return false;
}

/// As kustomize-controller does it to one object of a build, from a kustomize-read text on.
std::string run_object(const Json& input) {
  Arena arena;
  source::SourceMap sources;
  diag::Collector out;
  const source::FileId file = sources.add(input["input"].get<std::string>());
  const yaml::Stream stream = yaml::parse(arena, file, sources.text(file), {}, out);
  const yaml::Node object = stream.documents.empty() ? yaml::Node() : stream.documents.front().root;
  if (!object) return text_of({{"error", "no object in the input"}});

  Json result{{"emitted", yaml::emit(object)}};
  const bool nothing_to_do = input["strategy"] == "WithVariables" && input["vars"].empty();
  if (nothing_to_do || flux::opts_out_of_substitution(kube::Object(object))) {
    result["object"] = to_json_value(object);
  } else if (has_bad_name(input)) {
    result["error"] = "var-name";
  } else {
    const flux::SubstituteOptions options{.strict = input["strict"].get<bool>()};
    const flux::SubstitutedObject substituted =
        flux::substitute(arena, sources, object, variables_of(input), options, out);
    if (substituted.failed_stage.empty()) {
      result["object"] = to_json_value(substituted.node);
    } else {
      result["error"] = substituted.failed_stage;
    }
  }
  return text_of(result);
}

std::vector<Case> cases(const std::filesystem::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    const Json table = read_yaml(file.path);
    if (!table.is_object() || !table.contains("cases")) continue;
    for (const Json& vector : table["cases"]) {
      Json input;
      for (const char* field : {"template", "input", "vars", "strict", "strategy"}) {
        if (vector.contains(field)) input[field] = vector[field];
      }
      all.push_back({file.name + "#" + vector["name"].get<std::string>(), stem_of(file.name), input, vector});
    }
  }
  number_equal_keys(all);
  return all;
}

std::string run(const Json& input) {
  return input.contains("template") ? run_text(input) : run_object(input);
}

Verdict judge(const Json& wanted, const Json& result) {
  if (wanted.contains("error")) {
    if (!result.contains("error")) return fail("an error is wanted, got " + shown(result));
    if (wanted["error"] != "panic" && result["error"] != wanted["error"]) {
      return fail(fmt::format("error {} is wanted, got {}", shown(wanted["error"]), shown(result["error"])));
    }
  } else if (result.contains("error")) {
    return fail("no error is wanted, got " + shown(result["error"]));
  }
  for (const auto& [want, got] :
       {std::pair{"expect", "text"}, {"object", "object"}, {"emitted", "emitted"}}) {
    if (wanted.contains(want) && wanted[want] != result.value(got, Json())) {
      return fail(
          fmt::format("{}: want {}, got {}", got, shown(wanted[want]), shown(result.value(got, Json()))));
    }
  }
  return pass();
}

}  // namespace

extern const Suite suite_substitution;
const Suite suite_substitution{"substitution", cases, run, judge};

}  // namespace fleetlint::conformance
