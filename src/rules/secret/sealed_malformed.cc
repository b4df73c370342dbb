#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/sealed.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sealed_malformed(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != secrets::kSealedGroup) return;
  const yaml::Node spec = object["spec"];
  if (spec["data"].is_scalar()) {
    out.report(
        at(spec["data"]),
        "\"spec.data\" is a form that controllers no longer open by default; seal it again, which gives "
        "\"spec.encryptedData\"");
  }
  for (const yaml::Entry& entry : spec["encryptedData"].entries()) {
    if (!entry.value.is_scalar() || entry.value.text().find("${") != std::string_view::npos) continue;
    const secrets::Ciphertext read = secrets::read_ciphertext(entry.value.text());
    if (read.problem.empty()) continue;
    out.report(at(entry.value), "the sealed value of {} {}, so the Secret is not made; seal it again",
               quote(entry.key.text(), 60), read.problem);
  }
}

}  // namespace fleetlint::rules::secret
