#include "schema/inner_schemas.h"

#include <initializer_list>

namespace fleetlint::schema {

namespace {

constexpr int kMaxDepth = 200;

class InnerSchemas {
 public:
  InnerSchemas(const Walk::Context& context, std::uint32_t type, diag::Collector& out)
      : context_(context), type_(type), out_(out) {}

  void visit(yaml::Node schema, const Step* step, int depth) {
    if (!schema.is_mapping() || depth > kMaxDepth) return;
    for (const yaml::Entry& entry : schema.entries()) {
      const std::string_view name = entry.key.text();
      const Step field{step, name};
      if ((name == "items" || name == "additionalProperties") && entry.value.is_mapping()) {
        Walk(context_, out_).check_value(type_, entry.value, &field);
        visit(entry.value, &field, depth + 1);
      } else if (name == "properties") {
        for (const yaml::Entry& property : entry.value.entries()) {
          Step key{&field, property.key.text()};
          key.is_map_key = true;
          visit(property.value, &key, depth + 1);
        }
      } else if (name == "not") {
        visit(entry.value, &field, depth + 1);
      } else if (name == "allOf" || name == "anyOf" || name == "oneOf") {
        std::size_t index = 0;
        for (const yaml::Node branch : entry.value.items()) {
          const Step item{&field, {}, index++, true};
          visit(branch, &item, depth + 1);
        }
      }
    }
  }

 private:
  const Walk::Context& context_;
  std::uint32_t type_;
  diag::Collector& out_;
};

/// The type at the end of a path of fields and lists.
std::uint32_t type_at(const Tables& tables, std::uint32_t type,
                      std::initializer_list<std::string_view> fields) {
  for (const std::string_view name : fields) {
    if (tables.types[type].base == Base::array) type = tables.types[type].element;
    const std::span<const FieldRecord> found = find_fields(tables, tables.types[type], name);
    if (found.empty()) return kNone;
    type = found.back().type;
  }
  return type;
}

}  // namespace

void check_inner_schemas(const Walk::Context& context, std::uint32_t type, const kube::Object& object,
                         const Step* step, diag::Collector& out) {
  if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition") || object.version() != "v1") return;
  const std::uint32_t inner =
      type_at(*context.tables, type, {"spec", "versions", "schema", "openAPIV3Schema"});
  if (inner == kNone) return;
  InnerSchemas schemas(context, inner, out);
  const Step spec{step, "spec"};
  const Step versions{&spec, "versions"};
  std::size_t index = 0;
  for (const yaml::Node version : object["spec"]["versions"].items()) {
    const Step item{&versions, {}, index++, true};
    const Step schema{&item, "schema"};
    const Step top{&schema, "openAPIV3Schema"};
    schemas.visit(version["schema"]["openAPIV3Schema"], &top, 0);
  }
}

}  // namespace fleetlint::schema
