// An object and a patch over it: the merge ends, and on a problem the object is unchanged.
#include "kustomize/patch/strategic_merge.h"

#include "fuzz.h"
#include "yaml/emit.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> parts = fuzz::texts(data, size, 2);
  Arena arena;
  const yaml::Node object = fuzz::read(arena, parts[0]);
  const yaml::Node patch = fuzz::read(arena, parts[1]);
  if (!object || !patch) return 0;
  std::optional<kustomize::patch::MergeProblem> problem;
  const yaml::Node after =
      kustomize::patch::strategic_merge(arena, kustomize::builtin_openapi(), object, patch, problem);
  if (problem) {
    fuzz::require(!problem->message.empty() && after.identity() == object.identity());
  } else if (after) {
    yaml::emit(after);
  }
  return 0;
}
