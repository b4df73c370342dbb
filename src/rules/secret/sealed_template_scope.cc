#include "rules/twins.h"
#include "secrets/sealed.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sealed_template_scope(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != secrets::kSealedGroup) return;
  const yaml::Node metadata = object["spec"]["template"]["metadata"];
  const secrets::Scope own = secrets::scope_of(object.annotations());
  const secrets::Scope inner = secrets::scope_of(metadata["annotations"]);
  if (inner <= own) return;
  out.report(at(metadata["annotations"]),
             "the template says {}, but the SealedSecret itself is {}, and only that counts; put the "
             "annotation into "
             "\"metadata.annotations\", or take it out of the template",
             to_string(inner), to_string(own));
}

}  // namespace fleetlint::rules::secret
