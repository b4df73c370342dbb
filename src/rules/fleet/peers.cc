#include "rules/fleet/peers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/image/reference.h"
#include "yaml/place.h"

namespace fleetlint::rules::fleet {

namespace {

/// A number, or nothing where the text does not begin with one; takes it off.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Pre-releases by the rules of semantic versions: part by part, numbers before words.
std::strong_ordering compare_parts(std::string_view left, std::string_view right) {
  const std::vector<std::string_view> a = split(left, '.');
  const std::vector<std::string_view> b = split(right, '.');
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i]) continue;
    const bool numbers = is_number(a[i]) && is_number(b[i]);
    if (numbers && a[i].size() != b[i].size()) return a[i].size() <=> b[i].size();
    if (is_number(a[i]) != is_number(b[i])) return is_number(b[i]) <=> is_number(a[i]);
    return a[i].compare(b[i]) <=> 0;
  }
  return a.size() <=> b.size();
}

void add(std::map<std::string, Component>& all, std::string name, const kube::Object& object, yaml::Node node,
         std::string_view text) {
  if (!flux::is_known(node)) return;
  const std::optional<Version> version = exact_version(text);
  if (version) all.try_emplace(name, Component{name, &object, node, *version, std::string(text)});
}

void add_charts(const fleet::Cluster& cluster, std::map<std::string, Component>& all) {
  for (const fleet::Index::Item& item : cluster.index.of_kind(flux::kHelmGroup, "HelmRelease")) {
    const kube::Object& release = *item.object;
    const yaml::Node chart = release["spec"]["chart"]["spec"];
    const std::string subject = release.id().to_string();
    add(all, fmt::format("chart {} of {}", quote(chart["chart"].text()), subject), release, chart["version"],
        chart["version"].text());
    const yaml::Node reference = release["spec"]["chartRef"];
    if (reference["kind"].text() != "OCIRepository") continue;
    const kube::Object* source =
        cluster.index
            .find(flux::kSourceGroup, "OCIRepository", flux::namespace_of(reference, release.name_space()),
                  reference["name"].text())
            .object;
    if (source == nullptr) continue;
    const std::string_view url = (*source)["spec"]["url"].text();
    const yaml::Node tag = (*source)["spec"]["ref"]["tag"];
    add(all,
        fmt::format("chart {} of {}",
                    quote(url.substr(url.rfind('/') == std::string_view::npos ? 0 : url.rfind('/') + 1)),
                    subject),
        *source, tag, tag.text());
  }
}

void add_sources(const fleet::Cluster& cluster, std::map<std::string, Component>& all) {
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    const yaml::Node reference = unit.kustomization["spec"]["sourceRef"];
    const std::string_view name_space = flux::namespace_of(reference, unit.name_space);
    const kube::Object* source =
        cluster.index.find(flux::kSourceGroup, reference["kind"].text(), name_space, reference["name"].text())
            .object;
    if (source == nullptr) continue;
    const yaml::Node tag = (*source)["spec"]["ref"]["tag"];
    add(all, source->id().to_string(), *source, tag, tag.text());
  }
}

void add_images(const fleet::Cluster& cluster, std::map<std::string, Component>& all) {
  for (const auto& [id, items] : cluster.index.by_id()) {
    const kube::Object& object = *items.front().object;
    for (const yaml::Node& container : object.containers()) {
      const yaml::Node node = container["image"];
      const image::Reference reference = image::parse_reference(node.text());
      add(all, fmt::format("image {} of {}", quote(reference.repository), id.to_string()), object, node,
          reference.tag);
    }
  }
}

}  // namespace

std::map<std::string, Clusters> groups_of(const fleet::Fleet& fleet) {
  std::map<std::string, Clusters> groups;
  for (const auto& cluster : fleet.clusters) {
    if (!cluster->group.empty()) groups[cluster->group].push_back(cluster.get());
  }
  return groups;
}

diag::Place place_of(const fleet::Cluster& cluster) {
  if (cluster.entry.kustomization.node()) return at(cluster.entry.kustomization["metadata"]["name"]);
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    if (unit.kustomization.node()) return at(unit.kustomization["metadata"]["name"]);
    if (!unit.objects.empty()) return at(unit.objects.front()["metadata"]["name"]);
  }
  return {};
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = numbers <=> other.numbers; order != 0) return order;
  if (before.empty() || other.before.empty()) return before.empty() <=> other.before.empty();
  return compare_parts(before, other.before);
}

std::optional<Version> exact_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Version version;
  for (std::size_t i = 0; i < version.numbers.size(); ++i) {
    if (i > 0 && (text.empty() || text.front() != '.')) return std::nullopt;
    if (i > 0) text.remove_prefix(1);
    const std::optional<int> number = take_number(text);
    if (!number) return std::nullopt;
    version.numbers[i] = *number;
  }
  text = text.substr(0, text.find('+'));
  if (text.empty()) return version;
  if (text.front() != '-' || text.size() == 1) return std::nullopt;
  version.before = text.substr(1);
  return version;
}

std::map<std::string, Component> components_of(const fleet::Cluster& cluster) {
  std::map<std::string, Component> all;
  add_charts(cluster, all);
  add_sources(cluster, all);
  add_images(cluster, all);
  return all;
}

const yaml::Origin& written_at(yaml::Node node) {
  const yaml::Origin* origin = &node.origin();
  while (origin->cause != nullptr) origin = origin->cause;
  return *origin;
}

std::string listed(const std::vector<std::string>& names) {
  if (names.size() == 1) return names[0];
  if (names.size() == 2) return names[0] + " and " + names[1];
  if (names.size() == 3) return fmt::format("{}, {} and {}", names[0], names[1], names[2]);
  return fmt::format("{}, {} and {} more", names[0], names[1], names.size() - 2);
}

std::optional<double> seconds_of(std::string_view text) {
  double seconds = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    double number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with("ms")) {
      seconds += number / 1000;
      text.remove_prefix(2);
      continue;
    }
    const double unit = text.starts_with('h')   ? 3600
                        : text.starts_with('m') ? 60
                        : text.starts_with('s') ? 1
                                                : 0;
    if (unit == 0) return std::nullopt;
    seconds += number * unit;
    text.remove_prefix(1);
  }
  return seconds;
}

bool is_policy(const kube::ObjectId& id) {
  if (id.group == "kyverno.io" || id.group == "policies.kyverno.io") return id.kind.ends_with("Policy");
  if (id.group == "templates.gatekeeper.sh" || id.group == "constraints.gatekeeper.sh") return true;
  if (id.group != "admissionregistration.k8s.io") return false;
  return id.kind.ends_with("AdmissionPolicy") || id.kind.ends_with("AdmissionPolicyBinding");
}

}  // namespace fleetlint::rules::fleet
