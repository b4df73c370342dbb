#include "base/strings.h"

#include <array>

#include "base/hash.h"
#include "tests/catch.h"

using namespace fleetlint;

TEST_CASE("quote escapes what would disturb a terminal and cuts at a character") {
  CHECK(quote("a\"b\\c\n\x1b") == R"("a\"b\\c\n\x1b")");
  CHECK(quote("äöü", 3) == "\"ä…\"");
  CHECK(quote("") == "\"\"");
  CHECK(quote("\xc2\x9b") == R"("\u009b")");
  CHECK(quote("a\xe2\x80\xae"
              "b") == R"("a\u202eb")");
  CHECK(quote("a\xff") == R"("a\xff")");
}

TEST_CASE("closest_match finds the slip of a finger and nothing far") {
  constexpr std::array<std::string_view, 3> kNames{"deployment.yaml", "service.yaml", "replicas"};
  CHECK(closest_match("deploy.yaml", kNames) == "deployment.yaml");
  CHECK(closest_match("relpicas", kNames) == "replicas");
  CHECK(closest_match("Replicas", kNames) == "replicas");
  CHECK(closest_match("xyz", kNames).empty());
  CHECK(did_you_mean("replica", kNames) == "; did you mean \"replicas\"?");
}

TEST_CASE("find_invalid_utf8 knows overlong forms, surrogates and cut sequences") {
  CHECK(find_invalid_utf8("plain, äöü, 😀") == std::string_view::npos);
  CHECK(find_invalid_utf8("ab\xff") == 2);
  CHECK(find_invalid_utf8("\xc0\x80") == 0);
  CHECK(find_invalid_utf8("\xed\xa0\x80") == 0);
  CHECK(find_invalid_utf8("a\xe2\x82") == 1);
}

TEST_CASE("split keeps empty parts, join and trim") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(trim(" \t x y\n") == "x y");
  const std::array<std::string, 2> parts{"a", "b"};
  CHECK(join(parts, ", ") == "a, b");
  CHECK(count_of(1, "cluster") == "1 cluster");
  CHECK(count_of(2, "entry", "entries") == "2 entries");
}

TEST_CASE("sha256_hex agrees with the standard's example") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
