#include <map>
#include <string>

#include "base/strings.h"
#include "flux/cluster_sources.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {
namespace {

constexpr std::string_view kSourceGroup = "source.toolkit.fluxcd.io";

}  // namespace

void chart_from_two_sources(const fleetlint::fleet::Fleet& fleet, diag::Collector& out) {
  struct First {
    std::string url;
    yaml::Node where;
  };
  std::map<std::string_view, First> seen;
  for (const auto& cluster : fleet.clusters) {
    for (const auto& item : cluster->index.of_kind("helm.toolkit.fluxcd.io", "HelmRelease")) {
      const yaml::Node chart = (*item.object)["spec"]["chart"]["spec"];
      const yaml::Node reference = chart["sourceRef"];
      if (reference["kind"].text() != "HelmRepository") continue;
      const std::string_view name_space =
          reference["namespace"] ? reference["namespace"].text() : item.object->name_space();
      const auto source =
          cluster->index.find(kSourceGroup, "HelmRepository", name_space, reference["name"].text());
      if (source.object == nullptr) continue;
      std::string url = fleetlint::flux::shown_url((*source.object)["spec"]["url"].text());
      while (url.ends_with('/')) url.pop_back();
      if (url.empty() || url.find("${") != std::string::npos) continue;
      const auto [found, fresh] = seen.try_emplace(chart["chart"].text(), First{url, chart["chart"]});
      if (fresh || found->second.url == url) continue;
      diag::Place place = at(chart["chart"]);
      diag::Location other = at(found->second.where).primary;
      other.label = "from " + found->second.url;
      place.related.push_back(std::move(other));
      out.set_object(item.object->ref());
      out.report(std::move(place),
                 "the chart {} comes from {} here and from {} elsewhere in the fleet; take it from one "
                 "place, so that one update reaches all",
                 quote(chart["chart"].text()), quote(url), quote(found->second.url));
    }
  }
}

}  // namespace fleetlint::rules::version
