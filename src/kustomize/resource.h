// Resource: an object on its way through a build, with the history of its names.
//
// kustomize keeps this history in annotations while it works; here it stands
// beside the node, so that the node is always what will be printed. Texts in a
// history are views that live as long as the run (nodes, arena). Every directory that
// includes another copies its resources, so a resource owns nothing: a copy is cheap.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/arena.h"
#include "kustomize/history.h"
#include "kustomize/openapi.h"
#include "yaml/node.h"

namespace fleetlint::kustomize {

/// Group, version and kind as patterns and identities share them; views.
struct Gvk {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
  friend bool operator==(const Gvk&, const Gvk&) = default;

  /// kustomize's order of field specs: by kind (Namespace, ... first), then the text.
  bool less_than(const Gvk& other) const;

  /// Every part of `selector` that is not empty is the same here.
  bool is_selected(const Gvk& selector) const;
};

/// "apps/v1" and a kind; a text without a slash is a version.
Gvk parse_gvk(std::string_view api_version, std::string_view kind);

/// What identifies a resource within a build: kind with group and version, name, namespace.
struct ResId {
  Gvk gvk;
  std::string_view name;
  std::string_view name_space;  ///< as written, may be empty
  bool cluster_scoped = false;

  /// "default" where none is set, a value that no namespace has for cluster-scoped kinds.
  std::string_view effective_namespace() const;

  bool gvkn_equals(const ResId& other) const { return gvk == other.gvk && name == other.name; }
  bool namespace_equals(const ResId& other) const {
    return effective_namespace() == other.effective_namespace();
  }
  /// kustomize's ResId.Equals: the namespace counts by its effective value.
  bool equals(const ResId& other) const { return gvkn_equals(other) && namespace_equals(other); }

  /// `Deployment.v1.apps/web.default`, as kustomize writes it: for keys and messages.
  std::string to_string() const;
};

enum class Behavior : std::uint8_t { unspecified, create, replace, merge };

/// An identity that a resource had before a transformer changed it.
struct PreviousId {
  std::string_view kind;
  std::string_view name;
  std::string_view name_space;  ///< effective
};

class Resource {
 public:
  Resource() = default;
  Resource(yaml::Node node, const OpenApi& openapi) : node_(node), openapi_(&openapi) {}

  /// Missing when a patch deleted the object; such resources are dropped after
  /// the transformer at work.
  yaml::Node node() const { return node_; }
  void set_node(yaml::Node node);
  bool is_empty() const {
    return !node_ || node_.is_null() || (node_.is_mapping() && node_.entries().empty());
  }

  Gvk gvk() const;
  std::string_view kind() const { return node_["kind"].text(); }
  std::string_view name() const { return node_["metadata"]["name"].text(); }
  std::string_view name_space() const { return node_["metadata"]["namespace"].text(); }

  ResId current_id() const;
  /// The first of previous_ids(), or the current one.
  ResId original_id() const;
  /// Oldest first, without the current one.
  std::vector<ResId> previous_ids() const;
  /// Any previous id or the current one.
  template <typename Predicate>
  bool any_id(Predicate predicate) const {
    if (previous.empty()) return predicate(current_id());
    for (const ResId& id : previous_ids()) {
      if (predicate(id)) return true;
    }
    return predicate(current_id());
  }

  /// Remembers the current id: call before changing name, namespace or kind.
  void store_previous_id(Arena& arena);

  /// Upstream keeps what buildMetadata prints among the annotations. With each such note all annotations are
  /// written anew: as texts, which are no longer the nodes that other fields may share with them.
  void rewrite_annotations(Arena& arena);

  // History. Written by transformers, read by name references and selectors.
  History<PreviousId> previous;
  History<std::string_view> prefixes;  ///< in the order they were put on
  History<std::string_view> suffixes;
  History<std::string_view> referring_vars;   ///< names of vars that read this object
  Behavior behavior = Behavior::unspecified;  ///< of a generated object
  bool is_referred_to = false;                ///< a name reference was found to mean it
  bool needs_hash = false;                    ///< a content hash goes to the end of the name
  bool allow_name_change = false;             ///< only on patches
  bool allow_kind_change = false;

  // What buildMetadata asks to print: YAML texts, empty where not asked for.
  std::string_view origin_text;
  History<std::string_view> transformations;

  const OpenApi* openapi() const { return openapi_; }
  /// Upstream has one schema for all: what a later directory brings holds for what was loaded before.
  void set_openapi(const OpenApi& openapi) { openapi_ = &openapi; }

  /// Upstream has a note on this object among its annotations, so it has annotations.
  bool has_notes() const {
    return !previous.empty() || !prefixes.empty() || !suffixes.empty() || behavior != Behavior::unspecified ||
           needs_hash || is_referred_to || !origin_text.empty();
  }

 private:
  yaml::Node node_;
  const OpenApi* openapi_ = nullptr;
};
static_assert(std::is_trivially_copyable_v<Resource>);

/// The resources of a build in the order they were added.
class ResMap {
 public:
  std::vector<Resource> resources;

  std::size_t size() const { return resources.size(); }
  auto begin() { return resources.begin(); }
  auto end() { return resources.end(); }
  auto begin() const { return resources.begin(); }
  auto end() const { return resources.end(); }

  /// Those whose current id equals `id` (kustomize: GetMatchingResourcesByCurrentId).
  std::vector<Resource*> by_current_id(const ResId& id);

  /// Those that have or had an id for which the predicate holds (GetMatchingResourcesByAnyId).
  template <typename Predicate>
  std::vector<Resource*> by_any_id(Predicate predicate) {
    std::vector<Resource*> found;
    for (Resource& resource : resources) {
      if (resource.any_id(predicate)) found.push_back(&resource);
    }
    return found;
  }

  /// Removes what transformers emptied.
  void drop_empty();
};

}  // namespace fleetlint::kustomize
