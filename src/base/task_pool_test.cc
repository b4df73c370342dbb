#include "base/task_pool.h"

#include <atomic>
#include <new>
#include <vector>

#include "tests/catch.h"

namespace fleetlint {

TEST_CASE("task pool: every piece is done once, whatever the number of threads") {
  for (const int threads : {-1, 0, 1, 2, 5}) {
    TaskPool pool(threads);
    for (const std::size_t count : {0u, 1u, 2u, 3u, 1000u}) {
      std::vector<int> times(count);
      pool.run(count, [&](std::size_t i) { ++times[i]; });
      CHECK(times == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("task pool: run returns only when all pieces are done") {
  TaskPool pool(4);
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> sum{0};
    pool.run(8, [&](std::size_t i) { sum += static_cast<int>(i); });
    REQUIRE(sum == 28);
  }
}

TEST_CASE("task pool: what a piece throws reaches the caller, and the pool goes on") {
  for (const int threads : {1, 4}) {
    TaskPool pool(threads);
    const auto fail = [](std::size_t i) {
      if (i % 10 == 3) throw std::bad_alloc();
    };
    CHECK_THROWS_AS(pool.run(100, fail), std::bad_alloc);
    std::atomic<int> sum{0};
    pool.run(8, [&](std::size_t i) { sum += static_cast<int>(i); });
    CHECK(sum == 28);
  }
}

TEST_CASE("task pool: at least one thread") {
  CHECK(TaskPool(0).threads() == 1);
  CHECK(hardware_threads() >= 1);
}

}  // namespace fleetlint
