// A rendered directory with the origin of each of its values, for `build --origins`.
//
// As comments: the YAML that `build` prints, and behind each scalar the places that
// wrote it, the last writer first. As JSON: a line for each scalar.
#pragma once

#include <string>

#include "kustomize/build.h"
#include "source/source_map.h"

namespace fleetlint::cli {

std::string with_origin_comments(const kustomize::Rendered& rendered, const source::SourceMap& sources);

/// Values of Secrets are not shown.
std::string origins_as_json(const kustomize::Rendered& rendered, const source::SourceMap& sources);

}  // namespace fleetlint::cli
