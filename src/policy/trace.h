// From what a policy said to the place in the object that it is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.h"

namespace fleetlint::policy {

struct Place {
  std::string path;  ///< "spec.containers[0].image"; empty: the object as a whole
  yaml::Node node;
};

/// The deepest of the object's nodes that is among the addresses: identities of collections,
/// first bytes of texts (rego::Witness).
Place place_of_seen(yaml::Node object, const std::vector<const void*>& seen);

/// A path that a policy gives: "spec.containers[0].image", "/spec/containers/0/image" or
/// "$.spec.x", as far down as it is there.
Place place_of_path(yaml::Node object, std::string_view path);

/// The deepest `object.a.b` that a CEL expression reads and the object has; `roots` are the names
/// that stand for the object.
Place place_of_expression(yaml::Node object, std::string_view expression,
                          const std::vector<std::string_view>& roots);

}  // namespace fleetlint::policy
