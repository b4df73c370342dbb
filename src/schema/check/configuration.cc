// ConfigMaps and Secrets: keys, sizes, and what a type of Secret must hold.
#include "schema/check.h"

#include <array>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

constexpr std::size_t kMostBytes = 1024UL * 1024;

struct SecretType {
  std::string_view type;
  std::array<std::string_view, 2> keys;  ///< of which all are needed
};

constexpr std::array<SecretType, 5> kSecretTypes = {
    {{"kubernetes.io/dockercfg", {".dockercfg", ""}},
     {"kubernetes.io/dockerconfigjson", {".dockerconfigjson", ""}},
     {"kubernetes.io/ssh-auth", {"ssh-privatekey", ""}},
     {"kubernetes.io/tls", {"tls.crt", "tls.key"}},
     {"kubernetes.io/basic-auth", {"", ""}}}};

/// Bytes of base64 as they are counted when decoded.
std::size_t decoded_size(std::string_view text) {
  std::size_t size = 0;
  for (const char c : text) size += c != '=' && c != '\n' && c != '\r' && c != ' ' ? 1 : 0;
  return size * 3 / 4;
}

void check_keys(yaml::Node data, ServerReport& out) {
  for (const yaml::Entry& entry : data.entries()) {
    if (std::string mistake = config_key_mistake(entry.key.text()); !mistake.empty())
      out.invalid_name_key(entry, fmt::format("the key {} {}", quote(entry.key.text()), mistake));
  }
}

void check_size(const kube::Object& object, std::size_t size, ServerReport& out) {
  if (size > kMostBytes)
    out.invalid(object["data"] ? object["data"] : object.node(),
                fmt::format("the values of the {} have {} bytes, but may have {} at most", object.kind(),
                            size, kMostBytes));
}

void check_config_map(const kube::Object& object, ServerReport& out) {
  const yaml::Node data = object["data"];
  const yaml::Node binary = object["binaryData"];
  check_keys(data, out);
  check_keys(binary, out);
  std::size_t size = 0;
  for (const yaml::Entry& entry : data.entries()) size += entry.value.text().size();
  for (const yaml::Entry& entry : binary.entries()) {
    size += decoded_size(entry.value.text());
    if (data.find(entry.key) != nullptr)
      out.conflict(entry,
                   fmt::format("the key {} is in data too; remove one of them", quote(entry.key.text())));
  }
  check_size(object, size, out);
}

void check_secret(const kube::Object& object, ServerReport& out) {
  const yaml::Node data = object["data"];
  const yaml::Node texts = object["stringData"];
  check_keys(data, out);
  check_keys(texts, out);
  std::size_t size = 0;
  for (const yaml::Entry& entry : texts.entries()) size += entry.value.text().size();
  for (const yaml::Entry& entry : data.entries()) {
    if (texts.find(entry.key) == nullptr) size += decoded_size(entry.value.text());
  }
  check_size(object, size, out);
  const std::string_view type = object["type"].text();
  if (type == "kubernetes.io/service-account-token" &&
      object.annotations()["kubernetes.io/service-account.name"].text().empty()) {
    out.required(object["metadata"],
                 "a Secret of type kubernetes.io/service-account-token needs the annotation "
                 "kubernetes.io/service-account.name");
  }
  for (const SecretType& known : kSecretTypes) {
    if (known.type != type) continue;
    const auto has = [&](std::string_view key) { return data[key] || texts[key]; };
    if (type == "kubernetes.io/basic-auth" && !has("username") && !has("password")) {
      out.required(object["type"],
                   "a Secret of type kubernetes.io/basic-auth needs the key username or password");
    }
    const auto json = known_text(texts[".dockerconfigjson"]);
    if (type == "kubernetes.io/dockerconfigjson" && json && !trim(*json).starts_with('{'))
      out.invalid(texts[".dockerconfigjson"], "the value of .dockerconfigjson is no JSON object");
    for (const std::string_view key : known.keys) {
      if (!key.empty() && !has(key))
        out.required(object["type"], fmt::format("a Secret of type {} needs the key {}", type, quote(key)));
    }
  }
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (object.is("", "ConfigMap")) check_config_map(object, out);
  if (object.is("", "Secret")) check_secret(object, out);
}

}  // namespace

extern const ServerCheck check_configuration;
const ServerCheck check_configuration{run};

}  // namespace fleetlint::schema
