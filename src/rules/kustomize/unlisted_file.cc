#include <string>

#include "base/strings.h"
#include "rules/rule.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::kustomize {

namespace {

/// Do units that are rendered to their end load the file?
bool is_rendered(const fleet::Fleet& fleet, source::FileId file) {
  bool is_loaded = false;
  for (const auto& cluster : fleet.clusters) {
    for (const fleetlint::flux::Unit& unit : cluster->graph.units) {
      if (unit.paths.path(file).empty()) continue;
      if (unit.state != fleetlint::flux::UnitState::rendered) return false;
      is_loaded = true;
    }
  }
  return is_loaded;
}

bool is_loaded(const fleet::Fleet& fleet, source::FileId file) {
  for (const auto& cluster : fleet.clusters) {
    for (const fleetlint::flux::Unit& unit : cluster->graph.units) {
      if (!unit.paths.path(file).empty()) return true;
    }
  }
  return false;
}

/// The first object of the file that Kubernetes would take; kustomize's own files are none.
kube::Object first_object(const yaml::Stream& stream) {
  for (const yaml::Document& document : stream.documents) {
    const kube::Object object(document.root);
    if (kube::is_object(document.root) && !object.group().ends_with("kustomize.config.k8s.io")) return object;
  }
  return kube::Object();
}

}  // namespace

void unlisted_file(const FileContext& file, diag::Collector& out) {
  if (file.fleet == nullptr || !file.stream_at) return;
  const std::size_t slash = file.path.rfind('/');
  const std::string folder =
      slash == std::string_view::npos ? "" : std::string(file.path.substr(0, slash + 1));
  const kube::Object object = first_object(file.stream);
  if (!object.node()) return;
  for (const std::string_view name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
    const yaml::Stream* beside = file.stream_at(folder + std::string(name));
    if (beside == nullptr) continue;
    if (!is_rendered(*file.fleet, beside->file) || is_loaded(*file.fleet, file.stream.file)) return;
    out.set_object(object.ref());
    out.report(at(object["kind"]),
               "{} is in no list of the {} beside it, so it is never applied; list the file, or remove it",
               object.id().to_string(), name);
    return;
  }
}

}  // namespace fleetlint::rules::kustomize
