#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

namespace {

/// Is the list of volumes there, but no list, or under a name that nearly is its own? The schema says so.
bool is_spoilt(yaml::Node spec) {
  if (const yaml::Node volumes = spec["volumes"]) return !volumes.is_sequence() && !volumes.is_null();
  constexpr std::string_view kNames[] = {"volumes"};
  return std::ranges::any_of(spec.entries(), [&](const yaml::Entry& entry) {
    return !did_you_mean(entry.key.text(), kNames).empty();
  });
}

}  // namespace

void volume_mount_without_volume(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  const yaml::Node spec = object.pod_spec();
  if (!spec.is_mapping() || is_spoilt(spec)) return;
  std::vector<std::string_view> names;
  for (const yaml::Node& volume : spec["volumes"].items()) {
    // A volume whose name is not known here may be any.
    if (!rules::flux::is_known(volume["name"])) return;
    names.push_back(volume["name"].text());
  }
  for (const yaml::Node& claim : object["spec"]["volumeClaimTemplates"].items()) {
    names.push_back(claim["metadata"]["name"].text());
  }
  for (const yaml::Node& container : object.containers()) {
    for (const std::string_view field : {"volumeMounts", "volumeDevices"}) {
      for (const yaml::Node& mount : container[field].items()) {
        const yaml::Node name = mount["name"];
        if (!rules::flux::is_known(name) || std::find(names.begin(), names.end(), name.text()) != names.end())
          continue;
        out.report(at(name), "the pod has no volume {}, so the API server refuses the pod{}",
                   quote(name.text()), did_you_mean(name.text(), names));
      }
    }
  }
}

}  // namespace fleetlint::rules::workload
