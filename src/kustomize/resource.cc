#include "kustomize/resource.h"

#include <algorithm>
#include <array>
#include <vector>

#include "kustomize/transform/alias.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

/// Kinds that kustomize sorts before all others, in this order, and after them.
constexpr std::array<std::string_view, 22> kFirst = {
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
};
constexpr std::array<std::string_view, 2> kLast = {"MutatingWebhookConfiguration",
                                                   "ValidatingWebhookConfiguration"};

int kind_rank(std::string_view kind) {
  if (const auto* it = std::ranges::find(kFirst, kind); it != kFirst.end()) {
    return static_cast<int>(it - kFirst.begin()) - static_cast<int>(kFirst.size());
  }
  if (const auto* it = std::ranges::find(kLast, kind); it != kLast.end()) {
    return 1 + static_cast<int>(it - kLast.begin());
  }
  return 0;
}

/// Absent parts sort as upstream's place holders do.
std::string sort_text(const Gvk& gvk) {
  std::string text(gvk.group.empty() ? "~G" : gvk.group);
  text += '_';
  text += gvk.version.empty() ? "~V" : gvk.version;
  text += '_';
  text += gvk.kind.empty() ? "~K" : gvk.kind;
  return text;
}

std::string_view or_place_holder(std::string_view text, std::string_view place_holder) {
  return text.empty() ? place_holder : text;
}

}  // namespace

bool Gvk::less_than(const Gvk& other) const {
  const int a = kind_rank(kind);
  const int b = kind_rank(other.kind);
  return a != b ? a < b : sort_text(*this) < sort_text(other);
}

bool Gvk::is_selected(const Gvk& selector) const {
  return (selector.group.empty() || selector.group == group) &&
         (selector.version.empty() || selector.version == version) &&
         (selector.kind.empty() || selector.kind == kind);
}

Gvk parse_gvk(std::string_view api_version, std::string_view kind) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) return {{}, api_version, kind};
  return {api_version.substr(0, slash), api_version.substr(slash + 1), kind};
}

std::string_view ResId::effective_namespace() const {
  if (cluster_scoped) return "_non_namespaceable_";
  return name_space.empty() ? std::string_view("default") : name_space;
}

std::string ResId::to_string() const {
  std::string text(or_place_holder(gvk.kind, "[noKind]"));
  text += '.';
  text += or_place_holder(gvk.version, "[noVer]");
  text += '.';
  text += or_place_holder(gvk.group, "[noGrp]");
  text += '/';
  text += or_place_holder(name, "[noName]");
  text += '.';
  text += or_place_holder(name_space, "[noNs]");
  return text;
}

void Resource::set_node(yaml::Node node) { node_ = node; }

Gvk Resource::gvk() const { return parse_gvk(node_["apiVersion"].text(), kind()); }

ResId Resource::current_id() const {
  const std::string_view api_version = node_["apiVersion"].text();
  const bool cluster_scoped = openapi_ != nullptr && openapi_->is_cluster_scoped(api_version, kind());
  const yaml::Node metadata = node_["metadata"];
  return {parse_gvk(api_version, kind()), metadata["name"].text(), metadata["namespace"].text(),
          cluster_scoped};
}

std::vector<ResId> Resource::previous_ids() const {
  std::vector<ResId> ids(previous.size());
  const std::string_view api_version = node_["apiVersion"].text();
  std::size_t at = ids.size();
  for (const PreviousId& id : previous) {
    // The stored namespace is the effective one already, so scope plays no part any more.
    ids[--at] = {parse_gvk(api_version, id.kind), id.name, id.name_space, false};
  }
  return ids;
}

ResId Resource::original_id() const {
  if (previous.empty()) return current_id();
  const PreviousId& id = previous.front();
  return {parse_gvk(node_["apiVersion"].text(), id.kind), id.name, id.name_space, false};
}

void Resource::store_previous_id(Arena& arena) {
  const ResId id = current_id();
  previous.push_back(arena, {id.gvk.kind, id.name, id.effective_namespace()});
}

void Resource::rewrite_annotations(Arena& arena) {
  const auto is_old = [](yaml::Node value) {
    return value.is_scalar() && !value.is_null() && (!value.is_string() || transform::may_be_shared(value));
  };
  const yaml::Node annotations = node_["metadata"]["annotations"];
  if (std::ranges::none_of(annotations.entries(), is_old, &yaml::Entry::value)) return;
  std::vector<yaml::Entry> entries(annotations.entries().begin(), annotations.entries().end());
  for (yaml::Entry& entry : entries) {
    if (!is_old(entry.value)) continue;
    const yaml::Origin origin =
        entry.value.is_string() ? entry.value.origin() : yaml::converted(arena, entry.value);
    entry.value = yaml::make_string(arena, entry.value.text(), origin);
  }
  constexpr std::string_view kPath[] = {"metadata", "annotations"};
  set_node(yaml::update(arena, node_, kPath, false, annotations.origin(), [&](yaml::Node) {
    return yaml::make_mapping(arena, entries, annotations.origin(), annotations.style());
  }));
}

std::vector<Resource*> ResMap::by_current_id(const ResId& id) {
  std::vector<Resource*> found;
  for (Resource& resource : resources) {
    if (resource.current_id().equals(id)) found.push_back(&resource);
  }
  return found;
}

void ResMap::drop_empty() {
  std::erase_if(resources, [](const Resource& resource) { return resource.is_empty(); });
}

}  // namespace fleetlint::kustomize
