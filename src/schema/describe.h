// Types of schemas as text, in the form of schemas/README.md: for people who ask
// what a kind may hold.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/validator.h"

namespace fleetlint::schema {

/// A kind that a set of schemas knows.
struct KnownKind {
  std::string group;
  std::string version;
  std::string kind;
  bool namespaced = true;
  bool built_in = false;    ///< Kubernetes' own
  bool from_fleet = false;  ///< a CRD that was given to the set
};

/// Sorted by group, kind and version.
std::vector<KnownKind> known_kinds(const SchemaSet& set);

/// The fields of a kind, or of what is found at a path in it ("spec.template"), a line
/// each, `depth` levels deep. Nothing where kind or path is not known.
std::string describe(const SchemaSet& set, const kube::Gvk& gvk, std::string_view path, int depth);

}  // namespace fleetlint::schema
