// YAML in and out, as sigs.k8s.io/yaml reads and prints it: by way of JSON.
#include "diag/collector.h"
#include "rego/builtin.h"
#include "yaml/emit.h"
#include "yaml/parse.h"

namespace fleetlint::rego {

namespace {

/// The first document; nodes and text live as long as the heap. False when it cannot be read.
bool read(const Call& c, yaml::Dialect dialect, std::string_view text, yaml::Node& root) {
  c.heap.charge(text.size());
  diag::Collector out;
  const yaml::Stream stream =
      yaml::parse(c.heap.arena(), source::FileId::none, c.heap.arena().copy(text), {.dialect = dialect}, out);
  if (stream.documents.empty()) return true;
  root = stream.documents[0].root;
  return !stream.documents[0].broken;
}

Value unmarshal(const Call& c) {
  yaml::Node root;
  if (!read(c, yaml::Dialect::go_yaml_v2, c.text(0), root)) fail_builtin("the text is no YAML");
  return root ? c.heap.from_node(root) : Value::null();
}

Value is_valid(const Call& c) {
  yaml::Node root;
  return Value::boolean(c.arg(0).is(Type::string) && read(c, yaml::Dialect::go_yaml_v2, c.text(0), root));
}

Value marshal(const Call& c) {
  yaml::Node root;
  if (!read(c, yaml::Dialect::core, to_json(c.heap, c.arg(0)), root))
    fail_builtin("the value has no form in YAML");
  return c.heap.string(yaml::emit(root, nullptr, {.convert_times = false}));
}

constexpr Builtin kTable[] = {
    {"yaml.unmarshal", 1, unmarshal},
    {"yaml.is_valid", 1, is_valid},
    {"yaml.marshal", 1, marshal},
};

}  // namespace

extern const BuiltinFamily builtin_yaml;
const BuiltinFamily builtin_yaml{kTable};

}  // namespace fleetlint::rego
