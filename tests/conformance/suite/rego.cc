// OPA's cases, and those of two other engines: modules, a query, documents.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/arena.h"
#include "diag/collector.h"
#include "rego/rego.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace {

using rego::Type;
using rego::Value;

std::string json_text(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// JSON with integers beyond 64 bits as texts "#digits": nlohmann's numbers would lose digits.
Json exact(std::string_view text) {
  constexpr std::size_t kDigits = 18;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1U : 0U;
      out += text.substr(begin, ++i - begin);
    } else if (text[i] == '-' || (text[i] >= '0' && text[i] <= '9')) {
      while (i < text.size() && std::string_view("+-.0123456789eE").find(text[i]) != std::string_view::npos)
        ++i;
      const std::string_view number = text.substr(begin, i - begin);
      const bool is_big = number.size() > kDigits && number.find_first_of(".eE") == std::string_view::npos;
      out += is_big ? "\"#" + std::string(number) + "\"" : std::string(number);
    } else {
      out += text[i++];
    }
  }
  return Json::parse(out);
}

/// Documents travel as text.
std::vector<Case> cases(const std::filesystem::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    Json vector = read_yaml(file.path);
    if (!vector.contains("note")) continue;
    Arena arena;
    diag::Collector out;
    const std::string text = read_text(file.path);
    const yaml::Stream stream =
        yaml::parse(arena, source::FileId::none, text, {.dialect = yaml::Dialect::core}, out);
    const yaml::Node root = stream.documents.empty() ? yaml::Node() : stream.documents[0].root;
    Json input;
    for (const char* field : {"query", "modules", "input_term", "strict_error"}) {
      if (vector.contains(field)) input[field] = vector[field];
    }
    for (const char* field : {"data", "input"}) {
      if (root[field]) input[field] = yaml::to_json(root[field], false);
    }
    const std::string path = "/" + file.path.generic_string();
    input["extra"] = path.find("/extra/") != std::string::npos;
    input["v0"] = path.find("/v0/") != std::string::npos;
    if (root["want_result"]) vector["want_result"] = exact(yaml::to_json(root["want_result"], false));
    const bool regorus = path.find("/regorus/") != std::string::npos;
    input["regorus"] = regorus;
    if (regorus) input["strict_error"] = vector.value("strict", true);
    const std::string category =
        vector.value("category", "") + (vector.value("relevance", "") == "core" ? "" : " (low)");
    all.push_back(
        {file.name + "#" + vector["note"].get<std::string>(), category, std::move(input), std::move(vector)});
  }
  number_equal_keys(all);
  return all;
}

/// The vectors' notation of values that JSON has not, as a Rego term.
std::string term_of(const Json& value) {
  const auto list = [](const Json& items) {
    std::string text;
    for (const Json& item : items) text += (text.empty() ? "" : ", ") + term_of(item);
    return text;
  };
  if (value.is_array()) return "[" + list(value) + "]";
  if (!value.is_object()) return value.dump();
  if (value.size() == 1 && value.contains("set!"))
    return value["set!"].empty() ? "set()" : "{" + list(value["set!"]) + "}";
  std::string text;
  if (value.size() == 1 && value.contains("object!")) {
    for (const Json& pair : value["object!"])
      text += (text.empty() ? "" : ", ") + term_of(pair["key"]) + ": " + term_of(pair["value"]);
  } else {
    for (const auto& [key, field] : value.items())
      text += (text.empty() ? "" : ", ") + Json(key).dump() + ": " + term_of(field);
  }
  return "{" + text + "}";
}

/// The vectors' notation of what came out.
std::string tagged(rego::Heap& heap, Value value) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  switch (value.type()) {
    case Type::array:
    case Type::set:
      for (const Value item : heap.items(value)) add(tagged(heap, item));
      return value.is(Type::set) ? R"({"set!": [)" + text + "]}" : "[" + text + "]";
    case Type::object: {
      const std::vector<rego::Pair> pairs = heap.pairs(value);
      const bool all_strings =
          std::ranges::all_of(pairs, [](const rego::Pair& pair) { return pair.first.is(Type::string); });
      for (const auto& [key, field] : pairs) {
        if (all_strings) {
          add(json_text(key.text()) + ": " + tagged(heap, field));
        } else {
          add(fmt::format(R"({{"key": {}, "value": {}}})", tagged(heap, key), tagged(heap, field)));
        }
      }
      return all_strings ? "{" + text + "}" : R"({"object!": [)" + text + "]}";
    }
    default: return rego::to_json(heap, value);
  }
}

std::string error_text(const rego::Diagnostic& error) {
  return fmt::format(R"({{"error": {{"code": {}, "message": {}}}}})", json_text(error.code),
                     json_text(error.message));
}

std::shared_ptr<const rego::Policy> compile(const Json& input, rego::Version version,
                                            std::vector<rego::Diagnostic>& diagnostics) {
  rego::Compiler compiler;
  if (input.contains("modules")) {
    for (const Json& module : input["modules"]) {
      compiler.add(module.get_ref<const std::string&>(), source::FileId::none, version);
    }
  }
  return compiler.finish(diagnostics);
}

struct Documents {
  Arena arena;
  source::SourceMap sources;
  yaml::Node read(const Json& input, const char* field) {
    if (!input.contains(field)) return {};
    diag::Collector out;
    const source::FileId file = sources.add(input[field].get<std::string>());
    const yaml::Stream stream =
        yaml::parse(arena, file, sources.text(file), {.dialect = yaml::Dialect::core}, out);
    return stream.documents.empty() ? yaml::Node() : stream.documents[0].root;
  }
};

/// The result as text without braces, or the error's whole line.
std::string evaluate(const rego::Policy& policy, const Json& input, const std::string& term,
                     rego::Version version) {
  Documents documents;
  rego::EvaluationOptions options;
  options.data = documents.read(input, "data");
  if (term.empty()) options.input = documents.read(input, "input");
  options.input_term = term;
  options.strict_errors = input.value("strict_error", false);
  rego::Evaluation evaluation(policy, options);
  const rego::Outcome outcome = evaluation.query(input["query"].get<std::string>(), version);
  if (outcome.failed) return error_text(outcome.error);
  if (input["regorus"].get<bool>()) {
    if (outcome.solutions.empty() || !outcome.solutions.back().last) return R"({"result": []})";
    return fmt::format(R"({{"value": {}}})", tagged(evaluation.heap(), outcome.solutions.back().last));
  }
  std::string solutions;
  for (const rego::Solution& solution : outcome.solutions) {
    std::string bindings;
    for (const auto& [name, value] : solution.bindings) {
      bindings += fmt::format("{}{}: {}", bindings.empty() ? "" : ", ", json_text(name),
                              rego::to_json(evaluation.heap(), value));
    }
    const std::string text = "{" + bindings + "}";
    if (solutions.find(text) == std::string::npos) solutions += (solutions.empty() ? "" : ", ") + text;
  }
  // The text again, for a judge that must not lose digits.
  return fmt::format(R"({{"result": [{}], "text": {}}})", solutions, json_text("[" + solutions + "]"));
}

std::string run(const Json& input) {
  rego::Version version = input["v0"].get<bool>() ? rego::Version::v0 : rego::Version::v1;
  std::vector<rego::Diagnostic> diagnostics;
  std::shared_ptr<const rego::Policy> policy = compile(input, version, diagnostics);
  if (!policy && input["extra"].get<bool>() && diagnostics[0].code == "rego_parse_error") {
    std::vector<rego::Diagnostic> others;
    policy = compile(input, rego::Version::v0, others);
  }
  if (!policy) return error_text(diagnostics[0]);
  std::string term = input.value("input_term", "");
  if (input["regorus"].get<bool>() && input.contains("input") &&
      input["input"].get<std::string>().find("!\":") != std::string::npos) {
    const Json document = Json::parse(input["input"].get<std::string>());
    if (document.contains("many!")) {
      std::string values;
      for (const Json& one : document["many!"]) {
        const std::string result = evaluate(*policy, input, term_of(one), version);
        if (!result.starts_with(R"({"value": )")) return result;
        values += (values.empty() ? "" : ", ") + result.substr(10, result.size() - 11);
      }
      return fmt::format(R"({{"value": {{"many!": [{}]}}}})", values);
    }
    term = term_of(document);
  }
  return evaluate(*policy, input, term, version);
}

bool same(const Json& want, const Json& got) {
  if (want.is_number() && got.is_number()) return want == got || want.get<double>() == got.get<double>();
  if (want.type() != got.type()) return false;
  if (want.is_array()) {
    return want.size() == got.size() && std::equal(want.begin(), want.end(), got.begin(), same);
  }
  if (want.is_object()) {
    if (want.size() == 1 && want.contains("set!") && got.contains("set!")) {
      const Json& items = got["set!"];
      return want["set!"].size() == items.size() && std::ranges::all_of(want["set!"], [&](const Json& item) {
               return std::ranges::any_of(items, [&](const Json& other) { return same(item, other); });
             });
    }
    if (want.size() == 1 && want.contains("object!") && got.contains("object!")) {
      const Json& pairs = got["object!"];
      return want["object!"].size() == pairs.size() &&
             std::ranges::all_of(want["object!"], [&](const Json& pair) {
               return std::ranges::any_of(pairs, [&](const Json& other) { return same(pair, other); });
             });
    }
    if (want.size() != got.size()) return false;
    return std::ranges::all_of(want.items(), [&](const auto& item) {
      return got.contains(item.key()) && same(item.value(), got[item.key()]);
    });
  }
  return want == got;
}

bool same_solution(const Json& want, const Json& got, bool sorted, bool ignore_generated) {
  std::size_t seen = 0;
  for (const auto& [name, value] : got.items()) {
    if (ignore_generated && name.starts_with("__local")) continue;
    if (!want.contains(name)) return false;
    ++seen;
    Json a = want[name];
    Json b = value;
    if (sorted && a.is_array() && b.is_array()) {
      std::sort(a.begin(), a.end());
      std::sort(b.begin(), b.end());
    }
    if (!same(a, b)) return false;
  }
  return seen == want.size();
}

Verdict judge(const Json& wanted, const Json& result) {
  const bool wants_error = wanted.contains("want_error_code") || wanted.contains("want_error");
  if (wants_error) {
    if (!result.contains("error")) return fail("an error is wanted, got " + shown(result));
    if (!wanted.contains("want_error_code")) return pass();
    const std::string code = result["error"].value("code", "");
    return code == wanted["want_error_code"]
               ? pass()
               : fail(fmt::format("want {}, got {}", shown(wanted["want_error_code"]), shown(result)));
  }
  if (result.contains("error")) return fail("no error is wanted, got " + shown(result["error"]));
  if (wanted.contains("want_value")) {
    if (!result.contains("value")) return fail("want " + shown(wanted["want_value"]) + ", got nothing");
    return same(wanted["want_value"], result["value"])
               ? pass()
               : fail(fmt::format("want {}, got {}", shown(wanted["want_value"]), shown(result["value"])));
  }
  if (wanted.value("want_undefined", false) || !wanted.contains("want_result"))
    return !result.contains("value") && result["result"].empty()
               ? pass()
               : fail("undefined is wanted, got " + shown(result));
  Json want = wanted["want_result"];
  const Json got = result.contains("text") ? exact(result["text"].get<std::string>()) : result.at("result");
  // rego-cpp states each term of a query by itself.
  if (want.size() > 1 && got.size() == 1 &&
      std::ranges::all_of(want, [](const Json& item) { return item.size() == 1; })) {
    Json whole = Json::object();
    for (const Json& item : want) whole.update(item);
    if (whole.size() == want.size()) want = Json::array({whole});
  }
  const bool sorted = wanted.value("sort_bindings", false);
  const bool generated = wanted.value("ignore_generated_vars", false);
  const bool as_wanted = want.size() == got.size() && std::ranges::all_of(want, [&](const Json& item) {
                           return std::ranges::any_of(got, [&](const Json& other) {
                             return same_solution(item, other, sorted, generated);
                           });
                         });
  return as_wanted ? pass() : fail(fmt::format("want {}, got {}", shown(want), shown(got)));
}

}  // namespace

extern const Suite suite_rego;
const Suite suite_rego{"rego", cases, run, judge};

}  // namespace fleetlint::conformance
