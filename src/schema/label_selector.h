// Label selectors as objects: matchLabels and matchExpressions.
#pragma once

#include <functional>
#include <string>

#include "yaml/node.h"

namespace fleetlint::schema {

/// Gives each mistake with the value that is wrong, and the key where a key is.
using SelectorMistake = std::function<void(yaml::Node value, const yaml::Entry* key, std::string what)>;
void check_label_selector(yaml::Node selector, const SelectorMistake& report);

/// Does it select these labels? A selector that is empty selects all.
bool selects(yaml::Node selector, yaml::Node labels);

}  // namespace fleetlint::schema
