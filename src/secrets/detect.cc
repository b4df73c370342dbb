#include "secrets/detect.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "secrets/base64.h"

namespace fleetlint::secrets {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kDashes = "-----";
constexpr std::string_view kBase64Begin = "LS0tLS1CRUdJTi";  // "-----BEGIN" in base64
constexpr std::string_view kAge = "AGE-SECRET-KEY-1";

bool is_base64_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '=';
}

/// Lines of a text, where a break may be written as `\\n` too.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(text, '\n')) {
    std::size_t begin = 0;
    for (std::size_t at = line.find("\\n"); at != std::string_view::npos; at = line.find("\\n", begin)) {
      lines.push_back(line.substr(begin, at - begin));
      begin = at + 2;
    }
    lines.push_back(line.substr(begin));
  }
  return lines;
}

/// Base64 digits of a line's words; nothing when it holds anything else. Words of
/// prose are short, those of a key are not, save for its last.
std::optional<std::size_t> base64_digits(std::string_view line) {
  std::size_t digits = 0;
  const std::vector<std::string_view> words = split(line, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].empty()) continue;
    if (words[i].size() < 20 && i + 1 < words.size()) return std::nullopt;
    if (!std::all_of(words[i].begin(), words[i].end(), is_base64_character)) return std::nullopt;
    digits += words[i].size();
  }
  return digits;
}

/// How many base64 digits follow a PEM header. Armour headers ("Proc-Type: …") and
/// the marks of comments are passed over.
std::size_t body_size(std::string_view text) {
  std::size_t digits = 0;
  for (std::string_view line : lines_of(text)) {
    line = trim(line);
    while (line.starts_with('#')) line = trim(line.substr(1));
    if (digits == 0 && (line.empty() || line.find(": ") != std::string_view::npos)) continue;
    const std::optional<std::size_t> more = base64_digits(line);
    if (!more) break;
    digits += *more;
  }
  return digits;
}

/// A PEM header of a private key at the front of the text: its length and what it is.
std::optional<Sighting> read_pem(std::string_view text) {
  const std::size_t end = text.substr(0, 80).find(kDashes, kBegin.size());
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view label = text.substr(kBegin.size(), end - kBegin.size());
  const bool pgp = label == "PGP PRIVATE KEY BLOCK";
  if (!pgp && !label.ends_with("PRIVATE KEY")) return std::nullopt;
  const std::size_t body = end + kDashes.size();
  const std::size_t footer = std::min(text.find(kDashes, body), text.size());
  // The smallest real key, Ed25519 in PKCS#8, has 64 digits; examples have dots.
  if (body_size(text.substr(body, footer - body)) < 60) return std::nullopt;
  std::string what = "a private key";
  for (const auto& [word, name] :
       {std::pair<std::string_view, std::string_view>{"RSA ", "an RSA private key"},
        {"EC ", "an EC private key"},
        {"DSA ", "a DSA private key"},
        {"OPENSSH ", "an OpenSSH private key"},
        {"ENCRYPTED ", "a private key behind a passphrase"},
        {"PGP ", "a PGP private key"}}) {
    if (label.starts_with(word)) what = name;
  }
  return Sighting{0, body, std::move(what)};
}

std::optional<Sighting> read_base64_pem(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_base64_character(text[size])) ++size;
  const std::optional<std::string> decoded = decode_base64(text.substr(0, size));
  if (!decoded) return std::nullopt;
  // A bundle may begin with certificates.
  for (std::size_t at = decoded->find(kBegin); at != std::string::npos; at = decoded->find(kBegin, at + 1)) {
    if (std::optional<Sighting> seen = read_pem(std::string_view(*decoded).substr(at))) {
      return Sighting{0, kBase64Begin.size(), seen->what + " in base64"};
    }
  }
  return std::nullopt;
}

std::optional<Sighting> read_age(std::string_view text) {
  constexpr std::size_t kDigits = 58;
  constexpr std::string_view kBech32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
  const std::string_view digits = text.substr(kAge.size(), kDigits);
  if (digits.size() < kDigits || digits.find_first_not_of(kBech32) != std::string_view::npos)
    return std::nullopt;
  return Sighting{0, kAge.size(), "an age private key"};
}

}  // namespace

std::vector<Sighting> find_private_keys(std::string_view text) {
  std::vector<Sighting> seen;
  const auto look_for = [&](std::string_view mark, std::optional<Sighting> (*read)(std::string_view)) {
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + mark.size())) {
      std::optional<Sighting> sighting = read(text.substr(at));
      if (!sighting) continue;
      sighting->offset = at;
      seen.push_back(std::move(*sighting));
    }
  };
  look_for(kBegin, read_pem);
  look_for(kBase64Begin, read_base64_pem);
  look_for(kAge, read_age);
  std::sort(seen.begin(), seen.end(),
            [](const Sighting& a, const Sighting& b) { return a.offset < b.offset; });
  return seen;
}

namespace {

/// Lines of host keys, as SSH has them in known_hosts.
bool is_known_hosts(std::string_view text) {
  if (text.empty()) return false;
  for (const std::string_view whole : split(text, '\n')) {
    const std::string_view line = trim(whole);
    if (line.empty() || line.front() == '#') continue;
    if (line.find(" ssh-") == std::string_view::npos && line.find(" ecdsa-") == std::string_view::npos)
      return false;
  }
  return true;
}

/// THE_NAME_OF_WHAT_GOES_HERE.
bool is_name_of_variable(std::string_view text) {
  bool joined = false;
  for (const char c : text) {
    if (c == '_') joined = true;
    if (c != '_' && (c < 'A' || c > 'Z')) return false;
  }
  return joined;
}

}  // namespace

bool is_sops_text(std::string_view text) {
  return text.find("ENC[AES256_GCM,") != std::string_view::npos &&
         (text.find("sops") != std::string_view::npos || text.starts_with("ENC["));
}

bool is_public(std::string_view value) {
  const std::string_view text = trim(value);
  if (is_known_hosts(text)) return true;
  for (const std::string_view begin :
       {"-----BEGIN CERTIFICATE", "-----BEGIN PUBLIC KEY", "ssh-rsa ", "ssh-ed25519 "}) {
    if (text.starts_with(begin)) return text.find("PRIVATE KEY") == std::string_view::npos;
  }
  return false;
}

bool is_placeholder(std::string_view value) {
  const std::string_view text = trim(value);
  if (text.empty()) return true;
  if (text.starts_with("ENC[AES256_GCM,")) return true;
  if (text.find("${") != std::string_view::npos || text.find("{{") != std::string_view::npos) return true;
  if (text.starts_with("$(") && text.ends_with(")")) return true;
  if (text.front() == '<' && text.back() == '>') return true;
  for (const std::string_view scheme : {"vault:", "ref+", "op://", "awssm:", "gcpsm:", "avp:"}) {
    if (text.starts_with(scheme)) return true;
  }
  if (is_name_of_variable(text)) return true;
  if (text.find_first_not_of("xX*.-_ ") == std::string_view::npos) return true;
  std::string word = to_lower(text);
  std::erase_if(word, [](char c) { return c == '_' || c == '-' || c == ' ' || c == '.' || c == '!'; });
  constexpr std::array<std::string_view, 22> kWords = {
      "notneeded", "notrequired", "ignored", "fill",    "changeme", "changeit", "changethis", "replaceme",
      "replace",   "placeholder", "todo",    "tbd",     "fixme",    "dummy",    "example",    "redacted",
      "none",      "null",        "unused",  "notused", "fillme",   "fillin"};
  if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
  for (const std::string_view start :
       {"changeme", "replaceme", "replacewith", "your", "placeholder", "insert", "dummy"}) {
    if (word.starts_with(start) && word.size() < 40) return true;
  }
  return false;
}

}  // namespace fleetlint::secrets
