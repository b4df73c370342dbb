#include "schema/describe.h"

#include <algorithm>

#include "schema/own_schemas.h"
#include "schema/test_support.h"
#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

constexpr std::string_view kCrd = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: {type: integer, minimum: 1}
                names: {type: array, items: {type: string}}
)";

TEST_CASE("kinds are listed and shown, one's own too") {
  TestTexts texts;
  const SchemaSetPtr set = texts.catalog().get(33, texts.objects(kCrd));
  const std::vector<KnownKind> kinds = known_kinds(*set);
  const auto widget = std::ranges::find(kinds, std::string("Widget"), &KnownKind::kind);
  REQUIRE(widget != kinds.end());
  CHECK(widget->from_fleet);
  CHECK_FALSE(widget->namespaced);
  CHECK(std::ranges::count(kinds, std::string("Deployment"), &KnownKind::kind) == 1);
  CHECK(describe(*set, {"example.com", "v1", "Widget"}, "spec", 1) ==
        "object\n  names [string]\n  size! integer min=1\n");
  CHECK(describe(*set, {"apps", "v1", "Deployment"}, "spec.template.spec.containers.ports", 1)
            .find("containerPort! integer") != std::string::npos);
  CHECK(describe(*set, {"apps", "v1", "Deployment"}, "spec.templates", 1).empty());
}

TEST_CASE("own schemas give way to those of a cluster") {
  TestTexts texts;
  texts.catalog().add(texts.objects(kCrd));
  const SchemaSetPtr set = texts.catalog().get(33, {});
  CHECK(knows(*set, {"example.com", "v1", "Widget"}));
  std::string other(kCrd);
  other.replace(other.find("size: {type: integer"), 20, "size: {type: string ");
  other.replace(other.find(", minimum: 1"), 12, "");
  const SchemaSetPtr of_cluster = texts.catalog().get(33, texts.objects(other));
  CHECK(describe(*of_cluster, {"example.com", "v1", "Widget"}, "spec.size", 1) == "string\n");
  const std::vector<kube::Object> crds = texts.objects(kCrd);
  CHECK(own_schema_name(crds.at(0)) == "widgets.example.com.yaml");
}

}  // namespace
}  // namespace fleetlint::schema
