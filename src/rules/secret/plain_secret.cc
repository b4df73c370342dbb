#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/base64.h"
#include "secrets/detect.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// Was the value made by a generator, at whatever point of its history?
bool is_generated(const yaml::Origin& origin) {
  for (const yaml::Origin* o = &origin; o != nullptr; o = o->cause) {
    if (o->operation == yaml::Operation::generated) return true;
  }
  return false;
}

/// A whole configuration file, which tools want as a Secret whether it holds one or not.
bool is_configuration_file(std::string_view key) {
  constexpr std::array<std::string_view, 9> kEndings = {".yaml", ".yml",  ".toml", ".conf", ".cfg",
                                                        ".ini",  ".json", ".sh",   ".xml"};
  for (const std::string_view ending : kEndings) {
    if (key.ends_with(ending)) return true;
  }
  return false;
}

/// Names of what is no secret by itself: a Secret often holds the host and the user
/// beside a password that is filled in.
bool is_harmless(std::string_view key) {
  constexpr std::array<std::string_view, 16> kNames = {"type",     "name",   "host",    "hostname", "port",      "region",
                                                       "username", "user",   "email",   "database", "namespace", "project",
                                                       "insecure", "enable", "enabled", "enableoci"};
  const std::string name = to_lower(key);
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

struct PlainKeys {
  std::vector<std::string> names;
  yaml::Node first;
  bool generated = false;

  void look_at(const yaml::Entry& entry, bool base64) {
    const yaml::Node value = entry.value;
    if (!value.is_scalar() || value.is_null() || is_harmless(entry.key.text())) return;
    std::string text(value.text());
    if (base64) {
      // What is no base64 is the schema's business; it may be a placeholder still.
      if (std::optional<std::string> decoded = secrets::decode_base64(text)) text = *std::move(decoded);
    }
    if (secrets::is_placeholder(text) || secrets::is_public(text) || secrets::is_sops_text(text)) return;
    const bool from_generator = is_generated(value.origin());
    if (from_generator && is_configuration_file(entry.key.text())) return;
    if (!first) {
      first = value;
      generated = from_generator;
    }
    names.push_back(quote(entry.key.text(), 40));
  }
};

}  // namespace

void plain_secret(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "" || object["sops"].is_mapping()) return;
  PlainKeys keys;
  for (const yaml::Entry& entry : object["stringData"].entries()) keys.look_at(entry, false);
  for (const yaml::Entry& entry : object["data"].entries()) keys.look_at(entry, true);
  if (keys.names.empty()) return;
  const std::string list = fmt::format("{} {}", keys.names.size() == 1 ? "key" : "keys", join(keys.names, ", "));
  const std::string subject = object.id().to_string();
  if (keys.generated) {
    out.report(at(keys.first), "{} is generated from plain text ({}); encrypt the source with SOPS, or use a SealedSecret or an ExternalSecret",
               subject, list);
  } else {
    out.report(at(keys.first), "{} is in plain text ({}); encrypt it with SOPS, or use a SealedSecret or an ExternalSecret",
               subject, list);
  }
}

}  // namespace fleetlint::rules::secret
