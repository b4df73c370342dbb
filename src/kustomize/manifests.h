// From a text of objects to resources, as kustomize reads manifests.
#pragma once

#include <vector>

#include "kustomize/context.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize {

/// The objects of the documents: empty documents are left out, Lists are taken
/// apart. False, with a finding, when a document is broken or is no object; the
/// other objects are there all the same.
bool read_objects(Context& context, const yaml::Stream& stream, std::vector<yaml::Node>& objects);

/// Are these documents objects at all? Nothing is reported.
bool looks_like_objects(const yaml::Stream& stream);

/// Appends as kustomize does: two resources may not have one identity.
void append(Context& context, ResMap& map, Resource resource);

}  // namespace fleetlint::kustomize
