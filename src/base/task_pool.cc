#include "base/task_pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace fleetlint {

struct TaskPool::Workers {
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable done;
  std::uint64_t round = 0;  // of run(); workers sleep until it changes
  int busy = 0;
  bool stop = false;

  const std::function<void(std::size_t)>* piece = nullptr;
  std::size_t count = 0;
  std::atomic<std::size_t> next{0};

  std::exception_ptr failure;  // the first of this round

  std::vector<std::thread> threads;

  // Pieces are taken one by one: they differ in size far too much for fixed shares.
  // Memory may end in any of them: that is passed on to who called run().
  void work() {
    try {
      for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) (*piece)(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  }

  void loop() {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [&] { return stop || round != seen; });
      if (stop) return;
      seen = round;
      lock.unlock();
      work();
      lock.lock();
      if (--busy == 0) done.notify_one();
    }
  }
};

TaskPool::TaskPool(int threads) : threads_(std::max(1, threads)) {
  if (threads_ == 1) return;
  workers_ = std::make_unique<Workers>();
  for (int i = 1; i < threads_; ++i) workers_->threads.emplace_back([w = workers_.get()] { w->loop(); });
}

TaskPool::~TaskPool() {
  if (!workers_) return;
  {
    const std::lock_guard lock(workers_->mutex);
    workers_->stop = true;
  }
  workers_->wake.notify_all();
  for (std::thread& thread : workers_->threads) thread.join();
}

void TaskPool::run(std::size_t count, const std::function<void(std::size_t)>& piece) {
  if (!workers_ || count < 2) {
    for (std::size_t i = 0; i < count; ++i) piece(i);
    return;
  }
  {
    const std::lock_guard lock(workers_->mutex);
    workers_->piece = &piece;
    workers_->count = count;
    workers_->next = 0;
    workers_->busy = static_cast<int>(workers_->threads.size());
    ++workers_->round;
  }
  workers_->wake.notify_all();
  workers_->work();
  std::unique_lock lock(workers_->mutex);
  workers_->done.wait(lock, [&] { return workers_->busy == 0; });
  if (workers_->failure) std::rethrow_exception(std::exchange(workers_->failure, nullptr));
}

int hardware_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

}  // namespace fleetlint
