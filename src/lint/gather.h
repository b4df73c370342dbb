// Running the rules of each scope and gathering what all engines and rules said,
// each finding once for every cluster and unit that has it, located.
#pragma once

#include <vector>

#include "base/task_pool.h"
#include "fleet/fleet.h"
#include "lint/config.h"
#include "lint/locate.h"
#include "lint/object_checks.h"
#include "lint/scan.h"
#include "lint/settle.h"

namespace fleetlint::lint {

struct Gathering {
  const Scan& scan;
  const fleet::Fleet& fleet;
  const Locator& locator;
  const source::SourceMap& sources;
  const Config& config;
  TaskPool& pool;
  Settlement& out;
};

/// YAML mistakes of files that nothing loads but that look like manifests.
void gather_loose_files(Gathering& g);
/// YAML mistakes of files that a generator hands to a HelmRelease as values: Helm will read them as YAML.
void gather_values_files(Gathering& g);
/// What building and expanding the clusters found.
void gather_engines(Gathering& g);
void gather_objects(Gathering& g, const ObjectChecks& checks);
/// Rules of scope file: all YAML files, and whatever else a build read.
void gather_file_rules(Gathering& g);
/// Rules of scope cluster and fleet.
void gather_fleet_rules(Gathering& g);

}  // namespace fleetlint::lint
