// Repositories for whole-pipeline tests: read from disk, edited in memory, linted.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "diag/run_report.h"
#include "io/file_tree.h"
#include "rules/rule.h"
#include "source/source_map.h"

namespace fleetlint::acceptance {

/// FLEETLINT_SOURCE_DIR, the folder of the project.
std::string source_dir();

/// A folder beside the project (../shared/NAME); nothing, and said aloud, when it is absent.
std::optional<std::string> shared_dir(std::string_view name);

/// All files of a folder by path.
class Files {
 public:
  static Files of(const std::string& folder);

  /// Replaces the one occurrence of `from` in the file. Fails the test when there is not exactly one.
  void edit(const std::string& path, std::string_view from, std::string_view to);
  void write(const std::string& path, std::string text) { texts_[path] = std::move(text); }
  const std::string& text(const std::string& path) const { return texts_.at(path); }

  io::TreePtr tree(source::SourceMap& sources) const;

 private:
  std::map<std::string, std::string> texts_;
};

/// What a run gave, with its sources kept alive.
struct Linted {
  std::unique_ptr<source::SourceMap> sources;
  diag::RunReport run;

  std::string written(std::string_view format) const;
  /// "path:line rule" of each finding that is not suppressed, one a line.
  std::string places() const;
};

Linted lint(const Files& files, int threads = 1);
Linted lint_folder(const std::string& folder, int threads = 1,
                   rules::Persona persona = rules::Persona::standard);
Linted lint_commit(const std::string& folder, int threads = 1);

}  // namespace fleetlint::acceptance
