// SecretGenerator.
#include <string>
#include <vector>

#include "kustomize/generate/base64.h"
#include "kustomize/generate/generate.h"
#include "kustomize/generate/key_values.h"
#include "kustomize/generate/object.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::generate {

void secret(Context& context, yaml::Node args, yaml::Node options, std::vector<Resource>& out) {
  if (!context.affords(args.origin(), ++context.generators_)) return;
  std::vector<yaml::Entry> data;
  for (const Pair& pair : read_pairs(context, args)) {
    const std::string encoded = wrapped_base64(pair.value);
    data.push_back(yaml::make_entry(pair.key, yaml::make_string(context.arena, encoded, pair.value_origin),
                                    pair.key_origin));
  }
  ObjectBuilder builder(context, "Secret", args, options);
  const yaml::Origin origin = derived(args.origin(), yaml::Operation::generated, nullptr);
  const yaml::Node type = args["type"];
  if (type.text().empty()) {
    builder.add_text("type", "Opaque", derived(args.origin(), yaml::Operation::implied, nullptr));
  } else {
    builder.add_text("type", type.text(), derived(type.origin(), yaml::Operation::generated, nullptr));
  }
  // Unlike a ConfigMap's, a Secret's data are there even when empty.
  builder.add("data", yaml::make_mapping(context.arena, data, origin), origin);
  builder.finish(out);
}

}  // namespace fleetlint::kustomize::generate
