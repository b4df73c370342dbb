#include <algorithm>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::helm {

namespace {

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// A label of a DNS name, or several with dots between them.
bool is_release_name(std::string_view text) {
  const auto parts = split(text, '.');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && is_alphanumeric(part.front()) && is_alphanumeric(part.back()) &&
           std::all_of(part.begin(), part.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
  });
}

}  // namespace

void invalid_release_name(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "helm.toolkit.fluxcd.io") return;
  const yaml::Node name = object["spec"]["releaseName"];
  if (!rules::flux::is_known(name) || name.text().empty() || is_release_name(name.text())) return;
  out.report(at(name),
             "Helm refuses {} as the name of a release; use lower-case letters, digits, \"-\" and \".\", "
             "with a letter "
             "or a digit at both ends",
             quote(name.text()))
      .object_path = "spec.releaseName";
}

}  // namespace fleetlint::rules::helm
