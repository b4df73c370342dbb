// Everything that a text gives away: tokens, passwords and keys by the names of their
// keys, passwords in URLs.
//
// What is encrypted (SealedSecrets, SOPS) or only refers to a secret (ExternalSecrets, secret
// stores, CRDs) is passed over. Private keys are detect.h's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::secrets {

enum class Sort : std::uint8_t { token, credential, url };

struct Exposure {
  Sort sort = Sort::token;
  std::size_t offset = 0;
  std::size_t size = 0;
  std::string what;   ///< "a GitHub personal access token", "a value for \"db_password\""
  bool drawn = true;  ///< by a machine: not a word that someone chose
};

/// Tokens of known providers, also within base64.
std::vector<Exposure> find_token_exposures(std::string_view text);

/// Values of telling keys, and passwords in URLs; those that are known tokens left out.
std::vector<Exposure> find_credential_exposures(std::string_view text);

/// Is the file one that configures something, so that `key: value` in it means what it says?
bool is_configuration(std::string_view path);

/// Is the text no text, or one that tools made of hashes (lock files)?
bool is_opaque(std::string_view path, std::string_view text);

}  // namespace fleetlint::secrets
