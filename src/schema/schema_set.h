// SchemaSet from inside: which types judge the objects of one cluster.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kube/gvk.h"
#include "schema/rule_book.h"
#include "schema/table_builder.h"
#include "schema/tables.h"
#include "schema/validator.h"
#include "yaml/node.h"

namespace fleetlint::schema {

/// One version of a CRD of the fleet; its schema is compiled when first asked for.
class CrdVersion {
 public:
  CrdVersion(std::string version, yaml::Node schema, bool keep_unknown, bool has_status)
      : version_(std::move(version)), schema_(schema), keep_unknown_(keep_unknown), has_status_(has_status) {}

  const std::string& version() const { return version_; }
  bool has_status() const { return has_status_; }

  struct Compiled {
    TableBuilder builder;
    Tables tables;
    std::uint32_t type = kNone;
    std::unordered_map<const void*, std::uint32_t> types;  ///< of the schemas in it, by identity
  };
  const Compiled& compiled() const;
  yaml::Node schema() const { return schema_; }
  bool keeps_unknown() const { return keep_unknown_; }

  /// Its rules, for a cluster of that minor.
  RuleBook& rules(int minor) const;

 private:
  std::string version_;
  yaml::Node schema_;
  bool keep_unknown_;
  bool has_status_;
  mutable std::once_flag once_;
  mutable Compiled compiled_;
  mutable std::mutex mutex_;
  mutable std::map<int, std::unique_ptr<RuleBook>> books_;
};

/// A CustomResourceDefinition of the fleet: its served versions.
struct Crd {
  std::string group;
  std::string kind;
  bool namespaced = true;
  yaml::Node spec;  ///< where it stands
  std::vector<std::unique_ptr<CrdVersion>> versions;
};

/// Nothing when the node names no group and kind.
std::shared_ptr<const Crd> read_crd(yaml::Node node);

class SchemaSet {
 public:
  SchemaSet(MinorMask minors, std::vector<std::shared_ptr<const Crd>> crds);

  /// Where an object's type is; `tables` is null when there is none.
  struct Found {
    const Tables* tables = nullptr;
    std::uint32_t type = kNone;
    bool native = false;      ///< Kubernetes' own kind
    bool from_fleet = false;  ///< a CRD that the cluster itself renders
    bool has_status = false;  ///< status is a subresource
    bool namespaced = true;
    const CrdVersion* version = nullptr;  ///< of a CRD of the fleet
  };
  Found find(std::string_view group, std::string_view version, std::string_view kind) const;

  const Crd* find_crd(std::string_view group, std::string_view kind) const;

  /// The bits of the minors this cluster is judged by: one, or two neighbours when
  /// its own minor is not among the bundled ones.
  MinorMask minors() const { return minors_; }

  /// The newest of them, as 1.x.
  int minor() const;

  /// The rules of a kind that was found; null for Kubernetes' own kinds, which have none.
  RuleBook* rules(const Found& found) const;

  const std::vector<std::shared_ptr<const Crd>>& crds() const { return crds_; }

 private:
  MinorMask minors_;
  std::vector<std::shared_ptr<const Crd>> crds_;  // sorted by group and kind
};

/// "1.30", or "1.25 or 1.28": the minors of a mask, for messages.
std::string minors_text(MinorMask minors);

/// schema/unknown-kind, or schema/unserved-kind where the kind is certainly wrong.
void report_unknown_kind(const SchemaSet& set, const kube::Object& object, diag::Collector& out);

}  // namespace fleetlint::schema
