// Pod Security Standards as Pod Security Admission applies them: baseline and restricted,
// at the version of a policy.
//
// check_pod() is the admission plugin's judgement of one pod. Which policy a namespace asks
// for is read from its labels by namespace_policies(). Kinds with a pod template are warned
// about, never refused; who calls decides what that means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.h"

namespace fleetlint::policy {

/// The newest minor whose checks are known; "latest" and newer versions mean it.
inline constexpr int kNewestPodSecurityMinor = 37;

enum class PodSecurityLevel { privileged, baseline, restricted };

std::optional<PodSecurityLevel> parse_pod_security_level(std::string_view word);
std::string_view to_string(PodSecurityLevel level);

struct PodSecurityPolicy {
  PodSecurityLevel level = PodSecurityLevel::privileged;
  int minor = kNewestPodSecurityMinor;  ///< of version 1
  bool is_latest = true;                ///< as written, for messages
  bool operator==(const PodSecurityPolicy&) const = default;

  std::string text() const;  ///< "baseline:v1.29", "restricted:latest"
};

struct PodSecurityViolation {
  std::string_view check;  ///< "hostNamespaces"
  std::string message;     ///< what is wrong, then what to do
  std::string path;        ///< below the pod: "spec.containers[0].securityContext.privileged"
  yaml::Node node;         ///< the value that is wrong, or the nearest one around a missing field
};

/// `metadata` and `spec` are a Pod's, or those of a template. Empty: admitted.
std::vector<PodSecurityViolation> check_pod(yaml::Node metadata, yaml::Node spec,
                                            const PodSecurityPolicy& policy);

/// The policies of a namespace.
struct NamespacePolicies {
  PodSecurityPolicy enforce;
  PodSecurityPolicy audit;
  PodSecurityPolicy warn;
  /// Labels whose value the API server refuses; the key's text.
  std::vector<std::string_view> invalid;
};
NamespacePolicies namespace_policies(yaml::Node labels);

}  // namespace fleetlint::policy
