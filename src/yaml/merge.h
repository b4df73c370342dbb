// Merge keys: `<<: *defaults` puts the entries of other mappings into this one.
//
// go-yaml v3: the mapping's own keys win wherever they stand, of a list of mappings
// the first wins. go-yaml v2: merged where it stands, so a key before `<<` is
// overwritten and one after it wins. Merged entries keep the origins they have in
// the mapping they come from.
#pragma once

#include <span>
#include <vector>

#include "diag/collector.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace fleetlint::yaml {

/// Is this entry's key a merge key (plain `<<`)?
bool is_merge_key(const Entry& entry);

/// The entries with all merge keys expanded. A value that cannot be merged is
/// reported and left out.
std::vector<Entry> expand_merges(std::span<const Entry> entries, Dialect dialect, diag::Collector& out);

}  // namespace fleetlint::yaml
