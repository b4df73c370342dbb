// The defaults in the schemas of a CRD: the API server asks of each that it is valid itself.
#pragma once

#include "diag/collector.h"
#include "kube/object.h"
#include "schema/schema_set.h"

namespace fleetlint::schema {

/// schema/crd-not-structural for each default that its own schema, list types or rules refuse.
void check_crd_defaults(const CrdVersion& version, int minor, const kube::Object& object,
                        const std::string& prefix, diag::Collector& out);

}  // namespace fleetlint::schema
