#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/cluster_api/topology.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {

namespace {

/// The types of OpenAPI that a value has; true: the value is not known.
bool fits(yaml::Node value, std::string_view type) {
  if (type.empty() || value.origin().operation == yaml::Operation::unresolved) return true;
  if (value.is_string() && value.text().find("${") != std::string_view::npos) return true;
  if (type == "string") return value.is_string();
  if (type == "integer") return value.as_int().has_value();
  if (type == "number") return value.as_double().has_value();
  if (type == "boolean") return value.as_bool().has_value();
  if (type == "array") return value.is_sequence();
  return type != "object" || value.is_mapping();
}

void check_value(const kube::Object& cluster_class, yaml::Node variable, yaml::Node declared,
                 diag::Collector& out) {
  const yaml::Node schema = declared["schema"]["openAPIV3Schema"];
  const yaml::Node value = variable["value"];
  std::string mistake;
  if (!value) return;
  if (!fits(value, schema["type"].text())) {
    mistake = "must be of type " + std::string(schema["type"].text());
  } else if (value.is_scalar() && !schema["enum"].items().empty() && fits(value, "string") &&
             rules::flux::is_known(value)) {
    std::vector<std::string> allowed;
    for (const yaml::Node& one : schema["enum"].items()) {
      if (one.text() == value.text()) return;
      allowed.emplace_back(one.text());
    }
    mistake = "must be one of " + join(allowed, ", ");
  }
  if (mistake.empty()) return;
  diag::Place place = at(value);
  diag::Location other = at(declared["name"]).primary;
  other.label = "the declaration";
  place.related.push_back(std::move(other));
  out.report(std::move(place), "variable {} of ClusterClass {} {}", quote(variable["name"].text()),
             quote(cluster_class.name()), mistake);
}

void check_variables(const kube::Object& cluster_class, yaml::Node given, diag::Collector& out) {
  std::vector<std::string_view> known;
  for (const yaml::Node& declared : cluster_class["spec"]["variables"].items())
    known.push_back(declared["name"].text());
  for (const yaml::Node& variable : given.items()) {
    const yaml::Node name = variable["name"];
    if (!rules::flux::is_known(name)) continue;
    yaml::Node found;
    for (const yaml::Node& declared : cluster_class["spec"]["variables"].items()) {
      if (declared["name"].text() == name.text()) found = declared;
    }
    if (found) {
      check_value(cluster_class, variable, found, out);
      continue;
    }
    out.report(at(name), "ClusterClass {} declares no variable {}{}", quote(cluster_class.name()),
               quote(name.text()), did_you_mean(name.text(), known));
  }
}

}  // namespace

void topology_variable_invalid(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleet::Index::Item& item : cluster.index.of_kind("cluster.x-k8s.io", "Cluster")) {
    const kube::Object* const cluster_class = find_class(cluster, class_of(*item.object));
    if (cluster_class == nullptr) continue;
    // Patches from outside may declare variables of their own.
    bool has_external = false;
    for (const yaml::Node& patch : (*cluster_class)["spec"]["patches"].items())
      has_external = has_external || patch["external"];
    if (has_external) continue;
    const yaml::Node topology = (*item.object)["spec"]["topology"];
    out.set_object(item.object->ref());
    check_variables(*cluster_class, topology["variables"], out);
    for (const std::string_view list : {"machineDeployments", "machinePools"}) {
      for (const yaml::Node& worker : topology["workers"][list].items())
        check_variables(*cluster_class, worker["variables"]["overrides"], out);
    }
    check_variables(*cluster_class, topology["controlPlane"]["variables"]["overrides"], out);
    std::vector<std::string_view> given;
    for (const yaml::Node& variable : topology["variables"].items()) given.push_back(variable["name"].text());
    for (const yaml::Node& declared : (*cluster_class)["spec"]["variables"].items()) {
      const std::string_view name = declared["name"].text();
      const bool is_needed =
          declared["required"].as_bool().value_or(false) && !declared["schema"]["openAPIV3Schema"]["default"];
      if (!is_needed || std::ranges::find(given, name) != given.end()) continue;
      // One that is nearly of this name is told as not declared.
      if (!closest_match(name, given).empty()) continue;
      out.report(at(topology["variables"] ? topology["variables"] : topology),
                 "ClusterClass {} needs the variable {}; add it to topology.variables",
                 quote(cluster_class->name()), quote(name));
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
