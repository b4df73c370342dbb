// The CEL rules of a CRD, looked at in the CRD itself: do they compile?
#pragma once

#include "diag/collector.h"
#include "kube/object.h"
#include "schema/schema_set.h"

namespace fleetlint::schema {

/// schema/crd-rule-invalid for each rule, messageExpression and fieldPath that the API
/// server refuses. Nothing for other objects.
void check_crd_rules(const SchemaSet& set, const kube::Object& object, const std::string& prefix,
                     diag::Collector& out);

}  // namespace fleetlint::schema
