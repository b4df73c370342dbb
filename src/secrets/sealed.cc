#include "secrets/sealed.h"

#include <fmt/format.h>

#include <optional>

#include "base/strings.h"
#include "secrets/base64.h"
#include "secrets/detect.h"

namespace fleetlint::secrets {
namespace {

constexpr std::size_t kTag = 16;

bool is_set(yaml::Node annotations, std::string_view scope) {
  return annotations["sealedsecrets.bitnami.com/" + std::string(scope)].text() == "true";
}

}  // namespace

Scope scope_of(yaml::Node annotations) {
  if (is_set(annotations, "cluster-wide")) return Scope::cluster_wide;
  return is_set(annotations, "namespace-wide") ? Scope::namespace_wide : Scope::strict;
}

std::string_view to_string(Scope scope) {
  switch (scope) {
    case Scope::cluster_wide: return "cluster-wide";
    case Scope::namespace_wide: return "namespace-wide";
    case Scope::strict: break;
  }
  return "strict";
}

Ciphertext read_ciphertext(std::string_view value) {
  const std::string_view text = trim(value);
  if (text.empty()) return {0, "is empty"};
  if (is_placeholder(text)) return {0, "is a placeholder"};
  const std::optional<std::string> bytes = decode_base64(text);
  if (!bytes) return {0, "is no base64"};
  if (bytes->size() < 2) return {0, "is too short for a sealed value"};
  const std::size_t n =
      static_cast<unsigned char>((*bytes)[0]) * 256U + static_cast<unsigned char>((*bytes)[1]);
  // Keys of RSA have whole multiples of 8 bytes in practice; from 1024 bits on.
  if (n < 128 || n > 2048 || n % 8 != 0) return {0, "does not begin as a sealed value does"};
  if (bytes->size() < 2 + n + kTag) {
    return {0, fmt::format("is cut short: {} bytes of at least {}", bytes->size(), 2 + n + kTag)};
  }
  return {n * 8, {}};
}

std::string_view target_name(const kube::Object& sealed) {
  const std::string_view name = sealed["spec"]["template"]["metadata"]["name"].text();
  return name.empty() ? sealed.name() : name;
}

}  // namespace fleetlint::secrets
