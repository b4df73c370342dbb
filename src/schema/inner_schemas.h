// The schemas of a CRD that its own schema does not reach: below items and additionalProperties, which may
// be something else than a schema.
#pragma once

#include "diag/collector.h"
#include "kube/object.h"
#include "schema/walk.h"

namespace fleetlint::schema {

/// Checks the fields and types of each, as of the schema at the top. `type`: of the CRD.
void check_inner_schemas(const Walk::Context& context, std::uint32_t type, const kube::Object& object,
                         const Step* step, diag::Collector& out);

}  // namespace fleetlint::schema
