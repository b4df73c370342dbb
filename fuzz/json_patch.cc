// An object and a JSON patch: applied as a whole or not at all.
#include "kustomize/patch/json_patch.h"

#include "fuzz.h"
#include "yaml/emit.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> parts = fuzz::texts(data, size, 2);
  Arena arena;
  const yaml::Node object = fuzz::read(arena, parts[0]);
  const yaml::Node patch = fuzz::read(arena, parts[1]);
  kustomize::patch::JsonPatchProblem form;
  if (!object || !kustomize::patch::check_json_patch(patch, form)) return 0;
  std::optional<kustomize::patch::JsonPatchProblem> problem;
  const yaml::Node after = kustomize::patch::apply_json_patch(arena, object, patch, problem);
  if (problem) {
    fuzz::require(!problem->message.empty() && after.identity() == object.identity());
  } else if (after) {
    yaml::emit(after);
  }
  return 0;
}
