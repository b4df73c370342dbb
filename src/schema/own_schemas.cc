#include "schema/own_schemas.h"

#include "schema/names.h"

namespace fleetlint::schema {

namespace {

bool is_definition(const kube::Object& object) {
  return object.is("apiextensions.k8s.io", "CustomResourceDefinition") && object["spec"].is_mapping();
}

}  // namespace

std::vector<kube::Object> definitions_among(const std::vector<yaml::Node>& documents) {
  std::vector<kube::Object> all;
  for (const yaml::Node document : documents) {
    const kube::Object object(document);
    if (is_definition(object)) all.push_back(object);
    if (object.kind() != "List") continue;
    for (const yaml::Node item : object["items"].items()) {
      if (const kube::Object inner(item); is_definition(inner)) all.push_back(inner);
    }
  }
  return all;
}

std::string own_schema_name(const kube::Object& crd) {
  const std::string_view group = crd["spec"]["group"].text();
  const std::string_view plural = crd["spec"]["names"]["plural"].text();
  if (!subdomain_mistake(group).empty() || !dns_label_mistake(plural).empty()) return {};
  return std::string(plural) + "." + std::string(group) + ".yaml";
}

}  // namespace fleetlint::schema
