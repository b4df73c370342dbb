// .fleetlint.yaml: the repository's configuration.
//
//   kubernetes: "1.34"           # of clusters that do not tell
//   flux: "2.8"
//   clusters:                    # instead of discovery
//     - {path: clusters/eu, name: eu, kubernetes: "1.33", flux: "2.7"}
//   groups: {production: [prod-*], staging: [stage-*]}   # clusters that run the same, by name or path
//   persona: strict              # default, strict, audit
//   severity: warning            # the lowest that is reported
//   rules: {image/tag-missing: error, helm: off, pod/host-*: error}
//   overrides:                   # later entries win over earlier ones, and over `rules`
//     - {paths: [apps/dev/], rules: {image: off}}
//   ignore:
//     - {rule: secret/plain-secret, path: tests/, reason: not real, until: 2027-01-31}
//   exclude: [third-party/]
//   vendored: {"https://github.com/org/repo": vendor/repo}  # copies of remote bases
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "diag/finding.h"
#include "fleet/fleet.h"
#include "io/file_tree.h"
#include "kustomize/vendored.h"
#include "lint/baseline.h"
#include "rules/rule.h"

namespace fleetlint::lint {

/// A rule, an area or a beginning (rule_pattern.h) → its severity; nothing means off.
using RuleSettings = std::map<std::string, std::optional<diag::Severity>>;

/// An entry of `overrides:`: other settings for findings in the files of some paths.
struct RuleOverride {
  std::vector<std::string> paths;  ///< as in .gitignore; one of them has to match
  RuleSettings rules;
};

/// An entry of `ignore:`. Empty patterns match everything; globs as in .gitignore for paths, `*` elsewhere.
/// `rule` as in rule_pattern.h.
struct IgnoreEntry {
  std::string rule;
  std::string path;
  std::string kind;
  std::string name;
  std::string cluster;
  std::string reason;
  std::string until;  ///< YYYY-MM-DD, empty for ever
  diag::Location where;
};

struct Config {
  std::vector<fleet::ConfiguredCluster> clusters;
  std::string kubernetes;                      ///< default version, "1.34"
  std::string flux;                            ///< default version, "2.8"
  std::vector<fleet::ConfiguredGroup> groups;  ///< empty: from labels and names
  rules::Persona persona = rules::Persona::standard;
  diag::Severity lowest_severity = diag::Severity::info;  ///< milder findings are left out
  RuleSettings rules;
  std::vector<RuleOverride> overrides;
  std::vector<IgnoreEntry> ignore;
  std::vector<std::string> exclude;  ///< paths that are not looked at
  kustomize::VendoredSources vendored;
  std::vector<BaselineEntry> baseline;  ///< findings that are accepted one by one
  std::string today;  ///< YYYY-MM-DD, for expiry; set by the command line, never read from the clock in here
};

/// Reads the file at `path` in the tree, and the baseline at the tree's root; the
/// default configuration where there is none. An unknown key or a wrong value is an error that says file and
/// line and what was meant.
Result<Config> load_config(const io::FileTree& tree, const source::SourceMap& sources, std::string_view path);

}  // namespace fleetlint::lint
