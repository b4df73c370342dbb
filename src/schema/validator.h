// What the API server would say to an object, from schemas alone.
//
// Schemas of Kubernetes' own kinds and of Flux's are compiled into the binary
// (schemas/, packed at build) and used in place. CRDs that a cluster renders
// serve that cluster's objects. Findings: schema/unknown-field, wrong-type,
// required-field, invalid-value, duplicate-entry, unserved-kind, unknown-kind.
//
// validate() is a function of the set and the object's node alone. What the API
// server checks in code (names, fields that exclude each other) is in check/; what
// follows from other objects is not here.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "diag/collector.h"
#include "kube/object.h"
#include "yaml/node.h"

namespace fleetlint::schema {

/// The schemas of one cluster: a Kubernetes minor, and CRDs. Equal sets are one
/// object, so its address may stand for it in a memo key. Immutable, any thread.
class SchemaSet;
using SchemaSetPtr = std::shared_ptr<const SchemaSet>;

/// Kubernetes minors (of 1.x) in the binary, ascending.
std::vector<int> bundled_minors();

/// Makes and shares schema sets. One for a run.
class Catalog {
 public:
  Catalog();
  ~Catalog();

  /// `minor`: 1.`minor`. One between two bundled ones is judged by both: what either
  /// allows passes. Older ones than all are judged by the oldest, newer by the newest.
  /// `crds`: the cluster's rendered CustomResourceDefinitions, in order of their units;
  /// they win over bundled ones of the same kind. Any thread.
  SchemaSetPtr get(int minor, const std::vector<kube::Object>& crds);

  /// CRDs that every set has where a cluster does not bring its own. Before the first get().
  void add(std::vector<kube::Object> crds);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Does the set know the kind at this version?
bool knows(const SchemaSet& set, const kube::Gvk& gvk);
/// Is the kind cluster-scoped? Nothing is known of unknown kinds: false.
bool cluster_scoped(const SchemaSet& set, const kube::Gvk& gvk);

/// What a validation had to leave open.
struct Notes {
  std::size_t transition_rules = 0;  ///< of CRDs: they compare with the object as it was
};

/// Checks one object, or each item of a List. Each finding has its object and
/// object_path set and points at the value that is wrong, at the key of an unknown
/// field, at the mapping that lacks a required one. Findings on custom resources whose
/// CRD the cluster does not render itself have medium confidence: the bundled
/// CRD may be of another release. Values of Secrets are not quoted. Any thread.
void validate(const SchemaSet& set, const kube::Object& object, diag::Collector& out, Notes* notes = nullptr);

}  // namespace fleetlint::schema
