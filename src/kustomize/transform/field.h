// Walking a field spec's path through an object.
//
// A field spec ("spec/template/spec/containers/image") does not say where lists
// are: the walk enters every item of a list it meets. Whatever it changes is made
// anew along the path; the rest is shared.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "kustomize/context.h"
#include "kustomize/field_spec.h"
#include "kustomize/resource.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::transform {

/// Why a walk could not be completed, and the value at which it stopped.
struct Problem {
  std::string message;
  yaml::Node at;
};

/// What is made at the end of a path that asks for creation.
enum class Leaf : std::uint8_t {
  none,     ///< nothing: only what is there is changed
  scalar,   ///< `set` is called with a missing node
  mapping,  ///< `set` is called with an empty mapping
};

/// Gives the new value of a field. May set the problem, then the result does not count.
using Setter = std::function<yaml::Node(yaml::Node, std::optional<Problem>&)>;

/// The root with every field that the path leads to replaced by `set` of it.
/// `place` becomes the origin of keys and mappings that have to be made.
yaml::Node walk(Arena& arena, yaml::Node root, const FieldSpec& spec, Leaf leaf, const yaml::Origin& place,
                const Setter& set, std::optional<Problem>& problem);

/// Does the spec speak of objects of this kind?
bool applies(const FieldSpec& spec, yaml::Node object);

/// Walks every spec that applies to the resource and puts the outcome in it.
/// A problem is reported on the object and refuses the build.
void apply(Context& context, Resource& resource, std::span<const FieldSpec> specs, Leaf leaf,
           const yaml::Origin& place, const Setter& set);

/// Reports a problem with a resource: the field is the place, `cause` what was going on there.
void refuse(Context& context, const Resource& resource, const Problem& problem, std::string_view field,
            const yaml::Origin& cause);

/// Parts of a path; a separator behind a backslash belongs to the part. A leading
/// separator is dropped.
std::vector<std::string> split_path(std::string_view path, char separator);

/// The same for paths of replacements and vars, where a part in brackets may hold
/// the separator: `spec.containers.[name=a.b].image`, `metadata.labels.[a.b/c]`.
std::vector<std::string> split_bracketed_path(std::string_view path, char separator);

/// "string", "mapping" ... for messages; "nothing" for a missing node.
std::string_view describe(yaml::Node node);

/// `Deployment "prod/web"`, for messages.
std::string describe(const ResId& id);

/// The origin of a value that a field of the kustomization (or of another file)
/// makes out of `before`, which may be missing.
/// For a copy of a value that came from elsewhere with its whole chain, asked for
/// at a place, in the stead of `before`: Operation::copied and renamed.
yaml::Origin copied_from(Arena& arena, const yaml::Origin& source, yaml::Operation operation,
                         const yaml::Origin& asked_at, const yaml::Origin* before);

yaml::Origin made_by(Arena& arena, const yaml::Origin& place, yaml::Operation operation, yaml::Node before);

}  // namespace fleetlint::kustomize::transform
