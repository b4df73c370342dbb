#include "rules/network/services.h"

#include <algorithm>
#include <string>

#include "base/hash.h"
#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::network {

namespace {

bool matches(yaml::Node selector, yaml::Node labels) {
  const auto wanted = selector.entries();
  return std::all_of(wanted.begin(), wanted.end(), [&](const yaml::Entry& entry) {
    return labels[entry.key].text() == entry.value.text();
  });
}

std::uint64_t hash_of(const yaml::Entry& label) {
  return hash_mix(std::hash<yaml::Key>()(label.key), hash_bytes(label.value.text()));
}

/// Flagger makes Services of its own: the Canary's or its target's name, and two beside it.
bool is_made_by_canary(const fleet::Cluster& cluster, std::string_view name_space, std::string_view service) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("flagger.app", "Canary")) {
    if (item.object->name_space() != name_space) continue;
    const yaml::Node spec = (*item.object)["spec"];
    const std::string_view given = spec["service"]["name"].text();
    const std::string_view name = given.empty() ? spec["targetRef"]["name"].text() : given;
    if (!service.starts_with(name)) continue;
    const std::string_view rest = service.substr(name.size());
    if (rest.empty() || rest == "-canary" || rest == "-primary") return true;
  }
  return false;
}

bool has_port(const kube::Object& service, yaml::Node port) {
  const auto ports = service["spec"]["ports"].items();
  return std::any_of(ports.begin(), ports.end(), [&](const yaml::Node& candidate) {
    return (port.is_string() ? candidate["name"] : candidate["port"]).text() == port.text();
  });
}

void check_port(const Backend& backend, const kube::Object& service, diag::Collector& out) {
  const yaml::Node port = backend.port;
  if (!rules::flux::is_known(port) || port.text().empty() || has_port(service, port)) return;
  std::vector<std::string_view> names;
  std::vector<std::string> numbers;
  for (const yaml::Node& candidate : service["spec"]["ports"].items()) {
    if (!rules::flux::is_known(candidate["port"])) return;
    if (const std::string_view name = candidate["name"].text(); !name.empty()) names.push_back(name);
    numbers.emplace_back(candidate["port"].text());
  }
  if (numbers.empty()) return;  // a Service without ports is the schema's business, or another name's
  diag::Place place = at(port);
  diag::Location other = at(service["metadata"]["name"]).primary;
  other.label = "the Service";
  place.related.push_back(std::move(other));
  const std::string meant = did_you_mean(port.text(), names);
  out.set_object(backend.owner->ref());
  out.report(std::move(place), "{} has no port {}; it has {}{}", service.id().to_string(), quote(port.text()),
             join(numbers, ", "), meant);
}

}  // namespace

Workloads::Workloads(const std::vector<const kube::Object*>& workloads) {
  for (const kube::Object* workload : workloads) {
    const yaml::Node labels = workload->pod_metadata()["labels"];
    for (const yaml::Entry& label : labels.entries())
      by_label_[hash_of(label)].push_back(static_cast<std::uint32_t>(items_.size()));
    Item& item = items_.emplace_back(Item{*workload, labels, {}});
    for (const yaml::Node& container : workload->containers()) {
      for (const yaml::Node& port : container["ports"].items()) {
        if (const yaml::Node name = port["name"]) item.ports.push_back(name);
      }
    }
  }
}

std::vector<const Workloads::Item*> Workloads::selected_by(yaml::Node selector) const {
  std::vector<const Item*> selected;
  const auto add = [&](const Item& item) {
    if (matches(selector, item.labels)) selected.push_back(&item);
  };
  // A label that is not there counts as an empty one: only another can be looked up.
  const auto wanted = selector.entries();
  const auto telling =
      std::ranges::find_if(wanted, [](const yaml::Entry& entry) { return !entry.value.text().empty(); });
  if (telling == wanted.end()) {
    std::ranges::for_each(items_, add);
  } else if (const auto found = by_label_.find(hash_of(*telling)); found != by_label_.end()) {
    for (const std::uint32_t number : found->second) add(items_[number]);
  }
  return selected;
}

std::shared_ptr<const Workloads> workloads_in(const fleet::Cluster& cluster, std::string_view name_space) {
  const auto& all = cluster.index.workloads();
  const auto here = all.find(name_space);
  static const std::vector<const kube::Object*> kNone;
  const std::vector<const kube::Object*>& workloads = here == all.end() ? kNone : here->second;
  std::string key = "network/workloads";
  for (const kube::Object* workload : workloads) {
    const void* node = workload->node().identity();
    key.append(reinterpret_cast<const char*>(&node), sizeof node);
  }
  return cluster.memo->get<Workloads>(key, [&] { return Workloads(workloads); });
}

void check_backend(const fleet::Cluster& cluster, const Backend& backend, diag::Collector& out) {
  const std::string_view name = backend.name.text();
  if (!rules::flux::is_known(backend.name) || name.empty()) return;
  const kube::Object* const service = cluster.index.find("", "Service", backend.name_space, name).object;
  if (service != nullptr) return check_port(backend, *service, out);
  if (workload::is_unknown(cluster, backend.name_space)) return;
  if (is_made_by_canary(cluster, backend.name_space, name)) return;
  std::vector<std::string_view> names;
  for (const fleet::Index::Item& item : cluster.index.of_kind("", "Service")) {
    if (item.object->name_space() == backend.name_space) names.push_back(item.object->name());
  }
  out.set_object(backend.owner->ref());
  out.report(at(backend.name), "Service {} is not rendered by this cluster, so requests have nowhere to go{}",
             quote(std::string(backend.name_space) + "/" + std::string(name)), did_you_mean(name, names));
}

}  // namespace fleetlint::rules::network
