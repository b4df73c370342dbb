#include "flux/substituted_origin.h"

#include <algorithm>
#include <vector>

#include "yaml/edit.h"

namespace fleetlint::flux {

using yaml::Operation;
using yaml::Origin;

Origin substituted_origin(Arena& arena, std::span<const Piece* const> writers, const Origin& text) {
  bool unknown = false;
  std::vector<const Variable*> variables;
  for (const Piece* piece : writers) {
    unknown = unknown || piece->unknown;
    for (const Variable* variable : piece->variables) {
      if (std::find(variables.begin(), variables.end(), variable) == variables.end())
        variables.push_back(variable);
    }
  }
  const auto request = [&](const Origin& before) {
    return yaml::keep(arena, {text.file, text.span, Operation::requested, yaml::keep(arena, before)});
  };
  Origin origin = text;
  bool any = false;
  for (auto variable = variables.rbegin(); variable != variables.rend(); ++variable) {
    const Origin& place = (*variable)->node.origin();
    if (place.file == source::FileId::none) continue;
    const Origin* value = yaml::keep(arena, yaml::linked(arena, place, request(origin)));
    origin = Origin{place.file, place.span, Operation::substituted, value};
    any = true;
  }
  if (!any) origin = Origin{text.file, text.span, Operation::substituted, request(text)};
  if (unknown) origin.operation = Operation::unresolved;
  return origin;
}

}  // namespace fleetlint::flux
