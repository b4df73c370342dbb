// SARIF 2.1.0 as GitHub code scanning reads it: one run, only rules with results,
// regions of one line, links from the message to the related locations.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report/format.h"
#include "report/json.h"
#include "report/line_hash.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

constexpr std::size_t kMaxRelated = 20;
constexpr std::size_t kMaxDescription = 1024;

std::string_view level_of(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::error: return "error";
    case diag::Severity::warning: return "warning";
    case diag::Severity::info: return "note";
  }
  return "none";
}

std::string_view precision_of(diag::Confidence confidence) {
  switch (confidence) {
    case diag::Confidence::high: return "very-high";
    case diag::Confidence::medium: return "high";
    case diag::Confidence::low: return "medium";
  }
  return "low";
}

/// A relative reference by RFC 3986: everything but unreserved characters and slashes is escaped.
std::string uri_of(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == '/';
    if (plain) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

/// Brackets and backslashes are links in a SARIF message.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

Json physical_location(const diag::Location& location, Regions& regions) {
  Json json;
  json["artifactLocation"] = {{"uri", uri_of(location.path.empty() ? "." : location.path)}};
  Region region;
  if (location.file != source::FileId::none) region = regions.of(location);
  json["region"] = {{"startLine", region.begin.line},
                    {"startColumn", region.begin.utf16_column},
                    {"endLine", region.begin.line},
                    {"endColumn", std::max(region.end.utf16_column, region.begin.utf16_column + 1)}};
  return json;
}

class Sarif {
 public:
  Sarif(const diag::RunReport& run, const source::SourceMap& sources) : run_(run), regions_(sources) {}

  Json document() {
    Json rules = Json::array();
    std::set<std::string_view> used;
    for (const diag::Finding& finding : run_.findings) used.insert(finding.rule);
    for (const diag::RuleInfo& rule : run_.rules) {
      if (!used.contains(rule.id)) continue;
      indices_.emplace(rule.id, rules.size());
      rules.push_back(rule_json(rule));
    }
    Json results = Json::array();
    for (const diag::Finding& finding : run_.findings) results.push_back(result_json(finding));

    Json run;
    run["tool"]["driver"] = {{"name", "fleetlint"},
                             {"semanticVersion", run_.tool_version},
                             {"rules", std::move(rules)}};
    run["columnKind"] = "utf16CodeUnits";
    run["automationDetails"] = {{"id", "fleetlint/"}};
    run["results"] = std::move(results);
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs", Json::array({std::move(run)})}};
  }

 private:
  static Json rule_json(const diag::RuleInfo& rule) {
    const std::string help = rule.help.empty() ? rule.summary : rule.help;
    Json json;
    json["id"] = rule.id;
    json["name"] = rule.id;
    json["shortDescription"] = {{"text", cut(rule.summary, kMaxDescription)}};
    json["fullDescription"] = {{"text", cut(rule.summary, kMaxDescription)}};
    json["help"] = {{"text", help}, {"markdown", help}};
    json["defaultConfiguration"] = {{"level", level_of(rule.severity)}};
    json["properties"] = {{"tags", Json::array({rule.id.substr(0, rule.id.find('/'))})},
                          {"precision", precision_of(rule.confidence)},
                          {"problem.severity", rule.severity == diag::Severity::info ? "recommendation"
                                                                                     : to_string(rule.severity)}};
    return json;
  }

  Json result_json(const diag::Finding& finding) {
    Json json;
    json["ruleId"] = finding.rule;
    if (const auto index = indices_.find(finding.rule); index != indices_.end()) json["ruleIndex"] = index->second;
    json["level"] = level_of(finding.severity);

    std::string text = escaped(finding.message);
    if (!text.ends_with('.') && !text.ends_with('?')) text += '.';
    const std::string clusters = clusters_phrase(finding.clusters);
    if (!clusters.empty()) text += escaped(" Affects " + clusters + ".");
    Json related = Json::array();
    for (const diag::Location& location : finding.related) {
      if (related.size() == kMaxRelated) break;
      const std::size_t id = related.size() + 1;
      const std::string label = location.label.empty() ? "related" : location.label;
      Json entry;
      entry["id"] = id;
      entry["physicalLocation"] = physical_location(location, regions_);
      entry["message"] = {{"text", escaped(label)}};
      related.push_back(std::move(entry));
      text += fmt::format(" [{}]({}): {}.", escaped(location.path), id, escaped(label));
    }
    json["message"] = {{"text", text}};
    json["locations"] = Json::array({{{"physicalLocation", physical_location(finding.primary, regions_)}}});
    if (!related.empty()) json["relatedLocations"] = std::move(related);
    json["partialFingerprints"] = {{"primaryLocationLineHash", line_hash(finding)},
                                   {"fleetlint/v1", finding.fingerprint}};
    if (finding.suppressed) {
      json["suppressions"] =
          Json::array({{{"kind", "inSource"}, {"justification", printable(finding.suppression_reason)}}});
    }
    json["properties"] = {{"clusters", finding.clusters}};
    return json;
  }

  std::string line_hash(const diag::Finding& finding) {
    const std::string fallback = finding.fingerprint.substr(0, 16) + ":1";
    if (finding.primary.file == source::FileId::none) return fallback;
    auto known = hashes_.find(finding.primary.file);
    if (known == hashes_.end()) {
      known = hashes_.emplace(finding.primary.file, line_hashes(regions_.text(finding.primary.file))).first;
    }
    const std::size_t line = regions_.of(finding.primary).begin.line;
    return line <= known->second.size() ? known->second[line - 1] : fallback;
  }

  const diag::RunReport& run_;
  Regions regions_;
  std::map<std::string, std::size_t, std::less<>> indices_;
  std::map<source::FileId, std::vector<std::string>> hashes_;
};

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& /*style*/) {
  return dump(Sarif(run, sources).document());
}

}  // namespace

extern const Format format_sarif;
const Format format_sarif{"sarif", "SARIF 2.1.0, for GitHub code scanning", write};

}  // namespace fleetlint::report
