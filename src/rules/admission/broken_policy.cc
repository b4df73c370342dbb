#include "rules/admission/enforcement.h"
#include "rules/twins.h"

namespace fleetlint::rules::admission {

void broken_policy(const fleet::Cluster& cluster, diag::Collector& out) {
  tell_broken(*gatekeeper_of(cluster), out);
  tell_broken(*admission_of(cluster), out);
  tell_broken(*pod_security_of(cluster), out);
}

}  // namespace fleetlint::rules::admission
