// Detectors: does a text hold something that must not be in a repository?
//
// They look at form alone and say what they saw and where, never the value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::secrets {

/// A private key in a text.
struct Sighting {
  std::size_t offset = 0;  ///< of its first byte
  std::size_t size = 0;    ///< of what marks it; not of all of it
  std::string what;        ///< "an RSA private key", "an age private key"
};

/// PEM private keys with content, also in base64 (Secrets, kubeconfigs), and age
/// keys, in order. Headers alone, as in documentation, are none.
std::vector<Sighting> find_private_keys(std::string_view text);

/// Is the value nothing to keep: empty, a variable or template to be filled in, a
/// word that says so ("changeme"), a reference into a vault, or encrypted by SOPS?
bool is_placeholder(std::string_view value);

/// Is the value a certificate or a public key, and no private one?
bool is_public(std::string_view value);

/// Does the text carry SOPS's encryption (any of its file forms)?
bool is_sops_text(std::string_view text);

}  // namespace fleetlint::secrets
