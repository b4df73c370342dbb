// For programs: every finding with its chain and all its clusters, and the coverage.
// docs/json.md describes the fields.
#include "report/json.h"

#include "report/format.h"
#include "report/regions.h"

namespace fleetlint::report {

namespace {

Json location_json(const diag::Location& location, Regions& regions) {
  Json json;
  json["path"] = location.path;
  if (location.file != source::FileId::none) {
    const Region region = regions.of(location);
    json["line"] = region.begin.line;
    json["column"] = region.begin.column;
    json["endColumn"] = region.end.column;
    json["offset"] = location.span.begin;
    json["length"] = location.span.end - location.span.begin;
  }
  if (!location.label.empty()) json["label"] = location.label;
  return json;
}

Json finding_json(const diag::Finding& finding, Regions& regions) {
  Json json;
  json["rule"] = finding.rule;
  json["severity"] = to_string(finding.severity);
  json["message"] = finding.message;
  json["location"] = location_json(finding.primary, regions);
  json["related"] = Json::array();
  for (const diag::Location& related : finding.related)
    json["related"].push_back(location_json(related, regions));
  if (!finding.object.empty()) {
    json["object"] = {{"apiVersion", finding.object.api_version},
                      {"kind", finding.object.kind},
                      {"namespace", finding.object.name_space},
                      {"name", finding.object.name},
                      {"path", finding.object_path}};
  }
  json["clusters"] = finding.clusters;
  json["units"] = finding.units;
  json["fingerprint"] = finding.fingerprint;
  if (finding.suppressed) json["suppressed"] = finding.suppression_reason;
  if (finding.fix) {
    json["fix"] = {{"description", finding.fix->description}, {"safe", finding.fix->safe}};
  }
  return json;
}

Json coverage_json(const diag::Coverage& coverage) {
  Json json;
  json["files"] = coverage.files;
  json["bytes"] = coverage.bytes;
  json["documents"] = coverage.documents;
  json["clusters"] = Json::array();
  for (const diag::ClusterCoverage& cluster : coverage.clusters) {
    Json row{{"name", cluster.name},        {"path", cluster.path},
             {"foundBy", cluster.found_by}, {"kubernetes", cluster.kubernetes},
             {"flux", cluster.flux},        {"objects", cluster.objects}};
    row["units"] = Json::array();
    for (const diag::UnitCoverage& unit : cluster.units) {
      row["units"].push_back({{"unit", unit.unit},
                              {"path", unit.path},
                              {"state", unit.state},
                              {"objects", unit.objects},
                              {"suspended", unit.suspended}});
    }
    json["clusters"].push_back(std::move(row));
  }
  json["objectsValidated"] = coverage.objects_validated;
  json["objectsWithoutSchema"] = coverage.objects_without_schema;
  json["kindsWithoutSchema"] = Json::object();
  for (const auto& [kind, number] : coverage.kinds_without_schema) json["kindsWithoutSchema"][kind] = number;
  json["skipped"] = Json::array();
  for (const auto& [what, why] : coverage.skipped) json["skipped"].push_back({{"what", what}, {"why", why}});
  json["incomplete"] = coverage.incomplete;
  return json;
}

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  Regions regions(sources);
  Json json;
  json["version"] = 1;
  json["tool"] = {{"name", "fleetlint"}, {"version", run.tool_version}};
  json["root"] = style.repository_prefix;
  json["findings"] = Json::array();
  for (const diag::Finding& finding : run.findings)
    json["findings"].push_back(finding_json(finding, regions));
  json["coverage"] = coverage_json(run.coverage);
  if (style.counters) {
    json["counters"] = Json::object();
    for (const auto& [name, value] : run.counters) {
      if (value.find_first_not_of("0123456789") == std::string::npos) {
        json["counters"][name] = std::stoull(value);
      } else {
        json["counters"][name] = value;
      }
    }
  }
  return dump(json);
}

}  // namespace

extern const Format format_json;
const Format format_json{"json", "everything, for programs (docs/json.md)", write};

}  // namespace fleetlint::report
