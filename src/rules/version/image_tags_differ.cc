#include <map>
#include <string_view>

#include "base/strings.h"
#include "fleet/version_table.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {

void image_tags_differ(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  std::map<std::string_view, yaml::Node> first;
  for (const yaml::Node container : object.containers()) {
    const yaml::Node image = container["image"];
    if (image.text().find("${") != std::string_view::npos) continue;
    const fleetlint::fleet::ImageParts parts = fleetlint::fleet::split_image(image.text());
    if (parts.name.empty()) continue;
    const auto [found, fresh] = first.try_emplace(parts.name, image);
    const fleetlint::fleet::ImageParts other = fleetlint::fleet::split_image(found->second.text());
    if (fresh || (other.tag == parts.tag && other.digest == parts.digest)) continue;
    diag::Place place = at(image);
    diag::Location before = at(found->second).primary;
    before.label = "the other container";
    place.related.push_back(std::move(before));
    const auto shown = [](const fleetlint::fleet::ImageParts& p) {
      return quote(p.tag.empty() ? p.digest : p.tag);
    };
    out.report(std::move(place), "one container of the pod runs {} of {}, another {}; update both",
               shown(parts), quote(parts.name), shown(other));
  }
}

}  // namespace fleetlint::rules::version
