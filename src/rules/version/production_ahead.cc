#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "fleet/version_table.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {
namespace {

enum class Ring { unknown, before, production };

/// By the words of a cluster's name.
Ring ring_of(std::string_view name) {
  std::string word;
  Ring ring = Ring::unknown;
  const auto judge = [&] {
    for (const std::string_view w : {"prod", "production", "prd", "live"}) {
      if (word == w) ring = Ring::production;
    }
    for (const std::string_view w :
         {"stage", "staging", "stg", "preprod", "uat", "test", "qa", "dev", "development", "nonprod"}) {
      if (word == w) ring = Ring::before;
    }
    word.clear();
  };
  for (const char c : to_lower(name)) {
    if (c >= 'a' && c <= 'z') {
      word += c;
    } else {
      judge();
    }
  }
  judge();
  return ring;
}

using Version = std::array<int, 3>;

/// Of an exact version: "1.2.3", "v1.2". Ranges, pre-releases and other tags cannot be compared.
std::optional<Version> parse(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Version version{};
  for (std::size_t i = 0; i < version.size(); ++i) {
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), version[i]);
    if (failed != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return i == 0 ? std::nullopt : std::optional(version);
    if (text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

struct Use {
  Version version;
  yaml::Node where;
  const kube::Object* object;
  std::string_view cluster;
};

using Component = std::pair<std::string_view, std::string_view>;  // what, name

void gather(const fleetlint::fleet::Cluster& cluster, std::map<Component, std::vector<Use>>& uses) {
  const auto add = [&](std::string_view what, std::string_view name, std::string_view version,
                       yaml::Node where, const kube::Object* object) {
    if (const std::optional<Version> exact = parse(version))
      uses[{what, name}].push_back({*exact, where, object, cluster.name});
  };
  for (const fleetlint::flux::Graph::Placed& placed : cluster.graph.objects()) {
    const kube::Object& object = *placed.object;
    if (object.is("helm.toolkit.fluxcd.io", "HelmRelease")) {
      const yaml::Node chart = object["spec"]["chart"]["spec"];
      add("chart", chart["chart"].text(), chart["version"].text(), chart["version"], placed.object);
    }
    for (const yaml::Node container : object.containers()) {
      const fleetlint::fleet::ImageParts image = fleetlint::fleet::split_image(container["image"].text());
      add("image", image.name, image.tag, container["image"], placed.object);
    }
  }
}

std::string shown(const Version& v) { return fmt::format("{}.{}.{}", v[0], v[1], v[2]); }

}  // namespace

void production_ahead(const fleetlint::fleet::Fleet& fleet, diag::Collector& out) {
  std::map<Component, std::vector<Use>> before, production;
  for (const auto& cluster : fleet.clusters) {
    const Ring ring = ring_of(cluster->name);
    if (ring == Ring::before) gather(*cluster, before);
    if (ring == Ring::production) gather(*cluster, production);
  }
  for (const auto& [component, uses] : production) {
    const auto tried = before.find(component);
    if (tried == before.end()) continue;
    const Use* newest = &tried->second.front();
    for (const Use& use : tried->second) {
      if (use.version > newest->version) newest = &use;
    }
    for (const Use& use : uses) {
      if (use.version <= newest->version) continue;
      diag::Place place = at(use.where);
      diag::Location other = at(newest->where).primary;
      other.label = "the newest before production";
      place.related.push_back(std::move(other));
      out.set_object(use.object->ref());
      out.report(std::move(place),
                 "{} runs {} {} {}, no cluster before production more than {} ({}); try it there first",
                 quote(use.cluster), component.first, quote(component.second), shown(use.version),
                 shown(newest->version), newest->cluster);
    }
  }
}

}  // namespace fleetlint::rules::version
