// fleetlint policy check|test [PATH...]: the repository's Rego policies by themselves.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "diag/collector.h"
#include "io/file_tree.h"
#include "policy/user_policies.h"
#include "source/line_index.h"
#include "yaml/parse.h"

namespace fleetlint::cli {

namespace {

struct Arguments {
  std::string path = ".";
  std::string run;  ///< only tests whose name has this in it
  bool verbose = false;
};

/// A folder's modules, and its data.
struct Set {
  std::string folder;
  std::vector<policy::PolicyFile> files;
  std::vector<policy::DataFile> data;
};

/// All modules in `policy` and `policies` folders; where there is no such folder, all below the path as
/// one set.
std::vector<Set> read_sets(const io::FileTree& tree, const source::SourceMap& sources, Arena& arena) {
  const std::vector<std::string> paths = io::all_files(tree);
  std::map<std::string, Set> sets;
  const bool any_folder = std::ranges::any_of(paths, [](const std::string& path) {
    return path.ends_with(".rego") && !policy::policy_folder_of(path).empty();
  });
  for (const std::string& path : paths) {
    const std::string folder(policy::policy_folder_of(path));
    if (any_folder && folder.empty()) continue;
    const std::string data = folder.empty() ? "data/" : folder + "/data/";
    const bool is_module = path.ends_with(".rego");
    const std::string_view extension = io::extension_of(path);
    const bool is_data =
        path.starts_with(data) && (extension == ".json" || extension == ".yaml" || extension == ".yml");
    if (!is_module && !is_data) continue;
    const Result<source::FileId> file = tree.read(path);
    if (!file) continue;
    Set& set = sets[folder];
    set.folder = folder;
    if (is_module) {
      set.files.push_back({path, *file, sources.text(*file)});
      continue;
    }
    diag::Collector out;
    const yaml::Stream stream = yaml::parse(arena, *file, sources.text(*file), {}, out);
    if (!stream.documents.empty()) set.data.push_back({path.substr(data.size()), stream.documents[0].root});
  }
  std::vector<Set> all;
  for (auto& [folder, set] : sets) {
    if (!set.files.empty()) all.push_back(std::move(set));
  }
  return all;
}

std::string place_of(const Set& set, const source::SourceMap& sources, source::FileId file,
                     source::Span span) {
  for (const policy::PolicyFile& one : set.files) {
    if (one.file != file) continue;
    const source::Position at = source::LineIndex(sources.text(file)).position(span.begin);
    return fmt::format("{}:{}:{}", one.path, at.line, at.column);
  }
  return set.folder;
}

struct Loaded {
  source::SourceMap sources;
  Arena arena;
  io::TreePtr tree;
  std::vector<Set> sets;
};

/// False, with a message printed, where there is nothing to do.
int load(const Arguments& arguments, Loaded& loaded) {
  Result<io::TreePtr> tree = io::open_directory(arguments.path, loaded.sources);
  if (!tree) return usage(tree.error().message);
  loaded.tree = *tree;
  loaded.sets = read_sets(*loaded.tree, loaded.sources, loaded.arena);
  if (loaded.sets.empty()) {
    fmt::print(stderr, "fleetlint: no .rego file below {}\n", arguments.path);
    return kIncomplete;
  }
  return kClean;
}

int tell_diagnostics(const Loaded& loaded, const Set& set, const policy::UserPolicies& policies) {
  for (const rego::Diagnostic& diagnostic : policies.diagnostics())
    fmt::print("{}: {}: {}\n", place_of(set, loaded.sources, diagnostic.file, diagnostic.span),
               diagnostic.code, diagnostic.message);
  return policies.diagnostics().empty() ? kClean : kFindings;
}

int check_command(const Arguments& arguments) {
  Loaded loaded;
  if (const int code = load(arguments, loaded); code != kClean) return code;
  int exit_code = kClean;
  std::size_t modules = 0;
  for (const Set& set : loaded.sets) {
    modules += set.files.size();
    exit_code =
        std::max(exit_code, tell_diagnostics(loaded, set, policy::UserPolicies(set.folder, set.files)));
  }
  if (exit_code == kClean) fmt::print("{} modules compile\n", modules);
  return exit_code;
}

int test_command(const Arguments& arguments) {
  using Outcome = policy::TestResult::Outcome;
  Loaded loaded;
  if (const int code = load(arguments, loaded); code != kClean) return code;
  int exit_code = kClean;
  std::map<Outcome, std::size_t> counts;
  for (const Set& set : loaded.sets) {
    const policy::UserPolicies policies(set.folder, set.files);
    exit_code = std::max(exit_code, tell_diagnostics(loaded, set, policies));
    if (policies.compiled() == nullptr) continue;
    const yaml::Node data = policy::data_node(loaded.arena, set.data, {});
    for (const policy::TestResult& result : policy::run_tests(*policies.compiled(), data)) {
      if (result.name.find(arguments.run) == std::string::npos) continue;
      ++counts[result.outcome];
      const bool is_bad = result.outcome == Outcome::failed || result.outcome == Outcome::error;
      if (is_bad) exit_code = kFindings;
      if (!is_bad && !arguments.verbose) continue;
      const std::string_view word = result.outcome == Outcome::passed    ? "PASS"
                                    : result.outcome == Outcome::skipped ? "SKIPPED"
                                    : result.outcome == Outcome::failed  ? "FAIL"
                                                                         : "ERROR";
      fmt::print("{}: {}: {}{}{}\n", place_of(set, loaded.sources, result.file, result.span), result.name,
                 word, result.message.empty() ? "" : ": ", result.message);
    }
  }
  fmt::print("{} passed, {} failed, {} skipped\n", counts[Outcome::passed],
             counts[Outcome::failed] + counts[Outcome::error], counts[Outcome::skipped]);
  return exit_code;
}

void declare(CLI::App& app, int* exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  app.require_subcommand(1);
  CLI::App* check = app.add_subcommand("check", "Compile all modules");
  CLI::App* test = app.add_subcommand("test", "Run the rules named test_..");
  for (CLI::App* one : {check, test})
    one->add_option("path", arguments->path, "Repository or folder of policies")->capture_default_str();
  test->add_option("--run", arguments->run, "Only tests whose name has this in it");
  test->add_flag("-v,--verbose", arguments->verbose, "Tell passed tests too");
  check->callback([arguments, exit_code] { *exit_code = check_command(*arguments); });
  test->callback([arguments, exit_code] { *exit_code = test_command(*arguments); });
}

}  // namespace

extern const Command command_policy;
const Command command_policy{"policy", "Compile and test the repository's Rego policies", declare};

}  // namespace fleetlint::cli
