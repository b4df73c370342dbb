#include "rules/flux/lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace fleetlint::rules::flux {

namespace {

/// Names of the ExternalArtifacts that generators of the namespace make.
std::vector<std::string> generated_artifacts(const fleet::Cluster& cluster, std::string_view name_space) {
  std::vector<std::string> names;
  for (const auto& item : cluster.index.of_kind("source.extensions.fluxcd.io", "ArtifactGenerator")) {
    if (item.object->name_space() != name_space) continue;
    for (const yaml::Node& artifact : (*item.object)["spec"]["artifacts"].items()) {
      names.emplace_back(artifact["name"].text());
    }
  }
  return names;
}

/// A hash of kustomize: ten of its 28 characters.
bool is_hash(std::string_view text) {
  return text.size() == 10 && text.find_first_not_of("0123456789bcdfghkmt") == std::string_view::npos;
}

}  // namespace

std::string_view namespace_of(yaml::Node reference, std::string_view own) {
  const std::string_view given = reference["namespace"].text();
  return given.empty() ? own : given;
}

bool is_known(yaml::Node node) {
  return node.is_scalar() && node.origin().operation != yaml::Operation::unresolved &&
         node.text().find("${") == std::string_view::npos;
}

bool is_source_kind(std::string_view kind) {
  constexpr std::string_view kKinds[] = {"GitRepository",  "OCIRepository", "Bucket",
                                         "HelmRepository", "HelmChart",     "ExternalArtifact"};
  return std::ranges::find(kKinds, kind) != std::end(kKinds);
}

bool has_source(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                std::string_view name) {
  if (cluster.is_own_source(kind, name_space, name)) return true;
  if (cluster.index.find(kSourceGroup, kind, name_space, name).object != nullptr) return true;
  if (kind != "ExternalArtifact") return false;
  for (const std::string& generated : generated_artifacts(cluster, name_space)) {
    // A name with captures stands for as many artifacts as there are folders.
    if (generated == name || generated.find('{') != std::string::npos) return true;
  }
  return false;
}

std::vector<std::string> source_names(const fleet::Cluster& cluster, std::string_view kind,
                                      std::string_view name_space) {
  std::vector<std::string> names;
  if (kind == "ExternalArtifact") names = generated_artifacts(cluster, name_space);
  for (const auto& item : cluster.index.of_kind(kSourceGroup, kind)) {
    if (item.object->name_space() == name_space) names.emplace_back(item.object->name());
  }
  const auto& own = cluster.graph.own_source;
  if (own && own->kind == kind && own->name_space == name_space) names.push_back(own->name);
  return names;
}

std::string other_kind_hint(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                            std::string_view name) {
  for (const std::string_view other :
       {"GitRepository", "OCIRepository", "Bucket", "HelmRepository", "HelmChart", "ExternalArtifact"}) {
    if (other != kind && has_source(cluster, other, name_space, name))
      return fmt::format("; there is a source of that name, but it is of kind {}", other);
  }
  return {};
}

std::string hint(std::string_view word, const std::vector<std::string>& names) {
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return did_you_mean(word, candidates);
}

std::string likely_mistake(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                           std::string_view name) {
  std::vector<std::string> near;
  std::string_view elsewhere;
  for (const auto& item : cluster.index.of_kind("", kind)) {
    const std::string_view other = item.object->name();
    if (item.object->name_space() == name_space) {
      const bool extends =
          other.size() == name.size() + 11 && other.starts_with(name) && other[name.size()] == '-';
      if (extends && is_hash(other.substr(name.size() + 1))) {
        return fmt::format(
            "it is generated as {}, and nothing puts that name here; say disableNameSuffixHash: true, or "
            "add a nameReference configuration",
            quote(other));
      }
      near.emplace_back(other);
      // References follow a generated name, so a misspelt one lacks the hash, too.
      if (other.size() > 11 && other[other.size() - 11] == '-' && is_hash(other.substr(other.size() - 10))) {
        near.emplace_back(other.substr(0, other.size() - 11));
      }
    } else if (other == name && !item.object->name_space().empty()) {
      elsewhere = item.object->name_space();
    }
  }
  if (const std::string meant = hint(name, near); !meant.empty()) return meant.substr(2);
  // A prefix is put on the name and on what refers to it, so a misspelt reference lacks that, too.
  std::vector<std::string> behind_prefix;
  for (const std::string& other : near) {
    for (std::size_t dash = other.find('-'); dash != std::string::npos; dash = other.find('-', dash + 1)) {
      const std::string rest = other.substr(dash + 1);
      if (rest.size() >= 8 && rest.size() + 1 >= name.size() && rest != name) behind_prefix.push_back(rest);
    }
  }
  if (const std::string meant = hint(name, behind_prefix); !meant.empty()) return meant.substr(2);
  if (elsewhere.empty()) return {};
  return fmt::format("there is one in namespace {}, but only {} is looked at", quote(elsewhere),
                     quote(name_space));
}

bool is_made_from_other(const fleet::Cluster& cluster, std::string_view name_space, std::string_view secret) {
  if (cluster.index.find("bitnami.com", "SealedSecret", name_space, secret).object != nullptr) return true;
  const auto& externals = cluster.index.of_kind("external-secrets.io", "ExternalSecret");
  return std::any_of(externals.begin(), externals.end(), [&](const auto& item) {
    const std::string_view target = (*item.object)["spec"]["target"]["name"].text();
    return item.object->name_space() == name_space &&
           (target.empty() ? item.object->name() : target) == secret;
  });
}

}  // namespace fleetlint::rules::flux
