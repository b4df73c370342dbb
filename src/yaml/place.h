// From nodes to places of findings: the last writer first, the chain behind it.
#pragma once

#include "diag/collector.h"
#include "yaml/node.h"

namespace fleetlint::yaml {

/// Primary: the last writer that is in a file; related: the causes behind it
/// that are in files and other places, each labelled by its operation.
diag::Place at(const Origin& origin);
diag::Place at(Node node);
/// The key of an entry.
diag::Place at_key(const Entry& entry);

}  // namespace fleetlint::yaml

namespace fleetlint {
using diag::at;
using yaml::at;
using yaml::at_key;
}  // namespace fleetlint
