// The report as a page of its own: clusters, rules by cluster, findings that can be
// searched, what was not assessed. Nothing is fetched; without scripts everything is
// still there; colours follow the reader's light or dark setting, and it prints.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "report/assessment.h"
#include "report/excerpt.h"
#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"
#include "report/xml.h"

namespace fleetlint::report {

namespace {

// Wider tables do not read: with more clusters, a rule names those on which it fails.
constexpr std::size_t kMaxColumns = 12;
// Browsers grow slow on more; the page says how many are left out.
constexpr std::size_t kMaxFindings = 5000;
constexpr std::size_t kExcerptWidth = 110;

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --paper: #fbfbf9; --ink: #1d2327; --faint: #59636b; --line: #c9ced2; --card: #ffffff;
  --error: #b3261e; --warning: #855900; --info: #31569f; --pass: #226640; --mark: #fff0c2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15191c; --ink: #e4e8ea; --faint: #a3adb4; --line: #3c454c; --card: #1e2428;
    --error: #ff8a7f; --warning: #e5b04a; --info: #9bb8ff; --pass: #6cc792; --mark: #4d3f10; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 1200px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font: 600 1rem/1.4 ui-monospace, monospace; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .75rem; }
nav a { margin-right: 1rem; }
a { color: var(--info); }
.faint { color: var(--faint); font-weight: 400; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--faint); padding-bottom: .25rem; }
th { text-align: left; font-weight: 600; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
td.number, th.number { text-align: right; }
td.verdict { white-space: nowrap; }
.error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--info); } .pass { color: var(--pass); }
article { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--line); border-radius: .3rem;
  padding: .6rem .8rem; margin: .5rem 0; break-inside: avoid; }
article.error { border-left-color: var(--error); } article.warning { border-left-color: var(--warning); }
article.info { border-left-color: var(--info); }
article > * { color: var(--ink); }
article p { margin: 0 0 .3rem; } article p b.error { color: var(--error); } article p b.warning { color: var(--warning); }
article p b.info { color: var(--info); }
pre { margin: .4rem 0; padding: .4rem .6rem; white-space: pre-wrap; background: var(--paper); border-radius: .2rem;
  font: 13px/1.5 ui-monospace, monospace; }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid currentColor; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .5rem 0 1rem; }
input[type=search], select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--faint);
  border-radius: .3rem; padding: .3rem .5rem; max-width: 100%; }
input[type=search] { flex: 1 1 16rem; }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
[hidden] { display: none; }
@media print { .filter, nav { display: none; } body { max-width: none; padding: 0; } }
)";

// Hides what does not match; reads the page it is in and nothing else.
constexpr std::string_view kScript = R"(
const filter = document.querySelector('.filter'), shown = document.querySelector('output');
const items = [...document.querySelectorAll('article')].map(item =>
  ({item, text: item.textContent.toLowerCase(), clusters: item.dataset.clusters.split('\n')}));
filter.hidden = false;
filter.addEventListener('input', () => {
  const words = document.getElementById('words').value.toLowerCase().split(/\s+/).filter(Boolean);
  const cluster = document.getElementById('cluster').value;
  const severities = [...filter.querySelectorAll('[type=checkbox]:checked')].map(box => box.value);
  let count = 0;
  for (const {item, text, clusters} of items) {
    const fits = words.every(word => text.includes(word)) && severities.includes(item.className) &&
      (cluster === '' || clusters.includes(cluster));
    item.hidden = !fits;
    if (fits) ++count;
  }
  for (const group of document.querySelectorAll('#list section'))
    group.hidden = !group.querySelector('article:not([hidden])');
  shown.textContent = count + ' shown';
});
)";

class Page {
 public:
  Page(const diag::RunReport& run, const source::SourceMap& sources, const Style& style)
      : run_(run), style_(style), regions_(sources), assessment_(run) {}

  std::string text() {
    const Totals totals = count(run_);
    out_ =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>fleetlint report</title>\n<style>";
    out_ += kStyle;
    out_ += "</style>\n</head>\n<body>\n<main>\n<h1>fleetlint report</h1>\n";
    out_ += fmt::format("<p>{}{}; {} checked.</p>\n", totals_phrase(totals),
                        totals.suppressed == 0 ? "" : fmt::format(", {} waived", totals.suppressed),
                        coverage_phrase(run_.coverage));
    out_ +=
        "<nav aria-label=\"Sections\"><a href=\"#clusters\">Clusters</a><a href=\"#rules\">Rules</a>"
        "<a href=\"#findings\">Findings</a><a href=\"#not-assessed\">Not assessed</a></nav>\n";
    clusters();
    rules();
    findings();
    not_assessed();
    out_ +=
        fmt::format("<p class=\"faint\">fleetlint {}</p>\n</main>\n<script>", xml_escaped(run_.tool_version));
    out_ += kScript;
    return out_ + "</script>\n</body>\n</html>\n";
  }

 private:
  void clusters() {
    out_ += "<h2 id=\"clusters\">Clusters</h2>\n";
    if (run_.coverage.clusters.empty()) {
      out_ += "<p>No cluster was found.</p>\n";
      return;
    }
    out_ += "<section class=\"wide\" tabindex=\"0\" aria-label=\"Clusters\"><table>\n<thead><tr>";
    for (const std::string_view heading : {"cluster", "Kubernetes", "Flux"})
      out_ += fmt::format("<th scope=\"col\">{}</th>", heading);
    for (const std::string_view heading :
         {"units rendered", "objects", "errors", "warnings", "notes", "rules failed"})
      out_ += fmt::format("<th scope=\"col\" class=\"number\">{}</th>", heading);
    out_ += "</tr></thead>\n<tbody>\n";
    for (const diag::ClusterCoverage& cluster : run_.coverage.clusters) {
      const auto rendered = std::ranges::count(cluster.units, "rendered", &diag::UnitCoverage::state);
      out_ += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td>", xml_escaped(cluster.name),
                          xml_escaped(cluster.kubernetes), xml_escaped(cluster.flux));
      out_ += fmt::format("<td class=\"number\">{} of {}</td><td class=\"number\">{}</td>", rendered,
                          cluster.units.size(), cluster.objects);
      for (const diag::Severity severity :
           {diag::Severity::error, diag::Severity::warning, diag::Severity::info})
        out_ += number_cell(assessment_.count(severity, cluster.name), diag::to_string(severity));
      out_ += number_cell(assessment_.rules_failed_on(cluster.name), "") + "</tr>\n";
    }
    out_ += "</tbody></table></section>\n";
  }

  static std::string number_cell(std::size_t number, std::string_view ink) {
    return fmt::format("<td class=\"number{}{}\">{}</td>", number == 0 || ink.empty() ? "" : " ",
                       number == 0 ? "" : ink, number);
  }

  void rules() {
    out_ += "<h2 id=\"rules\">Rules</h2>\n";
    const auto failed = std::ranges::count_if(
        run_.rules, [&](const diag::RuleInfo& rule) { return assessment_.failed(rule.id); });
    out_ += fmt::format("<p>{} of {} failed.</p>\n", failed, count_of(run_.rules.size(), "rule"));
    rule_table(true);
    if (failed != static_cast<std::ptrdiff_t>(run_.rules.size())) {
      out_ += "<details><summary>Rules without findings</summary>\n";
      rule_table(false);
      out_ += "</details>\n";
    }
  }

  void rule_table(bool failing) {
    const auto& clusters = run_.coverage.clusters;
    const bool columns = clusters.size() <= kMaxColumns;
    std::string rows;
    for (const diag::RuleInfo& rule : run_.rules) {
      if (assessment_.failed(rule.id) != failing) continue;
      rows += fmt::format(
          "<tr><th scope=\"row\">{}<br><span class=\"faint\">{}</span></th><td>{}</td><td>{}</td>",
          xml_escaped(rule.id), xml_escaped(rule.summary), diag::to_string(rule.severity),
          xml_escaped(join(rule.controls, ", ")));
      if (columns) {
        for (const diag::ClusterCoverage& cluster : clusters) rows += verdict_cell(rule, cluster);
      } else {
        rows += fmt::format("<td>{}</td>", failing_clusters(rule.id));
      }
      const std::size_t outside = assessment_.findings(rule.id, "");
      rows += fmt::format("<td>{}</td></tr>\n", outside == 0 ? "" : count_of(outside, "finding"));
    }
    if (rows.empty()) return;
    out_ += fmt::format("<section class=\"wide\" tabindex=\"0\" aria-label=\"{}\"><table>\n<thead><tr>",
                        failing ? "Rules that failed" : "Rules without findings");
    for (const std::string_view heading : {"rule", "severity", "controls"})
      out_ += fmt::format("<th scope=\"col\">{}</th>", heading);
    if (columns) {
      for (const diag::ClusterCoverage& cluster : clusters)
        out_ += fmt::format("<th scope=\"col\">{}</th>", xml_escaped(cluster.name));
    } else {
      out_ += "<th scope=\"col\">clusters that fail</th>";
    }
    out_ +=
        "<th scope=\"col\">no cluster</th></tr></thead>\n<tbody>\n" + rows + "</tbody></table></section>\n";
  }

  std::string verdict_cell(const diag::RuleInfo& rule, const diag::ClusterCoverage& cluster) const {
    switch (assessment_.verdict(rule.id, cluster)) {
      case Verdict::fail:
        return fmt::format("<td class=\"verdict {}\">{}</td>", diag::to_string(rule.severity),
                           count_of(assessment_.findings(rule.id, cluster.name), "finding"));
      case Verdict::waived:
        return fmt::format("<td class=\"verdict\">waived ({})</td>",
                           assessment_.waived(rule.id, cluster.name));
      case Verdict::pass_in_part: return "<td class=\"verdict\">pass (in part)</td>";
      case Verdict::pass: break;
    }
    return "<td class=\"verdict pass\">pass</td>";
  }

  std::string failing_clusters(const std::string& rule) const {
    const std::vector<std::string> names = assessment_.clusters_failing(rule);
    std::string text = fmt::format("{} of {}", names.size(), run_.coverage.clusters.size());
    if (!names.empty()) text += ": " + join(names, ", ");
    return xml_escaped(text);
  }

  void filter() {
    out_ +=
        "<div hidden class=\"filter\" role=\"search\"><label for=\"words\">Search</label>"
        "<input type=\"search\" id=\"words\" name=\"words\">\n"
        "<label for=\"cluster\">Cluster</label><select id=\"cluster\" name=\"cluster\"><option "
        "value=\"\">all</option>";
    for (const diag::ClusterCoverage& cluster : run_.coverage.clusters)
      out_ += fmt::format("<option>{}</option>", xml_escaped(cluster.name));
    out_ += "</select>\n";
    for (const std::string_view severity : {"error", "warning", "info"})
      out_ += fmt::format("<label><input type=\"checkbox\" value=\"{0}\" checked> {0}</label>\n", severity);
    out_ += "<output aria-live=\"polite\"></output></div>\n";
  }

  /// By rule, the severe ones first.
  void findings() {
    out_ += "<h2 id=\"findings\">Findings</h2>\n";
    std::map<std::string, std::vector<const diag::Finding*>> by_rule;
    for (const diag::Finding& finding : run_.findings) {
      if (!finding.suppressed || style_.show_suppressed) by_rule[finding.rule].push_back(&finding);
    }
    std::vector<std::pair<std::string, std::vector<const diag::Finding*>>> groups(by_rule.begin(),
                                                                                  by_rule.end());
    std::ranges::stable_sort(groups, std::ranges::greater(),
                             [](const auto& group) { return group.second.front()->severity; });
    if (groups.empty()) out_ += "<p>There are none.</p>\n";
    filter();
    out_ += "<div id=\"list\">\n";
    std::size_t shown = 0;
    std::size_t all = 0;
    for (const auto& [rule, group] : groups) {
      all += group.size();
      if (shown >= kMaxFindings) continue;
      out_ += fmt::format("<section>\n<h3>{} <span class=\"faint\">({})</span></h3>\n", xml_escaped(rule),
                          group.size());
      for (const diag::Finding* finding : group) {
        if (shown >= kMaxFindings) break;
        add(*finding);
        ++shown;
      }
      out_ += "</section>\n";
    }
    out_ += "</div>\n";
    if (all > shown) {
      out_ += fmt::format("<p>{} not shown here; the text and JSON outputs have all.</p>\n",
                          count_of(all - shown, "finding"));
    }
  }

  void add(const diag::Finding& finding) {
    std::vector<std::string> names;
    for (const std::string& cluster : finding.clusters) names.push_back(xml_escaped(cluster));
    const std::string_view severity = diag::to_string(finding.severity);
    out_ +=
        fmt::format("<article class=\"{0}\" data-clusters=\"{1}\">\n<p><b class=\"{0}\">{0}</b> {2}</p>\n",
                    severity, join(names, "&#10;"), xml_escaped(finding.message));
    std::string place = xml_escaped(below(style_.repository_prefix, finding.primary.path));
    if (finding.primary.file != source::FileId::none) {
      const Region region = regions_.of(finding.primary);
      out_ += fmt::format("<p class=\"faint\">{}:{}:{}</p>\n", place, region.begin.line, region.begin.column);
      add_excerpt(excerpt(finding, region, regions_, kExcerptWidth));
    } else if (!place.empty()) {
      out_ += fmt::format("<p class=\"faint\">{}</p>\n", place);
    }
    std::string notes;
    for (const diag::Location& related : finding.related) {
      const Region region = regions_.of(related);
      notes +=
          fmt::format("<li>{}:{}:{}: {}</li>\n", xml_escaped(below(style_.repository_prefix, related.path)),
                      region.begin.line, region.begin.column,
                      related.label.empty() ? "related" : xml_escaped(related.label));
    }
    for (const std::string& note :
         {object_phrase(finding), clusters_phrase(finding.clusters, finding.clusters.size()),
          suppression_phrase(finding)}) {
      if (!note.empty()) notes += fmt::format("<li>{}</li>\n", xml_escaped(note));
    }
    if (!notes.empty()) out_ += "<ul>\n" + notes + "</ul>\n";
    out_ += "</article>\n";
  }

  void add_excerpt(const Excerpt& shown) {
    // The excerpt counts characters; find their bytes.
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < shown.text.size(); ++i) {
      if ((static_cast<unsigned char>(shown.text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
    }
    starts.push_back(shown.text.size());
    const std::size_t begin = starts[std::min(shown.caret, starts.size() - 1)];
    const std::size_t end = starts[std::min(shown.caret + shown.length, starts.size() - 1)];
    const std::string_view text = shown.text;
    out_ += fmt::format("<pre>{}<mark>{}</mark>{}</pre>\n", xml_escaped(text.substr(0, begin)),
                        xml_escaped(text.substr(begin, end - begin)), xml_escaped(text.substr(end)));
  }

  void not_assessed() {
    const diag::Coverage& coverage = run_.coverage;
    out_ += "<h2 id=\"not-assessed\">Not assessed</h2>\n";
    if (coverage.skipped.empty() && coverage.kinds_without_schema.empty()) {
      out_ += "<p>Everything that was found was rendered and validated.</p>\n";
      return;
    }
    out_ += "<ul>\n";
    for (const auto& [what, why] : coverage.skipped)
      out_ += fmt::format("<li>{}: {}</li>\n", xml_escaped(what), xml_escaped(why));
    for (const auto& [kind, number] : coverage.kinds_without_schema)
      out_ += fmt::format("<li>no schema for {}: {}</li>\n", xml_escaped(kind), count_of(number, "object"));
    out_ += "</ul>\n";
  }

  const diag::RunReport& run_;
  const Style& style_;
  Regions regions_;
  Assessment assessment_;
  std::string out_;
};

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  return Page(run, sources, style).text();
}

}  // namespace

extern const Format format_html;
const Format format_html{"html", "report as a page: rules by cluster, findings that can be searched", write};

}  // namespace fleetlint::report
