// fleetlint-conformance SUITE DIR: runs the vectors of others against fleetlint.
//
// With --results it writes what came out of each case and no verdict, for the judge
// that lies beside the vectors. Otherwise it judges by itself.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "tests/conformance/suite.h"

namespace {

using namespace fleetlint::conformance;

struct Options {
  std::string suite;
  std::string dir;
  std::string results;
  std::string known;
  std::vector<std::string> only;
  bool list_failures = false;
  bool skip_missing = false;
};

constexpr int kSomeFailed = 1;
constexpr int kUsage = 2;

/// `rego/v1` is the suite rego.
const Suite* find_suite(std::string_view name) {
  for (const Suite* suite : all_suites()) {
    if (suite->name == name.substr(0, name.find('/'))) return suite;
  }
  return nullptr;
}

/// A crash of one case must not hide the others.
std::string run(const Suite& suite, const Case& item) {
  try {
    return suite.run(item.input);
  } catch (const std::exception& e) {
    return Json{{"error", e.what()}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
}

int write_results(const Suite& suite, const std::vector<Case>& cases, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  for (const Case& item : cases) {
    const std::string result = run(suite, item);
    out << R"({"key": )" << Json(item.key).dump() << (result == "{}" ? "" : ", ") << result.substr(1) << '\n';
  }
  out.close();
  if (!out) {
    std::cerr << fmt::format("cannot write {}\n", path);
    return kUsage;
  }
  return 0;
}

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

struct Outcome {
  std::map<std::string, Count> by_category;
  std::map<std::string, std::size_t> remarks;
  std::vector<std::pair<std::string, std::string>> failures;  // key and reason
  std::size_t cases = 0;
};

Outcome judge(const Suite& suite, const std::vector<Case>& cases) {
  Outcome outcome;
  outcome.cases = cases.size();
  for (const Case& item : cases) {
    Verdict verdict;
    try {
      verdict = suite.judge(item.wanted, Json::parse(run(suite, item)));
    } catch (const std::exception& e) {
      verdict = fail(fmt::format("result of a wrong form ({})", e.what()));
    }
    Count& count = outcome.by_category[item.category];
    ++(verdict.passed ? count.passed : count.failed);
    if (!verdict.remark.empty()) ++outcome.remarks[verdict.remark];
    if (!verdict.passed) outcome.failures.emplace_back(item.key, verdict.reason);
  }
  return outcome;
}

/// Keys one a line; "# " begins a comment.
std::set<std::string> read_known(const std::string& path) {
  std::set<std::string> keys;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && !line.starts_with("# ")) keys.insert(line);
  }
  return keys;
}

/// Exactly the known ones must fail: an unexpected pass is news too.
bool compare_with_known(const Outcome& outcome, const std::string& path) {
  const std::set<std::string> known = read_known(path);
  std::set<std::string> failed;
  bool as_known = true;
  for (const auto& [key, reason] : outcome.failures) {
    failed.insert(key);
    if (known.contains(key)) continue;
    std::cout << fmt::format("not known: {}\t{}\n", key, reason);
    as_known = false;
  }
  for (const std::string& key : known) {
    if (failed.contains(key)) continue;
    std::cout << fmt::format("known, but does not fail: {}\n", key);
    as_known = false;
  }
  std::cout << fmt::format("known failures: {} listed\n", known.size());
  return as_known;
}

std::string one_line(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\\n");
  return text;
}

int report(const Outcome& outcome, const Options& options) {
  std::size_t width = 0;
  for (const auto& [category, count] : outcome.by_category) width = std::max(width, category.size());
  for (const auto& [category, count] : outcome.by_category) {
    std::cout << fmt::format("{:<{}} {:6} passed {:6} failed\n", category, width, count.passed, count.failed);
  }
  for (const auto& [remark, count] : outcome.remarks) std::cout << fmt::format("{}: {}\n", remark, count);
  if (options.list_failures) {
    for (const auto& [key, reason] : outcome.failures)
      std::cout << fmt::format("{}\t{}\n", key, one_line(reason));
  }
  bool good = outcome.failures.empty();
  if (!options.known.empty()) good = compare_with_known(outcome, options.known);
  std::cout << fmt::format("{} passed, {} failed\n", outcome.cases - outcome.failures.size(),
                           outcome.failures.size());
  return good ? 0 : kSomeFailed;
}

int run_suite(const Options& options) {
  const Suite* suite = find_suite(options.suite);
  if (suite == nullptr) {
    std::cerr << fmt::format("no suite \"{}\"; there are:", options.suite);
    for (const Suite* known : all_suites()) std::cerr << ' ' << known->name;
    std::cerr << '\n';
    return kUsage;
  }
  if (!std::filesystem::is_directory(options.dir)) {
    if (options.skip_missing) {
      std::cout << fmt::format("skipped: {} is not here\n", options.dir);
      return 0;
    }
    std::cerr << fmt::format("{} is no folder\n", options.dir);
    return kUsage;
  }
  std::vector<Case> cases = suite->cases(options.dir);
  if (!options.only.empty()) {
    std::erase_if(cases, [&](const Case& item) {
      return std::ranges::none_of(
          options.only, [&](const std::string& part) { return item.key.find(part) != std::string::npos; });
    });
  }
  if (cases.empty()) {
    std::cerr << fmt::format("no case in {}\n", options.dir);
    return kUsage;
  }
  if (!options.results.empty()) return write_results(*suite, cases, options.results);
  return report(judge(*suite, cases), options);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Runs conformance vectors and counts what passes.");
  app.add_option("suite", options.suite, "name of the suite; what follows a slash is ignored")->required();
  app.add_option("dir", options.dir, "folder of the suite's vectors, or one below it")->required();
  app.add_flag("--list-failures", options.list_failures, "a line for each failure: key, tab, reason");
  app.add_option("--known", options.known, "keys that must fail, all others must pass")
      ->check(CLI::ExistingFile);
  app.add_option("--results", options.results, "write what came out of each case, and judge nothing");
  app.add_option("--only", options.only, "only cases whose key holds this text");
  app.add_flag("--skip-missing", options.skip_missing,
               "a folder that is not there is said and is no failure");
  try {
    app.parse(argc, argv);
    return run_suite(options);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : kUsage;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return kUsage;
  }
}
