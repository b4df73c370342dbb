// Reporters: one file for each output format.
//
// A format is a function from a RunReport to text. src/report/format/NAME.cc
// defines `extern const Format format_NAME`; the build finds it, so a new format
// touches no list.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diag/run_report.h"
#include "source/source_map.h"

namespace fleetlint::report {

struct Style {
  bool colour = false;
  std::size_t width = 100;
  bool show_suppressed = false;
  bool counters = false;  ///< what --stats counts, in formats for programs
  /// Paths in findings count from the tree's root. For people they are shown below
  /// this, so that they open from where the command was given; empty: as they are.
  std::string shown_root;
  /// Where the tree's root lies in its git repository: what services that know only
  /// the repository (SARIF, annotations) want in front of a path. Empty: at its root.
  std::string repository_prefix;
  /// Uploads of one category replace each other.
  std::string category = "fleetlint";
};

using Writer = std::string (*)(const diag::RunReport& run, const source::SourceMap& sources,
                               const Style& style);

struct Format {
  std::string_view name;  ///< "text", "json", "sarif"
  std::string_view summary;
  Writer write;
};

/// All formats, sorted by file name.
std::span<const Format* const> all_formats();
/// nullptr when there is none of that name.
const Format* find_format(std::string_view name);

}  // namespace fleetlint::report
