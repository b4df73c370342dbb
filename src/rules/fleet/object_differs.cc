#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/fleet/peers.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// What differs between two objects: the first place, and how much of how much.
struct Difference {
  yaml::Node left;
  yaml::Node right;
  std::string path;
  std::size_t different = 0;
  std::size_t all = 0;
};

bool is_declared(yaml::Node node) {
  for (const yaml::Origin* origin = &node.origin(); origin != nullptr; origin = origin->cause) {
    if (origin->operation == yaml::Operation::substituted || origin->operation == yaml::Operation::unresolved)
      return true;
  }
  return false;
}

void note(yaml::Node left, yaml::Node right, const std::string& path, Difference& found) {
  ++found.all;
  if (is_declared(left) || is_declared(right)) return;
  if (found.different++ == 0) {
    found.left = left;
    found.right = right;
    found.path = path;
  }
}

void compare(yaml::Node left, yaml::Node right, const std::string& path, Difference& found) {
  if (left.is_mapping() && right.is_mapping()) {
    for (const yaml::Entry& entry : left.entries()) {
      const std::string inner =
          path.empty() ? std::string(entry.key.text()) : path + "." + std::string(entry.key.text());
      const yaml::Node other = right[entry.key];
      if (other) {
        compare(entry.value, other, inner, found);
      } else {
        note(entry.value, right, inner, found);
      }
    }
    for (const yaml::Entry& entry : right.entries()) {
      if (!left[entry.key]) note(left, entry.value, path + "." + std::string(entry.key.text()), found);
    }
  } else if (left.is_sequence() && right.is_sequence() && left.items().size() == right.items().size()) {
    for (std::size_t i = 0; i < left.items().size(); ++i) {
      compare(left.items()[i], right.items()[i], path + "[" + std::to_string(i) + "]", found);
    }
  } else if (yaml::equal(left, right)) {
    ++found.all;
  } else {
    note(left, right, path, found);
  }
}

/// Flux's own objects name the cluster's directory and its version; what is encrypted is so for one cluster's
/// key.
bool has_to_differ(const kube::Object& object) {
  return object.group().ends_with("toolkit.fluxcd.io") ||
         object.labels()["app.kubernetes.io/part-of"].text() == "flux" || object.kind() == "SealedSecret" ||
         object["sops"].is_mapping();
}

/// The same text for both: peers share the file that wrote it.
bool is_shared(const kube::Object& a, const kube::Object& b) {
  const yaml::Origin& left = written_at(a["metadata"]["name"]);
  const yaml::Origin& right = written_at(b["metadata"]["name"]);
  return left.file == right.file && left.span == right.span;
}

}  // namespace

void object_differs(const fleet::Fleet& fleet, diag::Collector& out) {
  for (const auto& [group, clusters] : groups_of(fleet)) {
    std::map<kube::ObjectId, std::pair<const fleet::Cluster*, const kube::Object*>> first;
    for (const fleet::Cluster* cluster : clusters) {
      for (const auto& [id, items] : cluster->index.by_id()) {
        const kube::Object& object = *items.front().object;
        const auto [known, is_new] = first.try_emplace(id, cluster, &object);
        if (is_new || has_to_differ(object) || is_shared(*known->second.second, object)) continue;
        Difference found;
        compare(object.node(), known->second.second->node(), {}, found);
        // Objects that have little in common are no copies of one another.
        if (found.different == 0 || found.different * 5 > found.all) continue;
        out.set_object(object.ref());
        diag::Place place = at(found.left);
        diag::Location other = at(found.right).primary;
        other.label = "in " + known->second.first->name;
        place.related.push_back(std::move(other));
        diag::Finding& finding =
            out.report(std::move(place),
                       "{} is written once for {} and once for {}, and {} differs{}; share a base and patch "
                       "what has to differ",
                       id.to_string(), cluster->name, known->second.first->name, found.path,
                       found.different == 1 ? std::string()
                                            : " (and " + count_of(found.different - 1, "more field") + ")");
        finding.object_path = found.path;
        finding.clusters = {cluster->name};
      }
    }
  }
}

}  // namespace fleetlint::rules::fleet
