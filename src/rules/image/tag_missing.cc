#include "base/strings.h"
#include "rules/image/reference.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {

void tag_missing(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  for (const yaml::Node& container : object.containers()) {
    const yaml::Node image = container["image"];
    if (!image.is_string() || image.text().empty()) continue;
    // A variable that is not known here may hold the tag, or all of it.
    if (image.text().find("${") != std::string_view::npos) continue;
    const Reference reference = parse_reference(image.text());
    if (!reference.digest.empty()) continue;
    if (reference.tag.empty()) {
      out.report(at(image), "image {} has no tag; name a version or a digest", quote(image.text()));
    } else if (reference.tag == "latest") {
      out.report(at(image), "image {} has the tag \"latest\", which moves; name a version or a digest",
                 quote(image.text()));
    }
  }
}

}  // namespace fleetlint::rules::image
