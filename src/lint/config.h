// .fleetlint.yaml: the repository's configuration.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "diag/finding.h"
#include "fleet/fleet.h"
#include "io/file_tree.h"
#include "rules/rule.h"

namespace fleetlint::lint {

/// An entry of `ignore:`. Empty patterns match everything; globs as in .gitignore for paths, `*` elsewhere.
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
  std::string kubernetes;  ///< default version, "1.34"
  rules::Persona persona = rules::Persona::standard;
  std::map<std::string, std::optional<diag::Severity>> rules;  ///< id → severity; nothing means off
  std::vector<IgnoreEntry> ignore;
  std::vector<std::string> exclude;  ///< paths that are not looked at
  std::string today;  ///< YYYY-MM-DD, for expiry; set by the command line, never read from the clock in here
};

/// Reads the file at `path` in the tree; the default configuration where it does
/// not exist. An unknown key or a wrong value is an error that says file and line
/// and what was meant.
Result<Config> load_config(const io::FileTree& tree, const source::SourceMap& sources, std::string_view path);

}  // namespace fleetlint::lint
