// The checks of the Pod Security Standards, one function each, and the pod as they see it.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/pod_security.h"
#include "yaml/node.h"

namespace fleetlint::policy {

/// A node and where it is below the pod.
struct Located {
  yaml::Node node;
  std::string path;
  explicit operator bool() const { return node && !node.is_null(); }
  Located operator[](std::string_view key) const;
  Located operator[](std::size_t index) const;
  std::string_view text() const { return node.text(); }
};

/// initContainers, containers and ephemeralContainers with their security context.
struct ContainerView {
  Located node;
  Located security;
  std::string name;
};

class PodView {
 public:
  PodView(yaml::Node metadata, yaml::Node spec, int minor);

  const Located& metadata() const { return metadata_; }
  const Located& spec() const { return spec_; }
  const Located& security() const { return security_; }
  std::span<const ContainerView> containers() const { return containers_; }
  int minor() const { return minor_; }
  bool is_windows() const { return is_windows_; }
  bool has_user_namespace() const { return has_user_namespace_; }  ///< hostUsers: false

 private:
  Located metadata_;
  Located spec_;
  Located security_;
  std::vector<ContainerView> containers_;
  int minor_;
  bool is_windows_ = false;
  bool has_user_namespace_ = false;
};

struct PodSecurityCheck {
  std::string_view id;
  PodSecurityLevel level = PodSecurityLevel::baseline;
  int since = 0;  ///< minors that have it
  int until = std::numeric_limits<int>::max();
  std::string_view replaces;  ///< the baseline check that is not run beside this one
  void (*run)(const PodView& pod, std::vector<PodSecurityViolation>& out) = nullptr;
};

/// Baseline's first, each level by id.
std::span<const PodSecurityCheck> pod_security_checks();

bool applies(const PodSecurityCheck& check, const PodSecurityPolicy& policy);

}  // namespace fleetlint::policy
