#include <map>
#include <string>
#include <utility>

#include "base/strings.h"
#include "rules/secret/producer.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void two_producers(const fleet::Cluster& cluster, diag::Collector& out) {
  const std::vector<Producer> producers = producers_of(cluster);
  std::map<std::pair<std::string_view, std::string_view>, const Producer*> owners;
  for (const Producer& producer : producers) {
    if (!producer.owns) continue;
    const auto [found, fresh] = owners.try_emplace({producer.name_space, producer.name}, &producer);
    const kube::Object& first = *found->second->object;
    // The same object in two units is flux/object-in-two-units'.
    if (fresh || first.id() == producer.object->id()) continue;
    diag::Place place = at(producer.where);
    diag::Location other = at(found->second->where).primary;
    other.label = "made here too";
    place.related.push_back(std::move(other));
    out.set_object(producer.object->ref());
    out.report(std::move(place),
               "the Secret {} is made by {} and by {}, which overwrite each other or refuse to; leave one",
               quote(std::string(producer.name_space) + "/" + std::string(producer.name)),
               first.id().to_string(), producer.object->id().to_string());
  }
}

}  // namespace fleetlint::rules::secret
