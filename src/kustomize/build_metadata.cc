#include "kustomize/build_metadata.h"

#include <vector>

#include "base/strings.h"

namespace fleetlint::kustomize {

std::string origin_of_file(std::string_view path) { return "path: " + std::string(path) + "\n"; }

std::string origin_of_configurer(const Configurer& configurer) {
  std::string text = "configuredIn: " + configurer.configured_in + "\nconfiguredBy:\n";
  text += "  apiVersion: " + configurer.api_version + "\n";
  text += "  kind: " + configurer.kind + "\n";
  if (!configurer.name.empty()) text += "  name: " + configurer.name + "\n";
  if (!configurer.name_space.empty()) text += "  namespace: " + configurer.name_space + "\n";
  return text;
}

std::string join_path(std::string_view base, std::string_view path) {
  std::vector<std::string_view> parts;
  for (const std::string_view text : {base, path}) {
    for (const std::string_view part : split(text, '/')) {
      if (part.empty() || part == ".") continue;
      if (part == ".." && !parts.empty() && parts.back() != "..") {
        parts.pop_back();
      } else {
        parts.push_back(part);
      }
    }
  }
  std::string joined;
  for (const std::string_view part : parts) {
    if (!joined.empty()) joined += '/';
    joined += part;
  }
  return joined;
}

}  // namespace fleetlint::kustomize
