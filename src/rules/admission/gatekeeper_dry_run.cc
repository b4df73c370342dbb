#include "rules/admission/enforcement.h"
#include "rules/twins.h"

namespace fleetlint::rules::admission {

void gatekeeper_dry_run(const fleet::Cluster& cluster, diag::Collector& out) {
  tell(*gatekeeper_of(cluster), policy::Action::audit, "would refuse it", out);
}

}  // namespace fleetlint::rules::admission
