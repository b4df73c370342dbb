#include "yaml/node_count.h"

#include <deque>
#include <mutex>

namespace fleetlint::yaml {

namespace {

struct Registry {
  std::mutex mutex;
  std::deque<detail::NodeCounter> counters;  // never moved
};

Registry& registry() {
  static Registry instance;
  return instance;
}

}  // namespace

detail::NodeCounter& detail::register_node_counter() {
  const std::lock_guard lock(registry().mutex);
  return registry().counters.emplace_back(0);
}

std::size_t nodes_made() {
  const std::lock_guard lock(registry().mutex);
  std::size_t sum = 0;
  for (const detail::NodeCounter& counter : registry().counters)
    sum += counter.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace fleetlint::yaml
