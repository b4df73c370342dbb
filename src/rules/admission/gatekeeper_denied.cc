#include "rules/admission/enforcement.h"
#include "rules/twins.h"

namespace fleetlint::rules::admission {

void gatekeeper_denied(const fleet::Cluster& cluster, diag::Collector& out) {
  tell(*gatekeeper_of(cluster), policy::Action::deny, "refuses it", out);
}

}  // namespace fleetlint::rules::admission
