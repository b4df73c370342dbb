#include "policy/gatekeeper.h"

#include <fmt/format.h>

#include <map>

#include "base/strings.h"
#include "policy/trace.h"
#include "yaml/edit.h"

namespace fleetlint::policy {

namespace {

constexpr std::string_view kTarget = "admission.k8s.gatekeeper.sh";
constexpr std::size_t kMaxSteps = 5'000'000;
constexpr std::size_t kMaxBytes = std::size_t{128} * 1024 * 1024;

/// One-file name of a module, so that a mistake is found back: its index.
source::FileId file_of(std::size_t index) { return static_cast<source::FileId>(index + 1); }

/// "line 3: message" within the text of a module.
std::string told(std::string_view text, const rego::Diagnostic& diagnostic) {
  const std::size_t end = std::min<std::size_t>(diagnostic.span.begin, text.size());
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n');
  return fmt::format("{} ({}, line {} of the text)", diagnostic.message, diagnostic.code, line);
}

}  // namespace

ConstraintTemplate::ConstraintTemplate(yaml::Node node, int kubernetes_minor) : object_(node) {
  const yaml::Node kind = node["spec"]["crd"]["spec"]["names"]["kind"];
  kind_ = kind.text();
  if (kind_.empty()) mistakes_.push_back({kind ? kind : node, "spec.crd.spec.names.kind is not set"});
  const auto targets = node["spec"]["targets"].items();
  bool found = false;
  for (const yaml::Node target : targets) {
    if (target["target"].text() != kTarget) continue;
    found = true;
    read_target(target, kubernetes_minor);
  }
  if (!found) mistakes_.push_back({node["spec"] ? node["spec"] : node, fmt::format("no target {}", kTarget)});
}

void ConstraintTemplate::read_target(yaml::Node target, int minor) {
  if (target["rego"]) compile_rego(target);
  for (const yaml::Node code : target["code"].items()) {
    const std::string_view engine = code["engine"].text();
    const yaml::Node source = code["source"];
    if (engine == "Rego") {
      compile_rego(source);
    } else if (engine == "K8sNativeValidation") {
      std::vector<CelMistake> mistakes;
      cel_ = std::make_unique<CelRules>(source, minor, std::vector<std::string>{"anyObject", "params"},
                                        mistakes);
      for (CelMistake& mistake : mistakes)
        mistakes_.push_back({mistake.expression, std::move(mistake.message)});
    } else {
      mistakes_.push_back(
          {code["engine"] ? code["engine"] : code, fmt::format("unknown engine {}", quote(engine))});
    }
  }
}

void ConstraintTemplate::compile_rego(yaml::Node source) {
  const rego::Version version = source["version"].text() == "v1" ? rego::Version::v1 : rego::Version::v0;
  std::vector<yaml::Node> texts{source["rego"]};
  for (const yaml::Node lib : source["libs"].items()) texts.push_back(lib);
  rego::Compiler compiler;
  for (std::size_t i = 0; i < texts.size(); ++i) compiler.add(texts[i].text(), file_of(i), version);
  std::vector<rego::Diagnostic> diagnostics;
  std::shared_ptr<const rego::Policy> policy = compiler.finish(diagnostics);
  for (const rego::Diagnostic& diagnostic : diagnostics) {
    const auto index = static_cast<std::size_t>(diagnostic.file);
    const yaml::Node text = index >= 1 && index <= texts.size() ? texts[index - 1] : texts[0];
    mistakes_.push_back({text ? text : source, told(text.text(), diagnostic)});
  }
  if (!policy) return;
  for (const rego::Definition& definition : rego::definitions(*policy)) {
    if (definition.file == file_of(0) && !definition.is_function && definition.path.back() == "violation")
      violation_ = definition.path;
  }
  if (violation_.empty()) {
    mistakes_.push_back({texts[0], "the policy has no rule \"violation\", so that it can refuse nothing"});
    return;
  }
  for (const yaml::Node text : texts)
    reads_inventory_ = reads_inventory_ || text.text().find("inventory") != std::string_view::npos;
  rego_ = std::move(policy);
}

std::vector<Violation> ConstraintTemplate::evaluate(Engine engine, Arena& arena, const Review& review,
                                                    yaml::Node constraint, yaml::Node inventory) const {
  if (engine == Engine::rego)
    return rego_ ? evaluate_rego(arena, review, constraint, inventory) : std::vector<Violation>{};
  if (!cel_) return {};
  const yaml::Node parameters = constraint["spec"]["parameters"];
  const cel::Value any = cel::from_node(arena, review.object.node());
  std::vector<Violation> violations = cel_->evaluate(
      arena, review, constraint, {any, parameters ? cel::from_node(arena, parameters) : cel::Value()});
  for (Violation& violation : violations) {
    Place place =
        place_of_expression(review.object.node(), violation.source.text(), {"variables.anyObject", "object"});
    violation.path = std::move(place.path);
    violation.node = place.node;
  }
  return violations;
}

std::vector<Violation> ConstraintTemplate::evaluate_rego(Arena& arena, const Review& review,
                                                         yaml::Node constraint, yaml::Node inventory) const {
  const yaml::Origin nowhere;
  const yaml::Node parameters = constraint["spec"]["parameters"];
  const yaml::Entry input[] = {
      yaml::make_entry("review", review.request, nowhere),
      yaml::make_entry("parameters", parameters ? parameters : yaml::make_mapping(arena, {}, nowhere),
                       nowhere)};
  rego::EvaluationOptions options;
  options.input = yaml::make_mapping(arena, input, nowhere);
  options.data = inventory;
  options.max_steps = kMaxSteps;
  options.max_bytes = kMaxBytes;
  rego::Evaluation evaluation(*rego_, options);
  const rego::Members members = evaluation.members(violation_);
  std::vector<Violation> violations;
  if (members.failed) {
    violations.push_back(
        {fmt::format("{} ({})", members.error.message, members.error.code), true, {}, {}, {}});
    return violations;
  }
  rego::Heap& heap = evaluation.heap();
  for (const rego::Witness& witness : members.members) {
    const rego::Value message = heap.lookup(witness.member, "msg");
    Violation violation;
    if (message.is(rego::Type::string)) {
      violation.message = message.text();
    } else if (witness.member.is(rego::Type::string)) {
      violation.message = witness.member.text();
    } else {
      violation.message = rego::to_json(heap, message ? message : witness.member);
    }
    Place place;
    const rego::Value details = heap.lookup(witness.member, "details");
    for (const std::string_view field : {"path", "location", "field"}) {
      for (const rego::Value holder : {witness.member, details}) {
        const rego::Value path = holder.is(rego::Type::object) ? heap.lookup(holder, field) : rego::Value();
        if (!place.node && path.is(rego::Type::string))
          place = place_of_path(review.object.node(), path.text());
      }
    }
    if (!place.node) place = place_of_seen(review.object.node(), witness.seen);
    violation.path = std::move(place.path);
    violation.node = place.node;
    violations.push_back(std::move(violation));
  }
  return violations;
}

yaml::Node inventory_of(Arena& arena, const std::vector<kube::Object>& objects) {
  const yaml::Origin nowhere;
  using Names = std::map<std::string, yaml::Node>;
  using Kinds = std::map<std::string, std::map<std::string, Names>>;  // group/version, kind
  std::map<std::string, Kinds> spaces;
  Kinds cluster;
  for (const kube::Object& object : objects) {
    const std::string space(object.name_space());
    Kinds& kinds = space.empty() ? cluster : spaces[space];
    kinds[std::string(object.api_version())][std::string(object.kind())][std::string(object.name())] =
        object.node();
  }
  const auto names_node = [&](const Names& names) {
    std::vector<yaml::Entry> entries;
    for (const auto& [name, node] : names) entries.push_back(yaml::make_entry(name, node, nowhere));
    return yaml::make_mapping(arena, entries, nowhere);
  };
  const auto kinds_node = [&](const Kinds& kinds) {
    std::vector<yaml::Entry> versions;
    for (const auto& [version, of_version] : kinds) {
      std::vector<yaml::Entry> entries;
      for (const auto& [kind, names] : of_version)
        entries.push_back(yaml::make_entry(kind, names_node(names), nowhere));
      versions.push_back(yaml::make_entry(version, yaml::make_mapping(arena, entries, nowhere), nowhere));
    }
    return yaml::make_mapping(arena, versions, nowhere);
  };
  std::vector<yaml::Entry> by_space;
  for (const auto& [space, kinds] : spaces)
    by_space.push_back(yaml::make_entry(space, kinds_node(kinds), nowhere));
  const yaml::Entry inventory[] = {
      yaml::make_entry("cluster", kinds_node(cluster), nowhere),
      yaml::make_entry("namespace", yaml::make_mapping(arena, by_space, nowhere), nowhere)};
  const yaml::Entry data[] = {
      yaml::make_entry("inventory", yaml::make_mapping(arena, inventory, nowhere), nowhere)};
  return yaml::make_mapping(arena, data, nowhere);
}

}  // namespace fleetlint::policy
