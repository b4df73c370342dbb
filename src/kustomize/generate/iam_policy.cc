// IAMPolicyGenerator: a service account that is bound to one of a cloud provider.
#include <string>
#include <vector>

#include "base/strings.h"
#include "kustomize/generate/generate.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::generate {

void iam_policy(Context& context, yaml::Node config, std::vector<Resource>& out) {
  const yaml::Node cloud = config["cloud"];
  if (cloud.text() != "gke") {
    context.refuse("kustomize/generator-invalid", at(cloud ? cloud : config),
                   "cloud provider {} is not supported; the only one is gke", quote(cloud.text()));
    return;
  }
  const yaml::Node service = config["kubernetesService"];
  const yaml::Node account = config["serviceAccount"];
  const auto make = [&](std::string_view text, yaml::Node field) {
    return yaml::make_string(context.arena, text,
                             derived((field ? field : config).origin(), yaml::Operation::generated, nullptr));
  };
  const auto entry = [](std::string_view key, yaml::Node value) {
    return yaml::make_entry(key, value, value.origin());
  };
  const yaml::Origin origin = derived(config.origin(), yaml::Operation::generated, nullptr);
  const yaml::Origin implied = derived(config.origin(), yaml::Operation::implied, nullptr);

  const std::string identity = std::string(account["name"].text()) + "@" +
                               std::string(account["projectId"].text()) + ".iam.gserviceaccount.com";
  const yaml::Entry annotation = entry("iam.gke.io/gcp-service-account", make(identity, account));
  std::vector<yaml::Entry> metadata = {
      entry("annotations", yaml::make_mapping(context.arena, {&annotation, 1}, origin)),
      entry("name", make(service["name"].text(), service["name"])),
  };
  if (!service["namespace"].text().empty())
    metadata.push_back(entry("namespace", make(service["namespace"].text(), service["namespace"])));
  const yaml::Entry fields[] = {
      entry("apiVersion", yaml::make_string(context.arena, "v1", implied)),
      entry("kind", yaml::make_string(context.arena, "ServiceAccount", implied)),
      entry("metadata", yaml::make_mapping(context.arena, metadata, origin)),
  };
  out.emplace_back(yaml::make_mapping(context.arena, fields, origin), *context.openapi);
}

}  // namespace fleetlint::kustomize::generate
