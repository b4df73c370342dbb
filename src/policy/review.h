// An object as admission sees it: who is asked about what, in which namespace.
//
// The request is a node like any other, which holds the object's own nodes: what a policy
// reads of it keeps its origin.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "kube/object.h"
#include "yaml/node.h"

namespace fleetlint::policy {

struct Review {
  kube::Object object;
  yaml::Node name_space;   ///< the Namespace's object, where one is known
  std::string_view space;  ///< the namespace it is applied to; empty for cluster-scoped objects
  yaml::Node request;      ///< as in an AdmissionReview
  yaml::Node old_object{};
};

/// A request to create the object. `space`: the namespace it would be in.
Review review_of(Arena& arena, const kube::Object& object, std::string_view space, yaml::Node name_space);

/// What stands in a file of kind AdmissionReview.
Review review_of_request(yaml::Node request);

}  // namespace fleetlint::policy
