// Pods beside their containers: volumes, scheduling, DNS.
#include "schema/check.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "schema/quantity.h"

namespace fleetlint::schema {

namespace {

constexpr std::array<std::string_view, 31> kVolumeSources = {"awsElasticBlockStore",
                                                             "azureDisk",
                                                             "azureFile",
                                                             "cephfs",
                                                             "cinder",
                                                             "configMap",
                                                             "csi",
                                                             "downwardAPI",
                                                             "emptyDir",
                                                             "ephemeral",
                                                             "fc",
                                                             "flexVolume",
                                                             "flocker",
                                                             "gcePersistentDisk",
                                                             "gitRepo",
                                                             "glusterfs",
                                                             "hostPath",
                                                             "image",
                                                             "iscsi",
                                                             "nfs",
                                                             "persistentVolumeClaim",
                                                             "photonPersistentDisk",
                                                             "portworxVolume",
                                                             "projected",
                                                             "quobyte",
                                                             "rbd",
                                                             "scaleIO",
                                                             "secret",
                                                             "storageos",
                                                             "vsphereVolume",
                                                             "podCertificate"};

bool is_inside(std::string_view path) {
  if (path.starts_with('/')) return false;
  const std::vector<std::string_view> parts = split(path, '/');
  return std::ranges::find(parts, "..") == parts.end();
}

void check_items(yaml::Node source, ServerReport& out) {
  constexpr std::int64_t kMostMode = 0777;
  check_integer(out, source["defaultMode"], "defaultMode", 0, kMostMode);
  for (const yaml::Node item : source["items"].items()) {
    check_integer(out, item["mode"], "mode", 0, kMostMode);
    for (const std::string_view field : {"key", "path"}) {
      if (item[field].is_string() && item[field].text().empty()) check_needed_text(out, item, field);
    }
    const auto path = known_text(item["path"]);
    if (path && (!is_inside(*path) || path->starts_with("..")))
      out.invalid(item["path"],
                  fmt::format("path is {}, but must be relative and stay below its volume", quote(*path)));
  }
}

void check_downward(yaml::Node source, ServerReport& out) {
  for (const yaml::Node item : source["items"].items()) {
    constexpr std::array<std::string_view, 2> kRefs = {"fieldRef", "resourceFieldRef"};
    check_one_of(out, item, kRefs, true, "the item");
    if (item["resourceFieldRef"].is_mapping())
      check_needed_text(out, item["resourceFieldRef"], "containerName");
    const auto path = known_text(item["fieldRef"]["fieldPath"]);
    if (!path) continue;
    constexpr std::array<std::string_view, 5> kPaths = {"metadata.name", "metadata.namespace", "metadata.uid",
                                                        "metadata.labels", "metadata.annotations"};
    if (std::ranges::find(kPaths, *path) == kPaths.end() && !path->starts_with("metadata.labels['") &&
        !path->starts_with("metadata.annotations['"))
      out.invalid(item["fieldRef"]["fieldPath"],
                  fmt::format("fieldPath is {}, which no file can be made from{}", quote(*path),
                              did_you_mean(*path, kPaths)));
  }
}

/// A subdomain in any case.
std::string driver_mistake(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  constexpr std::size_t kLongest = 63;
  if (text.size() > kLongest)
    return fmt::format("has {} characters, but may have {} at most", text.size(), kLongest);
  return subdomain_mistake(low);
}

void check_volume(yaml::Node volume, ServerReport& out) {
  check_text(out, volume["name"], "name", dns_label_mistake);
  check_one_of(out, volume, kVolumeSources, false, "the volume");
  if (const yaml::Node secret = volume["secret"]; secret.is_mapping()) {
    check_needed_text(out, secret, "secretName");
    check_items(secret, out);
  }
  if (const yaml::Node map = volume["configMap"]; map.is_mapping()) {
    check_needed_text(out, map, "name");
    check_items(map, out);
  }
  check_items(volume["downwardAPI"], out);
  check_downward(volume["downwardAPI"], out);
  if (const yaml::Node limit = volume["emptyDir"]["sizeLimit"];
      quantity_of(limit) && quantity_of(limit)->is_negative())
    out.invalid(limit, fmt::format("sizeLimit is {}, but must not be negative", limit.text()));
  if (const yaml::Node claim = volume["persistentVolumeClaim"]; claim.is_mapping())
    check_needed_text(out, claim, "claimName");
  if (const auto path = known_text(volume["hostPath"]["path"])) {
    const std::vector<std::string_view> parts = split(*path, '/');
    if (std::ranges::find(parts, "..") != parts.end())
      out.invalid(volume["hostPath"]["path"],
                  fmt::format("path is {}, but must not hold \"..\"", quote(*path)));
  }
  check_text(out, volume["csi"]["driver"], "driver", driver_mistake);
  if (const auto path = known_text(volume["nfs"]["path"]); path && !path->starts_with('/'))
    out.invalid(volume["nfs"]["path"], fmt::format("path is {}, but must begin with /", quote(*path)));
  constexpr std::array<std::string_view, 6> kProjections = {
      "configMap", "secret", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"};
  check_items(volume["projected"], out);
  for (const yaml::Node source : volume["projected"]["sources"].items()) {
    check_one_of(out, source, kProjections, false, "the source");
    for (const std::string_view kind : {"configMap", "secret", "downwardAPI"}) check_items(source[kind], out);
    check_downward(source["downwardAPI"], out);
    constexpr std::int64_t kShortestToken = 600;
    check_integer(out, source["serviceAccountToken"]["expirationSeconds"], "expirationSeconds",
                  kShortestToken, std::int64_t{1} << 32);
  }
}

void check_tolerations(yaml::Node spec, ServerReport& out) {
  for (const yaml::Node toleration : spec["tolerations"].items()) {
    const std::string_view word = toleration["operator"].text();
    const bool has_key = !toleration["key"].text().empty();
    if (!is_known(toleration["operator"]) || !is_known(toleration["key"])) continue;
    if (has_key) check_text(out, toleration["key"], "key", qualified_name_mistake);
    if (toleration.is_mapping() && !has_key && word != "Exists" && !toleration["key"].is_null())
      out.invalid(toleration, "a toleration without key must have the operator Exists");
    if (word == "Exists" && !toleration["value"].text().empty())
      out.conflict(toleration, "value",
                   "value stands beside the operator Exists, which takes none; remove it");
    else if (word.empty() || word == "Equal")
      check_text(out, toleration["value"], "value", label_value_mistake);
    const yaml::Node seconds = toleration["tolerationSeconds"];
    if (seconds && !seconds.is_null() && toleration["effect"].text() != "NoExecute")
      out.conflict(toleration, "tolerationSeconds", "tolerationSeconds is only for the effect NoExecute");
  }
}

void check_node_terms(yaml::Node terms, ServerReport& out) {
  for (const yaml::Node term : terms.items()) {
    for (const yaml::Node requirement : term["matchFields"].items()) {
      if (const auto key = known_text(requirement["key"]); key && *key != "metadata.name")
        out.invalid(
            requirement["key"],
            fmt::format("key is {}, but of a node's fields only metadata.name can be matched", quote(*key)));
    }
    for (const yaml::Node requirement : term["matchExpressions"].items()) {
      const std::string_view word = requirement["operator"].text();
      const std::size_t count = requirement["values"].items().size();
      check_text(out, requirement["key"], "key", qualified_name_mistake);
      if ((word == "In" || word == "NotIn") && count == 0)
        out.required(requirement, fmt::format("the operator {} needs values", word));
      if ((word == "Exists" || word == "DoesNotExist") && count != 0)
        out.conflict(requirement, "values",
                     fmt::format("the operator {} takes no values; remove them", word));
      if ((word == "Gt" || word == "Lt") && count != 1)
        out.invalid(requirement, fmt::format("the operator {} needs exactly one value", word));
    }
  }
}

/// Keys of labels that join a selector, which must be there.
void check_label_keys(ServerReport& out, yaml::Node term) {
  if (term["labelSelector"].is_mapping() || !is_known(term["labelSelector"])) return;
  for (const std::string_view field : {"matchLabelKeys", "mismatchLabelKeys"}) {
    if (!term[field].items().empty())
      out.conflict(term, field, fmt::format("{} needs a labelSelector beside it; add one", field));
  }
}

void check_pod_terms(yaml::Node affinity, ServerReport& out) {
  const auto check_term = [&](yaml::Node term) {
    if (!term.is_mapping()) return;
    check_needed_text(out, term, "topologyKey", qualified_name_mistake);
    check_selector(out, term["labelSelector"]);
    check_selector(out, term["namespaceSelector"]);
    check_label_keys(out, term);
  };
  for (const yaml::Node term : affinity["requiredDuringSchedulingIgnoredDuringExecution"].items())
    check_term(term);
  for (const yaml::Node preferred : affinity["preferredDuringSchedulingIgnoredDuringExecution"].items()) {
    check_integer(out, preferred["weight"], "weight", 1, 100);
    check_term(preferred["podAffinityTerm"]);
  }
}

void check_affinity(yaml::Node affinity, ServerReport& out) {
  const yaml::Node node = affinity["nodeAffinity"];
  const yaml::Node needed = node["requiredDuringSchedulingIgnoredDuringExecution"];
  if (needed.is_mapping() && needed["nodeSelectorTerms"].items().empty())
    out.required(needed, "nodeSelectorTerms needs one term at least");
  check_node_terms(needed["nodeSelectorTerms"], out);
  for (const yaml::Node preferred : node["preferredDuringSchedulingIgnoredDuringExecution"].items())
    check_integer(out, preferred["weight"], "weight", 1, 100);
  check_pod_terms(affinity["podAffinity"], out);
  check_pod_terms(affinity["podAntiAffinity"], out);
}

void check_spread(yaml::Node spec, ServerReport& out) {
  for (const yaml::Node constraint : spec["topologySpreadConstraints"].items()) {
    check_integer(out, constraint["maxSkew"], "maxSkew", 1);
    check_integer(out, constraint["minDomains"], "minDomains", 1);
    check_needed_text(out, constraint, "topologyKey", qualified_name_mistake);
    check_selector(out, constraint["labelSelector"]);
    check_label_keys(out, constraint);
    if (constraint["minDomains"] && constraint["whenUnsatisfiable"].text() == "ScheduleAnyway")
      out.conflict(constraint, "minDomains", "minDomains is only for whenUnsatisfiable DoNotSchedule");
  }
}

void check_dns(yaml::Node spec, int minor, ServerReport& out) {
  constexpr std::size_t kMostServers = 3;
  constexpr std::size_t kMostSearches = 32;
  const yaml::Node servers = spec["dnsConfig"]["nameservers"];
  if (spec["dnsPolicy"].text() == "None" && servers.items().empty())
    out.required(spec["dnsPolicy"], "dnsPolicy is None, which needs dnsConfig.nameservers");
  if (servers.items().size() > kMostServers)
    out.invalid(servers, fmt::format("nameservers has {} items, but may have {} at most",
                                     servers.items().size(), kMostServers));
  for (const yaml::Node server : servers.items()) {
    if (const auto text = known_text(server)) {
      if (std::string mistake = ip_mistake(*text, minor); !mistake.empty())
        out.invalid(server, fmt::format("nameserver is {}, which {}", quote(*text), mistake));
    }
  }
  if (const yaml::Node searches = spec["dnsConfig"]["searches"]; searches.items().size() > kMostSearches)
    out.invalid(searches, fmt::format("searches has {} items, but may have {} at most",
                                      searches.items().size(), kMostSearches));
  for (const yaml::Node alias : spec["hostAliases"].items()) {
    if (const auto text = known_text(alias["ip"])) {
      if (std::string mistake = ip_mistake(*text, minor); !mistake.empty())
        out.invalid(alias["ip"], fmt::format("ip is {}, which {}", quote(*text), mistake));
    }
    for (const yaml::Node name : alias["hostnames"].items())
      check_text(out, name, "hostname", subdomain_mistake);
  }
}

/// What a pod with users of its own, or of Windows, cannot share with its node.
void check_isolation(yaml::Node spec, ServerReport& out) {
  if (spec["hostUsers"].as_bool() == false) {
    for (const std::string_view field : {"hostPID", "hostIPC", "hostNetwork"}) {
      if (spec[field].as_bool() == true)
        out.conflict(spec, field,
                     fmt::format("{} is true while hostUsers is false; remove one of them", field));
    }
  }
  const std::string_view system = spec["os"]["name"].text();
  if (system == "windows") {
    for (const std::string_view field : {"hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"}) {
      if (!spec[field].is_null())
        out.conflict(spec, field,
                     fmt::format("{} is not for pods of Windows, which os.name says this is", field));
    }
  }
  const auto check_context = [&](yaml::Node context) {
    if (system == "linux")
      out.conflict(context, "windowsOptions",
                   "windowsOptions are not for pods of Linux, which os.name says this is");
    if (system != "windows") return;
    for (const std::string_view field :
         {"appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy",
          "runAsUser", "runAsGroup", "supplementalGroups", "sysctls", "capabilities", "privileged",
          "procMount", "readOnlyRootFilesystem", "allowPrivilegeEscalation"}) {
      if (!context[field].is_null())
        out.conflict(context, field,
                     fmt::format("{} is not for pods of Windows, which os.name says this is", field));
    }
  };
  check_context(spec["securityContext"]);
  for (const Container& container : containers_of(spec)) {
    const yaml::Node context = container.node["securityContext"];
    check_context(context);
    if (context["procMount"].text() == "Unmasked" && spec["hostUsers"].as_bool() != false &&
        is_known(spec["hostUsers"]))
      out.conflict(context, "procMount", "procMount is Unmasked, which needs hostUsers: false in the pod");
  }
  for (const yaml::Node claim : spec["resourceClaims"].items()) {
    constexpr std::array<std::string_view, 2> kSources = {"resourceClaimName", "resourceClaimTemplateName"};
    check_one_of(out, claim, kSources, true, "the resource claim");
  }
  if (!spec["schedulingGates"].items().empty() && !spec["nodeName"].text().empty())
    out.conflict(spec, "nodeName",
                 "nodeName is set, but a pod with schedulingGates is not on a node yet; remove it");
  for (const yaml::Node gate : spec["readinessGates"].items())
    check_text(out, gate["conditionType"], "conditionType", qualified_name_mistake);
}

void run(const kube::Object& object, int minor, ServerReport& out) {
  const yaml::Node spec = pod_template(object).spec;
  if (!spec) return;
  std::vector<yaml::Node> names;
  for (const yaml::Node volume : spec["volumes"].items()) {
    if (!volume.is_mapping()) continue;
    check_volume(volume, out);
    names.push_back(volume["name"]);
  }
  check_unique(out, names, "the volume");
  check_tolerations(spec, out);
  check_affinity(spec["affinity"], out);
  check_spread(spec, out);
  check_dns(spec, minor, out);
  for (const yaml::Entry& entry : spec["nodeSelector"].entries()) {
    if (std::string mistake = qualified_name_mistake(entry.key.text()); !mistake.empty())
      out.invalid_key(entry, fmt::format("nodeSelector key {} {}", quote(entry.key.text()), mistake));
    check_text(out, entry.value, entry.key.text(), label_value_mistake);
  }
  for (const std::string_view field :
       {"nodeName", "serviceAccountName", "priorityClassName", "runtimeClassName"})
    check_text(out, spec[field], field, subdomain_mistake);
  check_text(out, spec["hostname"], "hostname", dns_label_mistake);
  check_text(out, spec["subdomain"], "subdomain", dns_label_mistake);
  check_integer(out, spec["activeDeadlineSeconds"], "activeDeadlineSeconds", 1, 2147483647);
  if (object.group() == "apps")
    out.conflict(spec, "activeDeadlineSeconds",
                 fmt::format("the pods of a {} cannot have activeDeadlineSeconds; remove it", object.kind()));
  const yaml::Node security = spec["securityContext"];
  check_isolation(spec, out);
  if (spec["hostPID"].as_bool() == true && spec["shareProcessNamespace"].as_bool() == true)
    out.conflict(spec, "shareProcessNamespace",
                 "shareProcessNamespace stands beside hostPID; remove one of them");
  std::vector<yaml::Node> sysctls;
  for (const yaml::Node sysctl : security["sysctls"].items()) {
    sysctls.push_back(sysctl["name"]);
    const auto name = known_text(sysctl["name"]);
    if (name && spec["hostNetwork"].as_bool() == true &&
        (name->starts_with("net.") || name->starts_with("net/")))
      out.invalid(sysctl["name"],
                  fmt::format("the sysctl {} is the node's own while hostNetwork is true", quote(*name)));
  }
  check_unique(out, sysctls, "the sysctl");
}

}  // namespace

extern const ServerCheck check_pods;
const ServerCheck check_pods{run};

}  // namespace fleetlint::schema
