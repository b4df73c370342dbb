// What a policy says against an object.
#pragma once

#include <string>
#include <vector>

#include "yaml/node.h"

namespace fleetlint::policy {

struct Violation {
  std::string message;
  bool is_error = false;  ///< the policy could not be evaluated; `message` says why
  yaml::Node source;      ///< the expression or rule that says so, where it is a node
  std::string path;       ///< where in the object; empty when that is not known
  yaml::Node node;        ///< what is there
};

}  // namespace fleetlint::policy
