// CEL: cel-spec's simple tests and Kubernetes' own of its function libraries.
//
// Cases with a schema (k8s-crd) are those of the schema module, which evaluates rules.
#include "cel/cel.h"
#include "base/arena.h"
#include "cel/opaque.h"
#include "cel/text.h"
#include "tests/conformance/crd.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"

namespace fleetlint::conformance {

namespace fs = std::filesystem;

namespace {

// --- reading

/// Folders below which the vectors say nothing of versions: the newest Kubernetes.
constexpr int kNewestMinor = 37;

/// Cases of rules in CRDs.
void add_crd_cases(const VectorFile& file, const Json& tables, std::vector<Case>& all) {
  const std::string category = stem_of(file.name);
  const std::string stem = fs::path(category).filename().string();
  for (const Json& table : tables["cases"]) {
    const std::string key = file.name + "#" + table["name"].get<std::string>();
    Json input{{"is_crd", true}, {"root", "root"}, {"only", "rules"}};
    if (table.contains("want_message_contains")) {
      Json rule{{"rule", "false"}};
      for (const char* field : {"message", "messageExpression"}) {
        if (table.contains(field)) rule[field] = table[field];
      }
      input["schema"] = {{"type", "object"}, {"x-kubernetes-validations", {rule}}};
      input["object"] = Json::object();
      all.push_back({key, category, std::move(input), table});
      continue;
    }
    input["schema"] = table["schema"];
    input["object"] = table["object"];
    if (table.contains("old_object")) input["old_object"] = table["old_object"];
    if (!table.contains("valid")) {
      if (stem == "optional-old-self") input["all_optional"] = true;
      if (stem == "ratcheting") input["both"] = true;
      all.push_back({key, category, std::move(input), table});
      continue;
    }
    // Each rule alone, at the top.
    input["is_object"] = table.value("root", false);
    const auto add = [&](const std::string& name, std::size_t index, const Json& rule, Json wanted) {
      Json one = input;
      one["schema"]["x-kubernetes-validations"] = Json::array({{{"rule", rule}}});
      all.push_back(
          {key + "/" + name + "/" + std::to_string(index), category, std::move(one), std::move(wanted)});
    };
    std::size_t index = 0;
    for (const Json& rule : table["valid"]) add("valid", index++, rule, {{"crd", "valid"}});
    index = 0;
    for (const Json& error : table["errors"])
      add("errors", index++, error["rule"], {{"crd", "error"}, {"contains", error["contains"]}});
  }
}

std::vector<Case> cases(const fs::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    const Json table = read_yaml(file.path);
    const std::string path = fs::canonical(file.path).generic_string();
    if (path.find("/k8s-crd/") != std::string::npos) {
      add_crd_cases(file, table, all);
      continue;
    }
    for (const Json& item : table["cases"]) {
      Json input = Json::object();
      for (const char* field : {"expr", "bindings", "type_env", "container", "disable_check", "check_only"}) {
        if (item.contains(field)) input[field] = item[field];
      }
      input["is_spec"] = path.find("/k8s-") == std::string::npos;
      all.push_back(
          {file.name + "#" + item["name"].get<std::string>(), stem_of(file.name), std::move(input), item});
    }
  }
  number_equal_keys(all);
  return all;
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// A tagged value as the vectors write it; nothing where it needs protocol buffers.
std::optional<cel::Value> read_value(Arena& arena, const Json& tagged) {
  const std::string& tag = tagged.begin().key();
  const Json& value = tagged.begin().value();
  if (tag == "null") return cel::Value();
  if (tag == "bool") return cel::Value::of(value.get<bool>());
  if (tag == "int") return cel::Value::of(static_cast<std::int64_t>(std::stoll(text_of(value))));
  if (tag == "uint") return cel::Value::of(static_cast<std::uint64_t>(std::stoull(text_of(value))));
  if (tag == "double") return cel::Value::of(cel::parse_double(text_of(value)).value_or(0));
  if (tag == "string")
    return cel::Value::text(arena.copy(std::string_view(value.get_ref<const std::string&>())));
  if (tag == "bytes") return cel::Value::bytes(arena.copy(*cel::decode_base64(value.get<std::string>())));
  if (tag == "timestamp") return cel::parse_timestamp(value.get<std::string>());
  if (tag == "duration")
    return cel::Value::duration(cel::parse_duration(value.get<std::string>()).value_or(0));
  if (tag == "type") return cel::Value::type(cel::parse_type(arena, value.get<std::string>()));
  if (tag == "list") {
    std::vector<cel::Value> items;
    for (const Json& item : value) {
      const auto one = read_value(arena, item);
      if (!one) return std::nullopt;
      items.push_back(*one);
    }
    return cel::Value::list(arena.copy(std::span<const cel::Value>(items)));
  }
  if (tag == "map") {
    std::vector<cel::MapEntry> entries;
    for (const Json& pair : value) {
      const auto key = read_value(arena, pair[0]);
      const auto one = read_value(arena, pair[1]);
      if (!key || !one) return std::nullopt;
      entries.push_back({*key, *one});
    }
    return cel::make_map(arena, entries);
  }
  return std::nullopt;
}

// --- writing

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text += at + i > bytes.size() ? '=' : kAlphabet[group >> (18 - 6 * i) & 63U];
  }
  return text;
}

std::string double_text(double value) {
  const std::string text = cel::format_double(value);
  if (text == "+Inf") return "Infinity";
  return text == "-Inf" ? "-Infinity" : text;
}

Json write_opaque(const cel::Value& value) {
  const std::string_view name = value.opaque_type()->type.name;
  const std::string text = value.opaque_type()->text(&value.opaque_data<char>());
  const std::pair<std::string_view, const char*> tags[] = {{"net.IP", "ip"},
                                                           {"net.CIDR", "cidr"},
                                                           {"kubernetes.Quantity", "quantity"},
                                                           {"kubernetes.Semver", "semver"},
                                                           {"kubernetes.URL", "url"}};
  for (const auto& [type, tag] : tags) {
    if (name == type) return Json{{tag, text}};
  }
  return Json{{"opaque", std::string(name)}};
}

Json write_value(Arena& arena, const cel::Value& value) {
  using enum cel::ValueKind;
  switch (value.kind()) {
    case null: return Json{{"null", nullptr}};
    case boolean: return Json{{"bool", value.boolean()}};
    case integer: return Json{{"int", std::to_string(value.integer())}};
    case unsigned_integer: return Json{{"uint", std::to_string(value.unsigned_integer())}};
    case floating: return Json{{"double", double_text(value.floating())}};
    case string: return Json{{"string", std::string(value.text())}};
    case bytes: return Json{{"bytes", base64(value.text())}};
    case timestamp: return Json{{"timestamp", cel::format_timestamp(value)}};
    case duration: return Json{{"duration", cel::format_duration(value.duration_nanos())}};
    case type: return Json{{"type", std::string(cel::runtime_name(value.type()))}};
    case optional:
      if (value.optional() == nullptr) return Json{{"optional_none", true}};
      return Json{{"optional", write_value(arena, *value.optional())}};
    case list: {
      Json items = Json::array();
      for (std::size_t i = 0; i < value.size(); ++i) items.push_back(write_value(arena, value.at(arena, i)));
      return Json{{"list", std::move(items)}};
    }
    case map: {
      Json entries = Json::array();
      for (std::size_t i = 0; i < value.size(); ++i) {
        entries.push_back(
            Json::array({write_value(arena, value.key_at(i)), write_value(arena, value.at(arena, i))}));
      }
      return Json{{"map", std::move(entries)}};
    }
    case opaque: return write_opaque(value);
    case error: break;
  }
  return Json();
}

Json failure(std::string_view stage, std::string_view message) {
  return Json{{"error", std::string(message)}, {"stage", std::string(stage)}};
}

/// Names that the comments of Kubernetes' functions take as given.
void declare_examples(Arena& arena, cel::Environment& environment, std::vector<cel::Value>& values) {
  const auto declare = [&](std::string_view name, std::string_view type, cel::Value value) {
    environment.declare(name, cel::parse_type(arena, type));
    values.push_back(value);
  };
  declare("emptyList", "list(int)", cel::Value::list({}));
  declare("emptyIntList", "list(int)", cel::Value::list({}));
  declare("emptyDoubleList", "list(double)", cel::Value::list({}));
  declare("authorizer", "kubernetes.authorization.Authorizer", cel::make_authorizer(arena));
}

std::string run(const Json& input) {
  if (input.contains("is_crd")) return run_errors(input);
  const bool is_spec = input["is_spec"].get<bool>();
  Arena arena;
  cel::Environment environment({.minor = kNewestMinor, .spec_extensions = is_spec});
  environment.container = input.value("container", "");
  environment.check_types = !input.value("disable_check", false);
  environment.mixed_literals = is_spec;
  std::vector<cel::Value> values;
  const Json none = Json::object();
  const Json& bindings = input.contains("bindings") ? input["bindings"] : none;
  const Json& declared = input.contains("type_env") ? input["type_env"] : none;
  for (const auto& [name, type] : declared.items()) {
    const cel::Type parsed = cel::parse_type(arena, type.get<std::string>());
    if (type == "function" || parsed == nullptr)
      return failure("compile", "functions cannot be declared").dump();
    environment.declare(name, parsed);
    const auto value = bindings.contains(name) ? read_value(arena, bindings[name]) : std::nullopt;
    values.push_back(
        value.value_or(cel::make_error(arena, "no value of this kind without protocol buffers")));
  }
  for (const auto& [name, value] : bindings.items()) {
    if (declared.contains(name)) continue;
    environment.declare(name);
    values.push_back(read_value(arena, value).value_or(cel::make_error(arena, "no such value")));
  }
  if (!is_spec) declare_examples(arena, environment, values);
  const cel::Compilation compiled = cel::compile(input["expr"].get<std::string>(), environment);
  if (!compiled.program) return failure("compile", compiled.mistakes.front().message).dump();
  if (input.value("check_only", false))
    return Json{{"type", cel::to_string(compiled.program->type())}}.dump();
  const cel::Value value = cel::evaluate(*compiled.program, values, arena);
  Json result = value.is_error() ? failure("runtime", value.error().message)
                                 : Json{{"value", write_value(arena, value)}};
  result["type"] = cel::to_string(compiled.program->type());
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// --- judging

bool same_value(const Json& wanted, const Json& found);

bool same_list(const Json& wanted, const Json& found) {
  return wanted.size() == found.size() &&
         std::equal(wanted.begin(), wanted.end(), found.begin(),
                    [](const Json& a, const Json& b) { return same_value(a, b); });
}

bool same_map(const Json& wanted, const Json& found) {
  return wanted.size() == found.size() && std::ranges::all_of(wanted, [&](const Json& pair) {
           return std::ranges::any_of(found, [&](const Json& other) {
             return same_value(pair[0], other[0]) && same_value(pair[1], other[1]);
           });
         });
}

bool same_value(const Json& wanted, const Json& found) {
  const std::string& tag = wanted.begin().key();
  if (!found.is_object() || found.size() != 1 || found.begin().key() != tag) return false;
  const Json& a = wanted.begin().value();
  const Json& b = found.begin().value();
  if (tag == "list") return same_list(a, b);
  if (tag == "map") return same_map(a, b);
  if (tag == "optional") return same_value(a, b);
  if (tag == "int" || tag == "uint") return text_of(a) == text_of(b);
  if (tag == "double") {
    const auto x = cel::parse_double(text_of(a));
    const auto y = cel::parse_double(text_of(b));
    return x && y && (*x == *y || (*x != *x && *y != *y));
  }
  if (tag == "duration") return cel::parse_duration(text_of(a)) == cel::parse_duration(text_of(b));
  return a == b;
}

/// What a comment promises, where it is an expression: its value; "true, as ..." is true.
Json promised_value(std::string promise) {
  for (const std::string word : {"true", "false"}) {
    if (promise.starts_with(word)) promise = word;
  }
  const auto replace = [&](std::string_view from, std::string_view to) {
    if (const std::size_t at = promise.find(from); at != std::string::npos)
      promise.replace(at, from.size(), to);
  };
  replace("\u201d", "'");
  replace("ipAddr(", "ip(");
  Arena arena;
  const cel::Compilation compiled = cel::compile(promise, cel::Environment({.minor = kNewestMinor}));
  return compiled.program ? write_value(arena, cel::evaluate(*compiled.program, {}, arena)) : Json();
}

/// Words that are no expression ("a Quantity") only want that there is a value.
Verdict judge_comment(const std::string& promise, const Json& result) {
  const bool failed = result.contains("error");
  if (promise == "an error") return failed ? pass() : fail("an error is wanted");
  if (failed) return fail("no error is wanted: " + shown(result["error"]));
  const Json wanted = promised_value(promise);
  if (wanted.is_null() || same_value(wanted, result["value"])) return pass();
  return fail("want " + shown(wanted) + ", got " + shown(result["value"]));
}

Verdict judge_crd(const Json& wanted, const Json& result) {
  const Json& errors = result["errors"];
  if (wanted.contains("want_message_contains")) {
    const std::string text = wanted["want_message_contains"].get<std::string>();
    const bool is_good =
        errors.size() == 1 && errors[0]["message"].get<std::string>().find(text) != std::string::npos;
    return is_good ? pass() : fail("want " + text + ", got " + shown(errors));
  }
  if (wanted.contains("want_errors")) return judge_error_pairs(wanted["want_errors"], errors, "field");
  if (wanted.contains("want_errors_contain")) {
    const Verdict verdict = judge_error_texts(wanted["want_errors_contain"], errors, wanted["schema"], false);
    if (!verdict.passed || !wanted.contains("want_errors_without_ratcheting")) return verdict;
    Json all = wanted["want_errors_contain"];
    for (const Json& text : wanted["want_errors_without_ratcheting"]) all.push_back(text);
    return judge_error_texts(all, result["errors_without_ratcheting"], wanted["schema"], false);
  }
  if (wanted["crd"] == "valid")
    return errors.empty() ? pass() : fail("no error is wanted, got " + shown(errors));
  if (errors.empty()) return fail("an error is wanted: " + shown(wanted["contains"]));
  return pass();
}

Verdict judge(const Json& wanted, const Json& result) {
  if (result.contains("errors")) return judge_crd(wanted, result);
  const bool failed = result.contains("error");
  if (wanted.contains("returns")) return judge_comment(wanted["returns"].get<std::string>(), result);
  if (wanted.contains("compile_error")) {
    return failed && result["stage"] == "compile" ? pass()
                                                  : fail("a mistake found by the compiler is wanted");
  }
  if (wanted.contains("error") || wanted.contains("error_any")) {
    if (!failed) return fail("an error is wanted, got " + shown(result));
    const bool is_library = !wanted.contains("relevance") && !wanted["error"].get<std::string>().empty();
    if (is_library && result["stage"] != "runtime") return fail("an error at run time is wanted");
    return pass();
  }
  if (failed && !wanted.value("check_only", false))
    return fail("no error is wanted: " + shown(result["error"]));
  if (wanted.contains("type")) {
    std::string type = wanted["type"].get<std::string>();
    if (!result.contains("type") || result["type"] != type)
      return fail("want type " + type + ", got " + shown(result.value("type", Json())));
    if (wanted.value("check_only", false)) return pass();
  }
  if (same_value(wanted["value"], result["value"])) return pass();
  return fail("want " + shown(wanted["value"]) + ", got " + shown(result["value"]));
}

}  // namespace

extern const Suite suite_cel;
const Suite suite_cel{"cel", cases, run, judge};

}  // namespace fleetlint::conformance
