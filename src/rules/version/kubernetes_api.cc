#include "rules/version/kubernetes_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace fleetlint::rules::version {
namespace {

constexpr WithdrawnApi kApis[] = {
#include "rules/version/kubernetes_apis.inc"
};

}  // namespace

const WithdrawnApi* find_withdrawn(std::string_view api_version, std::string_view kind) {
  const auto found = std::find_if(std::begin(kApis), std::end(kApis), [&](const WithdrawnApi& api) {
    return api.kind == kind && api.api_version == api_version;
  });
  return found == std::end(kApis) ? nullptr : found;
}

std::string successor_hint(const WithdrawnApi& api) {
  if (api.successor.empty()) return {};
  const std::size_t space = api.successor.find(' ');
  const bool same_kind = api.successor.substr(space + 1) == api.kind;
  return fmt::format("; use {}", same_kind ? api.successor.substr(0, space) : api.successor);
}

std::string kubernetes_phrase(int minor, bool assumed) {
  return fmt::format("Kubernetes 1.{}{}", minor, assumed ? " (assumed, nothing tells the version)" : "");
}

}  // namespace fleetlint::rules::version
