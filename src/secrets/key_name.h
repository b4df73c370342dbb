// What a key's name says of its value: `db_password` holds a password, `passwordSecretName`
// only names where one is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::secrets {

enum class KeyClass : std::uint8_t {
  none,
  password,  ///< chosen by people at times, so also by its name alone
  secret,    ///< a token, secret or key that machines draw
  bare_key,  ///< `key` and nothing else: only what is clearly drawn counts
  header,    ///< Authorization: `Bearer …`, `Basic …`
  basic,     ///< base64 of user and password, as in Docker's configuration
};

KeyClass classify_key(std::string_view name);

/// Of a provider whose keys are UUIDs: `HEROKU_API_KEY`, `snyk-token`.
bool holds_uuid_secret(std::string_view name);

/// The words of a name, in lower case: "dbAdminPassword_2" gives db, admin, password, 2.
std::vector<std::string> words_of(std::string_view name);

}  // namespace fleetlint::secrets
