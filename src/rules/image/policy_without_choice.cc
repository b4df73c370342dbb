#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {

void policy_without_choice(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "image.toolkit.fluxcd.io") return;
  const yaml::Node spec = object["spec"];
  const yaml::Entry* policy = spec.find("policy");
  // One that is not there at all, or is no mapping, is the schema's business.
  if (policy == nullptr || !policy->value.is_mapping()) return;
  for (const std::string_view choice : {"semver", "alphabetical", "numerical"}) {
    // A choice of the wrong type is the schema's business, too.
    const yaml::Node value = policy->value[choice];
    if (value && !value.is_null()) return;
  }
  out.report(at_key(*policy),
             "the policy does not say how tags are ordered; set semver, alphabetical or numerical")
      .object_path = "spec.policy";
}

}  // namespace fleetlint::rules::image
