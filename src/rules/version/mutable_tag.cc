#include <algorithm>
#include <array>

#include "base/strings.h"
#include "fleet/version_table.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::version {
namespace {

/// Names that move by their meaning, not versions.
bool is_mutable(std::string_view tag) {
  constexpr std::array<std::string_view, 16> kTags = {
      "latest", "main",   "master",   "edge",     "nightly", "dev",   "devel",   "develop",
      "stable", "canary", "snapshot", "unstable", "head",    "trunk", "rolling", "current"};
  const std::string lower = to_lower(tag);
  return std::find(kTags.begin(), kTags.end(), lower) != kTags.end();
}

}  // namespace

void mutable_tag(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  for (const yaml::Node container : object.containers()) {
    const yaml::Node image = container["image"];
    const fleetlint::fleet::ImageParts parts = fleetlint::fleet::split_image(image.text());
    if (!parts.digest.empty() || !is_mutable(parts.tag)) continue;
    out.report(at(image),
               "the tag {} of {} moves, so two nodes may run two versions; name a version, or add the digest",
               quote(parts.tag), quote(parts.name));
  }
}

}  // namespace fleetlint::rules::version
