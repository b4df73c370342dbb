#include "kustomize/openapi.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/strings.h"
#include "kube/merge_keys.h"

namespace fleetlint::kustomize {

namespace {

/// The type of a place is kube::MergeSchema's.
class Builtin : public OpenApi {
 public:
  bool is_cluster_scoped(std::string_view api_version, std::string_view kind) const override {
    return kube::is_cluster_scoped_in_kustomize(api_version, kind);
  }

  MergePlace kind(std::string_view api_version, std::string_view kind) const override {
    return to_place(kube::MergeSchema::of_kind(api_version, kind));
  }

  MergePlace field(MergePlace parent, std::string_view name) const override {
    return to_place(kube::MergeSchema::of_type(static_cast<std::uint16_t>(parent.type)).field(name));
  }

 private:
  static MergePlace to_place(const kube::MergeSchema& schema) {
    MergePlace place;
    place.type = schema.type();
    place.merges = schema.merges();
    for (std::size_t i = 0; i < schema.keys().size(); ++i) place.keys[i] = schema.keys()[i];
    return place;
  }
};

/// A document of definitions, walked as it stands.
class Custom : public OpenApi {
 public:
  Custom(yaml::Node document, bool with_builtin)
      : definitions_(document["definitions"]), with_builtin_(with_builtin) {
    for (const yaml::Entry& path : document["paths"].entries()) {
      const yaml::Node gvk = path.value["get"]["x-kubernetes-group-version-kind"];
      if (!gvk) continue;
      const bool namespaced = path.key.text().find("namespaces/{namespace}") != std::string_view::npos;
      bool& known = namespaced_[key_of(gvk)];
      known = known || namespaced;
    }
    for (const yaml::Entry& definition : definitions_.entries()) {
      const yaml::Node gvks = definition.value["x-kubernetes-group-version-kind"];
      for (const yaml::Node gvk : gvks.items()) kinds_[key_of(gvk)] = definition.value;
    }
  }

  bool is_cluster_scoped(std::string_view api_version, std::string_view kind) const override {
    if (kube::is_cluster_scoped_in_kustomize(api_version, kind)) return true;
    const auto it = namespaced_.find(std::string(api_version) + '\n' + std::string(kind));
    return it != namespaced_.end() && !it->second;
  }

  MergePlace kind(std::string_view api_version, std::string_view kind) const override {
    const auto it = kinds_.find(std::string(api_version) + '\n' + std::string(kind));
    if (it != kinds_.end()) return to_place(it->second);
    return with_builtin_ ? from_builtin(builtin_openapi().kind(api_version, kind)) : MergePlace();
  }

  MergePlace field(MergePlace parent, std::string_view name) const override {
    if (parent.type >= kBuiltinTypes) {
      parent.type -= kBuiltinTypes;
      return from_builtin(builtin_openapi().field(parent, name));
    }
    yaml::Node schema = schema_of(parent.type);
    yaml::Node found = schema["properties"][name];
    if (!found) found = schema["additionalProperties"];
    return found.is_mapping() ? to_place(found) : MergePlace();
  }

 private:
  // Types from here on are those of the built-in schemas.
  static constexpr std::size_t kBuiltinTypes = std::size_t{1} << 32U;

  static MergePlace from_builtin(MergePlace place) {
    if (place.type != 0) place.type += kBuiltinTypes;
    return place;
  }

  /// The last definition that a chain of references names, whether it is here or not.
  std::string_view name_of(yaml::Node schema) const {
    std::string_view name;
    for (std::size_t i = 0; i <= definitions_.entries().size() && schema["$ref"]; ++i) {
      name = schema["$ref"].text();
      name = name.substr(name.rfind('/') + 1);
      schema = definitions_[name];
    }
    return name;
  }

  static std::string key_of(yaml::Node gvk) {
    std::string key(gvk["group"].text());
    if (!key.empty()) key += '/';
    key += gvk["version"].text();
    key += '\n';
    return key + std::string(gvk["kind"].text());
  }

  yaml::Node resolve(yaml::Node schema) const {
    // As many steps as there could be definitions: a circle of references ends.
    for (std::size_t i = 0; i <= definitions_.entries().size() && schema["$ref"]; ++i) {
      const std::string_view ref = schema["$ref"].text();
      schema = definitions_[ref.substr(ref.rfind('/') + 1)];
    }
    return schema;
  }

  yaml::Node schema_of(std::size_t type) const {
    const std::lock_guard lock(mutex_);
    return type == 0 || type > schemas_.size() ? yaml::Node() : schemas_[type - 1];
  }

  MergePlace to_place(yaml::Node field) const {
    MergePlace place;
    const std::string_view strategy = field["x-kubernetes-patch-strategy"].text();
    for (const std::string_view word : split(strategy, ',')) place.merges = place.merges || word == "merge";
    const yaml::Node keys = field["x-kubernetes-list-map-keys"];
    if (keys) {
      for (std::size_t i = 0; i < std::min(keys.items().size(), place.keys.size()); ++i) {
        place.keys[i] = keys.items()[i].text();
      }
    } else {
      place.keys[0] = field["x-kubernetes-patch-merge-key"].text();
    }
    yaml::Node schema = resolve(field);
    if (schema["type"].text() == "array") schema = resolve(schema["items"]);
    if (!schema) {
      const yaml::Node outer = field["type"].text() == "array" ? field["items"] : field;
      const kube::MergeSchema builtin =
          kube::MergeSchema::of_definition(with_builtin_ ? name_of(outer) : std::string_view());
      place.type = builtin.type() == 0 ? 0 : builtin.type() + kBuiltinTypes;
      return place;
    }
    const std::lock_guard lock(mutex_);
    const auto [it, added] = types_.try_emplace(schema.identity(), schemas_.size() + 1);
    if (added) schemas_.push_back(schema);
    place.type = it->second;
    return place;
  }

  yaml::Node definitions_;
  bool with_builtin_ = false;
  std::unordered_map<std::string, bool> namespaced_;
  std::unordered_map<std::string, yaml::Node> kinds_;
  mutable std::mutex mutex_;
  mutable std::vector<yaml::Node> schemas_;  // by type, from 1
  mutable std::unordered_map<const void*, std::size_t> types_;
};

}  // namespace

std::shared_ptr<const OpenApi> make_openapi(yaml::Node document, bool with_builtin) {
  if (!document.is_mapping()) return nullptr;
  return std::make_shared<Custom>(document, with_builtin);
}

namespace {

class Broken : public OpenApi {
 public:
  bool is_cluster_scoped(std::string_view api_version, std::string_view kind) const override {
    return builtin_openapi().is_cluster_scoped(api_version, kind);
  }
  MergePlace kind(std::string_view, std::string_view) const override { return {}; }
  MergePlace field(MergePlace, std::string_view) const override { return {}; }
  bool is_broken() const override { return true; }
};

}  // namespace

std::shared_ptr<const OpenApi> make_broken_openapi() { return std::make_shared<Broken>(); }

const OpenApi& builtin_openapi() {
  static const Builtin kBuiltin;
  return kBuiltin;
}

}  // namespace fleetlint::kustomize
