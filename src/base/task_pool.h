// Task pool: the same work on one thread or on many, with the same result.
//
// Work is a number of independent pieces, each of which writes only to a slot of
// its own; the caller then reads the slots in order. So nothing that is put out
// depends on the number of threads or on who was first. There is no way to wait
// for another piece from inside one: work that needs another's result belongs in
// a later call.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace fleetlint {

class TaskPool {
 public:
  /// `threads` below 1 counts as 1. The calling thread is one of them.
  explicit TaskPool(int threads);
  ~TaskPool();
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  int threads() const { return threads_; }

  /// Calls `piece` once with each number below `count`, and returns when all are
  /// done. Only one call at a time; not from inside a piece.
  void run(std::size_t count, const std::function<void(std::size_t index)>& piece);

 private:
  struct Workers;
  int threads_;
  std::unique_ptr<Workers> workers_;  // null with one thread
};

/// How many threads this machine runs at once, at least 1.
int hardware_threads();

}  // namespace fleetlint
