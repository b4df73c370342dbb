#include "fleet/version_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "fleet/graph_model.h"
#include "flux/cluster_sources.h"

namespace fleetlint::fleet {
namespace {

constexpr std::string_view kHelmGroup = "helm.toolkit.fluxcd.io";
constexpr std::string_view kSourceGroup = "source.toolkit.fluxcd.io";

constexpr std::array<std::string_view, 7> kKinds = {"Kubernetes", "Flux", "Flux API", "Cluster API",
                                                    "chart",      "CRDs", "image"};

class Table {
 public:
  explicit Table(std::size_t clusters) : clusters_(clusters) {}

  void add(std::size_t cluster, std::string_view kind, std::string_view name, std::string_view source,
           std::string version) {
    if (version.empty()) return;
    const auto rank =
        static_cast<std::size_t>(std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin());
    auto& cells = rows_[{rank, std::string(name), std::string(source)}];
    cells.resize(clusters_);
    cells[cluster].insert(std::move(version));
  }

  std::vector<diag::VersionRow> take() {
    std::vector<diag::VersionRow> rows;
    for (auto& [key, cells] : rows_) {
      const auto& [rank, name, source] = key;
      diag::VersionRow row{std::string(kKinds[rank]), name, source, {}, false};
      std::set<std::string> certain;
      for (const std::set<std::string>& cell : cells) {
        row.versions.emplace_back(cell.begin(), cell.end());
        for (const std::string& version : cell) {
          const bool open =
              version.find("assumed") != std::string::npos || version.find("${") != std::string::npos;
          if (!open && version != "unknown") certain.insert(version);
        }
      }
      row.drift = certain.size() > 1;
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  std::size_t clusters_;
  std::map<std::tuple<std::size_t, std::string, std::string>, std::vector<std::set<std::string>>> rows_;
};

std::string_view last_part(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  return url.substr(url.rfind('/') + 1);
}

/// What a source object says of the version that it gives.
std::string version_of_reference(yaml::Node reference) {
  for (const std::string_view field : {"digest", "semver", "tag", "commit", "branch"}) {
    if (reference[field].is_scalar()) return std::string(reference[field].text());
  }
  return {};
}

void add_chart(Table& table, std::size_t index, const Cluster& cluster, const kube::Object& release) {
  const yaml::Node spec = release["spec"];
  const yaml::Node chart = spec["chart"]["spec"];
  if (chart.is_mapping()) {
    const yaml::Node reference = chart["sourceRef"];
    const std::string_view name_space =
        reference["namespace"] ? reference["namespace"].text() : release.name_space();
    const Index::Item source =
        cluster.index.find(kSourceGroup, reference["kind"].text(), name_space, reference["name"].text());
    std::string place(reference["name"].text());
    if (source.object != nullptr && (*source.object)["spec"]["url"].is_scalar())
      place = flux::shown_url((*source.object)["spec"]["url"].text());
    // A chart of a Git repository has the version of the repository.
    const bool packaged = reference["kind"].text() == "HelmRepository";
    std::string version(chart["version"].text());
    if (version.empty()) version = packaged ? "*" : "(of its source)";
    table.add(index, "chart", last_part(chart["chart"].text()), place, std::move(version));
    return;
  }
  const yaml::Node reference = spec["chartRef"];
  if (!reference.is_mapping()) return;
  const std::string_view name_space =
      reference["namespace"] ? reference["namespace"].text() : release.name_space();
  const Index::Item source =
      cluster.index.find(kSourceGroup, reference["kind"].text(), name_space, reference["name"].text());
  if (source.object == nullptr) return;
  const yaml::Node from = (*source.object)["spec"];
  if (reference["kind"].text() == "HelmChart") {
    table.add(index, "chart", last_part(from["chart"].text()), from["sourceRef"]["name"].text(),
              std::string(from["version"].text()));
  } else {
    table.add(index, "chart", last_part(from["url"].text()), flux::shown_url(from["url"].text()),
              version_of_reference(from["ref"]));
  }
}

/// The bundle's version as its authors mark it; else the versions that it has.
std::string version_of_crd(const kube::Object& crd) {
  for (const yaml::Node marks : {crd.annotations(), crd.labels()}) {
    for (const yaml::Entry& mark : marks.entries()) {
      const std::string_view key = mark.key.text();
      if (key.ends_with("/bundle-version") || key == "app.kubernetes.io/version")
        return std::string(mark.value.text());
    }
  }
  std::string versions;
  for (const yaml::Node version : crd["spec"]["versions"].items()) {
    if (version["served"].text() == "false") continue;
    versions += (versions.empty() ? "" : ", ") + std::string(version["name"].text());
  }
  return versions;
}

void add_cluster(Table& table, std::size_t index, const Cluster& cluster) {
  table.add(index, "Kubernetes", "", "", shown_version(cluster.kubernetes));
  if (cluster.graph.version.known()) table.add(index, "Flux", "", "", cluster.graph.version.text);
  std::map<std::string, std::string> bundles;
  for (const flux::Graph::Placed& placed : cluster.graph.objects()) {
    const kube::Object& object = *placed.object;
    const std::string_view group = object.group();
    if (group == kHelmGroup && object.kind() == "HelmRelease") add_chart(table, index, cluster, object);
    if (group.ends_with(".toolkit.fluxcd.io")) {
      table.add(index, "Flux API", object.kind(), "", std::string(object.version()));
    } else if (group.ends_with("cluster.x-k8s.io")) {
      table.add(index, "Cluster API", object.kind(), "", std::string(object.version()));
    } else if (object.is("apiextensions.k8s.io", "CustomResourceDefinition")) {
      std::string& bundle = bundles[std::string(object["spec"]["group"].text())];
      bundle = std::max(bundle, version_of_crd(object));
    }
    for (const yaml::Node container : object.containers()) {
      const ImageParts image = split_image(container["image"].text());
      if (image.name.empty()) continue;
      std::string version(image.tag.empty() && image.digest.empty() ? std::string_view("(no tag)")
                                                                    : image.tag);
      if (version.empty()) version = image.digest.substr(0, 19);
      table.add(index, "image", image.name, "", std::move(version));
    }
  }
  for (auto& [group, version] : bundles) table.add(index, "CRDs", group, "", std::move(version));
}

}  // namespace

ImageParts split_image(std::string_view image) {
  ImageParts parts;
  const std::size_t at = image.find('@');
  if (at != std::string_view::npos) {
    parts.digest = image.substr(at + 1);
    image = image.substr(0, at);
  }
  // A colon before the last slash is a port's; one in a variable's default belongs to the variable.
  const std::size_t colon = image.rfind(':');
  const std::size_t slash = image.rfind('/');
  const bool variable = colon != std::string_view::npos && image.find('}', colon) != std::string_view::npos;
  if (colon != std::string_view::npos && !variable && (slash == std::string_view::npos || colon > slash)) {
    parts.tag = image.substr(colon + 1);
    image = image.substr(0, colon);
  }
  parts.name = image;
  return parts;
}

diag::VersionTable version_table(const Fleet& fleet) {
  diag::VersionTable out;
  Table table(fleet.clusters.size());
  for (std::size_t i = 0; i < fleet.clusters.size(); ++i) {
    out.clusters.push_back(fleet.clusters[i]->name);
    add_cluster(table, i, *fleet.clusters[i]);
  }
  out.rows = table.take();
  return out;
}

}  // namespace fleetlint::fleet
