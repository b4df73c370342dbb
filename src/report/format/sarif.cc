// SARIF 2.1.0 as GitHub code scanning reads it: one run, only rules with results,
// regions of one line, links from the message to the related locations.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "report/format.h"
#include "report/json.h"
#include "report/line_hash.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

constexpr std::size_t kMaxRelated = 20;
constexpr std::size_t kMaxDescription = 1024;
constexpr std::size_t kMaxHelp = 4096;
// GitHub keeps 5,000 results of an upload and does not say which.
constexpr std::size_t kMaxResults = 4900;
constexpr std::string_view kTruncated = "lint/results-truncated";

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

/// "FluxSourceMissing" of "flux/source-missing": SARIF wants names that are no ids, in this case.
std::string name_of(std::string_view id) {
  std::string name;
  bool begins = true;
  for (const char c : id) {
    if (c == '/' || c == '-') {
      begins = true;
      continue;
    }
    name += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = false;
  }
  return name;
}

/// A relative reference by RFC 3986: everything but unreserved characters and slashes is escaped.
std::string uri_of(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
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

/// The prose of a rule's page, without its examples when all of it is too long.
std::string help_of(const diag::RuleInfo& rule) {
  std::string help(trim(rule.help));
  if (help.size() > kMaxHelp)
    help = std::string(trim(std::string_view(help).substr(0, help.find("\n## Flagged"))));
  if (help.size() > kMaxHelp) help = cut(std::move(help), kMaxHelp);
  return help.empty() ? rule.summary : help;
}

/// The first paragraph of the prose: what goes wrong, and why.
std::string description_of(const diag::RuleInfo& rule) {
  std::string_view page = trim(rule.help);
  if (page.starts_with("# ")) page = trim(page.substr(std::min(page.find('\n'), page.size())));
  if (page.empty() || page.starts_with('#') || page.starts_with("```")) return rule.summary;
  std::string text(page.substr(0, page.find("\n\n")));
  std::ranges::replace(text, '\n', ' ');
  return cut(std::move(text), kMaxDescription);
}

Json physical_location(const diag::Location& location, std::string_view prefix, Regions& regions) {
  Json json;
  json["artifactLocation"] = {{"uri", uri_of(location.path.empty() ? "." : below(prefix, location.path))}};
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
  Sarif(const diag::RunReport& run, const source::SourceMap& sources, const Style& style)
      : run_(run), style_(style), regions_(sources) {}

  Json document() {
    const std::vector<const diag::Finding*> findings = chosen();
    Json rules = Json::array();
    std::set<std::string_view> used;
    for (const diag::Finding* finding : findings) used.insert(finding->rule);
    for (const diag::RuleInfo& rule : run_.rules) {
      if (!used.contains(rule.id)) continue;
      indices_.emplace(rule.id, rules.size());
      rules.push_back(rule_json(rule));
    }
    Json results = Json::array();
    for (const diag::Finding* finding : findings) results.push_back(result_json(*finding));
    if (left_out_ != nullptr) {
      indices_.emplace(kTruncated, rules.size());
      rules.push_back(rule_json(truncated_rule()));
      results.push_back(result_json(truncated(findings.size())));
    }

    Json run;
    run["tool"]["driver"] = {
        {"name", "fleetlint"}, {"semanticVersion", run_.tool_version}, {"rules", std::move(rules)}};
    run["columnKind"] = "utf16CodeUnits";
    run["automationDetails"] = {{"id", style_.category + "/"}};
    run["results"] = std::move(results);
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs", Json::array({std::move(run)})}};
  }

 private:
  /// All findings in their order, or the worst where there are too many. GitHub does not know
  /// suppressions and would show what is suppressed as an alert.
  std::vector<const diag::Finding*> chosen() {
    std::vector<const diag::Finding*> all;
    for (const diag::Finding& finding : run_.findings) {
      if (!finding.suppressed || style_.show_suppressed) all.push_back(&finding);
    }
    if (all.size() <= kMaxResults) return all;
    total_ = all.size();
    std::ranges::stable_sort(all, std::ranges::greater(), &diag::Finding::severity);
    left_out_ = all[kMaxResults];
    all.resize(kMaxResults);
    return all;
  }

  static diag::RuleInfo truncated_rule() {
    diag::RuleInfo rule;
    rule.id = kTruncated;
    rule.summary = "there are more findings than GitHub keeps of one upload";
    rule.severity = diag::Severity::info;
    return rule;
  }

  diag::Finding truncated(std::size_t shown) const {
    diag::Finding finding;
    finding.rule = kTruncated;
    finding.severity = diag::Severity::info;
    finding.message = fmt::format("the worst {} of {} findings are shown; the text and JSON outputs have all",
                                  shown, total_);
    finding.primary = left_out_->primary;
    finding.fingerprint = left_out_->fingerprint;
    return finding;
  }

  static Json rule_json(const diag::RuleInfo& rule) {
    const std::string help = help_of(rule);
    Json json;
    json["id"] = rule.id;
    json["name"] = name_of(rule.id);
    json["shortDescription"] = {{"text", cut(rule.summary, kMaxDescription)}};
    json["fullDescription"] = {{"text", description_of(rule)}};
    json["help"] = {{"text", help}, {"markdown", help}};
    json["defaultConfiguration"] = {{"level", level_of(rule.severity)}};
    const std::string area = rule.id.substr(0, rule.id.find('/'));
    json["properties"] = {
        {"tags", Json::array({area})},
        {"precision", precision_of(rule.confidence)},
        {"problem.severity",
         rule.severity == diag::Severity::info ? "recommendation" : to_string(rule.severity)}};
    if (area == "secret") {
      json["properties"]["tags"].push_back("security");
      json["properties"]["security-severity"] = rule.severity == diag::Severity::error ? "8.0" : "5.0";
    }
    return json;
  }

  Json result_json(const diag::Finding& finding) {
    Json json;
    json["ruleId"] = finding.rule;
    if (const auto index = indices_.find(finding.rule); index != indices_.end())
      json["ruleIndex"] = index->second;
    json["level"] = level_of(finding.severity);

    std::string text = escaped(finding.message);
    if (!text.ends_with('.') && !text.ends_with('?')) text += '.';
    const std::string clusters = clusters_phrase(finding.clusters);
    if (!clusters.empty()) text += escaped(" Affects " + clusters + ".");
    Json related = Json::array();
    for (const diag::Location& location : finding.related) {
      if (related.size() == kMaxRelated || text.size() > kMaxDescription) break;
      const std::size_t id = related.size() + 1;
      const std::string label = location.label.empty() ? "related" : location.label;
      Json entry;
      entry["id"] = id;
      entry["physicalLocation"] = physical_location(location, style_.repository_prefix, regions_);
      entry["message"] = {{"text", escaped(label)}};
      const std::uint32_t line = entry["physicalLocation"]["region"]["startLine"].get<std::uint32_t>();
      related.push_back(std::move(entry));
      text += fmt::format(" [{}:{}]({}): {}.", escaped(location.path), line, id, escaped(label));
    }
    json["message"] = {{"text", text}};
    json["locations"] = Json::array(
        {{{"physicalLocation", physical_location(finding.primary, style_.repository_prefix, regions_)}}});
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
    // A hash of a line that holds a password could be guessed by trying words.
    const bool secret = finding.rule.starts_with("secret/") || finding.object.kind == "Secret";
    if (finding.primary.file == source::FileId::none || secret) return fallback;
    auto known = hashes_.find(finding.primary.file);
    if (known == hashes_.end()) {
      known = hashes_.emplace(finding.primary.file, line_hashes(regions_.text(finding.primary.file))).first;
    }
    const std::size_t line = regions_.of(finding.primary).begin.line;
    return line <= known->second.size() ? known->second[line - 1] : fallback;
  }

  const diag::RunReport& run_;
  const Style& style_;
  Regions regions_;
  const diag::Finding* left_out_ = nullptr;  ///< the first that GitHub would not keep
  std::size_t total_ = 0;
  std::map<std::string, std::size_t, std::less<>> indices_;
  std::map<source::FileId, std::vector<std::string>> hashes_;
};

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  return dump(Sarif(run, sources, style).document());
}

}  // namespace

extern const Format format_sarif;
const Format format_sarif{"sarif", "SARIF 2.1.0, for GitHub code scanning", write};

}  // namespace fleetlint::report
