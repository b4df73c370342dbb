// For people: the line that caused it, a caret under the value, the chain behind it.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/strings.h"
#include "report/excerpt.h"
#include "report/format.h"
#include "report/regions.h"
#include "report/wording.h"

namespace fleetlint::report {

namespace {

enum class Ink { none, bold, red, yellow, blue, dim };

std::string painted(std::string_view text, Ink ink, const Style& style) {
  if (!style.colour) return std::string(text);
  std::string_view code;
  switch (ink) {
    case Ink::none: return std::string(text);
    case Ink::bold: code = "1"; break;
    case Ink::red: code = "1;31"; break;
    case Ink::yellow: code = "1;33"; break;
    case Ink::blue: code = "34"; break;
    case Ink::dim: code = "2"; break;
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

Ink ink_of(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::error: return Ink::red;
    case diag::Severity::warning: return Ink::yellow;
    case diag::Severity::info: return Ink::blue;
  }
  return Ink::none;
}

void write_finding(std::string& out, const diag::Finding& finding, Regions& regions, const Style& style) {
  const Ink ink = ink_of(finding.severity);
  const std::string heading = fmt::format("{}[{}]", to_string(finding.severity), finding.rule);
  out += fmt::format("{}: {}\n", painted(heading, ink, style),
                     painted(printable(finding.message), Ink::bold, style));
  std::string margin = "  ";
  if (finding.primary.file != source::FileId::none) {
    const Region region = regions.of(finding.primary);
    const std::string number = std::to_string(region.begin.line);
    margin.assign(number.size() + 1, ' ');
    const std::string bar = painted("|", Ink::blue, style);
    out += fmt::format("{}{} {}:{}:{}\n", margin.substr(1), painted("-->", Ink::blue, style),
                       printable(below(style.shown_root, finding.primary.path)), region.begin.line,
                       region.begin.column);
    const Excerpt shown =
        excerpt(finding, region, regions, style.width > 30 ? style.width - number.size() - 5 : 25);
    out += fmt::format("{}{}\n", margin, bar);
    out += fmt::format("{} {} {}\n", painted(number, Ink::blue, style), bar, shown.text);
    out += fmt::format("{}{} {}{}\n", margin, bar, std::string(shown.caret, ' '),
                       painted(std::string(shown.length, '^'), ink, style));
  } else if (!finding.primary.path.empty()) {
    out += fmt::format("{}{} {}\n", margin, painted("-->", Ink::blue, style),
                       printable(below(style.shown_root, finding.primary.path)));
  }
  const auto note = [&](std::string_view text) {
    out += fmt::format("{}{} {}\n", margin, painted("=", Ink::blue, style), text);
  };
  for (const diag::Location& related : finding.related) {
    const Region region = regions.of(related);
    note(fmt::format("{}:{}:{}: {}", printable(below(style.shown_root, related.path)), region.begin.line,
                     region.begin.column, related.label.empty() ? "related" : printable(related.label)));
  }
  const std::string object = object_phrase(finding);
  if (!object.empty()) note(printable(object));
  const std::string clusters = clusters_phrase(finding.clusters);
  if (!clusters.empty()) note(printable(clusters));
  if (finding.fix) note("fix: " + printable(finding.fix->description));
  if (finding.suppressed) note(printable(suppression_phrase(finding)));
  out += '\n';
}

/// What was not checked, so that silence is not taken for approval.
void write_gaps(std::string& out, const diag::RunReport& run, const Style& style) {
  constexpr std::size_t kShown = 5;
  const diag::Coverage& coverage = run.coverage;
  const auto line = [&](std::string_view text) { out += painted(text, Ink::dim, style) + "\n"; };
  for (std::size_t i = 0; i < std::min(kShown, coverage.skipped.size()); ++i) {
    const auto& [what, why] = coverage.skipped[i];
    line(fmt::format("not checked: {}: {}", printable(what), printable(why)));
  }
  if (coverage.skipped.size() > kShown) {
    line(fmt::format("not checked: {} more (--stats shows all)", coverage.skipped.size() - kShown));
  }
  if (coverage.objects_without_schema != 0) {
    line(fmt::format("no schema for {} of {}; --stats lists the kinds",
                     count_of(coverage.objects_without_schema, "object"),
                     count_of(coverage.kinds_without_schema.size(), "kind")));
  }
}

std::string write(const diag::RunReport& run, const source::SourceMap& sources, const Style& style) {
  std::string out;
  Regions regions(sources);
  for (const diag::Finding& finding : run.findings) {
    if (!finding.suppressed || style.show_suppressed) write_finding(out, finding, regions, style);
  }
  write_gaps(out, run, style);
  const Totals totals = count(run);
  std::string line = totals_phrase(totals);
  if (totals.suppressed != 0) line += fmt::format(", {} suppressed", totals.suppressed);
  out += fmt::format("{}; {} checked\n", painted(line, totals.errors != 0 ? Ink::red : Ink::bold, style),
                     coverage_phrase(run.coverage));
  return out;
}

}  // namespace

extern const Format format_text;
const Format format_text{"text", "for people: source line, caret, chain of causes", write};

}  // namespace fleetlint::report
