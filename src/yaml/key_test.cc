#include "yaml/key.h"

#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "tests/catch.h"

using fleetlint::yaml::Key;

TEST_CASE("equal texts are one key") {
  const std::string text = "metadata";
  CHECK(Key(text) == Key("metadata"));
  CHECK(Key(text).text().data() == Key("metadata").text().data());
  CHECK_FALSE(Key("a") == Key("b"));
  CHECK(Key("").text().empty());
  CHECK(Key() == Key(""));
}

TEST_CASE("keys order by text and hash alike") {
  CHECK(Key("a") < Key("b"));
  CHECK(Key("b") > Key("a10"));
  std::unordered_set<Key> keys{Key("x"), Key("y"), Key("x")};
  CHECK(keys.size() == 2);
}

TEST_CASE("threads intern the same keys") {
  std::vector<std::vector<Key>> by_thread(4);
  std::vector<std::thread> threads;
  for (std::vector<Key>& keys : by_thread) {
    threads.emplace_back([&keys] {
      for (int i = 0; i < 500; ++i) keys.emplace_back("threaded-" + std::to_string(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<Key>& keys : by_thread) CHECK(keys == by_thread.front());
}
