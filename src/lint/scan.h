// Reading the repository: every YAML file once, parsed, whether a cluster loads it
// or not. What is read here is warm when clusters are rendered.
#pragma once

#include <string>
#include <vector>

#include "base/task_pool.h"
#include "io/file_tree.h"
#include "yaml/parse.h"

namespace fleetlint::lint {

struct ScannedFile {
  std::string path;
  source::FileId file = source::FileId::none;
  const yaml::ParseCache::Parsed* parsed = nullptr;
};

struct Scan {
  std::vector<ScannedFile> files;  ///< in order of paths
  /// The other files, small enough to be text that someone wrote: for what may be in any file. Not parsed.
  std::vector<std::pair<std::string, source::FileId>> others;
  std::vector<std::pair<std::string, std::string>> unreadable;  ///< path, why
  std::vector<std::string> charts;                              ///< folders of Helm charts, sorted
};

Scan scan(const io::FileTree& tree, yaml::ParseCache& parsed, TaskPool& pool);

/// Is a file of this name a kustomization?
bool is_kustomization_file(std::string_view path);

/// Would a mistake in the YAML of this file, which no build loads, be one? Only where
/// it looks like a manifest or a kustomization: chart templates, files with template
/// braces, values, CI and editor configuration are no YAML that anybody applies.
bool is_loose_manifest(const ScannedFile& file, std::string_view text, const Scan& scan);

}  // namespace fleetlint::lint
