// The graph as a page of its own: for each cluster a drawing (inline SVG) and the
// units that are not rendered whole, with the reason. No script, nothing fetched;
// colours follow the reader's light or dark setting.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/strings.h"
#include "report/graph.h"
#include "report/graph/layout.h"
#include "report/wording.h"
#include "report/xml.h"

namespace fleetlint::report {

namespace {

constexpr int kNodeWidth = 280;
constexpr int kNodeHeight = 46;
constexpr int kColumn = kNodeWidth + 96;  // with the room where edges run
constexpr int kRow = kNodeHeight + 12;
constexpr int kMargin = 14;
constexpr std::size_t kShownLetters = 38;  // as wide as a node, in the fonts below
constexpr std::size_t kShownSmallLetters = 44;
constexpr std::size_t kOpenClusters = 12;  // more are folded at first

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --paper: #fbfbf9; --ink: #1d2327; --faint: #667079; --line: #c9ced2; --node: #ffffff;
  --rendered: #2f7d4f; --incomplete: #9a6700; --elsewhere: #5f6971; --broken: #b3261e; --after: #3b63c4; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15191c; --ink: #e4e8ea; --faint: #98a3ab; --line: #3c454c; --node: #1e2428;
    --rendered: #62c08a; --incomplete: #e0a93b; --elsewhere: #98a3ab; --broken: #ff7b6e; --after: #8fb0ff; } }
* { box-sizing: border-box; }
body { overflow-wrap: anywhere; margin: 0 auto; padding: 1.5rem; max-width: 1500px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; color: var(--faint); }
details { border-top: 1px solid var(--line); padding: .75rem 0; }
summary { cursor: pointer; font-size: 1.05rem; font-weight: 600; }
summary span { font-size: .85rem; font-weight: 400; color: var(--faint); }
.drawing { overflow-x: auto; margin: .75rem 0; }
svg { display: block; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .small { fill: var(--faint); font-size: 11px; }
svg rect { fill: var(--node); stroke-width: 1.5; rx: 6px; }
svg path { fill: none; stroke: var(--line); stroke-width: 1.5; }
svg path.after { stroke: var(--after); stroke-dasharray: 5 3; }
svg marker path { fill: var(--after); stroke: none; }
svg .suspended rect { stroke-dasharray: 4 3; }
.rendered rect { stroke: var(--rendered); } .incomplete rect { stroke: var(--incomplete); }
.elsewhere rect { stroke: var(--elsewhere); } .broken rect { stroke: var(--broken); stroke-width: 2.5; }
svg .incomplete .small { fill: var(--incomplete); } svg .broken .small { fill: var(--broken); }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
th { text-align: left; font-weight: 600; color: var(--faint); }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
@media (min-width: 600px) { td:first-child, td:nth-child(2) { min-width: 9rem; } }
td.incomplete { color: var(--incomplete); } td.elsewhere { color: var(--elsewhere); } td.broken { color: var(--broken); }
.key span { margin-right: 1.2rem; white-space: nowrap; } .key .after { color: var(--after); }
.key .rendered { color: var(--rendered); } .key .incomplete { color: var(--incomplete); }
.key .elsewhere { color: var(--elsewhere); } .key .broken { color: var(--broken); }
)";

/// As much as fits into a node; a path loses its beginning, a name its end.
std::string fitting(std::string_view text, std::size_t limit, bool keep_end) {
  const auto begins_letter = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto letters = static_cast<std::size_t>(std::ranges::count_if(text, begins_letter));
  if (letters <= limit) return std::string(text);
  std::size_t skip = keep_end ? letters - limit + 1 : limit - 1;
  std::size_t at = 0;
  while (at < text.size() && (skip > 0 || !begins_letter(text[at]))) {
    if (begins_letter(text[at])) --skip;
    ++at;
    while (at < text.size() && !begins_letter(text[at])) ++at;
  }
  return keep_end ? "…" + std::string(text.substr(at)) : std::string(text.substr(0, at)) + "…";
}

/// Columns by depth in the tree, a row for each unit.
class Drawing {
 public:
  explicit Drawing(const diag::GraphCluster& cluster) : cluster_(cluster), places_(cluster.units.size()) {
    int row = 0;
    for (const TreeRow& unit : tree_of(cluster)) {
      places_[static_cast<std::size_t>(unit.unit)] = {kMargin + unit.depth * kColumn, kMargin + row++ * kRow};
      width_ = std::max(width_, kMargin + unit.depth * kColumn + kColumn);
    }
    height_ = kMargin + row * kRow;
  }

  std::string draw() const {
    std::string out = fmt::format(
        "<section class=\"drawing\" tabindex=\"0\" aria-label=\"{0}\"><svg width=\"{1}\" height=\"{2}\" "
        "role=\"img\" aria-label=\"Units of {0}\">\n",
        xml_escaped(cluster_.name), width_, height_);
    for (std::size_t i = 0; i < cluster_.units.size(); ++i) add_parent_edge(i, out);
    for (std::size_t i = 0; i < cluster_.units.size(); ++i) add_node(i, out);
    for (std::size_t i = 0; i < cluster_.units.size(); ++i) add_dependencies(i, out);
    return out + "</svg></section>\n";
  }

 private:
  struct Spot {
    int x = 0;
    int y = 0;
  };

  void add_parent_edge(std::size_t index, std::string& out) const {
    const int parent = cluster_.units[index].parent;
    if (parent < 0) return;
    const Spot from = places_[static_cast<std::size_t>(parent)];
    const Spot to = places_[index];
    // Down from the parent's right half, then across to the child.
    const int x = from.x + kNodeWidth + 24;
    const int y = from.y + kNodeHeight / 2;
    out += fmt::format("<path d=\"M{} {}H{}V{}H{}\"/>\n", from.x + kNodeWidth, y, x, to.y + kNodeHeight / 2,
                       to.x);
  }

  void add_node(std::size_t index, std::string& out) const {
    const diag::GraphUnit& unit = cluster_.units[index];
    const Spot spot = places_[index];
    const bool whole = unit.state == diag::GraphState::rendered;
    const std::string path = shown_path(unit.path);
    const std::string facts = whole ? facts_of(unit) : unit.state_text;
    out +=
        fmt::format("<g class=\"{}{}\"><title>{}\n{}\n{}{}{}</title>", class_of(unit.state),
                    unit.suspended ? " suspended" : "", xml_escaped(unit.name), xml_escaped(path),
                    xml_escaped(facts_of(unit)), unit.reason.empty() ? "" : "\n", xml_escaped(unit.reason));
    out += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", spot.x, spot.y, kNodeWidth,
                       kNodeHeight);
    out += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>", spot.x + 10, spot.y + 19,
                       xml_escaped(fitting(printable(unit.name), kShownLetters, false)));
    out += fmt::format(
        "<text class=\"small\" x=\"{}\" y=\"{}\">{}</text></g>\n", spot.x + 10, spot.y + 36,
        xml_escaped(fmt::format(
            "{} · {}", facts,
            fitting(path, kShownSmallLetters - std::min(facts.size(), kShownSmallLetters / 2), true))));
  }

  void add_dependencies(std::size_t index, std::string& out) const {
    const Spot from = places_[index];
    for (const int other : cluster_.units[index].depends_on) {
      const Spot to = places_[static_cast<std::size_t>(other)];
      const int x1 = from.x + kNodeWidth;
      const int x2 = to.x + kNodeWidth;
      const int y1 = from.y + kNodeHeight / 2 + 8;
      const int y2 = to.y + kNodeHeight / 2 - 8;
      // Further units bow out further, so that edges do not lie on each other.
      const int bow = std::max(x1, x2) + 26 + std::min(58, std::abs(y2 - y1) / 12);
      out +=
          fmt::format("<path class=\"after\" marker-end=\"url(#arrow)\" d=\"M{} {}C{} {} {} {} {} {}\"/>\n",
                      x1, y1, bow, y1, bow, y2, x2 + 3, y2);
    }
  }

  const diag::GraphCluster& cluster_;
  std::vector<Spot> places_;
  int width_ = 0;
  int height_ = 0;
};

void add_troubles(const diag::GraphCluster& cluster, std::string& out) {
  std::string rows;
  for (const diag::GraphUnit& unit : cluster.units) {
    if (unit.state != diag::GraphState::rendered) {
      rows += fmt::format("<tr><td>{}</td><td class=\"{}\">{}</td><td>{}</td></tr>\n", xml_escaped(unit.name),
                          class_of(unit.state), xml_escaped(unit.state_text), xml_escaped(unit.reason));
    }
    for (const std::string& missing : unit.depends_on_missing) {
      rows += fmt::format(
          "<tr><td>{}</td><td class=\"broken\">dependency missing</td><td>waits for {}</td></tr>\n",
          xml_escaped(unit.name), xml_escaped(missing));
    }
  }
  if (rows.empty()) return;
  out += "<table><thead><tr><th>Unit</th><th>State</th><th>Why</th></tr></thead><tbody>\n" + rows +
         "</tbody></table>\n";
}

void add_sources(const diag::GraphCluster& cluster, std::string& out) {
  if (cluster.sources.empty()) return;
  out += "<table><thead><tr><th>Source</th><th>Units</th><th>From</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < cluster.sources.size(); ++i) {
    const diag::GraphSource& source = cluster.sources[i];
    const auto users = std::ranges::count(cluster.units, static_cast<int>(i), &diag::GraphUnit::source);
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}{}</td></tr>\n", xml_escaped(source.name), users,
                       source.here ? "this repository" : "",
                       xml_escaped((source.here && !source.place.empty() ? ", " : "") + source.place));
  }
  out += "</tbody></table>\n";
}

}  // namespace

std::string graph_as_html(const diag::FleetGraph& graph) {
  std::size_t units = 0;
  std::size_t objects = 0;
  for (const diag::GraphCluster& cluster : graph.clusters) {
    units += cluster.units.size();
    objects += cluster.objects;
  }
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>Fleet</title>\n<style>";
  out += kStyle;
  out += "</style>\n</head>\n<body>\n<main>\n<h1>Fleet</h1>\n";
  out += fmt::format("<p>{}, {}, {}</p>\n", count_of(graph.clusters.size(), "cluster"),
                     count_of(units, "unit"), count_of(objects, "object"));
  out +=
      "<p class=\"key\"><span class=\"rendered\">▢ rendered</span><span class=\"incomplete\">▢ "
      "incomplete</span>"
      "<span class=\"elsewhere\">▢ source elsewhere</span><span class=\"broken\">▣ cannot be built</span>"
      "<span>— renders</span><span class=\"after\">⇢ waits for (dependsOn)</span></p>\n";
  // Drawn once, named by all drawings.
  out +=
      "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" "
      "refX=\"7\" "
      "refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 "
      "8z\"/></marker></defs></svg>\n";
  for (const diag::GraphCluster& cluster : graph.clusters) {
    out += fmt::format("<details{}><summary>{} <span>{} · {} · {}, {}</span></summary>\n",
                       graph.clusters.size() <= kOpenClusters ? " open" : "", xml_escaped(cluster.name),
                       xml_escaped(shown_path(cluster.path)), xml_escaped(facts_of(cluster)),
                       count_of(cluster.units.size(), "unit"), count_of(cluster.objects, "object"));
    out += Drawing(cluster).draw();
    add_troubles(cluster, out);
    add_sources(cluster, out);
    out += "</details>\n";
  }
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace fleetlint::report
