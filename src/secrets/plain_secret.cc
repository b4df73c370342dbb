#include "secrets/plain_secret.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "secrets/assignment.h"
#include "secrets/base64.h"
#include "secrets/detect.h"
#include "secrets/randomness.h"
#include "secrets/scan.h"
#include "secrets/value.h"

namespace fleetlint::secrets {
namespace {

/// Was the value made by a generator, at whatever point of its history?
bool is_generated(const yaml::Origin& origin) {
  for (const yaml::Origin* o = &origin; o != nullptr; o = o->cause) {
    if (o->operation == yaml::Operation::generated) return true;
  }
  return false;
}

bool is_telling(std::string_view key) { return classify_key(key) != KeyClass::none; }

/// A whole configuration file, which tools want as a Secret whether it holds one or not.
bool is_configuration_file(std::string_view key) {
  constexpr std::array<std::string_view, 12> kEndings = {".yaml", ".yml", ".toml",       ".conf",
                                                         ".cfg",  ".ini", ".json",       ".sh",
                                                         ".xml",  ".cnf", ".properties", ".config"};
  return std::ranges::any_of(kEndings, [&](std::string_view ending) { return key.ends_with(ending); });
}

/// Names of what is no secret by itself: a Secret often holds the host and the user
/// beside a password that is filled in.
bool is_harmless_name(std::string_view key) {
  constexpr std::array<std::string_view, 24> kNames = {
      "type",  "name",    "host",   "hostname",  "port",    "region",   "username", "user",
      "email", "project", "mode",   "database",  "version", "insecure", "enable",   "enabled",
      "path",  "suffix",  "prefix", "namespace", "id",      "zone",     "location", "enableoci"};
  if (is_telling(key)) return false;
  const std::vector<std::string> words = words_of(key);
  return !words.empty() && std::ranges::find(kNames, words.back()) != kNames.end();
}

/// Is some part of a URL's path to be filled in: `https://hooks.example.com/services/XXX/XXX`?
bool is_unfilled_url(std::string_view value) {
  return value.find("://") != std::string_view::npos && value.find("/XXX") != std::string_view::npos;
}

/// Does a line of the file give a value to what tells of a secret, be it a single word?
bool holds_secret(std::string_view file) {
  if (!find_private_keys(file).empty() || !find_token_exposures(file).empty()) return true;
  if (!find_credential_exposures(file).empty()) return true;
  return std::ranges::any_of(find_assignments(file), [](const Assignment& a) {
    return a.key_class == KeyClass::password && !is_harmless_value(a.value) && !is_unfilled_url(a.value);
  });
}

/// The value, or the text that base64 stands for: `stringData` spells placeholders so at times.
bool is_unfilled(std::string_view text) {
  if (is_placeholder(text) || is_unfilled_url(text)) return true;
  const std::optional<std::string> decoded = text.size() % 4 == 0 ? decode_base64(text) : std::nullopt;
  return decoded && is_placeholder(*decoded);
}

/// A value that no name need hide: switches, numbers, URLs without a password, UUIDs, references.
bool is_setting(std::string_view value) {
  if (value.empty()) return true;
  if (value.find_first_of("\n ") != std::string_view::npos) return false;
  if (!find_url_passwords(value).empty() || !find_token_exposures(value).empty()) return false;
  return is_harmless_value(value) || !is_secret_value(KeyClass::password, value);
}

struct Gathered {
  std::vector<std::string> names;
  std::vector<yaml::Node> values;
  yaml::Node first;
  bool generated = false;

  void look_at(const yaml::Entry& entry, bool base64) {
    const yaml::Node value = entry.value;
    const std::string_view key = entry.key.text();
    if (!value.is_scalar() || value.is_null() || is_harmless_name(key)) return;
    std::string text(value.text());
    if (base64) {
      // What is no base64 is the schema's business; it may be a placeholder still.
      if (std::optional<std::string> decoded = decode_base64(text)) text = *std::move(decoded);
    }
    if (is_unfilled(text) || is_public(text) || is_sops_text(text)) return;
    if (is_hash(trim(text)) || (!is_telling(key) && is_setting(trim(text)))) return;
    // Told as such, wherever it stands.
    if (!find_private_keys(text).empty()) return;
    if (holds_sample_word(text) && !looks_drawn(trim(text)) && text.size() < 120) return;
    const bool from_generator = is_generated(value.origin());
    if (is_configuration_file(key) && (from_generator || !holds_secret(text))) return;
    if (!first) {
      first = value;
      generated = from_generator;
    }
    values.push_back(value);
    names.push_back(quote(key, 40));
  }
};

}  // namespace

PlainKeys plain_keys_of(const kube::Object& secret) {
  if (secret.group() != "" || secret["sops"].is_mapping()) return {};
  Gathered keys;
  for (const yaml::Entry& entry : secret["stringData"].entries()) keys.look_at(entry, false);
  for (const yaml::Entry& entry : secret["data"].entries()) keys.look_at(entry, true);
  if (keys.names.empty()) return {};
  std::string list = (keys.names.size() == 1 ? "key " : "keys ") + join(keys.names, ", ");
  return {std::move(list), keys.first, keys.generated, std::move(keys.values)};
}

}  // namespace fleetlint::secrets
