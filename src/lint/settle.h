// From what engines and rules reported to what is shown.
//
// In this order: severities and rules that are off, suppression comments, ignore
// entries of the configuration, findings about those themselves; then one finding
// for each cause, a total order, fingerprints, and what the baseline accepts. The result does not depend on
// the order in which the work was done, only on what was found.
#pragma once

#include <cstddef>
#include <memory>
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

/// Takes findings as they come and settles them in the end. What many clusters report
/// alike is kept once: with many clusters over one base the reports would fill the memory.
class Settlement {
 public:
  /// All of these must outlive it.
  Settlement(const std::vector<SuppressedFile>& files, const Config& config,
             const source::SourceMap& sources);
  ~Settlement();

  void add(Reported reported);
  std::size_t added() const;
  std::vector<diag::Finding> finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::vector<diag::Finding> settle(std::vector<Reported> reported, const std::vector<SuppressedFile>& files,
                                  const Config& config, const source::SourceMap& sources);

/// Takes out what kustomize says of values that the schema has refused already.
void drop_consequences(std::vector<diag::Finding>& findings);

/// Fills in the fingerprints of sorted findings: rule, path, the text of the line, the
/// path in the object, and a number that tells equal ones apart. Lines above may change.
void set_fingerprints(std::vector<diag::Finding>& findings, const source::SourceMap& sources);

}  // namespace fleetlint::lint
