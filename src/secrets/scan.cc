#include "secrets/scan.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "secrets/assignment.h"
#include "secrets/base64.h"
#include "secrets/detect.h"
#include "secrets/randomness.h"
#include "secrets/token.h"
#include "secrets/value.h"

namespace fleetlint::secrets {
namespace {

struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The kind of a document, by its line.
std::string_view kind_of(std::string_view document) {
  for (std::size_t at = document.find("kind:"); at != std::string_view::npos;
       at = document.find("kind:", at + 1)) {
    if (at != 0 && document[at - 1] != '\n') continue;
    std::string_view rest = document.substr(at + 5);
    rest = trim(rest.substr(0, rest.find_first_of("#\n")));
    if (rest.size() >= 2 && (rest.front() == '"' || rest.front() == '\''))
      rest = rest.substr(1, rest.size() - 2);
    return rest;
  }
  return {};
}

/// Kinds whose keys name secrets and hold none.
bool refers_only(std::string_view kind) {
  constexpr std::array<std::string_view, 17> kKinds = {
      "SealedSecret",       "ExternalSecret",     "ClusterExternalSecret", "SecretStore",
      "ClusterSecretStore", "PushSecret",         "ClusterPushSecret",     "SecretProviderClass",
      "VaultStaticSecret",  "VaultDynamicSecret", "VaultPKISecret",        "VaultAuth",
      "VaultSecret",        "OnePasswordItem",    "InfisicalSecret",       "CustomResourceDefinition",
      "DopplerSecret"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

/// Documents whose keys are not to be taken at their word.
std::vector<Stretch> references_in(std::string_view text) {
  std::vector<Stretch> stretches;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find("\n---", begin);
    end = end == std::string_view::npos ? text.size() : end + 1;
    if (refers_only(kind_of(text.substr(begin, end - begin)))) stretches.push_back({begin, end});
    begin = std::max(end, begin + 1);
  }
  return stretches;
}

bool lies_in(const std::vector<Stretch>& stretches, std::size_t offset) {
  return std::any_of(stretches.begin(), stretches.end(),
                     [&](const Stretch& s) { return s.begin <= offset && offset < s.end; });
}

bool is_base64_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; });
}

/// Runs of base64 that hold text.
template <typename Found>
void for_each_encoded(std::string_view text, Found found) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_base64_digit(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_base64_digit(text[end])) ++end;
    const std::size_t digits = end - i;
    while (end < text.size() && text[end] == '=' && end - i < digits + 2) ++end;
    if (digits >= 24 && (end - i) % 4 == 0 && end - i <= (1U << 20U)) {
      // Most runs are hashes and ciphertexts: their first bytes tell.
      const std::optional<std::string> head = decode_base64(text.substr(i, 24));
      if (head && is_printable(*head)) {
        const std::optional<std::string> decoded = decode_base64(text.substr(i, end - i));
        if (decoded && is_printable(*decoded)) found(i, end - i, *decoded);
      }
    }
    i = end;
  }
}

std::string_view line_at(std::string_view text, std::size_t offset) {
  const std::size_t before = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(begin, std::min(text.find('\n', offset), text.size()) - begin);
}

bool is_comment(std::string_view line) {
  line = trim(line);
  return line.starts_with('#') || line.starts_with("//") || line.starts_with("* ");
}

/// The token at the start of a JWT says what it is for: those in documentation are all one.
bool is_sample_token(const Token& token, std::string_view text) {
  if (token.what != "a JSON web token") return false;
  const std::string_view jwt = text.substr(token.offset, token.size);
  const std::size_t dot = jwt.find('.');
  std::string payload(jwt.substr(dot + 1, jwt.find('.', dot + 1) - dot - 1));
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  while (payload.size() % 4 != 0) payload += '=';
  const std::optional<std::string> claims = decode_base64(payload);
  if (!claims) return false;
  return claims->find("John Doe") != std::string::npos || claims->find("1234567890") != std::string::npos;
}

}  // namespace

std::vector<Exposure> find_token_exposures(std::string_view text) {
  std::vector<Exposure> found;
  for (const Token& token : find_tokens(text)) {
    if (is_sample_token(token, text)) continue;
    found.push_back({Sort::token, token.offset, token.size, std::string(token.what), true});
  }
  for_each_encoded(text, [&](std::size_t offset, std::size_t size, const std::string& decoded) {
    const std::vector<Token> tokens = find_tokens(decoded);
    if (tokens.empty() || is_sample_token(tokens.front(), decoded)) return;
    found.push_back({Sort::token, offset, size, std::string(tokens.front().what) + " in base64", true});
  });
  std::sort(found.begin(), found.end(),
            [](const Exposure& a, const Exposure& b) { return a.offset < b.offset; });
  return found;
}

std::vector<Exposure> find_credential_exposures(std::string_view text) {
  std::vector<Exposure> found;
  const std::vector<Stretch> references = references_in(text);
  const auto is_known_token = [&](std::size_t offset, std::size_t size) {
    const std::string_view line = line_at(text, offset);
    const auto begin = static_cast<std::size_t>(line.data() - text.data());
    const std::vector<Exposure> tokens = find_token_exposures(line);
    return std::any_of(tokens.begin(), tokens.end(), [&](const Exposure& t) {
      return begin + t.offset < offset + size && offset < begin + t.offset + t.size;
    });
  };
  for (const Assignment& a : find_assignments(text)) {
    const bool uuid =
        is_uuid(trim(a.value)) && holds_uuid_secret(a.key) && !is_patterned(trim(a.value).substr(24));
    if ((!uuid && !is_secret_value(a.key_class, a.value)) || lies_in(references, a.offset)) continue;
    const bool drawn = looks_drawn(trim(a.value));
    if (!drawn && is_comment(line_at(text, a.offset))) continue;  // an example more often than not
    if (is_known_token(a.offset, a.value.size()) || !find_private_keys(a.value).empty()) continue;
    found.push_back({Sort::credential, a.offset, a.value.size(), "the value of " + quote(a.key, 60), drawn});
  }
  for (const UrlPassword& url : find_url_passwords(text)) {
    if (!is_secret_password(url.user, url.password) || lies_in(references, url.offset)) continue;
    if (holds_sample_word(url.host) || holds_sample_word(url.user)) continue;
    const bool drawn = looks_drawn(url.password);
    if (!drawn && is_comment(line_at(text, url.offset))) continue;
    const auto same = [&](const Exposure& e) {
      return e.offset < url.offset + url.password.size() && url.offset < e.offset + e.size;
    };
    if (std::any_of(found.begin(), found.end(), same) || is_known_token(url.offset, url.password.size()))
      continue;
    found.push_back({Sort::url, url.offset, url.password.size(), "the password in a URL", drawn});
  }
  std::sort(found.begin(), found.end(),
            [](const Exposure& a, const Exposure& b) { return a.offset < b.offset; });
  return found;
}

bool is_configuration(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = to_lower(slash == std::string_view::npos ? path : path.substr(slash + 1));
  constexpr std::array<std::string_view, 33> kEnds = {
      ".yaml",      ".yml",    ".json",   ".env",     ".properties", ".ini",   ".toml",   ".conf", ".cfg",
      ".cnf",       ".config", ".xml",    ".tfvars",  ".tf",         ".hcl",   ".sh",     ".bash", ".ps1",
      ".txt",       ".tpl",    ".tmpl",   ".gotmpl",  ".netrc",      ".npmrc", ".pypirc", ".cue",  ".jsonnet",
      ".libsonnet", ".values", ".secret", ".secrets", ".sops",       ".sql"};
  for (const std::string_view end : kEnds) {
    if (name.ends_with(end)) return true;
  }
  // `.env.production`, `Dockerfile`, `Makefile`, `credentials`, `id_rsa`: no ending at all.
  return name.find(".env") != std::string::npos || name.find('.') == std::string::npos || name.find('.') == 0;
}

bool is_opaque(std::string_view path, std::string_view text) {
  const std::size_t slash = path.rfind('/');
  const std::string name = to_lower(slash == std::string_view::npos ? path : path.substr(slash + 1));
  constexpr std::array<std::string_view, 11> kNames = {
      "package-lock.json",  "npm-shrinkwrap.json", "yarn.lock",     "pnpm-lock.yaml", "go.sum",
      "cargo.lock",         "poetry.lock",         "composer.lock", "gemfile.lock",   "flake.lock",
      ".terraform.lock.hcl"};
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  for (const std::string_view end :
       {".svg", ".map", ".min.js", ".min.css", ".pdf", ".png", ".jpg", ".woff2", ".sum"}) {
    if (name.ends_with(end)) return true;
  }
  return text.substr(0, 8000).find('\0') != std::string_view::npos;
}

}  // namespace fleetlint::secrets
