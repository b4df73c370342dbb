// Kubernetes API versions that are or will be withdrawn.
#pragma once

#include <string>
#include <string_view>

namespace fleetlint::rules::version {

struct WithdrawnApi {
  std::string_view api_version;
  std::string_view kind;
  int deprecated;              ///< minor of 1.x; 0: never
  int removed;                 ///< first minor that does not serve it; 0: not planned
  std::string_view successor;  ///< "apps/v1 Deployment"; empty: none
};

/// nullptr for versions that stay.
const WithdrawnApi* find_withdrawn(std::string_view api_version, std::string_view kind);

/// "; use apps/v1", with the kind where it is another one; empty without a successor.
std::string successor_hint(const WithdrawnApi& api);

/// "Kubernetes 1.34", or a word on where the version is taken from when nothing tells it.
std::string kubernetes_phrase(int minor, bool assumed);

}  // namespace fleetlint::rules::version
