#include <fmt/format.h>

#include <map>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

namespace {

/// Controllers take several Ingresses of one path together, where annotations say what each is for: a
/// canary's share, an order of precedence, conditions.
bool is_shared_on_purpose(const kube::Object& ingress) {
  for (const yaml::Entry& entry : ingress.annotations().entries()) {
    const std::string_view key = entry.key.text();
    if (key.find("canary") != std::string_view::npos || key.find("priority") != std::string_view::npos ||
        key.find("group.order") != std::string_view::npos || key.find("conditions") != std::string_view::npos)
      return true;
  }
  return false;
}

std::string_view class_of(const kube::Object& ingress) {
  const std::string_view given = ingress["spec"]["ingressClassName"].text();
  return given.empty() ? ingress.annotations()["kubernetes.io/ingress.class"].text() : given;
}

}  // namespace

void ingress_path_twice(const fleet::Cluster& cluster, diag::Collector& out) {
  struct Seen {
    const kube::Object* ingress;
    yaml::Node place;
  };
  std::map<std::string, Seen> seen;
  for (const fleet::Index::Item& item : cluster.index.of_kind("networking.k8s.io", "Ingress")) {
    const kube::Object& ingress = *item.object;
    if (is_shared_on_purpose(ingress)) continue;
    for (const yaml::Node& rule : ingress["spec"]["rules"].items()) {
      const yaml::Node host = rule["host"];
      if (!rules::flux::is_known(host) || host.text().empty()) continue;
      for (const yaml::Node& path : rule["http"]["paths"].items()) {
        if (path["path"] && !rules::flux::is_known(path["path"])) continue;
        const std::string_view text = path["path"].text().empty() ? "/" : path["path"].text();
        const std::string key =
            fmt::format("{} {} {} {}", class_of(ingress), host.text(), text, path["pathType"].text());
        const auto [first, is_new] = seen.emplace(key, Seen{&ingress, host});
        if (is_new || same(first->second.place, host)) continue;
        // The same object of two units is flux/object-in-two-units.
        if (first->second.ingress != &ingress && first->second.ingress->id() == ingress.id()) continue;
        diag::Place place = at(host);
        diag::Location other = at(first->second.place).primary;
        other.label = "the first one";
        place.related.push_back(std::move(other));
        out.set_object(ingress.ref());
        out.report(std::move(place),
                   "path {} of host {} is {}'s already, and which of the two answers is not defined",
                   quote(text), quote(host.text()), first->second.ingress->id().to_string());
      }
    }
  }
}

}  // namespace fleetlint::rules::network
