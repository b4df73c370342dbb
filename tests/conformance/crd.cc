#include "tests/conformance/crd.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/arena.h"
#include "diag/collector.h"
#include "schema/defaults.h"
#include "schema/json_schema.h"
#include "schema/rule_walk.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace {

constexpr int kNewestMinor = 37;

/// A schema and values beside it, as nodes.
class Subject {
 public:
  explicit Subject(const Json& schema_json, bool is_object) {
    const schema::JsonSchemaOptions options{false, is_object, false};
    if (!schema_json.is_null()) type = schema::add_json_schema(builder_, node(schema_json), options);
    tables = builder_.finish();
  }

  yaml::Node node(const Json& json) {
    diag::Collector ignored;
    const std::string_view text = arena.copy(std::string_view(json.dump()));
    const yaml::Stream stream =
        yaml::parse(arena, source::FileId{0}, text, {.dialect = yaml::Dialect::core}, ignored);
    return stream.documents.empty() ? yaml::Node() : stream.documents.front().root;
  }

  Arena arena;
  schema::Tables tables;
  std::uint32_t type = schema::kNone;

 private:
  schema::TableBuilder builder_;
};

Json write_errors(const std::vector<schema::ServerError>& errors) {
  using Stage = schema::ServerError::Stage;
  Json all = Json::array();
  for (const schema::ServerError& error : errors) {
    if (error.rule == "schema/unknown-field") continue;  // another decoder's business
    Json one{{"path", error.path}, {"kind", schema::to_string(error.kind)}, {"message", error.message}};
    if (error.stage == Stage::compile) one["stage"] = "compile";
    if (error.stage == Stage::run) one["stage"] = "runtime";
    all.push_back(one);
    // Of a number with a fraction or an exponent the server says the same twice.
    if (error.message.find("does not fit in 64 bits") != std::string::npos) all.push_back(one);
  }
  return all;
}

Json errors_of(const Json& input, bool is_ratcheting) {
  const bool is_object = input.value("is_object", false);
  const std::string only = input.value("only", "");
  Subject subject(input["schema"], is_object);
  if (subject.type == schema::kNone) return Json::array();
  std::vector<schema::ServerError> errors;
  schema::Walk::Context context;
  context.tables = &subject.tables;
  context.kind = "Object";
  context.keeps_nulls = true;
  context.only_lists = only == "lists";
  context.errors = &errors;
  const std::string root = input.value("root", "");
  const schema::Step step{nullptr, root, 0, false};
  const schema::Step* at = root.empty() ? nullptr : &step;
  diag::Collector out;
  const yaml::Node object = subject.node(input["object"]);
  const yaml::Node old = input.contains("old_object") ? subject.node(input["old_object"]) : yaml::Node();
  if (only != "rules") schema::Walk(context, out).check_value(subject.type, object, at);
  if (only != "lists" && errors.empty()) {
    schema::RuleBook book(subject.tables, kNewestMinor);
    schema::RuleWalk(context, book, out, is_ratcheting).check(subject.type, object, old, at, is_object);
  }
  return write_errors(errors);
}

Json with_optional_old(Json schema) {
  for (Json& rule : schema["x-kubernetes-validations"]) rule["optionalOldSelf"] = true;
  return schema;
}

/// "path: Kind: rest" of the server.
struct Stated {
  std::string path;
  bool has_path = false;
  std::string kind;
  std::string rest;
};

Stated read_stated(const std::string& text) {
  static const std::pair<const char*, const char*> kKinds[] = {{"Invalid value", "Invalid"},
                                                               {"Required value", "Required"},
                                                               {"Duplicate value", "Duplicate"},
                                                               {"Forbidden", "Forbidden"},
                                                               {"Unsupported value", "NotSupported"},
                                                               {"Too long", "TooLong"},
                                                               {"Too many", "TooMany"},
                                                               {"Not found", "NotFound"}};
  for (const auto& [words, kind] : kKinds) {
    const std::string inner = fmt::format(": {}", words);
    if (text.starts_with(words)) return {"", false, kind, text.substr(std::string(words).size())};
    if (const std::size_t at = text.find(inner); at != std::string::npos)
      return {text.substr(0, at), true, kind, text.substr(at + inner.size())};
  }
  return {"", false, "", text};
}

void collect_messages(const Json& schema, std::vector<std::string>& out) {
  if (schema.is_object() && schema.contains("x-kubernetes-validations")) {
    for (const Json& rule : schema["x-kubernetes-validations"]) {
      if (rule.contains("message")) out.push_back(rule["message"].get<std::string>());
    }
  }
  if (schema.is_structured()) {
    for (const Json& inner : schema) collect_messages(inner, out);
  }
}

bool is_of_compiler(const std::string& text) {
  for (const char* word : {"undefined field", "undeclared reference", "no matching overload for", "compil",
                           "expected type '", "mismatched input", "Syntax error", "must evaluate to"}) {
    if (text.find(word) != std::string::npos) return true;
  }
  return false;
}

bool fits(const Stated& stated, const std::string& text, const std::vector<std::string>& messages,
          const Json& error) {
  const std::string path = error.value("path", "");
  const std::string message = error.value("message", "");
  if (stated.has_path && stated.path == "<nil>") {
    if (!path.empty() && !text.ends_with(" in " + path)) return false;
  } else if (stated.has_path && stated.path != path) {
    return false;
  }
  if (!stated.kind.empty() && error["kind"] != stated.kind) return false;
  for (const std::string& own : messages) {
    if (stated.rest.find(own) != std::string::npos) return message.find(own) != std::string::npos;
  }
  if (const std::size_t at = stated.rest.find("failed rule"); at != std::string::npos)
    return message.find(stated.rest.substr(at)) != std::string::npos;
  if (stated.rest.find("cost budget") != std::string::npos)
    return message.find("budget") != std::string::npos;
  if (!stated.has_path && is_of_compiler(stated.rest)) return error.value("stage", "") == "compile";
  return true;
}

}  // namespace

std::string run_errors(const Json& given) {
  Json input = given;
  if (input.value("all_optional", false)) input["schema"] = with_optional_old(input["schema"]);
  Json result{{"errors", errors_of(input, true)}};
  if (input.value("both", false)) result["errors_without_ratcheting"] = errors_of(input, false);
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string run_completion(const Json& input) {
  const bool is_object = input.value("is_object", false);
  const std::string make = input["make"].get<std::string>();
  Subject subject(input["schema"], false);
  const yaml::Node value = subject.node(input["json"]);
  Json result;
  if (make == "prune") {
    std::vector<std::string> removed;
    const yaml::Node made =
        schema::pruned(subject.arena, subject.tables, subject.type, value, is_object, &removed);
    result = {{"json", to_json_value(made)}, {"pruned", removed}};
  } else if (make == "default") {
    schema::DefaultValues defaults(subject.tables);
    result["json"] =
        to_json_value(schema::with_defaults(subject.arena, subject.tables, defaults, subject.type, value));
  } else {
    result["json"] = to_json_value(schema::without_nulls(subject.arena, subject.tables, subject.type, value));
  }
  return result.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string run_rules(const Json& input) {
  Subject subject(input["schema"], false);
  schema::RuleBook book(subject.tables, kNewestMinor);
  Json rules = Json::array();
  for (const schema::CompiledRule& rule : book.rules_of(subject.type, subject.type, false).rules) {
    Json one{{"ok", rule.mistake.empty()}};
    if (!rule.mistake.empty()) one["error"] = rule.mistake;
    if (!rule.message_mistake.empty()) one["message_expression_error"] = rule.message_mistake;
    one["transition_rule"] = rule.uses_old;
    rules.push_back(one);
  }
  return Json{{"rules", rules}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict judge_error_texts(const Json& texts, const Json& errors, const Json& schema, bool exact) {
  std::vector<std::string> messages;
  collect_messages(schema, messages);
  if (texts.empty()) return errors.empty() ? pass() : fail("no error is wanted, got " + shown(errors));
  for (const Json& text : texts) {
    const Stated stated = read_stated(text.get<std::string>());
    if (std::ranges::none_of(
            errors, [&](const Json& e) { return fits(stated, text.get<std::string>(), messages, e); }))
      return fail("no error fits " + shown(text) + " in " + shown(errors));
  }
  for (const Json& error : errors) {
    if (std::ranges::none_of(texts, [&](const Json& text) {
          return fits(read_stated(text.get<std::string>()), text.get<std::string>(), messages, error);
        })) {
      return fail("unexpected " + shown(error));
    }
  }
  if (exact && texts.size() != errors.size())
    return fail("another number of errors is wanted: " + shown(errors));
  return pass();
}

Verdict judge_error_pairs(const Json& wanted, const Json& errors, const char* path_key) {
  const auto pairs = [](const Json& list, const char* path, const char* kind) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const Json& item : list) all.emplace_back(item.value(path, ""), item.value(kind, ""));
    std::ranges::sort(all);
    return all;
  };
  if (pairs(wanted, path_key, "type") == pairs(errors, "path", "kind")) return pass();
  return fail("want " + shown(wanted) + ", got " + shown(errors));
}

}  // namespace fleetlint::conformance
