// Services.
#include "schema/check.h"

#include <unordered_map>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

class PortNumbers {
 public:
  PortNumbers(std::string_view field, ServerReport& out) : field_(field), out_(out) {}

  void add(yaml::Node port) {
    const auto number = port[field_].as_int();
    if (!number || *number == 0) return;
    const std::string_view protocol = port["protocol"].text().empty() ? "TCP" : port["protocol"].text();
    const auto [it, is_new] = seen_.try_emplace(fmt::format("{}/{}", protocol, *number), port[field_]);
    if (!is_new)
      out_.duplicate(
          port[field_], it->second,
          fmt::format("{} {} is there already for {}; use another one", field_, *number, protocol));
  }

 private:
  std::string_view field_;
  ServerReport& out_;
  std::unordered_map<std::string, yaml::Node> seen_;
};

void check_ports(yaml::Node spec, std::string_view type, ServerReport& out) {
  const yaml::Node ports = spec["ports"];
  const bool is_headless = spec["clusterIP"].text() == "None";
  if (ports.items().empty() && !is_headless && type != "ExternalName" && is_known(spec["type"])) {
    out.required(spec, "a Service needs one port at least, unless it is headless or an ExternalName");
  }
  std::vector<yaml::Node> names;
  PortNumbers numbers("port", out);
  PortNumbers node_ports("nodePort", out);
  for (const yaml::Node port : ports.items()) {
    if (ports.items().size() > 1 && port.is_mapping() && port["name"].text().empty() &&
        is_known(port["name"])) {
      out.required(port,
                   "required field \"name\" is missing; a Service of several ports needs a name for each");
    }
    check_text(out, port["name"], "name", dns_label_mistake);
    names.push_back(port["name"]);
    check_port(out, port["port"], "port");
    check_port_or_name(out, port["targetPort"], "targetPort");
    numbers.add(port);
    node_ports.add(port);
    const auto node_port = port["nodePort"].as_int();
    if (node_port && *node_port != 0 && (type == "ClusterIP" || type.empty()) && is_known(spec["type"]))
      out.conflict(port, "nodePort",
                   "nodePort stands in a Service of type ClusterIP; remove it or use the type NodePort");
    check_text(out, port["appProtocol"], "appProtocol", qualified_name_mistake);
  }
  check_unique(out, names, "the port name");
}

void check_addresses(yaml::Node spec, int minor, ServerReport& out) {
  const auto check_ip = [&](yaml::Node value, std::string_view what) {
    const auto text = known_text(value);
    if (!text || *text == "None") return;
    if (std::string mistake = ip_mistake(*text, minor); !mistake.empty())
      out.invalid(value, fmt::format("{} is {}, which {}", what, quote(*text), mistake));
  };
  check_ip(spec["clusterIP"], "clusterIP");
  for (const yaml::Node ip : spec["externalIPs"].items()) check_ip(ip, "externalIP");
  const yaml::Node first = spec["clusterIPs"].items().empty() ? yaml::Node() : spec["clusterIPs"].items()[0];
  const auto ip = known_text(spec["clusterIP"]);
  const auto listed = known_text(first);
  if (ip && listed && *ip != *listed)
    out.invalid(first, fmt::format("the first of clusterIPs is {}, but must be clusterIP {}", quote(*listed),
                                   quote(*ip)));
  std::vector<yaml::Node> families;
  for (const yaml::Node family : spec["ipFamilies"].items()) families.push_back(family);
  check_unique(out, families, "the address family");
  for (const yaml::Node external : spec["externalIPs"].items()) {
    const std::string_view text = known_text(external).value_or("");
    const bool is_own = text.starts_with("127.") || text.starts_with("169.254.") ||
                        text.starts_with("224.0.0.") || text == "0.0.0.0" || text == "::" || text == "::1";
    if (is_own)
      out.invalid(external,
                  fmt::format("externalIP is {}, which no other machine can reach; use an address of a node",
                              quote(text)));
  }
  const yaml::Node distribution = spec["trafficDistribution"];
  if (const auto word = known_text(distribution)) {
    constexpr int kSameZone = 34;
    const bool is_good = *word == "PreferClose" ||
                         (minor >= kSameZone && (*word == "PreferSameZone" || *word == "PreferSameNode"));
    if (!is_good)
      out.invalid(distribution,
                  fmt::format("trafficDistribution is {}, but must be PreferClose{}", quote(*word),
                              minor >= kSameZone ? ", PreferSameZone or PreferSameNode" : ""));
  }
  for (const yaml::Node range : spec["loadBalancerSourceRanges"].items()) {
    const auto text = known_text(range);
    if (!text) continue;
    if (std::string mistake = cidr_mistake(trim(*text), minor); !mistake.empty())
      out.invalid(range, fmt::format("loadBalancerSourceRanges has {}, which {}", quote(*text), mistake));
  }
}

void run(const kube::Object& object, int minor, ServerReport& out) {
  if (!object.is("", "Service")) return;
  const yaml::Node spec = object["spec"];
  if (!spec.is_mapping()) return;
  const std::string_view type = spec["type"].text();
  check_ports(spec, type, out);
  check_addresses(spec, minor, out);
  for (const yaml::Entry& entry : spec["selector"].entries()) {
    if (std::string mistake = qualified_name_mistake(entry.key.text()); !mistake.empty())
      out.invalid_key(entry, fmt::format("label key {} {}", quote(entry.key.text()), mistake));
    check_text(out, entry.value, entry.key.text(), label_value_mistake);
  }
  if (!is_known(spec["type"])) return;
  if (type == "ExternalName") {
    const auto name = known_text(spec["externalName"]);
    if (!name) {
      check_needed_text(out, spec, "externalName");
    } else {
      std::string_view host = *name;
      if (host.ends_with('.')) host.remove_suffix(1);
      if (std::string mistake = subdomain_mistake(host); !mistake.empty())
        out.invalid(spec["externalName"], fmt::format("externalName is {}, which {}", quote(*name), mistake));
    }
    if (!spec["clusterIP"].text().empty())
      out.conflict(spec, "clusterIP", "clusterIP stands in a Service of type ExternalName; remove it");
  } else if (spec["clusterIP"].text() == "None" && (type == "NodePort" || type == "LoadBalancer")) {
    out.conflict(spec, "clusterIP",
                 fmt::format("clusterIP is None, which a Service of type {} cannot have", type));
  }
  const bool is_balanced = type == "LoadBalancer";
  if (!is_balanced) {
    for (const std::string_view field :
         {"loadBalancerSourceRanges", "loadBalancerClass", "allocateLoadBalancerNodePorts"}) {
      const yaml::Node value = spec[field];
      if (!value || value.is_null() || (value.is_sequence() && value.items().empty())) continue;
      out.conflict(spec, field, fmt::format("{} is only for Services of type LoadBalancer", field));
    }
  }
  const std::string_view policy = spec["externalTrafficPolicy"].text();
  if (!policy.empty() && (type.empty() || type == "ClusterIP" || type == "ExternalName") &&
      spec["externalIPs"].items().empty())
    out.conflict(spec, "externalTrafficPolicy",
                 "externalTrafficPolicy is only for Services of type NodePort and LoadBalancer");
  const auto health = spec["healthCheckNodePort"].as_int();
  if (health && *health != 0 && (!is_balanced || policy != "Local"))
    out.conflict(spec, "healthCheckNodePort",
                 "healthCheckNodePort is only for type LoadBalancer with externalTrafficPolicy Local");
  if (spec["sessionAffinity"].text() == "None" && spec["sessionAffinityConfig"].is_mapping())
    out.conflict(spec, "sessionAffinityConfig", "sessionAffinityConfig is only for sessionAffinity ClientIP");
  check_integer(out, spec["sessionAffinityConfig"]["clientIP"]["timeoutSeconds"], "timeoutSeconds", 1, 86400);
}

}  // namespace

extern const ServerCheck check_services;
const ServerCheck check_services{run};

}  // namespace fleetlint::schema
