#include "base/strings.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

bool is_set(yaml::Node annotations, std::string_view scope) {
  return annotations[std::string("sealedsecrets.bitnami.com/") + std::string(scope)].text() == "true";
}

bool is_affixed(const yaml::Origin& origin) {
  return origin.operation == yaml::Operation::prefixed || origin.operation == yaml::Operation::suffixed;
}

}  // namespace

void sealed_scope_mismatch(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "bitnami.com" || is_set(object.annotations(), "cluster-wide")) return;
  const bool strict = !is_set(object.annotations(), "namespace-wide");
  const yaml::Node metadata = object["metadata"];
  const yaml::Node sealed = object["spec"]["template"]["metadata"];
  const auto differ = [](yaml::Node a, yaml::Node b) {
    return a && b && !a.text().empty() && !b.text().empty() && a.text() != b.text();
  };

  const yaml::Node name = metadata["name"];
  if (strict && differ(name, sealed["name"])) {
    out.report(
           at(name),
           "sealed as {}, but rendered as {}, so it cannot be decrypted; seal it again or with a wider scope",
           quote(sealed["name"].text()), quote(name.text()))
        .object_path = "metadata.name";
  } else if (strict && !sealed["name"] && is_affixed(name.origin())) {
    out.report(at(name),
               "rendered as {} by a name prefix or suffix, but sealed under the name without, so it cannot "
               "be decrypted",
               quote(name.text()))
        .object_path = "metadata.name";
  }
  const yaml::Node name_space = metadata["namespace"];
  if (differ(name_space, sealed["namespace"])) {
    out.report(at(name_space),
               "sealed for the namespace {}, but rendered into {}, so it cannot be decrypted; seal it again "
               "or cluster-wide",
               quote(sealed["namespace"].text()), quote(name_space.text()))
        .object_path = "metadata.namespace";
  }
}

}  // namespace fleetlint::rules::secret
