#include <vector>

#include "rules/twins.h"
#include "secrets/plain_secret.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// Does some unit load the file? Then it is looked at as rendered.
bool is_loaded(const FileContext& file) {
  if (file.fleet == nullptr) return false;
  for (const auto& cluster : file.fleet->clusters) {
    for (const fleetlint::flux::Unit& unit : cluster->graph.units) {
      if (!unit.paths.path(file.stream.file).empty()) return true;
    }
  }
  return false;
}

}  // namespace

void plain_secret_unrendered(const FileContext& file, diag::Collector& out) {
  std::vector<yaml::Node> roots;
  for (const yaml::Document& document : file.stream.documents) {
    roots.push_back(document.root);
    if (!document.root["kind"].text().ends_with("List")) continue;
    for (const yaml::Node item : document.root["items"].items()) roots.push_back(item);
  }
  for (const yaml::Node root : roots) {
    const kube::Object object(root);
    if (!object.is("", "Secret")) continue;
    const secrets::PlainKeys keys = secrets::plain_keys_of(object);
    if (keys.list.empty()) continue;
    if (is_loaded(file)) return;
    out.set_object(object.ref());
    out.report(at(keys.first),
               "{} is in plain text ({}), though no cluster renders it; encrypt or remove it, and change "
               "what it held",
               object.id().to_string(), keys.list);
  }
}

}  // namespace fleetlint::rules::secret
