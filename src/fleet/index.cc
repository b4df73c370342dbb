#include "fleet/fleet.h"

namespace fleetlint::fleet {

void Index::add(const flux::Unit& unit, const kube::Object& object) {
  const Item item{&unit, &object};
  by_id_[object.id()].push_back(item);
  by_kind_[{std::string(object.group()), std::string(object.kind())}].push_back(item);
  if (object.pod_spec().is_mapping()) workloads_[object.name_space()].push_back(&object);
}

Index::Item Index::find(std::string_view group, std::string_view kind, std::string_view name_space,
                        std::string_view name) const {
  const auto found = by_id_.find(
      kube::ObjectId{std::string(group), std::string(kind), std::string(name_space), std::string(name)});
  return found == by_id_.end() ? Item{nullptr, nullptr} : found->second.front();
}

const std::vector<Index::Item>& Index::of_kind(std::string_view group, std::string_view kind) const {
  static const std::vector<Item> kNone;
  const auto found = by_kind_.find(std::pair<std::string, std::string>(group, kind));
  return found == by_kind_.end() ? kNone : found->second;
}

}  // namespace fleetlint::fleet
