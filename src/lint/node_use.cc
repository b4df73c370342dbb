#include "lint/node_use.h"

#include <unordered_map>

namespace fleetlint::lint {

namespace {

class Counter {
 public:
  /// The nodes below and with this one.
  std::size_t count(yaml::Node node) {
    if (const auto found = sizes_.find(node.identity()); found != sizes_.end()) return found->second;
    std::size_t size = 1;
    for (const yaml::Node& item : node.items()) size += count(item);
    for (const yaml::Entry& entry : node.entries()) size += count(entry.value);
    sizes_.emplace(node.identity(), size);
    return size;
  }

  std::size_t distinct() const { return sizes_.size(); }

 private:
  std::unordered_map<const void*, std::size_t> sizes_;
};

}  // namespace

NodeUse node_use(const fleet::Fleet& fleet) {
  Counter counter;
  NodeUse use;
  for (const auto& cluster : fleet.clusters) {
    for (const flux::Unit& unit : cluster->graph.units) {
      for (const kube::Object& object : unit.objects) use.rendered += counter.count(object.node());
    }
  }
  use.distinct = counter.distinct();
  return use;
}

}  // namespace fleetlint::lint
