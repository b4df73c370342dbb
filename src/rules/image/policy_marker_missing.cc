#include <re2/re2.h>

#include <set>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {
namespace {

constexpr std::string_view kGroup = "image.toolkit.fluxcd.io";

/// "namespace", "name" of a comment that is a marker: as Flux reads it, the whole
/// comment is one JSON object.
bool read_marker(std::string_view comment, std::string* name_space, std::string* name) {
  static const RE2 kMarker(
      R"re(^#\s*\{\s*"\$imagepolicy"\s*:\s*"([^":]+):([^":]+)(?::(?:tag|name|digest))?"\s*\}\s*$)re");
  return RE2::FullMatch(re2::StringPiece(comment.data(), comment.size()), kMarker, name_space, name);
}

/// "namespace/name" of every policy that a cluster renders.
std::set<std::string> policies_of(const fleet::Fleet& fleet) {
  std::set<std::string> all;
  for (const auto& cluster : fleet.clusters) {
    for (const fleet::Index::Item& item : cluster->index.of_kind(kGroup, "ImagePolicy")) {
      all.insert(std::string(item.object->name_space()) + "/" + std::string(item.object->name()));
    }
  }
  return all;
}

/// Only clusters that run image automation count: what the others do not render has
/// nothing to do with it. One of which nothing is rendered may be one that does.
bool could_be_made_elsewhere(const fleet::Fleet& fleet, std::string_view name_space) {
  for (const auto& cluster : fleet.clusters) {
    const bool automates = !cluster->index.of_kind(kGroup, "ImagePolicy").empty() ||
                           !cluster->index.of_kind(kGroup, "ImageUpdateAutomation").empty();
    const bool is_blank = cluster->index.by_id().empty();
    if ((automates || is_blank) && cluster->is_open_to_flux(name_space)) return true;
  }
  return false;
}

}  // namespace

void policy_marker_missing(const FileContext& file, diag::Collector& out) {
  if (file.fleet == nullptr || file.text.find("\"$imagepolicy\"") == std::string_view::npos) return;
  const std::set<std::string> policies = policies_of(*file.fleet);
  // Where no policy is rendered at all, the automation is kept in another repository.
  if (policies.empty()) return;
  for (const yaml::Comment& comment : file.stream.comments) {
    std::string name_space;
    std::string name;
    const std::string_view text = file.text.substr(comment.span.begin, comment.span.end - comment.span.begin);
    if (!read_marker(trim(text), &name_space, &name)) continue;
    const std::string wanted = name_space + "/" + name;
    if (wanted.find("${") != std::string::npos)
      continue;  // a template that is filled in before it is committed
    if (policies.contains(wanted) || could_be_made_elsewhere(*file.fleet, name_space)) continue;
    const std::vector<std::string_view> known(policies.begin(), policies.end());
    out.report(at(file.stream.file, comment.span), "no cluster has an ImagePolicy {}{}", quote(wanted),
               did_you_mean(wanted, known));
  }
}

}  // namespace fleetlint::rules::image
