#include "lint/locate.h"

#include <unordered_set>

namespace fleetlint::lint {

Locator::Locator(const Scan& scan, const fleet::Fleet& fleet) {
  for (const auto& cluster : fleet.clusters) {
    source::LoadedPaths& paths = clusters_.emplace_back(cluster->entry.paths);
    std::unordered_set<const source::LoadedPaths*> seen;
    for (const flux::Unit& unit : cluster->graph.units) {
      for (const auto& part : unit.paths.parts()) {
        if (seen.insert(part.get()).second) paths.add_all(*part);
      }
    }
  }
  for (const ScannedFile& file : scan.files) everything_.add(file.file, file.path);
  for (const source::LoadedPaths& paths : clusters_) everything_.add_all(paths);
}

void Locator::locate(diag::Finding& finding, const flux::Unit* unit, std::size_t cluster) const {
  const auto path_of = [&](source::FileId file) -> std::string_view {
    std::string_view path = unit == nullptr ? std::string_view() : unit->paths.path(file);
    if (path.empty() && cluster != kNoCluster) path = clusters_[cluster].path(file);
    return path.empty() ? everything_.path(file) : path;
  };
  const auto fill = [&](diag::Location& place) {
    if (place.path.empty() && place.file != source::FileId::none) place.path = path_of(place.file);
  };
  fill(finding.primary);
  for (diag::Location& place : finding.related) fill(place);
}

}  // namespace fleetlint::lint
