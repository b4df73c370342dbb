#include "rules/admission/enforcement.h"
#include "rules/twins.h"

namespace fleetlint::rules::admission {

void pod_security_warned(const fleet::Cluster& cluster, diag::Collector& out) {
  tell(*pod_security_of(cluster), policy::Action::warn, "warns of its pods", out);
}

}  // namespace fleetlint::rules::admission
