#include "policy/user_policies.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "policy/trace.h"
#include "yaml/edit.h"

namespace fleetlint::policy {

namespace {

constexpr std::size_t kMaxSteps = 5'000'000;
constexpr std::size_t kMaxBytes = std::size_t{128} * 1024 * 1024;

rego::EvaluationOptions budget() {
  rego::EvaluationOptions options;
  options.max_steps = kMaxSteps;
  options.max_bytes = kMaxBytes;
  return options;
}

bool is_name(std::string_view name, std::string_view word) {
  return name == word || (name.starts_with(word) && name[word.size()] == '_');
}

std::string suffix_of(std::string_view name) {
  const std::size_t at = name.find('_');
  return at == std::string_view::npos ? std::string() : std::string(name.substr(at + 1));
}

std::string dotted_path(const std::vector<std::string>& path) { return "data." + join(path, "."); }

std::shared_ptr<const rego::Policy> compile(const std::vector<PolicyFile>& files, rego::Version version,
                                            std::vector<rego::Diagnostic>& diagnostics) {
  rego::Compiler compiler;
  for (const PolicyFile& file : files) compiler.add(file.text, file.file, version);
  return compiler.finish(diagnostics);
}

}  // namespace

std::string_view policy_folder_of(std::string_view path) {
  std::size_t begin = 0;
  for (std::size_t end; (end = path.find('/', begin)) != std::string_view::npos; begin = end + 1) {
    const std::string_view folder = path.substr(begin, end - begin);
    if (folder == "policy" || folder == "policies") return path.substr(0, end);
  }
  return {};
}

UserPolicies::UserPolicies(std::string folder, const std::vector<PolicyFile>& files)
    : folder_(std::move(folder)) {
  policy_ = compile(files, rego::Version::v1, diagnostics_);
  if (!policy_) {
    std::vector<rego::Diagnostic> older;
    policy_ = compile(files, rego::Version::v0, older);
    if (policy_) diagnostics_.clear();
  }
  if (!policy_) return;
  for (const PolicyFile& file : files) {
    const auto has = [&](std::string_view text) { return file.text.find(text) != std::string_view::npos; };
    reads_cluster_ = reads_cluster_ || has("data.cluster") || has("data.fleet");
  }
  for (rego::Definition& definition : rego::definitions(*policy_)) {
    const std::string name = definition.path.back();
    if (definition.is_function) continue;
    if (name == "exception") exceptions_.push_back(definition.path);
    const bool is_warning = is_name(name, "warn");
    if (!is_warning && !is_name(name, "deny") && !is_name(name, "violation")) continue;
    rules_.push_back({std::move(definition), is_warning, suffix_of(name)});
  }
}

bool UserPolicies::is_excepted(rego::Evaluation& evaluation, const Rule& rule) const {
  std::vector<std::string> path = rule.definition.path;
  path.back() = "exception";
  if (std::ranges::find(exceptions_, path) == exceptions_.end()) return false;
  rego::Heap& heap = evaluation.heap();
  for (const rego::Witness& list : evaluation.members(path).members) {
    for (const rego::Value name : heap.items(list.member)) {
      if (name.is(rego::Type::string) && name.text() == rule.suffix) return true;
    }
  }
  return false;
}

std::vector<Verdict> UserPolicies::evaluate(const kube::Object& object, yaml::Node data) const {
  std::vector<Verdict> verdicts;
  if (!policy_ || rules_.empty()) return verdicts;
  rego::EvaluationOptions options = budget();
  options.input = object.node();
  options.data = data;
  rego::Evaluation evaluation(*policy_, options);
  rego::Heap& heap = evaluation.heap();
  for (const Rule& rule : rules_) {
    const rego::Members members = evaluation.members(rule.definition.path);
    if (!members.failed && members.members.empty()) continue;
    Verdict verdict{
        rule.is_warning, dotted_path(rule.definition.path), rule.definition.file, rule.definition.span, {}};
    if (members.failed) {
      verdict.violation.is_error = true;
      verdict.violation.message = fmt::format("{} ({})", members.error.message, members.error.code);
      if (members.error.span != source::Span{}) verdict.span = members.error.span;
      verdicts.push_back(std::move(verdict));
      continue;
    }
    if (is_excepted(evaluation, rule)) continue;
    for (const rego::Witness& witness : members.members) {
      const bool is_object = witness.member.is(rego::Type::object);
      const rego::Value message = is_object ? heap.lookup(witness.member, "msg") : witness.member;
      if (!message.is(rego::Type::string)) continue;  // conftest does not take these either
      verdict.violation.message = message.text();
      Place place;
      for (const std::string_view field : {"path", "location", "field"}) {
        const rego::Value path = is_object ? heap.lookup(witness.member, field) : rego::Value();
        if (!place.node && path.is(rego::Type::string)) place = place_of_path(object.node(), path.text());
      }
      if (!place.node) place = place_of_seen(object.node(), witness.seen);
      verdict.violation.path = std::move(place.path);
      verdict.violation.node = place.node;
      verdicts.push_back(verdict);
    }
  }
  return verdicts;
}

yaml::Node data_node(Arena& arena, const std::vector<DataFile>& files, const std::vector<yaml::Entry>& more) {
  const yaml::Origin nowhere;
  yaml::Node root = yaml::make_mapping(arena, more, nowhere);
  for (const DataFile& file : files) {
    // teams.json is at data.teams, data.json is the folder itself.
    std::vector<std::string_view> steps = split(file.path, '/');
    steps.back() = steps.back().substr(0, steps.back().find('.'));
    if (steps.back() == "data") steps.pop_back();
    if (steps.empty()) {
      for (const yaml::Entry& entry : file.root.entries())
        root = yaml::set(arena, root, entry.key.text(), entry.value, entry.key_origin);
      continue;
    }
    root = yaml::update(arena, root, steps, true, nowhere, [&](yaml::Node) { return file.root; });
  }
  return root;
}

std::vector<TestResult> run_tests(const rego::Policy& policy, yaml::Node data) {
  std::vector<TestResult> results;
  for (const rego::Definition& definition : rego::definitions(policy)) {
    const std::string& name = definition.path.back();
    if (definition.is_function || (!name.starts_with("test_") && !name.starts_with("todo_test_"))) continue;
    TestResult result{
        dotted_path(definition.path), TestResult::Outcome::passed, {}, definition.file, definition.span};
    if (name.starts_with("todo_")) {
      result.outcome = TestResult::Outcome::skipped;
      results.push_back(std::move(result));
      continue;
    }
    rego::EvaluationOptions options = budget();
    options.data = data;
    rego::Evaluation evaluation(policy, options);
    const rego::Outcome outcome = evaluation.document(definition.path);
    if (outcome.failed) {
      result.outcome = TestResult::Outcome::error;
      result.message = fmt::format("{} ({})", outcome.error.message, outcome.error.code);
    } else if (outcome.solutions.empty() || !outcome.solutions[0].last.is_true()) {
      result.outcome = TestResult::Outcome::failed;
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace fleetlint::policy
