#include "report/versions.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "base/strings.h"
#include "report/csv_cell.h"
#include "report/json.h"
#include "report/markdown_text.h"
#include "report/wording.h"
#include "report/xml.h"

namespace fleetlint::report {
namespace {

std::string title_of(const diag::VersionRow& row) {
  std::string title = row.kind;
  if (!row.name.empty()) title += " " + row.name;
  if (!row.source.empty()) title += " from " + row.source;
  return printable(title);
}

std::string cell_of(const std::vector<std::string>& versions) { return printable(join(versions, ", ")); }

/// Which clusters have which version; where all agree a single entry.
std::map<std::string, std::vector<std::string>> clusters_by_version(const diag::VersionTable& table,
                                                                    const diag::VersionRow& row) {
  std::map<std::string, std::vector<std::string>> by_version;
  for (std::size_t i = 0; i < row.versions.size(); ++i) {
    for (const std::string& version : row.versions[i]) by_version[version].push_back(table.clusters[i]);
  }
  return by_version;
}

}  // namespace

std::string versions_as_text(const diag::VersionTable& table) {
  std::string out;
  std::size_t drifting = 0;
  for (const diag::VersionRow& row : table.rows) {
    const auto by_version = clusters_by_version(table, row);
    drifting += row.drift ? 1U : 0U;
    if (by_version.size() == 1) {
      const auto& [version, clusters] = *by_version.begin();
      const bool everywhere = clusters.size() == table.clusters.size();
      out += fmt::format("  {}  {}{}\n", title_of(row), printable(version),
                         everywhere ? "" : "  in " + printable(join(clusters, ", ")));
      continue;
    }
    out += fmt::format("{} {}\n", row.drift ? "!" : " ", title_of(row));
    for (const auto& [version, clusters] : by_version) {
      out += fmt::format("      {}  in {}\n", printable(version), printable(join(clusters, ", ")));
    }
  }
  out += fmt::format("{} in {}, {} with drift (!)\n", count_of(table.rows.size(), "component"),
                     count_of(table.clusters.size(), "cluster"), drifting);
  return out;
}

std::string versions_as_json(const diag::VersionTable& table) {
  Json json;
  json["clusters"] = table.clusters;
  json["components"] = Json::array();
  for (const diag::VersionRow& row : table.rows) {
    Json component;
    component["kind"] = row.kind;
    component["name"] = row.name;
    if (!row.source.empty()) component["source"] = row.source;
    component["drift"] = row.drift;
    component["versions"] = Json::object();
    for (std::size_t i = 0; i < row.versions.size(); ++i) {
      if (!row.versions[i].empty()) component["versions"][table.clusters[i]] = row.versions[i];
    }
    json["components"].push_back(std::move(component));
  }
  return dump(json) + "\n";
}

std::string versions_as_csv(const diag::VersionTable& table) {
  std::string out = "kind,name,source,cluster,version,drift\n";
  for (const diag::VersionRow& row : table.rows) {
    for (std::size_t i = 0; i < row.versions.size(); ++i) {
      for (const std::string& version : row.versions[i]) {
        out +=
            fmt::format("{},{},{},{},{},{}\n", csv_cell(row.kind), csv_cell(row.name), csv_cell(row.source),
                        csv_cell(table.clusters[i]), csv_cell(version), row.drift ? "yes" : "no");
      }
    }
  }
  return out;
}

std::string versions_as_markdown(const diag::VersionTable& table) {
  std::string out = "| component | drift |";
  std::string rule = "| --- | --- |";
  for (const std::string& cluster : table.clusters) {
    out += " " + markdown_text(cluster) + " |";
    rule += " --- |";
  }
  out += "\n" + rule + "\n";
  for (const diag::VersionRow& row : table.rows) {
    out += fmt::format("| {} | {} |", markdown_text(title_of(row)), row.drift ? "**yes**" : "");
    for (const std::vector<std::string>& cell : row.versions)
      out += " " + markdown_text(cell_of(cell)) + " |";
    out += "\n";
  }
  return out;
}

std::string versions_as_html(const diag::VersionTable& table) {
  std::string out = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Versions</title><style>
:root { color-scheme: light dark; --paper: #fbfbf9; --ink: #1d2327; --line: #c9ced2; --drift: #fff0c2; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15191c; --ink: #e4e8ea; --line: #3c454c; --drift: #4d3f10; } }
body { font: 14px/1.5 system-ui, sans-serif; margin: 1.5rem; background: var(--paper); color: var(--ink); }
section { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
tr.drift > * { background: var(--drift); } tr.drift th::after { content: " (drift)"; }
</style></head><body><main><h1>What runs where</h1>
<section tabindex="0" aria-label="Versions"><table><thead><tr><th scope="col">component</th>)html";
  for (const std::string& cluster : table.clusters)
    out += "<th scope=\"col\">" + xml_escaped(cluster) + "</th>";
  out += "</tr></thead><tbody>\n";
  for (const diag::VersionRow& row : table.rows) {
    out += fmt::format("<tr{}><th scope=\"row\">{}</th>", row.drift ? " class=\"drift\"" : "",
                       xml_escaped(title_of(row)));
    for (const std::vector<std::string>& cell : row.versions)
      out += "<td>" + xml_escaped(cell_of(cell)) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody></table></section></main></body></html>\n";
}

const VersionFormat* find_version_format(std::string_view name) {
  for (const VersionFormat& format : kVersionFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace fleetlint::report
