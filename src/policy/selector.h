// Which objects a policy is about: label selectors and names with wildcards.
#pragma once

#include <string_view>

#include "yaml/node.h"

namespace fleetlint::policy {

/// A labelSelector (matchLabels, matchExpressions) on labels, which may be missing. A missing
/// or empty selector fits everything, one with an operator that does not exist nothing.
bool selects(yaml::Node selector, yaml::Node labels);

/// "kube-*", "*-system", "*middle*" or a plain name.
bool fits_wildcard(std::string_view pattern, std::string_view name);

/// Does a list of texts hold the text, or "*"?
bool holds(yaml::Node list, std::string_view text);

}  // namespace fleetlint::policy
