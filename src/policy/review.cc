#include "policy/review.h"

#include <vector>

#include "yaml/edit.h"

namespace fleetlint::policy {

Review review_of(Arena& arena, const kube::Object& object, std::string_view space, yaml::Node name_space) {
  const yaml::Origin nowhere;
  const auto entry = [&](std::string_view key, std::string_view text) {
    return yaml::make_entry(key, yaml::make_string(arena, text, nowhere), nowhere);
  };
  const kube::Gvk gvk = object.gvk();
  const yaml::Entry kind[] = {entry("group", gvk.group), entry("version", gvk.version),
                              entry("kind", gvk.kind)};
  const yaml::Node kind_node = yaml::make_mapping(arena, kind, nowhere);
  std::vector<yaml::Entry> request{
      entry("uid", ""),
      yaml::make_entry("kind", kind_node, nowhere),
      yaml::make_entry("requestKind", kind_node, nowhere),
      entry("name", object.name()),
      entry("operation", "CREATE"),
      yaml::make_entry("userInfo", yaml::make_mapping(arena, {}, nowhere), nowhere),
      yaml::make_entry("object", object.node(), nowhere),
      yaml::make_entry("dryRun", yaml::make_scalar(arena, yaml::Kind::boolean, "false", nowhere), nowhere),
  };
  if (!space.empty()) request.push_back(entry("namespace", space));
  return {object, name_space, space, yaml::make_mapping(arena, request, nowhere)};
}

Review review_of_request(yaml::Node request) {
  Review review;
  review.request = request;
  review.object = kube::Object(request["object"]);
  review.old_object = request["oldObject"];
  if (request["object"].is_null() || !request["object"]) review.object = kube::Object(review.old_object);
  review.space = request["namespace"].text();
  return review;
}

}  // namespace fleetlint::policy
