#include "rules/admission/enforcement.h"
#include "rules/twins.h"

namespace fleetlint::rules::admission {

void gatekeeper_warned(const fleet::Cluster& cluster, diag::Collector& out) {
  tell(*gatekeeper_of(cluster), policy::Action::warn, "warns of it", out);
}

}  // namespace fleetlint::rules::admission
