#include "fleet/include_graph.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace fleetlint::fleet {

namespace {

bool is_kustomization_file(std::string_view name) {
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

}  // namespace

IncludeGraph::IncludeGraph(const io::FileTree& tree, yaml::ParseCache& parsed,
                           const std::vector<std::string>& paths) {
  std::vector<std::pair<std::string, yaml::Node>> read;
  for (const std::string& path : paths) {
    if (!is_kustomization_file(io::file_name_of(path))) continue;
    const auto file = tree.read(path);
    if (!file) continue;
    const auto& documents = parsed.get(*file, yaml::Dialect::go_yaml_v2).stream.documents;
    const yaml::Node root = documents.empty() ? yaml::Node() : documents.front().root;
    const std::string directory(io::parent_of(path));
    // Flux's own Kustomization in a file of this name is no kustomization.
    if (root["apiVersion"].text().starts_with("kustomize.toolkit.fluxcd.io/")) continue;
    directories_[directory].is_component = root["kind"].text() == "Component";
    read.emplace_back(directory, root);
  }
  for (const auto& [directory, root] : read) {
    for (const std::string_view field : {"resources", "bases", "components"}) {
      for (const yaml::Node& item : root[field].items()) {
        std::string target;
        if (!io::join_inside(directory, item.text(), &target)) continue;
        if (const auto found = directories_.find(target); found != directories_.end()) {
          if (target == directory) continue;
          found->second.included_by.push_back(directory);
          directories_[directory].includes.push_back(target);
        } else if (tree.type(target) == io::FileType::file) {
          const std::string_view folder = io::parent_of(target);
          if (folder != directory) files_of_[std::string(folder)].push_back(directory);
        }
      }
    }
  }
}

std::vector<std::string> IncludeGraph::including(std::string_view directory) const {
  std::vector<std::string> found;
  if (const auto it = directories_.find(directory); it != directories_.end()) found = it->second.included_by;
  if (const auto it = files_of_.find(directory); it != files_of_.end()) {
    found.insert(found.end(), it->second.begin(), it->second.end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<std::string> IncludeGraph::roots() const {
  std::vector<std::string> roots;
  std::set<std::string_view> seen;
  const auto reach = [&](std::string_view root) {
    std::vector<std::string_view> open{root};
    while (!open.empty()) {
      const std::string_view path = open.back();
      open.pop_back();
      if (!seen.insert(path).second) continue;
      for (const std::string& included : directories_.find(path)->second.includes) open.push_back(included);
    }
  };
  for (const auto& [path, directory] : directories_) {
    if (!directory.included_by.empty()) continue;
    reach(path);
    if (!directory.is_component) roots.push_back(path);
  }
  const std::size_t apart = roots.size();
  for (const auto& [path, directory] : directories_) {
    if (directory.is_component || seen.contains(path)) continue;
    reach(path);
    roots.push_back(path);
  }
  std::inplace_merge(roots.begin(), roots.begin() + static_cast<std::ptrdiff_t>(apart), roots.end());
  return roots;
}

}  // namespace fleetlint::fleet
