// SealedSecrets without a key: scopes, and what a ciphertext's bytes tell.
//
// A value of `spec.encryptedData` is base64 of two bytes n (big-endian), n bytes of RSA-OAEP, and AES-GCM
// with its 16 byte tag; n is the size of the controller's key. The scope is the label of the
// encryption, computed from the SealedSecret's own metadata when it is opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kube/object.h"

namespace fleetlint::secrets {

inline constexpr std::string_view kSealedGroup = "bitnami.com";

enum class Scope : std::uint8_t { strict, namespace_wide, cluster_wide };

/// By annotations; anything but "true" is strict.
Scope scope_of(yaml::Node annotations);
std::string_view to_string(Scope scope);

struct Ciphertext {
  std::size_t key_bits = 0;  ///< of the RSA key it was sealed for; 0 when malformed
  std::string problem;       ///< why it cannot be opened by anybody; empty: well formed
};

Ciphertext read_ciphertext(std::string_view value);

/// Name and namespace that a SealedSecret gives the Secret it makes.
std::string_view target_name(const kube::Object& sealed);

}  // namespace fleetlint::secrets
