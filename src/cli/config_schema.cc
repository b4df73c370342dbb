#include "cli/config_schema.h"

#include <initializer_list>
#include <set>
#include <string>
#include <utility>

#include "lint/rule_pattern.h"
#include "report/json.h"
#include "rules/rule.h"

namespace fleetlint::cli {

namespace {

using report::Json;

Json text(std::string_view description) { return {{"type", "string"}, {"description", description}}; }

Json choice(std::initializer_list<std::string_view> words, std::string_view description) {
  Json values = Json::array();
  for (const std::string_view word : words) values.push_back(word);
  return {{"enum", std::move(values)}, {"description", description}};
}

/// YAML reads 1.34 as a number.
Json version(std::string_view description) {
  return {{"type", {"string", "number"}},
          {"pattern", "^v?[0-9]+\\.[0-9]+(\\..*)?$"},
          {"description", description}};
}

Json texts(std::string_view description) {
  return {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", description}};
}

Json object(Json properties, std::initializer_list<std::string_view> required = {}) {
  Json schema{{"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  for (const std::string_view name : required) schema["required"].push_back(name);
  return schema;
}

Json list_of(Json items, std::string_view description) {
  return {{"type", "array"}, {"items", std::move(items)}, {"description", description}};
}

/// Every rule, every area, and beginnings with a star.
Json rule_settings(std::string_view description) {
  // `off` is false to readers of YAML 1.1.
  const Json value{{"enum", {"error", "warning", "info", "off", false}}};
  Json properties = Json::object();
  std::set<std::string> areas;
  for (const rules::Rule& rule : rules::rules()) areas.emplace(lint::area_of(rule.id));
  for (const std::string& area : areas) {
    Json& property = properties[area] = value;
    property["description"] = "All rules of the area " + area;
  }
  for (const rules::Rule& rule : rules::rules()) {
    Json& property = properties[std::string(rule.id)] = value;
    property["description"] = rule.summary;
    property["default"] = diag::to_string(rule.severity);
  }
  return {{"type", "object"},
          {"description", description},
          {"properties", std::move(properties)},
          {"patternProperties", {{"\\*$", value}}},
          {"additionalProperties", false}};
}

Json cluster() {
  Json entry = object({{"path", text("Folder that is applied to the cluster")},
                       {"name", text("The cluster's name; the folder's where it is left out")},
                       {"kubernetes", version("Its Kubernetes version")},
                       {"flux", version("Its Flux version")}},
                      {"path"});
  return {{"anyOf", {{{"type", "string"}}, std::move(entry)}}};
}

Json ignored() {
  return object({{"rule", text("A rule, an area, or the beginning of rules with a star")},
                 {"path", text("Pattern of the finding's file, as in .gitignore")},
                 {"kind", text("Kind of the object; * stands for anything")},
                 {"name", text("Name of the object; * stands for anything")},
                 {"cluster", text("Name of the cluster; * stands for anything")},
                 {"reason", text("Why the findings are accepted")},
                 {"until",
                  {{"type", "string"},
                   {"format", "date"},
                   {"description", "The last day, YYYY-MM-DD; for ever where it is left out"}}}});
}

}  // namespace

std::string config_schema() {
  const Json groups{{"type", "object"},
                    {"additionalProperties", texts("Patterns of clusters, by name or path")},
                    {"description", "Clusters that are expected to run the same"}};
  const Json overrides =
      object({{"paths", texts("Patterns of files, as in .gitignore")},
              {"rules", rule_settings("What these rules are for findings in those files")}},
             {"paths", "rules"});
  Json schema =
      object({{"clusters", list_of(cluster(), "The clusters, instead of discovery")},
              {"exclude", texts("Paths that are not looked at, as in .gitignore")},
              {"flux", version("Flux version of clusters that do not tell theirs")},
              {"groups", groups},
              {"ignore", list_of(ignored(), "Findings that are accepted; all keys of an entry must match")},
              {"kubernetes", version("Kubernetes version of clusters that do not tell theirs")},
              {"overrides", list_of(overrides, "Other settings for some files; later entries win")},
              {"persona", choice({"default", "strict", "audit"}, "Which rules speak")},
              {"rules", rule_settings("Severity of a rule, an area, or rules that begin alike")},
              {"vendored",
               {{"type", "object"},
                {"additionalProperties", text("Path of the copy")},
                {"description", "Copies, in the repository, of what kustomizations name by URL"}}},
              {"severity", choice({"error", "warning", "info"}, "The lowest severity that is reported")}});
  Json document{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "Configuration of fleetlint (.fleetlint.yaml)"}};
  document.update(schema);
  document["type"] = {"object", "null"};  // an empty file
  return report::dump(document);
}

}  // namespace fleetlint::cli
