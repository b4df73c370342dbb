#include "policy/pod_security.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "policy/pod_security_checks.h"

namespace fleetlint::policy {

namespace {

constexpr std::string_view kLabelPrefix = "pod-security.kubernetes.io/";

struct Named {
  PodSecurityLevel level;
  std::string_view name;
};
constexpr Named kLevels[] = {{PodSecurityLevel::privileged, "privileged"},
                             {PodSecurityLevel::baseline, "baseline"},
                             {PodSecurityLevel::restricted, "restricted"}};

/// "latest" or "v1.N".
bool read_version(std::string_view text, PodSecurityPolicy& policy) {
  if (text == "latest") return true;
  if (!text.starts_with("v1.")) return false;
  const std::string_view digits = text.substr(3);
  const bool is_number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number || (digits.size() > 1 && digits[0] == '0')) return false;
  int minor = 0;
  for (const char c : digits) minor = std::min(minor * 10 + (c - '0'), 1000);
  policy.minor = std::min(minor, kNewestPodSecurityMinor);
  policy.is_latest = false;
  return true;
}

bool is_replaced(const PodSecurityCheck& check, const PodSecurityPolicy& policy) {
  return std::ranges::any_of(pod_security_checks(), [&](const PodSecurityCheck& other) {
    return other.level == PodSecurityLevel::restricted && other.replaces == check.id &&
           applies(other, policy);
  });
}

}  // namespace

bool applies(const PodSecurityCheck& check, const PodSecurityPolicy& policy) {
  return check.level <= policy.level && policy.minor >= check.since && policy.minor <= check.until;
}

std::optional<PodSecurityLevel> parse_pod_security_level(std::string_view word) {
  const auto found = std::ranges::find(kLevels, word, &Named::name);
  return found == std::end(kLevels) ? std::nullopt : std::optional(found->level);
}

std::string_view to_string(PodSecurityLevel level) {
  return std::ranges::find(kLevels, level, &Named::level)->name;
}

std::string PodSecurityPolicy::text() const {
  return is_latest ? fmt::format("{}:latest", to_string(level))
                   : fmt::format("{}:v1.{}", to_string(level), minor);
}

std::vector<PodSecurityViolation> check_pod(yaml::Node metadata, yaml::Node spec,
                                            const PodSecurityPolicy& policy) {
  std::vector<PodSecurityViolation> violations;
  if (policy.level == PodSecurityLevel::privileged) return violations;
  const PodView pod(metadata, spec, policy.minor);
  for (const PodSecurityCheck& check : pod_security_checks()) {
    if (!applies(check, policy) || is_replaced(check, policy)) continue;
    const std::size_t before = violations.size();
    check.run(pod, violations);
    for (std::size_t i = before; i < violations.size(); ++i) violations[i].check = check.id;
  }
  return violations;
}

NamespacePolicies namespace_policies(yaml::Node labels) {
  NamespacePolicies all;
  const auto read = [&](std::string_view mode, PodSecurityPolicy& policy, PodSecurityLevel fallback) {
    const std::string key = std::string(kLabelPrefix) + std::string(mode);
    const yaml::Entry* level = labels.find(key);
    const yaml::Entry* version = labels.find(key + "-version");
    if (level != nullptr) {
      const std::optional<PodSecurityLevel> read_level = parse_pod_security_level(level->value.text());
      policy.level = read_level.value_or(fallback);
      if (!read_level) all.invalid.push_back(level->key.text());
    }
    if (version != nullptr && !read_version(version->value.text(), policy))
      all.invalid.push_back(version->key.text());
    return level != nullptr;
  };
  // A level that cannot be read is the strictest where it refuses, none where it only tells.
  read("enforce", all.enforce, PodSecurityLevel::restricted);
  read("audit", all.audit, PodSecurityLevel::privileged);
  const bool warns = read("warn", all.warn, PodSecurityLevel::privileged);
  // Whoever enforces is warned too.
  if (!warns && all.enforce.level > all.warn.level) {
    const bool has_version = labels.find(std::string(kLabelPrefix) + "warn-version") != nullptr;
    const PodSecurityPolicy said = all.warn;
    all.warn = all.enforce;
    if (has_version) {
      all.warn.minor = said.minor;
      all.warn.is_latest = said.is_latest;
    }
  }
  return all;
}

}  // namespace fleetlint::policy
