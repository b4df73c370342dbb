// Ingresses, IngressClasses and NetworkPolicies.
#include "schema/check.h"

#include <array>

#include "base/address.h"
#include "base/strings.h"

namespace fleetlint::schema {

namespace {

constexpr std::array<std::string_view, 2> kBackends = {"service", "resource"};
constexpr std::array<std::string_view, 2> kServicePorts = {"name", "number"};

void check_backend(yaml::Node backend, ServerReport& out) {
  if (!backend.is_mapping()) return;
  check_one_of(out, backend, kBackends, true, "the backend");
  const yaml::Node service = backend["service"];
  if (!service.is_mapping()) return;
  check_needed_text(out, service, "name", dns1035_label_mistake);
  if (service["port"].is_mapping())
    check_one_of(out, service["port"], kServicePorts, true, "port");
  else if (!service["port"] || service["port"].is_null())
    out.required(service, fmt::format("required field \"port\" is missing in {}; add its name or number",
                                      out.path_of(service)));
  check_port(out, service["port"]["number"], "number");
  check_text(out, service["port"]["name"], "name", port_name_mistake);
}

void check_host(yaml::Node host, ServerReport& out) {
  const auto text = known_text(host);
  if (!text) return;
  std::string_view why;
  if (parse_address(*text, why)) {
    out.invalid(host, fmt::format("host is {}, but must be a DNS name, no address", quote(*text)));
  } else {
    check_text(out, host, "host",
               text->find('*') != std::string_view::npos ? wildcard_subdomain_mistake : subdomain_mistake);
  }
}

void check_path(yaml::Node path, ServerReport& out) {
  if (!path.is_mapping()) return;
  check_backend(path["backend"], out);
  const yaml::Node type = path["pathType"];
  if (!type || type.is_null()) return;  // the schema asks for it
  const std::string_view word = type.text();
  const yaml::Node where = path["path"];
  const std::string_view text = where.text();
  if (!is_known(where) || !is_known(type)) return;
  const bool is_exact = word == "Exact" || word == "Prefix";
  if (is_exact && !text.starts_with('/')) {
    out.invalid(where ? where : path,
                fmt::format("path is {}, but must begin with / for pathType {}", quote(text), word));
  } else if (!is_exact && !text.empty() && !text.starts_with('/')) {
    out.invalid(where, fmt::format("path is {}, but must begin with /", quote(text)));
  }
  if (!is_exact) return;
  for (const std::string_view bad : {"//", "/./", "/../", "%2f", "%2F"}) {
    if (text.find(bad) != std::string_view::npos)
      out.invalid(where, fmt::format("path is {}, but must not hold {}", quote(text), quote(bad)));
  }
  if (text.ends_with("/..") || text.ends_with("/."))
    out.invalid(where, fmt::format("path is {}, but must not end so", quote(text)));
}

void check_ingress(yaml::Node spec, ServerReport& out) {
  if (spec.is_mapping() && !spec["defaultBackend"] && spec["rules"].items().empty())
    out.required(spec, "an Ingress needs rules or a defaultBackend");
  check_backend(spec["defaultBackend"], out);
  for (const yaml::Node rule : spec["rules"].items()) {
    check_host(rule["host"], out);
    const yaml::Node http = rule["http"];
    if (http.is_mapping() && http["paths"].is_sequence() && http["paths"].items().empty())
      out.required(http["paths"], "paths is empty; a rule needs one path at least");
    for (const yaml::Node path : http["paths"].items()) check_path(path, out);
  }
  for (const yaml::Node tls : spec["tls"].items()) {
    for (const yaml::Node host : tls["hosts"].items()) check_host(host, out);
    check_text(out, tls["secretName"], "secretName", subdomain_mistake);
  }
  check_text(out, spec["ingressClassName"], "ingressClassName", subdomain_mistake);
}

void check_peers(yaml::Node peers, int minor, ServerReport& out) {
  for (const yaml::Node peer : peers.items()) {
    if (!peer.is_mapping()) continue;
    const yaml::Node block = peer["ipBlock"];
    const bool selects = peer["podSelector"] || peer["namespaceSelector"];
    if (block && selects)
      out.conflict(peer, "ipBlock", "ipBlock stands beside a selector; write two entries");
    if (!block && !selects) out.required(peer, "the peer needs podSelector, namespaceSelector or ipBlock");
    check_selector(out, peer["podSelector"]);
    check_selector(out, peer["namespaceSelector"]);
    std::string_view why;
    const auto outer = parse_prefix(block["cidr"].text(), why);
    const auto check = [&](yaml::Node value) {
      const auto text = known_text(value);
      if (!text) return;
      if (std::string mistake = cidr_mistake(*text, minor); !mistake.empty())
        out.invalid(value, fmt::format("{} {}", quote(*text), mistake));
    };
    check(block["cidr"]);
    for (const yaml::Node except : block["except"].items()) {
      check(except);
      const auto inner = parse_prefix(except.text(), why);
      const bool is_inside = !inner || !outer ||
                             (inner->length > outer->length && inner->address.is_v6 == outer->address.is_v6 &&
                              masked(inner->address, outer->length) == masked(outer->address, outer->length));
      if (!is_inside)
        out.invalid(except, fmt::format("{} is no part of {}, which it is an exception of",
                                        quote(except.text()), quote(block["cidr"].text())));
    }
  }
}

void check_policy(yaml::Node spec, int minor, ServerReport& out) {
  check_selector(out, spec["podSelector"]);
  for (const std::string_view side : {"ingress", "egress"}) {
    for (const yaml::Node rule : spec[side].items()) {
      check_peers(rule[side == "ingress" ? "from" : "to"], minor, out);
      for (const yaml::Node port : rule["ports"].items()) {
        check_port_or_name(out, port["port"], "port");
        const auto first = port["port"].as_int();
        const auto last = port["endPort"].as_int();
        if (!last) continue;
        check_port(out, port["endPort"], "endPort");
        if (!first && is_known(port["port"]))
          out.conflict(port, "endPort", "endPort needs a port that is a number");
        else if (first && *last < *first)
          out.invalid(port["endPort"], fmt::format("endPort is {}, which is below port {}", *last, *first));
      }
    }
  }
}

void run(const kube::Object& object, int minor, ServerReport& out) {
  if (object.is("networking.k8s.io", "Ingress")) check_ingress(object["spec"], out);
  if (object.is("networking.k8s.io", "NetworkPolicy")) check_policy(object["spec"], minor, out);
  if (object.is("networking.k8s.io", "IngressClass"))
    check_text(out, object["spec"]["controller"], "controller", domain_prefixed_path_mistake);
}

}  // namespace

extern const ServerCheck check_ingresses;
const ServerCheck check_ingresses{run};

}  // namespace fleetlint::schema
