// The last touch: an object as it comes out of kustomize's own YAML library.
//
// kustomize keeps objects as text-like trees and writes and reads them once more
// before printing. Some of what that does to values shows, and is done here:
// annotations become strings, folded text is written in a way that reads back
// longer, and what JSON cannot say is refused.
#pragma once

#include "kustomize/context.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize {

/// Annotations are strings all; kustomize's own notes are gone; those that
/// buildMetadata asks for are there; an empty mapping is left out.
yaml::Node settle_annotations(Arena& arena, const Resource& resource, bool with_origin,
                              bool with_transformations);

/// Folded text as it reads after kustomize wrote it. Reports keys that are no
/// strings and numbers that JSON does not have. The same node when nothing changes.
yaml::Node settle_values(Context& context, yaml::Node object);

/// An object on its way through JSON, as JSON patches take it. to_json_values does
/// what settle_values does and writes times in full; where kustomize has notes on
/// the resource there are annotations, be they empty. from_json_values gives numbers
/// the text that Go gives them (1000000 is 1e+06) and makes annotations strings.
yaml::Node to_json_values(Context& context, const Resource& resource);
yaml::Node from_json_values(Arena& arena, yaml::Node object);

/// An object with a stand-in for each of buildMetadata's notes among its annotations, as a
/// patch meets it; and without them again. What the patch took away is forgotten.
yaml::Node with_build_notes(Arena& arena, const Resource& resource, yaml::Node object);
yaml::Node take_build_notes(Arena& arena, Resource& resource, yaml::Node object);

/// An item of a List, which kustomize takes out of it by way of JSON.
yaml::Node list_item(Context& context, yaml::Node item);

/// The value of a folded block scalar after go-yaml wrote and read it.
std::string rewrite_folded(std::string_view value);

/// Takes over a history that the object's annotations carry, as other tools leave it.
/// Annotations that are null are an empty mapping from here on: upstream has put its notes
/// there and taken them away again.
void adopt_history(Arena& arena, Resource& resource);

}  // namespace fleetlint::kustomize
