#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/network/services.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

void service_target_port_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  SpaceCache spaces(cluster);
  for (const fleet::Index::Item& item : cluster.index.of_kind("", "Service")) {
    const kube::Object& service = *item.object;
    const yaml::Node selector = service["spec"]["selector"];
    if (selector.entries().empty()) continue;
    std::vector<const Workloads::Item*> workloads;
    for (const yaml::Node& port : service["spec"]["ports"].items()) {
      const yaml::Node target = port["targetPort"];
      // A number needs no container that declares it.
      if (!target.is_string() || !rules::flux::is_known(target)) continue;
      if (target.text().find_first_not_of("0123456789") == std::string_view::npos) continue;
      if (workloads.empty()) workloads = spaces.get(service.name_space()).selected_by(selector);
      if (workloads.empty()) break;
      std::vector<std::string_view> names;
      bool is_certain = true;
      for (const Workloads::Item* workload : workloads) {
        for (const yaml::Node& name : workload->ports) {
          is_certain = is_certain && rules::flux::is_known(name);
          if (!name.text().empty()) names.push_back(name.text());
        }
      }
      if (!is_certain || std::find(names.begin(), names.end(), target.text()) != names.end()) continue;
      diag::Place place = at(target);
      diag::Location other = at(workloads.front()->object["metadata"]["name"]).primary;
      other.label = "the pods";
      place.related.push_back(std::move(other));
      out.set_object(service.ref());
      out.report(std::move(place), "the pods of {} have no port called {}{}",
                 workloads.front()->object.id().to_string(), quote(target.text()),
                 did_you_mean(target.text(), names));
    }
  }
}

}  // namespace fleetlint::rules::network
