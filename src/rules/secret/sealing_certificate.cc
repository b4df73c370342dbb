#include "rules/secret/sealing_certificate.h"

#include <algorithm>

#include "base/strings.h"

namespace fleetlint::rules::secret {

std::optional<secrets::Certificate> sealing_certificate_of(const FileContext& file) {
  const std::string path = to_lower(file.path);
  const bool ending =
      path.ends_with(".pem") || path.ends_with(".crt") || path.ends_with(".cert") || path.ends_with(".cer");
  if (!ending || path.find("seal") == std::string::npos) return std::nullopt;
  return secrets::read_certificate(file.text);
}

std::vector<const fleet::Cluster*> clusters_of_certificate(const FileContext& file) {
  std::vector<const fleet::Cluster*> all, within, named;
  if (file.fleet == nullptr) return all;
  for (const auto& cluster : file.fleet->clusters) {
    all.push_back(cluster.get());
    const std::string& path = cluster->entry.path;
    if (!path.empty() && file.path.starts_with(path + "/")) within.push_back(cluster.get());
    const std::string_view name = cluster->name;
    const std::string_view last = name.substr(name.rfind('/') + 1);
    if (last.size() >= 3 && file.path.find(last) != std::string_view::npos) named.push_back(cluster.get());
  }
  if (!within.empty()) return within;
  return named.empty() ? all : named;
}

}  // namespace fleetlint::rules::secret
