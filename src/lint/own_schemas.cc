#include "lint/own_schemas.h"

#include <string>

#include "schema/own_schemas.h"

namespace fleetlint::lint {

std::vector<kube::Object> own_schemas(const io::FileTree& tree, yaml::ParseCache& parsed) {
  std::vector<kube::Object> all;
  const std::string folder(schema::kOwnSchemas);
  for (const io::DirEntry& entry : tree.list(folder)) {
    if (!entry.name.ends_with(".yaml") && !entry.name.ends_with(".yml")) continue;
    const auto file = tree.read(folder + "/" + entry.name);
    if (!file) continue;
    std::vector<yaml::Node> roots;
    for (const yaml::Document& document : parsed.get(*file, yaml::Dialect::go_yaml_v3).stream.documents)
      roots.push_back(document.root);
    for (const kube::Object& crd : schema::definitions_among(roots)) all.push_back(crd);
  }
  return all;
}

}  // namespace fleetlint::lint
