// The YAML test suite and goyaml's own tables: a text in, documents out.
#include <fmt/format.h>

#include "base/arena.h"
#include "diag/collector.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"
#include "yaml/scalar.h"

namespace fleetlint::conformance {

namespace {

using yaml::Dialect;
using yaml::Kind;
using yaml::Node;

std::string json_text(std::string_view text) {
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

/// The vectors write times with nine digits of a second: RFC 3339's with zeros.
std::string nine_digits(std::string time) {
  const std::size_t zone = time.find_first_of("Z+-", time.find('T'));
  const std::size_t dot = time.find('.');
  if (dot == std::string::npos) return time.insert(zone, ".000000000");
  return time.insert(zone, 9 - (zone - dot - 1), '0');
}

class Writer {
 public:
  explicit Writer(Dialect dialect) : dialect_(dialect) {}

  std::string value(Node node) const {
    switch (node.kind()) {
      case Kind::floating: return number(node);
      case Kind::string: return string(node);
      case Kind::sequence: {
        std::string text;
        for (const Node& item : node.items()) text += (text.empty() ? "" : ", ") + value(item);
        return "[" + text + "]";
      }
      case Kind::mapping: return mapping(node);
      default: return yaml::json_number(node);
    }
  }

 private:
  static std::string number(Node node) {
    const std::string json = yaml::json_number(node);
    if (!json.empty()) return json;
    const std::optional<double> value = node.as_double();
    const std::string_view name = !value || *value != *value ? "nan" : *value < 0 ? "-inf" : "inf";
    return fmt::format(R"({{"$float": "{}"}})", name);
  }

  std::string string(Node node) const {
    if (dialect_ == Dialect::go_yaml_v3 && node.style() == yaml::Style::plain) {
      if (const auto time = yaml::timestamp_value(node.text())) {
        return fmt::format(R"({{"$timestamp": "{}"}})", nine_digits(*time));
      }
    }
    return json_text(node.text());
  }

  /// Untyped Go maps may have keys of any type; JSON's are strings.
  std::string mapping(Node node) const {
    bool all_strings = true;
    for (const yaml::Entry& entry : node.entries())
      all_strings = all_strings && entry.key_kind == Kind::string;
    const bool as_pairs = !all_strings && dialect_ != Dialect::core;
    std::string text;
    for (const yaml::Entry& entry : node.entries()) {
      if (!text.empty()) text += ", ";
      const std::string field = value(entry.value);
      if (as_pairs) {
        const bool is_string = entry.key_kind == Kind::string;
        const auto key = yaml::json_key(entry);
        text += fmt::format("[{}, {}]", is_string || !key ? json_text(entry.key.text()) : *key, field);
      } else {
        text += fmt::format("{}: {}", json_text(entry.key.text()), field);
      }
    }
    return as_pairs ? R"({"$map": [)" + text + "]}" : "{" + text + "}";
  }

  Dialect dialect_;
};

Dialect dialect_of(std::string_view file) {
  if (file.ends_with("goyaml-v2.jsonl")) return Dialect::go_yaml_v2;
  if (file.ends_with("goyaml-v3.jsonl")) return Dialect::go_yaml_v3;
  return Dialect::core;
}

/// goyaml decodes the first document and looks at no other. goyaml.v2 lets the last
/// of equal keys win, and the suite's JSON of YAML 1.2 leaves open what they mean.
bool is_error(const diag::Finding& finding, const yaml::Stream& stream, Dialect dialect) {
  if (dialect != Dialect::core && stream.documents.size() > 1 &&
      finding.primary.span.begin >= stream.documents[1].span.begin) {
    return false;
  }
  return finding.rule != "yaml/duplicate-key" || dialect == Dialect::go_yaml_v3;
}

std::vector<Case> cases(const std::filesystem::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".jsonl")) {
    int line = 0;
    for (Json& vector : read_json_lines(file.path)) {
      const std::string name = vector.contains("id") ? vector["id"].get<std::string>() : std::to_string(line);
      ++line;
      Json input{{"yaml", vector["yaml"]}, {"file", file.name}};
      all.push_back({file.name + "#" + name, stem_of(file.name), std::move(input), std::move(vector)});
    }
  }
  number_equal_keys(all);
  return all;
}

std::string run(const Json& input) {
  const Dialect dialect = dialect_of(input["file"].get<std::string>());
  Arena arena;
  source::SourceMap sources;
  diag::Collector out;
  const source::FileId file = sources.add(input["yaml"].get<std::string>());
  const yaml::Stream stream = yaml::parse(arena, file, sources.text(file), {.dialect = dialect}, out);
  for (const diag::Finding& finding : out.findings()) {
    if (is_error(finding, stream, dialect))
      return fmt::format(R"({{"error": {}}})", json_text(finding.message));
  }
  std::string documents;
  std::size_t count = 0;
  for (const yaml::Document& document : stream.documents) {
    if (dialect != Dialect::core && count == 1) break;
    documents += (count++ == 0 ? "" : ", ") + Writer(dialect).value(document.root);
  }
  return fmt::format(R"({{"json": [{}]}})", documents);
}

Verdict judge(const Json& wanted, const Json& result) {
  if (wanted.contains("error"))
    return result.contains("error") ? pass() : fail("an error is wanted, got " + shown(result));
  if (result.contains("error")) return fail("no error is wanted, got " + shown(result["error"]));
  const Json& got = result.at("json");
  if (wanted.contains("value")) {
    const bool empty = wanted["value"].is_null() && got.empty();
    if (empty || got == Json::array({wanted["value"]})) return pass();
    return fail(fmt::format("want [{}], got {}", shown(wanted["value"]), shown(got)));
  }
  if (wanted.contains("json") && got != wanted["json"]) {
    return fail(fmt::format("want {}, got {}", shown(wanted["json"]), shown(got)));
  }
  return pass();
}

}  // namespace

extern const Suite suite_yaml;
const Suite suite_yaml{"yaml", cases, run, judge};

}  // namespace fleetlint::conformance
