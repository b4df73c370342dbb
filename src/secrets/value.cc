#include "secrets/value.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/strings.h"
#include "secrets/base64.h"
#include "secrets/detect.h"
#include "secrets/randomness.h"

namespace fleetlint::secrets {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool all(std::string_view text, bool (*is)(char)) { return std::all_of(text.begin(), text.end(), is); }
bool any(std::string_view text, bool (*is)(char)) { return std::any_of(text.begin(), text.end(), is); }

template <std::size_t N>
bool starts_with_one_of(std::string_view text, const std::array<std::string_view, N>& starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view s) { return text.starts_with(s); });
}

/// Keys that may be seen: of age, SSH, PGP, WireGuard's are told by their key's name.
bool is_public_key(std::string_view text) {
  constexpr std::array<std::string_view, 9> kStarts = {"age1",        "ssh-rsa ", "ssh-ed25519 ",
                                                       "ecdsa-sha2-", "RWQ",      "AAAAB3N",
                                                       "AAAAC3N",     "AAAAE2V",  "-----BEGIN CERT"};
  return starts_with_one_of(text, kStarts) || is_public(text);
}

/// Of a variable, a file, a vault, a template.
bool is_reference(std::string_view text) {
  constexpr std::array<std::string_view, 43> kStarts = {"arn:",
                                                        "projects/",
                                                        "secretref:",
                                                        "secret://",
                                                        "secrets/",
                                                        "sm://",
                                                        "akv://",
                                                        "bao:",
                                                        "vault:",
                                                        "vault.",
                                                        "vault/",
                                                        "vault_",
                                                        "keyvault",
                                                        "@Microsoft.KeyVault",
                                                        "env:",
                                                        "env.",
                                                        "env/",
                                                        "ENV[",
                                                        "file:",
                                                        "file/",
                                                        "/",
                                                        "./",
                                                        "../",
                                                        "~/",
                                                        "@/",
                                                        "!",
                                                        "process.env",
                                                        "os.environ",
                                                        "os.getenv",
                                                        "getenv",
                                                        "System.getenv",
                                                        "var.",
                                                        "local.",
                                                        "data.",
                                                        "module.",
                                                        "secrets.",
                                                        "secrets[",
                                                        ".Values",
                                                        "ref:",
                                                        "valueFrom",
                                                        "op://",
                                                        "lookup(",
                                                        "aws_ssm"};
  if (starts_with_one_of(text, kStarts)) return true;
  if (text.starts_with('/') && !looks_drawn(text)) return true;  // a path; base64 may begin so too
  if (text.find("${") != std::string_view::npos || text.find("{{") != std::string_view::npos ||
      text.find("}}") != std::string_view::npos)
    return true;
  if (text.find("$(") != std::string_view::npos || text.find("<%") != std::string_view::npos ||
      text.find("%{") != std::string_view::npos)
    return true;
  if (text.starts_with('$') && text.size() > 1 &&
      (is_upper(text[1]) || is_lower(text[1]) || text[1] == '_')) {
    // $NAME alone; a password may begin with a dollar too.
    const std::string_view name = text.substr(1);
    const bool is_name =
        std::all_of(name.begin(), name.end(), [](char c) { return is_upper(c) || is_digit(c) || c == '_'; });
    if (is_name || !looks_drawn(name)) return true;
  }
  const auto between = [&](std::string_view open, std::string_view close) {
    return text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close);
  };
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"%", "%"},
                                    {"__", "__"},
                                    {"#{", "}#"},
                                    {"@@", "@@"},
                                    {"#{", "}"},
                                    {"{", "}"},
                                    {"[", "]"},
                                    {"<", ">"},
                                    {"@", "@"},
                                    {"(", ")"},
                                    {"|", "|"}}) {
    if (between(open, close)) return true;
  }
  return false;
}

/// NAME_OF_A_VARIABLE, name-of-something, name.of.something, camelCaseName, nameOf/path.
bool is_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return is_lower(c) || is_upper(c) || is_digit(c) ||
           std::string_view("-_./:@ ").find(c) != std::string_view::npos;
  });
  return plain && !looks_drawn(text);
}

/// Names of things with at most a number at the end of a word: "grafana-admin-v2", "db_password_1".
bool is_worded_name(std::string_view text) {
  const bool separated = text.find_first_of("-_.") != std::string_view::npos;
  if (!separated || !is_name(text)) return false;
  std::size_t letters = 0;
  for (const char c : text) letters += is_lower(c) || is_upper(c) ? 1U : 0U;
  // Digits within words ("p4ss-w0rd") are no name's.
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const bool within =
        (is_lower(text[i - 1]) || is_upper(text[i - 1])) && (is_lower(text[i + 1]) || is_upper(text[i + 1]));
    if (is_digit(text[i]) && within) return false;
  }
  return letters * 2 > text.size();
}

bool is_number_or_time(std::string_view text) {
  std::size_t i = 0;
  bool digit = false;
  for (; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digit = true;
    } else if (std::string_view("-+.:,TZ/ ").find(text[i]) == std::string_view::npos) {
      break;
    }
  }
  if (!digit) return false;
  const std::string_view unit = text.substr(i);
  return unit.empty() || (unit.size() <= 4 && all(unit, [](char c) { return is_lower(c) || is_upper(c); }));
}

bool is_url_or_host(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return true;  // with a password in it: found as such
  // A host's name ends in a domain of letters, and has no capitals.
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot + 2 > text.size() || any(text, is_upper)) return false;
  const std::string_view end = text.substr(dot + 1);
  const std::string_view top = end.substr(0, end.find_first_of(":/"));
  return top.size() >= 2 && top.size() <= 12 && all(top, is_lower) &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._:/@") == std::string_view::npos;
}

bool is_code(std::string_view text) {
  if (text.find('(') != std::string_view::npos && text.find(')') != std::string_view::npos &&
      any(text, is_lower) && !looks_drawn(text))
    return true;
  // sys.argv[2], row["password"]
  const std::size_t open = text.find('[');
  if (open != std::string_view::npos && open > 0 && text.ends_with(']') && is_name(text.substr(0, open)))
    return true;
  return text.find("=>") != std::string_view::npos || text.find("->") != std::string_view::npos ||
         text.find("==") == 0;
}

bool is_word(std::string_view lower) {
  constexpr std::array<std::string_view, 52> kWords = {
      "sha256",   "sha512",    "sha384",   "argon2i",   "argon2id", "aes256",    "aes128",  "hs256",
      "true",     "false",     "none",     "null",      "nil",      "yes",       "no",      "on",
      "off",      "string",    "password", "passwd",    "pass",     "secret",    "token",   "user",
      "username", "admin",     "default",  "required",  "optional", "disabled",  "enabled", "auto",
      "generate", "generated", "random",   "opaque",    "unknown",  "undefined", "empty",   "bearer",
      "basic",    "api",       "key",      "test",      "foo",      "bar",       "baz",     "foobar",
      "pwd",      "value",     "apikey",   "mypassword"};
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t' || c == '\r'; });
}

}  // namespace

bool is_plain_name(std::string_view text) { return is_name(text) && !any(text, is_digit); }

bool is_uuid(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_hash(std::string_view text) {
  constexpr std::array<std::string_view, 26> kStarts = {
      "$2a$",    "$2b$",    "$2y$",    "$apr1$",  "$1$",     "$5$",     "$6$",      "$y$",    "$argon2",
      "$pbkdf2", "$scrypt", "pbkdf2",  "{SHA}",   "{SSHA",   "{CRYPT}", "{bcrypt}", "SCRAM-", "sha256:",
      "sha512:", "sha1:",   "sha256-", "sha384-", "sha512-", "md5:",    "sha1-",    "bcrypt"};
  if (starts_with_one_of(text, kStarts)) return true;
  if (text.starts_with("md5") && text.size() == 35 && all(text.substr(3), is_hex)) return true;  // PostgreSQL
  if (text.find("@sha256:") != std::string_view::npos) return true;
  const std::size_t colon = text.find(':');  // a line of htpasswd
  return colon != std::string_view::npos && starts_with_one_of(text.substr(colon + 1), kStarts);
}

bool holds_sample_word(std::string_view text) {
  constexpr std::array<std::string_view, 30> kWords = {
      "example", "changeme", "change-me", "change_me", "changeit", "changethis", "placeholder", "redacted",
      "dummy",   "xxxx",     "your-",     "your_",     "replace",  "insert",     "fake",        "sample",
      "notreal", "not-real", "not_real",  "todo",      "-here",    "_here",      "goes-here",   "fixme",
      "not-a-",  "not_a_",   "invalid",   "masked",    "censored", "yourtoken"};
  const std::string lower = to_lower(text);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view w) { return lower.find(w) != std::string::npos; });
}

bool is_sealed_value(std::string_view value) {
  if (value.size() < 200 || value.size() % 4 != 0) return false;
  if (!starts_with_one_of(value, std::array<std::string_view, 4>{"Ag", "AQ", "AY", "BA"})) return false;
  const std::optional<std::string> bytes = decode_base64(value);
  if (!bytes || bytes->size() < 2) return false;
  const std::size_t size =
      static_cast<unsigned char>((*bytes)[0]) * 256U + static_cast<unsigned char>((*bytes)[1]);
  return size >= 128 && size <= 1024 && size % 64 == 0 && bytes->size() >= size + 18;
}

bool is_harmless_value(std::string_view value) {
  const std::string_view text = trim(value);
  if (text.size() < 4 || is_placeholder(text) || is_reference(text)) return true;
  if (is_uuid(text) || is_hash(text) || is_public_key(text) || is_number_or_time(text)) return true;
  if (is_url_or_host(text) || is_code(text) || is_word(to_lower(text))) return true;
  if (holds_sample_word(text) || is_sealed_value(text)) return true;
  // Base64 of any of these.
  if (const std::optional<std::string> decoded = decode_base64(text);
      decoded && decoded->size() >= 6 && is_printable(*decoded)) {
    if (is_harmless_value(*decoded)) return true;
  }
  return text.find("\\u00") == std::string_view::npos && text.find("...") != std::string_view::npos;
}

bool is_secret_password(std::string_view user, std::string_view password) {
  if (password.size() < 4 || password == user || is_placeholder(password) || is_reference(password))
    return false;
  if (is_hash(password) || is_word(to_lower(password)) || holds_sample_word(password)) return false;
  return !(is_patterned(password) && password.size() < 8 && all(password, is_lower));
}

bool is_secret_value(KeyClass key, std::string_view value) {
  const std::string_view text = trim(value);
  if (key == KeyClass::none) return false;
  if (key == KeyClass::header) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return false;
    const std::string scheme = to_lower(text.substr(0, space));
    const std::string_view rest = trim(text.substr(space));
    if (scheme == "basic") return is_secret_value(KeyClass::basic, rest);
    return (scheme == "bearer" || scheme == "token" || scheme == "apikey") && !is_harmless_value(rest) &&
           looks_drawn(rest);
  }
  if (key == KeyClass::basic) {
    const std::optional<std::string> pair = decode_base64(text);
    if (!pair || !is_printable(*pair)) return false;
    const std::size_t colon = pair->find(':');
    return colon != std::string::npos && is_secret_password(pair->substr(0, colon), pair->substr(colon + 1));
  }
  if (is_harmless_value(text) || text.size() > 1000) return false;
  if (!is_printable(text) && find_invalid_utf8(text) != std::string_view::npos) return false;
  const bool spaced = text.find_first_of(" \t\n") != std::string_view::npos;
  if (key == KeyClass::bare_key) {
    return !spaced && text.size() >= 32 && any(text, is_lower) && any(text, is_upper) &&
           any(text, is_digit) && looks_drawn(text);
  }
  if (spaced) return false;
  // Base64 of a value that is one.
  if (const std::optional<std::string> decoded = decode_base64(text);
      decoded && decoded->size() >= 6 && is_printable(*decoded)) {
    if (decode_base64(*decoded) == std::nullopt && is_secret_value(key, *decoded)) return true;
  }
  if (key == KeyClass::secret) {
    if (looks_drawn(text)) return !is_uuid(text);
    // "user:token" and the like.
    const std::size_t last = text.find_last_of(":|,;");
    return last != std::string_view::npos && looks_drawn(text.substr(last + 1)) &&
           !is_uuid(text.substr(last + 1));
  }
  // A password, which a person may have chosen.
  if (looks_drawn(text)) return true;
  if (text.size() < 6 || is_worded_name(text)) return false;
  const bool letter = any(text, is_lower) || any(text, is_upper);
  const bool digit = any(text, is_digit);
  const bool sign = text.find_first_of("!@#$%^&*+?~=|") != std::string_view::npos;
  if (!letter) return digit && text.size() >= 8 && !is_patterned(text);
  if (to_lower(text).starts_with("test") && text.size() < 10) return false;
  return digit || sign;
}

}  // namespace fleetlint::secrets
