// Suite: how the runner reads, runs and judges one folder of conformance vectors.
//
// A suite is one file in suite/ that defines `extern const Suite suite_NAME`; the
// build gathers them, so adding one edits no list. Running and judging are kept
// apart: `run` gets the input alone, so that nothing of the expectation can go
// into a result. The results' format and what makes one right are described in
// the README beside the vectors; the judge there has the last word, the one here
// is for everyday use.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::conformance {

using Json = nlohmann::json;

struct Case {
  std::string key;       ///< what names the case in results and lists of known failures
  std::string category;  ///< for the table of counts
  Json input;
  Json wanted;
};

struct Verdict {
  bool passed = false;
  std::string reason;  ///< why it failed
  std::string remark;  ///< counted beside the verdicts: "not byte for byte"
};

inline Verdict pass(std::string remark = {}) { return {true, {}, std::move(remark)}; }
inline Verdict fail(std::string reason) { return {false, std::move(reason), {}}; }

struct Suite {
  std::string_view name;
  std::vector<Case> (*cases)(const std::filesystem::path& dir);
  /// The text of a JSON object, without the key: it may hold numbers beyond 64 bits.
  std::string (*run)(const Json& input);
  Verdict (*judge)(const Json& wanted, const Json& result);
};

/// Generated: every suite in suite/.
std::span<const Suite* const> all_suites();

}  // namespace fleetlint::conformance
