// ConfigMapGenerator.
#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "kustomize/generate/base64.h"
#include "kustomize/generate/generate.h"
#include "kustomize/generate/key_values.h"
#include "kustomize/generate/object.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::generate {

void config_map(Context& context, yaml::Node args, yaml::Node options, std::vector<Resource>& out) {
  if (!context.affords(args.origin(), ++context.generators_)) return;
  std::vector<yaml::Entry> data;
  std::vector<yaml::Entry> binary;
  for (const Pair& pair : read_pairs(context, args)) {
    if (find_invalid_utf8(pair.value) == std::string_view::npos) {
      data.push_back(yaml::make_entry(
          pair.key, yaml::make_string(context.arena, pair.value, pair.value_origin), pair.key_origin));
    } else {
      const std::string encoded = wrapped_base64(pair.value);
      binary.push_back(yaml::make_entry(
          pair.key, yaml::make_string(context.arena, encoded, pair.value_origin), pair.key_origin));
    }
  }
  ObjectBuilder builder(context, "ConfigMap", args, options);
  const yaml::Origin origin = derived(args.origin(), yaml::Operation::generated, nullptr);
  if (!data.empty()) builder.add("data", yaml::make_mapping(context.arena, data, origin), origin);
  if (!binary.empty()) builder.add("binaryData", yaml::make_mapping(context.arena, binary, origin), origin);
  builder.finish(out);
}

}  // namespace fleetlint::kustomize::generate
