// Containers of pods and pod templates: names, ports, environment, mounts, probes.
#include "schema/check.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/strings.h"
#include "schema/quantity.h"

namespace fleetlint::schema {

namespace {

constexpr std::array<std::string_view, 4> kProbeHandlers = {"exec", "httpGet", "tcpSocket", "grpc"};
constexpr std::array<std::string_view, 4> kHookHandlers = {"exec", "httpGet", "tcpSocket", "sleep"};
constexpr std::array<std::string_view, 5> kEnvSources = {"fieldRef", "resourceFieldRef", "configMapKeyRef",
                                                         "secretKeyRef", "fileKeyRef"};
constexpr std::array<std::string_view, 2> kEnvFromSources = {"configMapRef", "secretRef"};

void check_ports(yaml::Node container, ServerReport& out) {
  std::vector<yaml::Node> names;
  for (const yaml::Node port : container["ports"].items()) {
    check_port(out, port["containerPort"], "containerPort");
    if (port["hostPort"].as_int() != 0) check_port(out, port["hostPort"], "hostPort");
    check_text(out, port["name"], "name", port_name_mistake);
    names.push_back(port["name"]);
  }
  check_unique(out, names, "port name");
}

/// A port of the host can be taken once in a pod.
void check_host_ports(yaml::Node pod_spec, ServerReport& out) {
  std::unordered_map<std::string, yaml::Node> seen;
  for (const yaml::Node container : pod_spec["containers"].items()) {
    for (const yaml::Node port : container["ports"].items()) {
      const auto number = port["hostPort"].as_int();
      if (!number || *number == 0) continue;
      const std::string_view protocol = port["protocol"].text();
      const std::string key =
          fmt::format("{}/{}/{}", protocol.empty() ? "TCP" : protocol, port["hostIP"].text(), *number);
      const auto [it, is_new] = seen.try_emplace(key, port["hostPort"]);
      if (!is_new)
        out.duplicate(port["hostPort"], it->second,
                      fmt::format("hostPort {} is taken already in this pod; use another one", *number));
    }
  }
}

void check_key_ref(yaml::Node ref, ServerReport& out) {
  if (!ref.is_mapping()) return;
  check_needed_text(out, ref, "key", config_key_mistake);
  check_needed_text(out, ref, "name", subdomain_mistake);
}

/// What a container asks for of itself: `limits.memory`.
void check_resource_ref(yaml::Node ref, ServerReport& out) {
  const auto resource = known_text(ref["resource"]);
  if (!resource) return;
  std::string_view name = *resource;
  const bool has_side = name.starts_with("limits.") || name.starts_with("requests.");
  if (has_side) name.remove_prefix(name.find('.') + 1);
  const bool is_good = has_side && (name == "cpu" || name == "memory" || name == "ephemeral-storage" ||
                                    name.starts_with("hugepages-"));
  if (!is_good)
    out.invalid(ref["resource"],
                fmt::format("resource is {}, but must be limits. or requests. and then cpu, memory, "
                            "ephemeral-storage or hugepages-",
                            quote(*resource)));
  const auto divisor = quantity_of(ref["divisor"]);
  if (!is_good || !divisor || divisor->is_zero()) return;
  constexpr std::array<std::string_view, 12> kUnits = {"1",  "1k",  "1M",  "1G",  "1T",  "1P",
                                                       "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi"};
  const bool is_unit =
      std::ranges::any_of(kUnits, [&](std::string_view unit) { return parse_quantity(unit) == divisor; }) ||
      parse_quantity("1Ei") == divisor;
  if (name == "cpu" ? parse_quantity("1") != divisor && parse_quantity("1m") != divisor : !is_unit)
    out.invalid(ref["divisor"], fmt::format("divisor is {}, but must be 1 or {}", ref["divisor"].text(),
                                            name == "cpu" ? "1m" : "one of a unit, as in 1Mi"));
}

void check_env(yaml::Node container, int minor, ServerReport& out) {
  for (const yaml::Node variable : container["env"].items()) {
    if (const auto name = known_text(variable["name"])) {
      if (std::string mistake = env_var_name_mistake(*name, minor); !mistake.empty())
        out.invalid(variable["name"], fmt::format("the environment variable {} {}", quote(*name), mistake));
    }
    const yaml::Node source = variable["valueFrom"];
    if (!source.is_mapping()) continue;
    if (!variable["value"].text().empty())
      out.conflict(variable, "valueFrom", "valueFrom stands beside value; remove one of them");
    check_one_of(out, source, kEnvSources, true, "valueFrom");
    check_key_ref(source["configMapKeyRef"], out);
    check_key_ref(source["secretKeyRef"], out);
    check_resource_ref(source["resourceFieldRef"], out);
    if (source["fieldRef"].is_mapping()) {
      const auto path = known_text(source["fieldRef"]["fieldPath"]);
      constexpr std::array<std::string_view, 8> kPaths = {
          "metadata.name",           "metadata.namespace", "metadata.uid", "spec.nodeName",
          "spec.serviceAccountName", "status.hostIP",      "status.podIP", "status.podIPs"};
      const bool is_good = !path || std::ranges::find(kPaths, *path) != kPaths.end() ||
                           *path == "status.hostIPs" || path->starts_with("metadata.labels['") ||
                           path->starts_with("metadata.annotations['");
      if (!is_good) {
        out.invalid(source["fieldRef"]["fieldPath"],
                    fmt::format("fieldPath is {}, which no environment variable can be taken from{}",
                                quote(*path), did_you_mean(*path, kPaths)));
      }
    }
  }
  for (const yaml::Node source : container["envFrom"].items()) {
    check_one_of(out, source, kEnvFromSources, true, "envFrom");
    if (const auto prefix = known_text(source["prefix"])) {
      if (std::string mistake = env_var_name_mistake(*prefix, minor); !mistake.empty())
        out.invalid(source["prefix"], fmt::format("prefix is {}, which {}", quote(*prefix), mistake));
    }
  }
}

bool leaves_its_folder(std::string_view path) {
  return std::ranges::any_of(split(path, '/'), [](std::string_view part) { return part == ".."; });
}

void check_mounts(yaml::Node container, ServerReport& out) {
  std::vector<yaml::Node> paths;
  for (const yaml::Node mount : container["volumeMounts"].items()) {
    check_needed_text(out, mount, "mountPath");
    paths.push_back(mount["mountPath"]);
    for (const std::string_view field : {"subPath", "subPathExpr"}) {
      const auto path = known_text(mount[field]);
      if (path && path->starts_with('/'))
        out.invalid(mount[field], fmt::format("{} is {}, but must be a relative path", field, quote(*path)));
      else if (path && leaves_its_folder(*path))
        out.invalid(mount[field], fmt::format("{} is {}, but must not hold \"..\"", field, quote(*path)));
    }
    if (known_text(mount["subPath"]) && known_text(mount["subPathExpr"]))
      out.conflict(mount, "subPathExpr", "subPathExpr stands beside subPath; remove one of them");
    const bool is_privileged = container["securityContext"]["privileged"].as_bool().value_or(false);
    const std::string_view recursive = mount["recursiveReadOnly"].text();
    if ((recursive == "Enabled" || recursive == "IfPossible") && mount["readOnly"].as_bool() != true &&
        is_known(mount["readOnly"]))
      out.conflict(mount, "recursiveReadOnly",
                   fmt::format("recursiveReadOnly is {}, which needs readOnly: true", recursive));
    if (mount["mountPropagation"].text() == "Bidirectional" && !is_privileged)
      out.conflict(mount, "mountPropagation",
                   "mountPropagation is Bidirectional, which only a privileged container may have");
  }
  check_unique(out, paths, "mountPath");
}

void check_http_get(yaml::Node get, ServerReport& out) {
  if (!get.is_mapping()) return;
  check_port_or_name(out, get["port"], "port");
  for (const yaml::Node header : get["httpHeaders"].items())
    check_text(out, header["name"], "name", http_header_mistake);
}

void check_handler(yaml::Node handler, std::span<const std::string_view> kinds, std::string_view what,
                   ServerReport& out) {
  check_one_of(out, handler, kinds, true, what);
  if (const yaml::Node exec = handler["exec"]; exec.is_mapping() && exec["command"].items().empty())
    out.required(exec, fmt::format("required field \"command\" is missing in {}; add it", out.path_of(exec)));
  check_http_get(handler["httpGet"], out);
  check_port_or_name(out, handler["tcpSocket"]["port"], "port");
  check_port(out, handler["grpc"]["port"], "port");
}

/// `grace`: how long the pod may take to end.
void check_probes(const Container& container, std::int64_t grace, ServerReport& out) {
  for (const std::string_view name : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    const yaml::Node probe = container.node[name];
    if (!probe.is_mapping()) continue;
    check_handler(probe, kProbeHandlers, name, out);
    check_not_negative(
        out, probe,
        {"initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"});
    if (name != "readinessProbe") {
      const auto successes = probe["successThreshold"].as_int();
      if (successes && *successes > 1)
        out.invalid(probe["successThreshold"],
                    fmt::format("successThreshold is {}, but must be 1 in a {}", *successes, name));
      check_integer(out, probe["terminationGracePeriodSeconds"], "terminationGracePeriodSeconds", 1);
    } else {
      out.conflict(probe, "terminationGracePeriodSeconds",
                   "a readinessProbe takes no terminationGracePeriodSeconds; remove it");
    }
  }
  for (const std::string_view name : {"postStart", "preStop"}) {
    const yaml::Node hook = container.node["lifecycle"][name];
    if (hook.is_mapping()) check_handler(hook, kHookHandlers, name, out);
  }
  const yaml::Node sleep = container.node["lifecycle"]["preStop"]["sleep"]["seconds"];
  if (const auto seconds = sleep.as_int(); seconds && (*seconds < 0 || *seconds > grace))
    out.invalid(sleep,
                fmt::format("seconds is {}, but must be between 0 and terminationGracePeriodSeconds {}",
                            *seconds, grace));
  const bool is_sidecar = container.node["restartPolicy"].text() == "Always";
  if (container.list != "initContainers" || is_sidecar) return;
  for (const std::string_view field : {"lifecycle", "livenessProbe", "readinessProbe", "startupProbe"})
    out.conflict(
        container.node, field,
        fmt::format("an init container takes no {}, unless it runs on with restartPolicy Always", field));
}

void check_security(yaml::Node context, ServerReport& out) {
  constexpr std::int64_t kMostId = 2147483647;
  for (const std::string_view field : {"runAsUser", "runAsGroup", "fsGroup"})
    check_integer(out, context[field], field, 0, kMostId);
  if (context["appArmorProfile"]["type"].text() == "Localhost" &&
      is_known(context["appArmorProfile"]["type"]))
    check_needed_text(out, context["appArmorProfile"], "localhostProfile");
  const yaml::Node profile = context["seccompProfile"];
  const std::string_view type = profile["type"].text();
  if (type == "Localhost" && is_known(profile["type"]))
    check_needed_text(out, profile, "localhostProfile");
  else if (!type.empty() && !profile["localhostProfile"].text().empty())
    out.conflict(profile, "localhostProfile",
                 fmt::format("localhostProfile is only for the type Localhost, but type is {}", type));
  if (context["allowPrivilegeEscalation"].as_bool() == false && context["privileged"].as_bool() == true)
    out.conflict(context, "allowPrivilegeEscalation",
                 "allowPrivilegeEscalation is false, which a privileged container cannot have");
}

void run(const kube::Object& object, int minor, ServerReport& out) {
  const PodTemplate pod = pod_template(object);
  if (!pod.spec) return;
  if (const yaml::Node containers = pod.spec["containers"];
      containers.is_sequence() && containers.items().empty())
    out.required(containers, "containers is empty; a pod needs one container at least");
  if (!pod.is_pod && !pod.spec["ephemeralContainers"].items().empty())
    out.conflict(pod.spec, "ephemeralContainers",
                 "a pod template cannot have ephemeralContainers; they are added to running pods");
  constexpr std::int64_t kDefaultGrace = 30;
  const yaml::Node seconds = pod.spec["terminationGracePeriodSeconds"];
  const std::int64_t grace = is_known(seconds) ? seconds.as_int().value_or(kDefaultGrace) : INT64_MAX;
  std::vector<yaml::Node> names;
  for (const Container& container : containers_of(pod.spec)) {
    const yaml::Node node = container.node;
    check_text(out, node["name"], "name", dns_label_mistake);
    names.push_back(node["name"]);
    // Of a workload the template is looked at in the same way.
    if (node["image"].is_string() && node["image"].text().empty())
      out.required(node["image"], "image is empty; name the image that the container runs");
    if (!node["image"] && container.list != "ephemeralContainers")
      out.required(node, "required field \"image\" is missing; name the image that the container runs");
    const auto image = known_text(node["image"]);
    if (pod.is_pod && image && trim(*image) != *image)
      out.invalid(node["image"],
                  fmt::format("image is {}, with white space around it; remove that", quote(*image)));
    check_ports(node, out);
    check_env(node, minor, out);
    check_mounts(node, out);
    check_probes(container, grace, out);
    check_security(node["securityContext"], out);
  }
  check_unique(out, names, "the container name");
  check_host_ports(pod.spec, out);
  check_security(pod.spec["securityContext"], out);
}

}  // namespace

extern const ServerCheck check_containers;
const ServerCheck check_containers{run};

}  // namespace fleetlint::schema
