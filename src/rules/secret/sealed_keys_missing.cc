#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/sealed.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// What the API server wants of a Secret of that type.
std::vector<std::string_view> keys_of_type(std::string_view type) {
  if (type == "kubernetes.io/tls") return {"tls.crt", "tls.key"};
  if (type == "kubernetes.io/dockerconfigjson") return {".dockerconfigjson"};
  if (type == "kubernetes.io/dockercfg") return {".dockercfg"};
  if (type == "kubernetes.io/ssh-auth") return {"ssh-privatekey"};
  return {};
}

}  // namespace

void sealed_keys_missing(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != secrets::kSealedGroup) return;
  const yaml::Node spec = object["spec"];
  const yaml::Node type = spec["template"]["type"];
  if (!spec["encryptedData"].is_mapping()) return;
  std::vector<std::string_view> present;
  for (const yaml::Node data : {spec["encryptedData"], spec["template"]["data"]}) {
    for (const yaml::Entry& entry : data.entries()) present.push_back(entry.key.text());
  }
  for (const std::string_view key : keys_of_type(type.text())) {
    if (std::find(present.begin(), present.end(), key) != present.end()) continue;
    out.report(at(type), "a Secret of type {} needs the key {}, which is not sealed{}", quote(type.text()),
               quote(key), did_you_mean(key, present));
  }
}

}  // namespace fleetlint::rules::secret
