#include "yaml/edit.h"

#include <string>

#include "base/arena.h"
#include "tests/catch.h"
#include "yaml/emit.h"

using namespace fleetlint;
using namespace fleetlint::yaml;

namespace {

constexpr auto kFile = static_cast<source::FileId>(0);

Origin at_byte(std::uint32_t begin) { return Origin{kFile, {begin, begin + 1}, Operation::written, nullptr}; }

/// {a: 1, b: {c: x}, d: [p, q]}, each value with an origin of its own.
Node sample(Arena& arena) {
  const Node items[] = {make_string(arena, "p", at_byte(1)), make_string(arena, "q", at_byte(2))};
  const Entry inner[] = {make_entry("c", make_string(arena, "x", at_byte(3)), at_byte(4))};
  const Entry entries[] = {
      make_entry("a", make_scalar(arena, Kind::integer, "1", at_byte(5)), at_byte(6)),
      make_entry("b", make_mapping(arena, inner, at_byte(7)), at_byte(8)),
      make_entry("d", make_sequence(arena, items, at_byte(9)), at_byte(10)),
  };
  return make_mapping(arena, entries, at_byte(11));
}

std::string json(Node node) { return to_json(node); }

}  // namespace

TEST_CASE("texts are copied") {
  Arena arena;
  std::string text = "short lived";
  const Node node = make_string(arena, text, {});
  text.assign(text.size(), '!');
  CHECK(node.text() == "short lived");
}

TEST_CASE("an edit leaves the old node and shares the rest") {
  Arena arena;
  const Node before = sample(arena);
  const Node after =
      set(arena, before, "a", make_scalar(arena, Kind::integer, "2", at_byte(50)), at_byte(51));
  CHECK(json(before) == R"({"a":1,"b":{"c":"x"},"d":["p","q"]})");
  CHECK(json(after) == R"({"a":2,"b":{"c":"x"},"d":["p","q"]})");
  CHECK(same(before["b"], after["b"]));
  CHECK(same(before["d"], after["d"]));
  CHECK(after.origin().span == before.origin().span);
  CHECK(after.find("a")->key_origin.span == at_byte(6).span);
}

TEST_CASE("a new key goes to the end with the origin given") {
  Arena arena;
  const Node after = set(arena, sample(arena), "e", make_string(arena, "new", at_byte(50)), at_byte(51));
  CHECK(after.entries().back().key.text() == "e");
  CHECK(after.entries().back().key_origin.span == at_byte(51).span);

  SECTION("also in a mapping that is not there yet") {
    const Node fresh = set(arena, Node(), "k", make_string(arena, "v", at_byte(50)), at_byte(51));
    CHECK(json(fresh) == R"({"k":"v"})");
    CHECK(fresh.origin().span == at_byte(51).span);
  }
  SECTION("and in place of a null, which keeps its origin") {
    const Node null = make_scalar(arena, Kind::null, "~", at_byte(60));
    const Node filled = set(arena, null, "k", make_string(arena, "v", at_byte(50)), at_byte(51));
    CHECK(json(filled) == R"({"k":"v"})");
    CHECK(filled.origin().span == at_byte(60).span);
  }
}

TEST_CASE("removing what is not there changes nothing") {
  Arena arena;
  const Node before = sample(arena);
  CHECK(same(unset(arena, before, "nothing"), before));
  CHECK(json(unset(arena, before, "b")) == R"({"a":1,"d":["p","q"]})");
}

TEST_CASE("sequences are edited by index") {
  Arena arena;
  const Node list = sample(arena)["d"];
  CHECK(json(set_item(arena, list, 0, make_string(arena, "r", {}))) == R"(["r","q"])");
  CHECK(json(set_item(arena, list, 2, make_string(arena, "r", {}))) == R"(["p","q","r"])");
  CHECK(json(append(arena, list, make_string(arena, "r", {}))) == R"(["p","q","r"])");
  CHECK(json(list) == R"(["p","q"])");
}

TEST_CASE("another origin is the only thing that changes") {
  Arena arena;
  const Node before = sample(arena);
  for (const Node& node : {before, before["a"], before["d"]}) {
    const Node after = with_origin(arena, node, at_byte(70));
    CHECK(after.origin().span == at_byte(70).span);
    CHECK(equal(after, node));
  }
  CHECK(same(with_origin(arena, before, at_byte(70))["b"], before["b"]));
}

TEST_CASE("what was overridden comes last in the chain of causes") {
  Arena arena;
  Origin first = at_byte(1);
  first.cause = keep(arena, at_byte(2));
  const Node writer = make_string(arena, "v", first);
  const Node over = overriding(arena, writer, at_byte(3));
  std::vector<std::uint32_t> chain;
  for (const Origin* origin = &over.origin(); origin != nullptr; origin = origin->cause) {
    chain.push_back(origin->span.begin);
  }
  CHECK(chain == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(writer.origin().cause->cause == nullptr);
}

TEST_CASE("update goes down by keys") {
  Arena arena;
  const Node before = sample(arena);
  const auto to_y = [&](Node) { return make_string(arena, "y", at_byte(50)); };
  const std::string_view path[] = {"b", "c"};
  const std::string_view missing[] = {"m", "n"};

  CHECK(json(update(arena, before, path, false, at_byte(51), to_y)) ==
        R"({"a":1,"b":{"c":"y"},"d":["p","q"]})");
  CHECK(same(update(arena, before, missing, false, at_byte(51), to_y), before));
  CHECK(json(update(arena, before, missing, true, at_byte(51), to_y)) ==
        R"({"a":1,"b":{"c":"x"},"d":["p","q"],"m":{"n":"y"}})");
  CHECK(json(update(arena, before, path, false, at_byte(51), [](Node) { return Node(); })) ==
        R"({"a":1,"b":{},"d":["p","q"]})");
  CHECK(same(update(arena, before, path, false, at_byte(51), [](Node node) { return node; }), before));
  CHECK(same(update(arena, before, missing, true, at_byte(51), [](Node) { return Node(); }), before));
}
