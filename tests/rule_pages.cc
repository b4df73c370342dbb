// test_rule_pages AREA/NAME
//
// Runs the examples of one rule page. A document by itself goes straight to the check
// of an object rule, to the validator or to the parser; anything else becomes a
// repository in memory on which the whole pipeline runs. Lines marked `# error: text` must be flagged by the
// rule with a message that holds the text, and nothing else may be.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

#include "lint/lint.h"
#include "lint/object_checks.h"
#include "rules/examples.h"
#include "rules/rule.h"
#include "schema/validator.h"
#include "source/line_index.h"
#include "yaml/parse.h"

namespace fleetlint {
namespace {

constexpr std::string_view kToday = "2026-06-01";
constexpr std::string_view kDocument = "example.yaml";

struct Flagged {
  std::string path;
  int line = 0;
  std::string message;
};

int line_of(const source::SourceMap& sources, const diag::Location& place) {
  if (place.file == source::FileId::none) return 0;
  return static_cast<int>(source::LineIndex(sources.text(place.file)).position(place.span.begin).line);
}

/// The parser, the validator and the object check alone, on every document of the text.
std::vector<Flagged> check_document(const rules::Rule& rule, const std::string& text) {
  source::SourceMap sources;
  Arena arena;
  diag::Collector out(rule.id);
  const source::FileId file = sources.add(text);
  const yaml::Stream stream = yaml::parse(arena, file, sources.text(file), {}, out);
  schema::Catalog catalog;
  const schema::SchemaSetPtr schemas = catalog.get(schema::bundled_minors().back(), {});
  rules::ObjectContext context;
  context.schemas = schemas.get();
  context.kubernetes_minor = schema::bundled_minors().back();
  context.kubernetes_assumed = true;
  lint::Config config;
  config.rules[std::string(rule.id)] = rule.severity;
  const lint::RuleChoice choice(config);
  for (const yaml::Document& document : stream.documents) {
    if (rule.engine == "yaml") break;
    const kube::Object object(document.root);
    if (rule.engine == "schema") schema::validate(*schemas, object, out);
    lint::check_object(object, context, choice, out);
  }
  std::vector<Flagged> flagged;
  for (const diag::Finding& finding : out.findings()) {
    // An example that cannot be read would pass for the wrong reason.
    const bool own = finding.rule == rule.id || (finding.rule.starts_with("yaml/") && rule.engine != "yaml");
    if (own) flagged.push_back({{}, line_of(sources, finding.primary), finding.message});
  }
  return flagged;
}

/// The whole pipeline, findings of the rule alone. The same on one thread and on three.
std::vector<Flagged> lint_repository(const rules::Rule& rule, const rules::Example& example) {
  source::SourceMap sources;
  std::vector<std::pair<std::string, std::string>> files;
  for (const rules::ExampleFile& file : example.files) {
    files.emplace_back(file.path.empty() ? std::string(kDocument) : file.path, file.text);
    if (file.path.empty())
      files.emplace_back("kustomization.yaml", fmt::format("resources: [{}]\n", kDocument));
  }
  const io::TreePtr tree = io::make_memory_tree(files, sources);
  Result<lint::Config> config = lint::load_config(*tree, sources, ".fleetlint.yaml");
  if (!config) return {{{}, 0, "the configuration is wrong: " + config.error().message}};
  lint::Options options;
  options.config = *config;
  options.config.today = kToday;
  options.config.rules.try_emplace(std::string(rule.id), rule.severity);
  std::vector<Flagged> flagged;
  std::vector<std::string> fingerprints;
  for (const int threads : {1, 3}) {
    options.threads = threads;
    std::vector<Flagged> now;
    std::vector<std::string> seen;
    for (const diag::Finding& finding : lint::run(tree, sources, options).findings) {
      if (finding.rule != rule.id || finding.suppressed) continue;
      const bool document = finding.primary.path == kDocument;
      now.push_back({document ? std::string() : finding.primary.path, line_of(sources, finding.primary),
                     finding.message});
      seen.push_back(finding.fingerprint + finding.message);
    }
    if (threads != 1 && seen != fingerprints) return {{{}, 0, "three threads find something else than one"}};
    flagged = std::move(now);
    fingerprints = std::move(seen);
  }
  return flagged;
}

int run_example(const rules::Rule& rule, const rules::Example& example) {
  const bool checked_alone = rule.object_check != nullptr || rule.engine == "schema" || rule.engine == "yaml";
  const bool alone = checked_alone && example.files.front().path.empty();
  const std::vector<Flagged> flagged =
      alone ? check_document(rule, example.files.front().text) : lint_repository(rule, example);

  int failures = 0;
  const auto fail = [&](std::string_view what, std::string_view path, int line, std::string_view text) {
    fmt::print("example at line {} of the page's text: {} {}:{}: {}\n", example.page_line, what, path, line,
               text);
    ++failures;
  };
  std::vector<bool> met(example.expected.size(), false);
  for (const Flagged& finding : flagged) {
    bool expected = false;
    for (std::size_t i = 0; i < example.expected.size(); ++i) {
      const rules::ExpectedFinding& e = example.expected[i];
      if (e.path != finding.path || e.line != finding.line ||
          finding.message.find(e.text) == std::string::npos)
        continue;
      met[i] = expected = true;
    }
    if (!expected) fail("not expected:", finding.path, finding.line, finding.message);
  }
  for (std::size_t i = 0; i < met.size(); ++i) {
    if (!met[i])
      fail("not found:", example.expected[i].path, example.expected[i].line, example.expected[i].text);
  }
  return failures;
}

int run_page(std::string_view id) {
  const rules::Rule* rule = rules::find_rule(id);
  if (rule == nullptr) {
    fmt::print("no rule {}\n", id);
    return 1;
  }
  std::vector<rules::PageError> errors;
  int failures = 0;
  const std::vector<rules::Example> examples = rules::parse_examples(rule->help, &errors);
  for (const rules::Example& example : examples) failures += run_example(*rule, example);
  if (failures == 0) fmt::print("{}: {} examples as they say\n", id, examples.size());
  return failures == 0 && errors.empty() ? 0 : 1;
}

}  // namespace
}  // namespace fleetlint

int main(int argc, char** argv) {
  if (argc == 2) return fleetlint::run_page(argv[1]);
  int failed = 0;
  if (argc == 1) {
    for (const auto& rule : fleetlint::rules::rules()) failed += fleetlint::run_page(rule.id);
    return failed == 0 ? 0 : 1;
  }
  std::fputs("usage: test_rule_pages [AREA/NAME]\n", stderr);
  return 2;
}
