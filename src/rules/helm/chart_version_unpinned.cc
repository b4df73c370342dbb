#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::helm {

void chart_version_unpinned(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  const yaml::Node spec = object["spec"]["chart"]["spec"];
  // A chart in a Git repository or a bucket has the version of its source.
  if (!spec.is_mapping() || spec["sourceRef"]["kind"].text() != "HelmRepository") return;
  const yaml::Node version = spec["version"];
  const std::string_view text = version.text();
  if (!version || version.is_null()) {
    const yaml::Node chart = spec["chart"];
    out.report(at(chart ? chart : spec),
               "chart {} has no version, so every release of it is installed at once; set one",
               quote(chart.text()));
  } else if (text == "*" || text == "x" || text == "X" || text == ">=0.0.0" || text == ">=0" ||
             text == ">0.0.0") {
    out.report(at(version), "chart version {} is any version, so every release is installed at once; set one",
               quote(text));
  }
}

}  // namespace fleetlint::rules::helm
