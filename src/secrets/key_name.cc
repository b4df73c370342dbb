#include "secrets/key_name.h"

#include <algorithm>
#include <array>

namespace fleetlint::secrets {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <std::size_t N>
bool ends_with_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view end) { return word.ends_with(end); });
}

/// Says nothing of what the value is: `PASSWORD_PROD`, `token_2`, `secretValue`.
bool is_filler(std::string_view word) {
  constexpr std::array<std::string_view, 38> kFillers = {
      "value",   "plain",     "plaintext", "text",     "raw",        "string", "str",     "default",
      "base64",  "b64",       "encoded",   "prod",     "production", "dev",    "staging", "stage",
      "test",    "qa",        "live",      "sandbox",  "old",        "new",    "current", "previous",
      "primary", "secondary", "main",      "backup",   "local",      "eu",     "us",      "v1",
      "v2",      "x",         "env",       "external", "internal",   "base"};
  return is_one_of(word, kFillers) || std::all_of(word.begin(), word.end(), is_digit);
}

KeyClass class_of_word(std::string_view word) {
  constexpr std::array<std::string_view, 10> kPasswords = {
      "password", "passwd", "pwd", "passphrase", "pw", "pass", "pswd", "passw", "passcode", "psw"};
  constexpr std::array<std::string_view, 8> kPasswordEnds = {"password", "passwd", "passphrase", "pwd",
                                                             "rootpw",   "userpw", "adminpw",    "dbpw"};
  constexpr std::array<std::string_view, 20> kSecrets = {
      "secret",  "token", "tokens", "credential", "credentials", "creds",   "cred",
      "apikey",  "pat",   "jwt",    "bearer",     "salt",        "pepper",  "secretid",
      "passkey", "psk",   "totp",   "otp",        "seed",        "mnemonic"};
  constexpr std::array<std::string_view, 11> kSecretEnds = {
      "token",   "secret",    "apikey",     "secretkey",  "accesskey",    "privatekey",
      "authkey", "masterkey", "signingkey", "accountkey", "encryptionkey"};
  if (is_one_of(word, kPasswords) || ends_with_one_of(word, kPasswordEnds)) return KeyClass::password;
  if (is_one_of(word, kSecrets) || ends_with_one_of(word, kSecretEnds)) return KeyClass::secret;
  if (word == "authorization") return KeyClass::header;
  if (word == "auth") return KeyClass::basic;
  return KeyClass::none;
}

/// Keys that are no secrets, by the word before `key`.
bool is_other_key(std::string_view word) {
  constexpr std::array<std::string_view, 45> kOthers = {
      "public",       "pub",      "foreign",     "sort",        "partition", "cache", "routing",
      "object",       "group",    "label",       "annotation",  "map",       "index", "unique",
      "row",          "lookup",   "property",    "remote",      "ref",       "name",  "registry",
      "node",         "topology", "idempotency", "translation", "lru",       "dedup", "deduplication",
      "sub",          "config",   "ca",          "s3",          "redis",     "limit", "limits",
      "metadata",     "state",    "host",        "known",       "gpg",       "site",  "publishable",
      "verification", "verify",   "verifying"};
  return is_one_of(word, kOthers);
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
      end_word();
      continue;
    }
    const bool after_lower = i > 0 && (is_lower(name[i - 1]) || is_digit(name[i - 1]));
    const bool before_lower = i + 1 < name.size() && is_lower(name[i + 1]);
    // "dbPassword", and "APIKey" before its K.
    if (is_upper(c) && (after_lower || (i > 0 && is_upper(name[i - 1]) && before_lower))) end_word();
    word += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  end_word();
  return words;
}

KeyClass classify_key(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  while (words.size() > 1 && is_filler(words.back())) words.pop_back();
  if (words.empty()) return KeyClass::none;
  while (words.back().size() > 1 && is_digit(words.back().back())) words.back().pop_back();
  const std::string_view last = words.back();
  const std::string_view before =
      words.size() > 1 ? std::string_view(words[words.size() - 2]) : std::string_view();
  if (last == "key" || last == "keys") {
    if (before.empty()) return KeyClass::bare_key;
    // `secretKey` and `passwordKey` name a key of a Secret as often; the value tells.
    return is_other_key(before) ? KeyClass::none : KeyClass::secret;
  }
  if (last == "word" && before == "pass") return KeyClass::password;
  if (last == "phrase" && before == "pass") return KeyClass::password;
  if (last == "id" && before == "secret") return KeyClass::secret;  // Vault's AppRole
  const KeyClass found = class_of_word(last);
  return found;
}

bool holds_uuid_secret(std::string_view name) {
  constexpr std::array<std::string_view, 17> kProviders = {
      "heroku", "snyk",    "hubspot",  "postmark",   "messagebird", "kucoin",
      "splunk", "hec",     "opsgenie", "genie",      "squarespace", "scaleway",
      "scw",    "approle", "codacy",   "statuscake", "vault"};
  if (classify_key(name) != KeyClass::secret) return false;
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return is_one_of(word, kProviders); });
}

}  // namespace fleetlint::secrets
