#include "kube/gvk.h"

namespace fleetlint::kube {

std::string Gvk::api_version() const { return group.empty() ? version : group + "/" + version; }

Gvk parse_gvk(std::string_view api_version, std::string_view kind) {
  Gvk gvk;
  gvk.kind = kind;
  const std::size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) {
    gvk.version = api_version;
  } else {
    gvk.group = api_version.substr(0, slash);
    gvk.version = api_version.substr(slash + 1);
  }
  return gvk;
}

std::string ObjectId::to_string() const {
  std::string text = kind + " \"";
  if (!name_space.empty()) text += name_space + "/";
  return text + name + "\"";
}

}  // namespace fleetlint::kube
