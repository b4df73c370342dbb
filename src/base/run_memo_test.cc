#include "base/run_memo.h"

#include <atomic>
#include <string>

#include "base/task_pool.h"
#include "tests/catch.h"

using namespace fleetlint;

TEST_CASE("what is asked for twice is made once, by any number of threads") {
  RunMemo memo;
  std::atomic<int> made = 0;
  TaskPool pool(4);
  pool.run(100, [&](std::size_t i) {
    const auto value = memo.get<std::string>("key " + std::to_string(i % 10), [&] {
      ++made;
      return "value " + std::to_string(i % 10);
    });
    if (*value != "value " + std::to_string(i % 10)) made += 1000;
  });
  CHECK(made == 10);
}
