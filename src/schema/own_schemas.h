// The user's own schemas: CRDs that a repository keeps for kinds that it uses, but
// does not apply itself (an operator's chart brings them).
//
// They lie in the folder kOwnSchemas as plain CRD manifests. A CRD that a cluster
// renders wins over them, and they win over what is bundled.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/object.h"
#include "yaml/node.h"

namespace fleetlint::schema {

inline constexpr std::string_view kOwnSchemas = ".fleetlint/schemas";

/// The CustomResourceDefinitions among documents, also those in a List.
std::vector<kube::Object> definitions_among(const std::vector<yaml::Node>& documents);

/// Where such a CRD is kept: "widgets.example.com.yaml"; empty for other objects.
std::string own_schema_name(const kube::Object& crd);

}  // namespace fleetlint::schema
