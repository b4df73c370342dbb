// From what engines and rules reported to what is shown.
//
// In this order: severities and rules that are off, suppression comments, ignore
// entries of the configuration, findings about those themselves; then one finding
// for each cause, a total order, fingerprints, and what the baseline accepts. The result does not depend on
// the order in which the work was done, only on what was found.
#pragma once

#include <string>
#include <vector>

#include "diag/finding.h"
#include "lint/config.h"
#include "lint/suppression.h"
#include "source/source_map.h"

namespace fleetlint::lint {

/// A finding as one unit of one cluster, or one file, saw it. Locations have paths.
struct Reported {
  diag::Finding finding;
  std::string cluster;  ///< empty: of no cluster
  std::string unit;     ///< "cluster/namespace/name", empty: of no unit
};

/// The suppression comments of one content, with the path to show for it.
struct SuppressedFile {
  source::FileId file = source::FileId::none;
  std::string path;
  std::vector<std::string> clusters;  ///< that load it
  std::vector<Suppression> suppressions;
  /// All that loads it was rendered. Else only rules of scope file have had their say,
  /// and a suppression of another that hid nothing may still be needed.
  bool rendered = true;
};

std::vector<diag::Finding> settle(std::vector<Reported> reported, const std::vector<SuppressedFile>& files,
                                  const Config& config, const source::SourceMap& sources);

/// One finding for each (rule, place, path in the object) and set of clusters and
/// units. Where one object of one unit has several messages there, they stay apart.
std::vector<diag::Finding> merge_by_cause(std::vector<Reported> reported);

/// Takes out what kustomize says of values that the schema has refused already.
void drop_consequences(std::vector<diag::Finding>& findings);

/// Fills in the fingerprints of sorted findings: rule, path, the text of the line, the
/// path in the object, and a number that tells equal ones apart. Lines above may change.
void set_fingerprints(std::vector<diag::Finding>& findings, const source::SourceMap& sources);

}  // namespace fleetlint::lint
