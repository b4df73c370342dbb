#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

namespace {

/// Another program puts keys into it: a bundle of certificates, copies of other objects.
bool is_filled_elsewhere(const kube::Object& object) {
  for (const yaml::Node& marks : {object.labels(), object.annotations()}) {
    for (const yaml::Entry& mark : marks.entries()) {
      const std::string_view key = mark.key.text();
      for (const std::string_view word :
           {"inject", "reflect", "replicat", "sync", "ssa", "service-account"}) {
        if (key.find(word) != std::string_view::npos) return true;
      }
    }
  }
  return object["type"].text() == "kubernetes.io/service-account-token";
}

void collect(yaml::Node map, std::vector<std::string_view>& keys) {
  for (const yaml::Entry& entry : map.entries()) keys.push_back(entry.key.text());
}

}  // namespace

void key_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::shared_ptr<const Uses>& uses : uses_in(cluster)) {
    for (const Use& use : uses->objects) {
      if (use.keys.empty() || use.optional || !rules::flux::is_known(use.name)) continue;
      const kube::Object* const object =
          cluster.index.find("", use.kind, uses->workload.name_space(), use.name.text()).object;
      if (object == nullptr || is_filled_elsewhere(*object)) continue;
      std::vector<std::string_view> keys;
      for (const std::string_view field : {"data", "binaryData", "stringData"})
        collect((*object)[field], keys);
      if (keys.empty()) continue;  // something else is to fill it
      for (const yaml::Node& key : use.keys) {
        if (!rules::flux::is_known(key)) continue;
        bool found = false;
        for (const std::string_view known : keys) found = found || known == key.text();
        if (found) continue;
        diag::Place place = at(key);
        diag::Location other = at((*object)["metadata"]["name"]).primary;
        other.label = std::string("the ") + std::string(use.kind);
        place.related.push_back(std::move(other));
        out.set_object(uses->workload.ref());
        out.report(std::move(place), "{} has no key {}, so the pods do not start{}", object->id().to_string(),
                   quote(key.text()), did_you_mean(key.text(), keys));
      }
    }
  }
}

}  // namespace fleetlint::rules::workload
