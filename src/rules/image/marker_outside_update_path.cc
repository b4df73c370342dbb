#include <re2/re2.h>

#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {
namespace {

bool read_marker(std::string_view comment, std::string* name_space) {
  static const RE2 kMarker(
      R"re(^#\s*\{\s*"\$imagepolicy"\s*:\s*"([^":]+):[^":]+(?::(?:tag|name|digest))?"\s*\}\s*$)re");
  return RE2::FullMatch(re2::StringPiece(comment.data(), comment.size()), kMarker, name_space);
}

/// "./apps//base/" as "apps/base"; nothing when it is not that simple.
std::string normal(std::string_view path) {
  std::string result;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (!result.empty()) result += '/';
    result += part;
  }
  return result;
}

/// Where automations of the namespace look for markers, in this repository.
struct Paths {
  std::vector<std::string> paths;
  bool is_certain = true;
};

Paths update_paths(const fleet::Fleet& fleet, std::string_view name_space) {
  Paths found;
  for (const auto& cluster : fleet.clusters) {
    for (const fleet::Index::Item& item :
         cluster->index.of_kind("image.toolkit.fluxcd.io", "ImageUpdateAutomation")) {
      const kube::Object& automation = *item.object;
      if (automation.name_space() != name_space) continue;
      const yaml::Node reference = automation["spec"]["sourceRef"];
      const std::string_view given = reference["namespace"].text();
      // One of another repository says nothing about this one.
      if (!cluster->is_own_source("GitRepository", given.empty() ? name_space : given,
                                  reference["name"].text())) {
        found.is_certain = false;
        continue;
      }
      const yaml::Node path = automation["spec"]["update"]["path"];
      found.is_certain = found.is_certain && path.text().find("${") == std::string_view::npos &&
                         path.text().find("..") == std::string_view::npos && cluster->entry.folder.empty();
      found.paths.push_back(normal(path.text()));
    }
    // More automations may be where nothing is rendered.
    if (cluster->is_open_to_flux(name_space)) found.is_certain = false;
  }
  return found;
}

bool is_below(std::string_view file, std::string_view path) {
  return path.empty() || file == path ||
         (file.starts_with(path) && file.size() > path.size() && file[path.size()] == '/');
}

}  // namespace

void marker_outside_update_path(const FileContext& file, diag::Collector& out) {
  if (file.fleet == nullptr || file.text.find("\"$imagepolicy\"") == std::string_view::npos) return;
  for (const yaml::Comment& comment : file.stream.comments) {
    std::string name_space;
    const std::string_view text = file.text.substr(comment.span.begin, comment.span.end - comment.span.begin);
    if (!read_marker(trim(text), &name_space)) continue;
    const Paths looked_at = update_paths(*file.fleet, name_space);
    if (looked_at.paths.empty() || !looked_at.is_certain) continue;
    bool is_seen = false;
    for (const std::string& path : looked_at.paths) is_seen = is_seen || is_below(file.path, path);
    if (is_seen) continue;
    out.report(at(file.stream.file, comment.span),
               "no ImageUpdateAutomation of namespace {} looks at this file: they look below {}",
               quote(name_space), quote(join(looked_at.paths, ", ")));
  }
}

}  // namespace fleetlint::rules::image
