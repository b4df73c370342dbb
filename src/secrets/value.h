// Which values may be secrets, and which only stand for one: references, samples, hashes,
// names, paths, encrypted texts.
#pragma once

#include <string_view>

#include "secrets/key_name.h"

namespace fleetlint::secrets {

/// A word that samples have: "EXAMPLE", "changeme", "xxxx", "your-token".
bool holds_sample_word(std::string_view text);

/// A placeholder, a reference to a variable, a file or a vault, a hash, something public,
/// a UUID, a number, a path, a template, or an encrypted value: whatever the key, no secret.
bool is_harmless_value(std::string_view value);

/// Words and separators without a number: a mode, a class, a name of something.
bool is_plain_name(std::string_view text);

bool is_uuid(std::string_view text);

/// Password hashes, digests, checksums: nobody logs in with one.
bool is_hash(std::string_view text);

/// A value that SealedSecrets encrypted, by the framing of its bytes.
bool is_sealed_value(std::string_view value);

/// Is the value of a key of that class a secret written out?
bool is_secret_value(KeyClass key, std::string_view value);

/// The password of a URL, a basic authorization or a connection string, beside the user's name.
bool is_secret_password(std::string_view user, std::string_view password);

}  // namespace fleetlint::secrets
