// The two files that the pages become: declarations of the twins, and the table.
#pragma once

#include <string>
#include <vector>

#include "pack_rules/page.h"

namespace pack_rules {

/// rules/twins.h.
std::string twins_header(const std::vector<Page>& pages);

/// rules/rule_table.cc: rules::rules(). `pages` sorted by id.
std::string rule_table(const std::vector<Page>& pages);

}  // namespace pack_rules
