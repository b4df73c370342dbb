#include "policy/pod_security_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/strings.h"

namespace fleetlint::policy {

namespace {

using Violations = std::vector<PodSecurityViolation>;

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&list)[N]) {
  return std::ranges::find(list, text) != std::end(list);
}

void refuse(Violations& out, const Located& at, std::string message) {
  out.push_back({{}, std::move(message), at.path, at.node});
}

bool is_true(const Located& value) { return value.node.as_bool().value_or(false); }
bool is_false(const Located& value) { return value.node.as_bool() == false; }

bool has_prefix(std::string_view text, std::string_view prefix) { return text.starts_with(prefix); }

// --- baseline

void app_armor_profile(const PodView& pod, Violations& out) {
  const auto check = [&](const Located& security) {
    const Located profile = security["appArmorProfile"];
    const std::string_view type = profile["type"].text();
    if (!profile || type == "RuntimeDefault" || type == "Localhost") return;
    refuse(out, profile["type"] ? profile["type"] : profile,
           fmt::format("AppArmor profile {} is not allowed; use RuntimeDefault or Localhost", quote(type)));
  };
  check(pod.security());
  for (const ContainerView& container : pod.containers()) check(container.security);
  const Located annotations = pod.metadata()["annotations"];
  for (const yaml::Entry& entry : annotations.node.entries()) {
    if (!has_prefix(entry.key.text(), "container.apparmor.security.beta.kubernetes.io/")) continue;
    const std::string_view value = entry.value.text();
    if (value.empty() || value == "runtime/default" || has_prefix(value, "localhost/")) continue;
    refuse(
        out, annotations[entry.key.text()],
        fmt::format("AppArmor profile {} is not allowed; use runtime/default or localhost/…", quote(value)));
  }
}

void capabilities_baseline(const PodView& pod, Violations& out) {
  static constexpr std::string_view kAllowed[] = {
      "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",      "MKNOD",
      "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT"};
  for (const ContainerView& container : pod.containers()) {
    const Located add = container.security["capabilities"]["add"];
    for (std::size_t i = 0; i < add.node.items().size(); ++i) {
      if (is_one_of(add[i].text(), kAllowed)) continue;
      refuse(out, add[i],
             fmt::format("container {} adds capability {}, which baseline does not allow; do not add it",
                         quote(container.name), quote(add[i].text())));
    }
  }
}

void host_namespaces(const PodView& pod, Violations& out) {
  for (const std::string_view field : {"hostNetwork", "hostPID", "hostIPC"}) {
    if (is_true(pod.spec()[field]))
      refuse(out, pod.spec()[field],
             fmt::format("{} is set; a pod must not share the host's namespaces", field));
  }
}

void host_path_volumes(const PodView& pod, Violations& out) {
  const Located volumes = pod.spec()["volumes"];
  for (std::size_t i = 0; i < volumes.node.items().size(); ++i) {
    if (volumes[i]["hostPath"])
      refuse(out, volumes[i]["hostPath"],
             fmt::format("volume {} is a hostPath; use another type of volume",
                         quote(volumes[i]["name"].text())));
  }
}

void host_ports(const PodView& pod, Violations& out) {
  for (const ContainerView& container : pod.containers()) {
    const Located ports = container.node["ports"];
    for (std::size_t i = 0; i < ports.node.items().size(); ++i) {
      const Located port = ports[i]["hostPort"];
      if (port && port.node.as_int().value_or(1) != 0)
        refuse(out, port,
               fmt::format("container {} uses host port {}; use a Service instead", quote(container.name),
                           port.text()));
    }
  }
}

void host_probes(const PodView& pod, Violations& out) {
  for (const ContainerView& container : pod.containers()) {
    const Located lifecycle = container.node["lifecycle"];
    const Located handlers[] = {container.node["livenessProbe"], container.node["readinessProbe"],
                                container.node["startupProbe"], lifecycle["postStart"], lifecycle["preStop"]};
    for (const Located& handler : handlers) {
      for (const std::string_view kind : {"httpGet", "tcpSocket"}) {
        const Located host = handler[kind]["host"];
        if (!host.text().empty())
          refuse(
              out, host,
              fmt::format("container {} probes host {}; leave the host out, so that the pod itself is asked",
                          quote(container.name), quote(host.text())));
      }
    }
  }
}

void privileged(const PodView& pod, Violations& out) {
  for (const ContainerView& container : pod.containers()) {
    const Located value = container.security["privileged"];
    if (is_true(value))
      refuse(out, value,
             fmt::format("container {} is privileged; take the setting away", quote(container.name)));
  }
}

void proc_mounts(const PodView& pod, Violations& out) {
  for (const ContainerView& container : pod.containers()) {
    const Located value = container.security["procMount"];
    if (value && value.text() != "Default")
      refuse(out, value,
             fmt::format("container {} has procMount {}; leave it at Default", quote(container.name),
                         quote(value.text())));
  }
}

void proc_mount(const PodView& pod, Violations& out) {
  if (pod.minor() >= 35 && pod.has_user_namespace()) return;
  proc_mounts(pod, out);
}

void seccomp_annotations(const PodView& pod, Violations& out) {
  const Located annotations = pod.metadata()["annotations"];
  const auto check = [&](const std::string& key) {
    const Located value = annotations[key];
    if (!value) return;
    const std::string_view text = value.text();
    if (text == "runtime/default" || text == "docker/default" || has_prefix(text, "localhost/")) return;
    refuse(out, value, fmt::format("seccomp profile {} is not allowed; use runtime/default", quote(text)));
  };
  check("seccomp.security.alpha.kubernetes.io/pod");
  for (const ContainerView& container : pod.containers())
    check("container.seccomp.security.alpha.kubernetes.io/" + container.name);
}

/// Is a profile set, and is it one of the two that are allowed?
enum class Profile { unset, allowed, refused };
Profile seccomp_of(const Located& security) {
  const Located profile = security["seccompProfile"];
  if (!profile) return Profile::unset;
  const std::string_view type = profile["type"].text();
  return type == "RuntimeDefault" || type == "Localhost" ? Profile::allowed : Profile::refused;
}

void refuse_seccomp(Violations& out, const Located& security) {
  const Located profile = security["seccompProfile"];
  refuse(out, profile["type"] ? profile["type"] : profile,
         fmt::format("seccomp profile {} is not allowed; use RuntimeDefault or Localhost",
                     quote(profile["type"].text())));
}

void seccomp_baseline(const PodView& pod, Violations& out) {
  if (seccomp_of(pod.security()) == Profile::refused) refuse_seccomp(out, pod.security());
  for (const ContainerView& container : pod.containers()) {
    if (seccomp_of(container.security) == Profile::refused) refuse_seccomp(out, container.security);
  }
}

void se_linux_options(const PodView& pod, Violations& out) {
  const auto check = [&](const Located& security) {
    const Located options = security["seLinuxOptions"];
    const std::string_view type = options["type"].text();
    static constexpr std::string_view kTypes[] = {"", "container_t", "container_init_t", "container_kvm_t"};
    const bool is_engine = pod.minor() >= 31 && type == "container_engine_t";
    if (!is_one_of(type, kTypes) && !is_engine)
      refuse(out, options["type"],
             fmt::format("SELinux type {} is not allowed; use container_t", quote(type)));
    for (const std::string_view field : {"user", "role"}) {
      if (!options[field].text().empty())
        refuse(out, options[field],
               fmt::format("SELinux {} {} is set; take it away", field, quote(options[field].text())));
    }
  };
  check(pod.security());
  for (const ContainerView& container : pod.containers()) check(container.security);
}

void sysctls(const PodView& pod, Violations& out) {
  struct Safe {
    std::string_view name;
    int since;
  };
  static constexpr Safe kSafe[] = {{"kernel.shm_rmid_forced", 0},
                                   {"net.ipv4.ip_local_port_range", 0},
                                   {"net.ipv4.tcp_syncookies", 0},
                                   {"net.ipv4.ping_group_range", 0},
                                   {"net.ipv4.ip_unprivileged_port_start", 0},
                                   {"net.ipv4.ip_local_reserved_ports", 27},
                                   {"net.ipv4.tcp_keepalive_time", 29},
                                   {"net.ipv4.tcp_fin_timeout", 29},
                                   {"net.ipv4.tcp_keepalive_intvl", 29},
                                   {"net.ipv4.tcp_keepalive_probes", 29},
                                   {"net.ipv4.tcp_rmem", 32},
                                   {"net.ipv4.tcp_wmem", 32},
                                   {"net.ipv4.tcp_slow_start_after_idle", 37},
                                   {"net.ipv4.tcp_notsent_lowat", 37}};
  const Located list = pod.security()["sysctls"];
  for (std::size_t i = 0; i < list.node.items().size(); ++i) {
    const Located name = list[i]["name"];
    const auto found = std::ranges::find(kSafe, name.text(), &Safe::name);
    if (found != std::end(kSafe) && found->since <= pod.minor()) continue;
    refuse(out, name ? name : list[i],
           fmt::format("sysctl {} is not allowed; do not set it", quote(name.text())));
  }
}

void windows_host_process(const PodView& pod, Violations& out) {
  const auto check = [&](const Located& security) {
    const Located value = security["windowsOptions"]["hostProcess"];
    if (is_true(value))
      refuse(out, value, "a Windows HostProcess container has the host's rights; take the setting away");
  };
  check(pod.security());
  for (const ContainerView& container : pod.containers()) check(container.security);
}

// --- restricted

constexpr int kWindowsKnown = 25;    // from here on Windows pods need no settings of Linux
constexpr int kUserNamespaces = 35;  // from here on root in a user namespace is no root

bool is_exempt_windows(const PodView& pod) { return pod.minor() >= kWindowsKnown && pod.is_windows(); }

void allow_privilege_escalation(const PodView& pod, Violations& out) {
  if (is_exempt_windows(pod)) return;
  for (const ContainerView& container : pod.containers()) {
    const Located value = container.security["allowPrivilegeEscalation"];
    if (is_false(value)) continue;
    const Located& at = value ? value : container.security ? container.security : container.node;
    refuse(out, at,
           fmt::format("container {} may gain rights; set securityContext.allowPrivilegeEscalation: false",
                       quote(container.name)));
  }
}

void capabilities_restricted(const PodView& pod, Violations& out) {
  if (is_exempt_windows(pod)) return;
  for (const ContainerView& container : pod.containers()) {
    const Located capabilities = container.security["capabilities"];
    const Located drop = capabilities["drop"];
    const auto dropped = drop.node.items();
    if (std::ranges::none_of(dropped, [](yaml::Node item) { return item.text() == "ALL"; })) {
      const Located& at = drop                 ? drop
                          : capabilities       ? capabilities
                          : container.security ? container.security
                                               : container.node;
      refuse(out, at,
             fmt::format("container {} keeps capabilities; set securityContext.capabilities.drop: [ALL]",
                         quote(container.name)));
    }
    const Located add = capabilities["add"];
    for (std::size_t i = 0; i < add.node.items().size(); ++i) {
      if (add[i].text() == "NET_BIND_SERVICE") continue;
      refuse(out, add[i],
             fmt::format("container {} adds capability {}; restricted allows NET_BIND_SERVICE alone",
                         quote(container.name), quote(add[i].text())));
    }
  }
}

void restricted_volumes(const PodView& pod, Violations& out) {
  static constexpr std::string_view kAllowed[] = {"configMap", "csi",   "downwardAPI",           "emptyDir",
                                                  "ephemeral", "image", "persistentVolumeClaim", "projected",
                                                  "secret"};
  const Located volumes = pod.spec()["volumes"];
  for (std::size_t i = 0; i < volumes.node.items().size(); ++i) {
    for (const yaml::Entry& entry : volumes[i].node.entries()) {
      const std::string_view type = entry.key.text();
      if (type == "name" || entry.value.is_null() || is_one_of(type, kAllowed)) continue;
      refuse(out, volumes[i][type],
             fmt::format("volume {} is of type {}, which restricted does not allow; use another type",
                         quote(volumes[i]["name"].text()), quote(type)));
    }
  }
}

void run_as_non_root(const PodView& pod, Violations& out) {
  if (pod.minor() >= kUserNamespaces && pod.has_user_namespace()) return;
  const Located of_pod = pod.security()["runAsNonRoot"];
  if (is_false(of_pod)) refuse(out, of_pod, "runAsNonRoot is false; set it to true");
  for (const ContainerView& container : pod.containers()) {
    const Located value = container.security["runAsNonRoot"];
    if (is_true(value) || (!value && is_true(of_pod))) continue;
    if (!value && of_pod) continue;  // said above
    const Located& at = value ? value : container.security ? container.security : container.node;
    refuse(out, at,
           fmt::format("container {} may run as root; set securityContext.runAsNonRoot: true",
                       quote(container.name)));
  }
}

void run_as_user(const PodView& pod, Violations& out) {
  if (pod.minor() >= kUserNamespaces && pod.has_user_namespace()) return;
  const auto check = [&](const Located& security) {
    const Located value = security["runAsUser"];
    if (value.node.as_int() == 0) refuse(out, value, "runAsUser is 0, which is root; use another user");
  };
  check(pod.security());
  for (const ContainerView& container : pod.containers()) check(container.security);
}

void seccomp_restricted(const PodView& pod, Violations& out) {
  if (is_exempt_windows(pod)) return;
  const Profile of_pod = seccomp_of(pod.security());
  if (of_pod == Profile::refused) refuse_seccomp(out, pod.security());
  for (const ContainerView& container : pod.containers()) {
    const Profile own = seccomp_of(container.security);
    if (own == Profile::refused) refuse_seccomp(out, container.security);
    if (own != Profile::unset || of_pod != Profile::unset) continue;
    refuse(out, container.security ? container.security : container.node,
           fmt::format(
               "container {} has no seccomp profile; set securityContext.seccompProfile.type: RuntimeDefault",
               quote(container.name)));
  }
}

constexpr auto kBaseline = PodSecurityLevel::baseline;
constexpr auto kRestricted = PodSecurityLevel::restricted;
constexpr int kAlways = std::numeric_limits<int>::max();

constexpr PodSecurityCheck kChecks[] = {
    {"appArmorProfile", kBaseline, 0, kAlways, {}, app_armor_profile},
    {"capabilities_baseline", kBaseline, 0, kAlways, {}, capabilities_baseline},
    {"hostNamespaces", kBaseline, 0, kAlways, {}, host_namespaces},
    {"hostPathVolumes", kBaseline, 0, kAlways, {}, host_path_volumes},
    {"hostPorts", kBaseline, 0, kAlways, {}, host_ports},
    {"hostProbesAndHostLifecycle", kBaseline, 34, kAlways, {}, host_probes},
    {"privileged", kBaseline, 0, kAlways, {}, privileged},
    {"procMount", kBaseline, 0, kAlways, {}, proc_mount},
    {"seLinuxOptions", kBaseline, 0, kAlways, {}, se_linux_options},
    {"seccompProfile_baseline", kBaseline, 0, 18, {}, seccomp_annotations},
    {"seccompProfile_baseline", kBaseline, 19, kAlways, {}, seccomp_baseline},
    {"sysctls", kBaseline, 0, kAlways, {}, sysctls},
    {"windowsHostProcess", kBaseline, 0, kAlways, {}, windows_host_process},
    {"allowPrivilegeEscalation", kRestricted, 8, kAlways, {}, allow_privilege_escalation},
    {"capabilities_restricted", kRestricted, 22, kAlways, "capabilities_baseline", capabilities_restricted},
    {"procMount_restricted", kRestricted, 35, kAlways, "procMount", proc_mounts},
    {"restrictedVolumes", kRestricted, 0, kAlways, "hostPathVolumes", restricted_volumes},
    {"runAsNonRoot", kRestricted, 0, kAlways, {}, run_as_non_root},
    {"runAsUser", kRestricted, 23, kAlways, {}, run_as_user},
    {"seccompProfile_restricted", kRestricted, 19, kAlways, "seccompProfile_baseline", seccomp_restricted},
};

}  // namespace

Located Located::operator[](std::string_view key) const {
  const bool is_plain = key.find_first_of("./") == std::string_view::npos;
  return {node[key], is_plain ? fmt::format("{}.{}", path, key) : fmt::format("{}[\"{}\"]", path, key)};
}

Located Located::operator[](std::size_t index) const {
  return {node.items()[index], fmt::format("{}[{}]", path, index)};
}

PodView::PodView(yaml::Node metadata, yaml::Node spec, int minor)
    : metadata_{metadata, "metadata"},
      spec_{spec, "spec"},
      security_(spec_["securityContext"]),
      minor_(minor) {
  for (const std::string_view field : {"initContainers", "containers", "ephemeralContainers"}) {
    const Located list = spec_[field];
    for (std::size_t i = 0; i < list.node.items().size(); ++i) {
      const Located container = list[i];
      containers_.push_back({container, container["securityContext"], std::string(container["name"].text())});
    }
  }
  is_windows_ = spec_["os"]["name"].text() == "windows";
  has_user_namespace_ = is_false(spec_["hostUsers"]);
}

std::span<const PodSecurityCheck> pod_security_checks() { return kChecks; }

}  // namespace fleetlint::policy
