#include "rules/admission/enforcement.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/strings.h"
#include "yaml/place.h"

namespace fleetlint::rules {

namespace {

using Enforce = policy::Enforcement (*)(const policy::ClusterObjects&, RunMemo&);

/// Is an object of the group here? Most clusters have none, and need not be looked through.
bool has_group(const fleet::Cluster& cluster, std::string_view group) {
  return std::ranges::any_of(cluster.index.kinds(), [&](const auto& kind) { return kind.group == group; });
}

std::shared_ptr<const policy::Enforcement> enforced(const fleet::Cluster& cluster, std::string_view name,
                                                    bool has_policies, Enforce enforce) {
  const auto make = [&] {
    if (!has_policies) return policy::Enforcement();
    policy::ClusterObjects objects;
    for (const flux::Graph::Placed& placed : cluster.graph.objects())
      objects.objects.push_back(*placed.object);
    if (cluster.kubernetes.minor > 0) objects.kubernetes_minor = cluster.kubernetes.minor;
    return enforce(objects, *cluster.memo);
  };
  return cluster.memo->get<policy::Enforcement>(fmt::format("admission/{}/{}", name, cluster.name), make);
}

bool is_unresolved(yaml::Node node) { return node && node.origin().operation == yaml::Operation::unresolved; }

/// A policy may quote what it refuses; of a Secret nothing is shown.
std::string shown(const policy::Enforced& found) {
  if (found.object.kind() != "Secret") return found.violation.message;
  return "its message is left out, as it may hold a value of the Secret";
}

}  // namespace

std::shared_ptr<const policy::Enforcement> gatekeeper_of(const fleet::Cluster& cluster) {
  const bool has_policies =
      has_group(cluster, "constraints.gatekeeper.sh") || has_group(cluster, "templates.gatekeeper.sh");
  return enforced(cluster, "gatekeeper", has_policies, policy::enforce_gatekeeper);
}

std::shared_ptr<const policy::Enforcement> admission_of(const fleet::Cluster& cluster) {
  return enforced(cluster, "policy", has_group(cluster, "admissionregistration.k8s.io"),
                  policy::enforce_admission);
}

std::shared_ptr<const policy::Enforcement> pod_security_of(const fleet::Cluster& cluster) {
  const auto is_labelled = [](const fleet::Index::Item& item) {
    return std::ranges::any_of(item.object->labels().entries(), [](const yaml::Entry& label) {
      return label.key.text().starts_with("pod-security.kubernetes.io/");
    });
  };
  const bool has_policies = std::ranges::any_of(cluster.index.of_kind("", "Namespace"), is_labelled);
  return enforced(cluster, "pod-security", has_policies, policy::enforce_pod_security);
}

void tell(const policy::Enforcement& enforcement, policy::Action action, std::string_view verb,
          diag::Collector& out) {
  for (const policy::Enforced& found : enforcement.violations) {
    if (found.action != action || is_unresolved(found.violation.node)) continue;
    const yaml::Node node = found.violation.node ? found.violation.node : found.object["kind"];
    diag::Place place = at(node);
    const yaml::Node source =
        found.violation.source ? found.violation.source : found.policy["metadata"]["name"];
    for (diag::Location& location : std::vector<diag::Location>{at(source).primary}) {
      location.label = "the policy";
      place.related.push_back(std::move(location));
    }
    out.set_object(found.object.ref());
    const std::string_view how = found.violation.is_error ? " cannot be evaluated and then refuses" : verb;
    diag::Finding& finding = out.report(std::move(place), "{} {} {}: {}", found.policy.kind(),
                                        quote(found.policy.name()), trim(how), shown(found));
    finding.object_path = found.violation.path;
  }
}

void tell_broken(const policy::Enforcement& enforcement, diag::Collector& out) {
  for (const policy::BrokenPolicy& broken : enforcement.broken) {
    if (is_unresolved(broken.node)) continue;
    out.set_object(broken.policy.ref());
    out.report(at(broken.node ? broken.node : broken.policy["kind"]), "{} {}: {}", broken.policy.kind(),
               quote(broken.policy.name()), broken.message);
  }
}

}  // namespace fleetlint::rules
