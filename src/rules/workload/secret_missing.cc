#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "rules/workload/lookup.h"
#include "yaml/place.h"

namespace fleetlint::rules::workload {

namespace {

/// Names of Secrets that are rendered or sealed in the namespace, or made by what is.
std::vector<std::string> secrets_of(const fleet::Cluster& cluster, std::string_view name_space) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view group, std::string_view kind, std::string_view target) {
    for (const fleet::Index::Item& item : cluster.index.of_kind(group, kind)) {
      if (item.object->name_space() != name_space) continue;
      const std::string_view made =
          target.empty() ? std::string_view() : yaml::find_path(item.object->node(), target).text();
      names.emplace_back(made.empty() ? item.object->name() : made);
    }
  };
  add("", "Secret", {});
  add("bitnami.com", "SealedSecret", "spec.template.metadata.name");
  add("external-secrets.io", "ExternalSecret", "spec.target.name");
  add("cert-manager.io", "Certificate", "spec.secretName");
  return names;
}

}  // namespace

void secret_missing(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const std::shared_ptr<const Uses>& uses : uses_in(cluster)) {
    const std::string_view name_space = uses->workload.name_space();
    for (const Use& use : uses->objects) {
      if (use.kind != "Secret" || use.optional || !rules::flux::is_known(use.name)) continue;
      const std::string_view name = use.name.text();
      if (name.empty()) continue;
      if (cluster.index.find("", "Secret", name_space, name).object != nullptr) continue;
      const std::vector<std::string> made = secrets_of(cluster, name_space);
      if (std::find(made.begin(), made.end(), name) != made.end()) continue;
      if (is_unknown(cluster, name_space)) continue;
      std::string why = rules::flux::hint(name, made);
      if (why.empty()) why = rules::flux::likely_mistake(cluster, "Secret", name_space, name);
      if (why.empty()) continue;  // it may well be made by hand
      if (!why.starts_with("; ")) why.insert(0, "; ");
      out.set_object(uses->workload.ref());
      out.report(at(use.name), "Secret {} is not rendered by this cluster, so the pods do not start{}",
                 quote(std::string(name_space) + "/" + std::string(name)), why);
    }
  }
}

}  // namespace fleetlint::rules::workload
