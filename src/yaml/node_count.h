// How many nodes were made: for --stats, which sets them against the nodes in use.
//
// Counted where nodes are made, by each thread for itself, so that counting costs an
// addition. The numbers only grow; a run takes the difference of two readings.
#pragma once

#include <atomic>
#include <cstddef>

namespace fleetlint::yaml {

namespace detail {

using NodeCounter = std::atomic<std::size_t>;

/// The calling thread's counter; lives as long as the process.
NodeCounter& register_node_counter();

inline thread_local NodeCounter* node_counter = nullptr;

}  // namespace detail

inline void count_node() {
  if (detail::node_counter == nullptr) detail::node_counter = &detail::register_node_counter();
  // One writer: no need of an addition that others cannot come between.
  const std::size_t before = detail::node_counter->load(std::memory_order_relaxed);
  detail::node_counter->store(before + 1, std::memory_order_relaxed);
}

/// By all threads since the process began.
std::size_t nodes_made();

}  // namespace fleetlint::yaml
