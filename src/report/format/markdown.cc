// A report for readers: which rule holds on which cluster, what was found, and what
// could not be assessed. Fits a job summary of GitHub, whose limit is one megabyte.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "report/assessment.h"
#include "report/format.h"
#include "report/markdown_text.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

// Wider tables do not read: with more clusters, a rule names those on which it fails.
constexpr std::size_t kMaxColumns = 8;
// Of the whole text; the limit of a job summary is 1 MiB.
constexpr std::size_t kMaxBytes = 900U * 1024;
constexpr std::size_t kMaxRows = 200;

class Markdown {
 public:
  Markdown(const diag::RunReport& run, const source::SourceMap& sources, const Style& style)
      : run_(run), style_(style), regions_(sources), assessment_(run) {
    for (const diag::Finding& finding : run.findings) {
      if (!finding.suppressed) by_rule_[finding.rule].push_back(&finding);
    }
  }

  std::string text() {
    const Totals totals = count(run_);
    out_ = fmt::format("# fleetlint\n\n**{}**; {} checked.", totals_phrase(totals),
                       coverage_phrase(run_.coverage));
    if (totals.suppressed != 0) out_ += fmt::format(" {} suppressed.", totals.suppressed);
    out_ += "\n";
    clusters();
    rules();
    not_assessed();
    findings();
    return std::move(out_);
  }

 private:
  void clusters() {
    const auto& clusters = run_.coverage.clusters;
    if (clusters.empty()) return;
    out_ +=
        "\n## Clusters\n\n"
        "| cluster | Kubernetes | Flux | units rendered | objects "
        "| errors | warnings | notes | rules failed |\n"
        "|---|---|---|--:|--:|--:|--:|--:|--:|\n";
    for (std::size_t i = 0; i < std::min(kMaxRows, clusters.size()); ++i) {
      const diag::ClusterCoverage& cluster = clusters[i];
      const auto rendered = std::ranges::count(cluster.units, "rendered", &diag::UnitCoverage::state);
      const auto found = [&](diag::Severity severity) { return assessment_.count(severity, cluster.name); };
      out_ += fmt::format("| {} | {} | {} | {} of {} | {} | {} | {} | {} | {} |\n",
                          markdown_text(cluster.name), markdown_text(cluster.kubernetes),
                          markdown_text(cluster.flux), rendered, cluster.units.size(), cluster.objects,
                          found(diag::Severity::error), found(diag::Severity::warning),
                          found(diag::Severity::info), assessment_.rules_failed_on(cluster.name));
    }
    if (clusters.size() > kMaxRows) out_ += fmt::format("\n{} more clusters.\n", clusters.size() - kMaxRows);
  }

  std::string rule_cell(const diag::RuleInfo& rule) const {
    std::vector<std::string> controls;
    for (const std::string& control : rule.controls) controls.push_back(markdown_text(control));
    return fmt::format("| `{}` | {} | {} |", rule.id, to_string(rule.severity), join(controls, ", "));
  }

  /// "pass", "2 findings"; a pass on a cluster of which not all was rendered is one in part.
  std::string verdict(const std::string& rule, const diag::ClusterCoverage& cluster) const {
    switch (assessment_.verdict(rule, cluster)) {
      case Verdict::fail:
        return fmt::format("**{}**", count_of(assessment_.findings(rule, cluster.name), "finding"));
      case Verdict::waived: return fmt::format("waived ({})", assessment_.waived(rule, cluster.name));
      case Verdict::pass_in_part: return "pass (in part)";
      case Verdict::pass: break;
    }
    return "pass";
  }

  void rules() {
    const auto& clusters = run_.coverage.clusters;
    if (run_.rules.empty()) return;
    const auto failed = std::ranges::count_if(
        run_.rules, [&](const diag::RuleInfo& rule) { return assessment_.failed(rule.id); });
    out_ += fmt::format("\n## Rules\n\n{} of {} failed.\n", failed, count_of(run_.rules.size(), "rule"));
    const bool columns = clusters.size() <= kMaxColumns;
    std::string heading = "\n| rule | severity | controls |";
    std::string line = "|---|---|---|";
    if (columns) {
      for (const diag::ClusterCoverage& cluster : clusters) {
        heading += fmt::format(" {} |", markdown_text(cluster.name));
        line += "---|";
      }
      heading += " no cluster |\n";
      line += "--:|\n";
    } else {
      heading += " clusters that fail | no cluster |\n";
      line += "---|--:|\n";
    }
    for (const bool failing : {true, false}) {
      std::string rows;
      for (const diag::RuleInfo& rule : run_.rules) {
        if (assessment_.failed(rule.id) != failing) continue;
        rows += rule_cell(rule);
        if (columns) {
          for (const diag::ClusterCoverage& cluster : clusters)
            rows += fmt::format(" {} |", verdict(rule.id, cluster));
        } else {
          rows += fmt::format(" {} |", failing_clusters(rule.id));
        }
        const std::size_t outside = assessment_.findings(rule.id, "");
        rows += fmt::format(" {} |\n", outside != 0 ? std::to_string(outside) : "");
      }
      if (rows.empty()) continue;
      // Blank lines around the table: Markdown inside of HTML needs them.
      out_ += failing ? heading + line + rows
                      : "\n<details><summary>Rules without findings</summary>\n" + heading + line + rows +
                            "\n</details>\n";
    }
  }

  std::string failing_clusters(const std::string& rule) const {
    std::vector<std::string> names = assessment_.clusters_failing(rule);
    constexpr std::size_t kNamed = 5;
    std::string text = fmt::format("{} of {}", names.size(), run_.coverage.clusters.size());
    if (names.empty()) return text;
    const std::size_t more = names.size() - std::min(kNamed, names.size());
    names.resize(names.size() - more);
    text += ": " + markdown_text(join(names, ", "));
    if (more != 0) text += fmt::format(" (+{})", more);
    return text;
  }

  void not_assessed() {
    const diag::Coverage& coverage = run_.coverage;
    std::vector<std::string> rows;
    for (const auto& [what, why] : coverage.skipped)
      rows.push_back(fmt::format("- {}: {}\n", markdown_text(what), markdown_text(why)));
    for (const auto& [kind, number] : coverage.kinds_without_schema) {
      rows.push_back(
          fmt::format("- no schema for {}: {}\n", markdown_text(kind), count_of(number, "object")));
    }
    out_ += "\n## Not assessed\n\n";
    if (rows.empty()) out_ += "Everything that was found was rendered and validated.\n";
    for (std::size_t i = 0; i < std::min(kMaxRows, rows.size()); ++i) out_ += rows[i];
    if (rows.size() > kMaxRows) out_ += fmt::format("- {} more\n", rows.size() - kMaxRows);
  }

  std::string finding_item(const diag::Finding& finding) {
    std::string place = markdown_text(below(style_.repository_prefix, finding.primary.path));
    if (finding.primary.file != source::FileId::none) {
      const Region region = regions_.of(finding.primary);
      place += fmt::format(":{}:{}", region.begin.line, region.begin.column);
    }
    std::string item = fmt::format("- {}: {}", place.empty() ? "." : place, markdown_text(finding.message));
    const std::string clusters = clusters_phrase(finding.clusters);
    if (!clusters.empty()) item += fmt::format(" ({})", markdown_text(clusters));
    item += "\n";
    for (const diag::Location& related : finding.related) {
      const Region region = regions_.of(related);
      item += fmt::format("  - {}:{}:{}: {}\n", markdown_text(below(style_.repository_prefix, related.path)),
                          region.begin.line, region.begin.column,
                          markdown_text(related.label.empty() ? "related" : related.label));
    }
    return item;
  }

  /// By rule, the severe ones first, until the text is full.
  void findings() {
    if (by_rule_.empty()) return;
    out_ += "\n## Findings\n";
    std::vector<std::pair<std::string, std::vector<const diag::Finding*>>> groups(by_rule_.begin(),
                                                                                  by_rule_.end());
    std::ranges::stable_sort(groups, std::ranges::greater(),
                             [](const auto& group) { return group.second.front()->severity; });
    std::size_t left_out = 0;
    for (const auto& [rule, group] : groups) {
      std::string section = fmt::format("\n<details><summary>{} {} ({})</summary>\n\n",
                                        to_string(group.front()->severity), rule, group.size());
      bool any = false;
      for (const diag::Finding* finding : group) {
        const std::string item = finding_item(*finding);
        if (out_.size() + section.size() + item.size() > kMaxBytes) {
          ++left_out;
          continue;
        }
        section += item;
        any = true;
      }
      if (any) out_ += section + "\n</details>\n";
    }
    if (left_out != 0)
      out_ += fmt::format("\n{} not shown here; the text and JSON outputs have all.\n",
                          count_of(left_out, "finding"));
  }

  const diag::RunReport& run_;
  const Style& style_;
  Regions regions_;
  Assessment assessment_;
  std::map<std::string, std::vector<const diag::Finding*>> by_rule_;
  std::string out_;
};

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  return Markdown(run, sources, style).text();
}

}  // namespace

extern const Format format_markdown;
const Format format_markdown{"markdown", "report: rules by cluster, what was not assessed, findings", write};

}  // namespace fleetlint::report
