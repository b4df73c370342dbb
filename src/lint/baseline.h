// The baseline: findings that were there when a team began to use fleetlint.
//
// `.fleetlint-baseline` at the root of the fleet has a line for each,
//
//   8d41e9…  schema/wrong-type  apps/base/api.yaml
//
// its fingerprint, its rule and, for the reader, its path. Such findings are
// suppressed; new ones are not. One line a finding, sorted by path, so that two
// branches seldom change the same one. Lines that begin with # are comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diag/finding.h"
#include "io/file_tree.h"
#include "source/source_map.h"

namespace fleetlint::lint {

inline constexpr std::string_view kBaselinePath = ".fleetlint-baseline";

struct BaselineEntry {
  std::string fingerprint;
  std::string rule;
  std::string path;
  diag::Location where;
};

/// Empty where there is no such file. An error says the line that is no entry.
Result<std::vector<BaselineEntry>> load_baseline(const io::FileTree& tree, const source::SourceMap& sources,
                                                 std::string_view path);

/// Suppresses the findings that have an entry. Gives the entries that have no finding.
std::vector<const BaselineEntry*> apply_baseline(const std::vector<BaselineEntry>& baseline,
                                                 std::vector<diag::Finding>& findings);

/// The file's text with an entry for each of `findings` that nothing else suppresses.
std::string baseline_text(const std::vector<diag::Finding>& findings);

}  // namespace fleetlint::lint
