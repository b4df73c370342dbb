#include "rules/page_check.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/arena.h"
#include "cel/cel.h"
#include "policy/trace.h"
#include "rego/rego.h"
#include "yaml/edit.h"
#include "yaml/place.h"

namespace fleetlint::rules {

namespace {

constexpr std::size_t kMaxSteps = 2'000'000;
constexpr std::size_t kMaxBytes = std::size_t{64} * 1024 * 1024;

yaml::Node pod_of(Arena& arena, const kube::Object& object) {
  const yaml::Node spec = object.pod_spec();
  if (!spec) return {};
  const yaml::Origin nowhere;
  std::vector<yaml::Entry> entries{yaml::make_entry("spec", spec, nowhere)};
  if (const yaml::Node metadata = object.pod_metadata())
    entries.push_back(yaml::make_entry("metadata", metadata, nowhere));
  return yaml::make_mapping(arena, entries, nowhere);
}

}  // namespace

struct PageCheck::Compiled {
  std::shared_ptr<const rego::Policy> rego;
  cel::Environment environment;
  std::shared_ptr<const cel::Program> cel;
  std::string text;
  std::string summary;
  std::string mistake;  ///< of the page: shows in its own test
};

PageCheck::PageCheck(std::string_view language, std::string_view text, std::string_view summary)
    : compiled_(std::make_unique<Compiled>()) {
  Compiled& c = *compiled_;
  c.text = text;
  c.summary = summary;
  if (language == "rego") {
    const bool has_package = text.starts_with("package ");
    rego::Compiler compiler;
    compiler.add(has_package ? std::string(text) : "package page\n\n" + std::string(text),
                 source::FileId::none);
    std::vector<rego::Diagnostic> diagnostics;
    c.rego = compiler.finish(diagnostics);
    if (!diagnostics.empty()) c.mistake = diagnostics.front().message;
    return;
  }
  for (const std::string_view name : {"object", "pod", "containers"}) c.environment.declare(name);
  cel::Compilation compilation = cel::compile(text, c.environment);
  c.cel = std::move(compilation.program);
  if (!compilation.mistakes.empty()) c.mistake = compilation.mistakes.front().message;
}

PageCheck::~PageCheck() = default;

void PageCheck::run(const kube::Object& object, diag::Collector& out) const {
  const Compiled& c = *compiled_;
  if (!c.mistake.empty()) {
    out.report(at(object["kind"]), "the check on the rule's page does not compile: {}", c.mistake);
    return;
  }
  Arena arena;
  const yaml::Origin nowhere;
  const yaml::Node pod = pod_of(arena, object);
  const std::vector<yaml::Node> list = object.containers();
  const yaml::Node containers = yaml::make_sequence(arena, list, nowhere);
  const auto report = [&](const policy::Place& place, std::string_view message) {
    if (place.node && place.node.origin().operation == yaml::Operation::unresolved) return;
    out.report(at(place.node ? place.node : object["kind"]), "{}", message).object_path = place.path;
  };
  if (c.cel) {
    const cel::Value values[] = {cel::from_node(arena, object.node()),
                                 pod ? cel::from_node(arena, pod) : cel::Value(),
                                 cel::from_node(arena, containers)};
    if (cel::evaluate(*c.cel, values, arena).is_false())
      report(policy::place_of_expression(object.node(), c.text, {"object"}), c.summary);
    return;
  }
  std::vector<yaml::Entry> input{yaml::make_entry("object", object.node(), nowhere),
                                 yaml::make_entry("containers", containers, nowhere)};
  if (pod) input.push_back(yaml::make_entry("pod", pod, nowhere));
  rego::EvaluationOptions options;
  options.input = yaml::make_mapping(arena, input, nowhere);
  options.max_steps = kMaxSteps;
  options.max_bytes = kMaxBytes;
  rego::Evaluation evaluation(*c.rego, options);
  const rego::Members members = evaluation.members({"page", "violation"});
  if (members.failed) return;
  rego::Heap& heap = evaluation.heap();
  for (const rego::Witness& witness : members.members) {
    const rego::Value message =
        witness.member.is(rego::Type::object) ? heap.lookup(witness.member, "msg") : witness.member;
    const rego::Value path =
        witness.member.is(rego::Type::object) ? heap.lookup(witness.member, "path") : rego::Value();
    policy::Place place;
    if (path.is(rego::Type::string)) place = policy::place_of_path(object.node(), path.text());
    if (!place.node) place = policy::place_of_seen(object.node(), witness.seen);
    report(place, message.is(rego::Type::string) ? message.text() : std::string_view(c.summary));
  }
}

}  // namespace fleetlint::rules
