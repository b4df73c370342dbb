#include "yaml/place.h"

#include "base/arena.h"
#include "tests/catch.h"
#include "yaml/edit.h"

using namespace fleetlint;
using namespace fleetlint::yaml;

namespace {

constexpr auto kBase = static_cast<source::FileId>(0);
constexpr auto kPatch = static_cast<source::FileId>(1);

Origin origin(source::FileId file, std::uint32_t begin, Operation operation, const Origin* cause) {
  return Origin{file, {begin, begin + 1}, operation, cause};
}

}  // namespace

TEST_CASE("the last writer is where to look, the causes are behind it") {
  Arena arena;
  const Origin* base = keep(arena, origin(kBase, 10, Operation::written, nullptr));
  const Node node = make_string(arena, "v", origin(kPatch, 20, Operation::written, base));
  const diag::Place place = at(node);
  CHECK(place.primary.file == kPatch);
  CHECK(place.primary.span.begin == 20);
  REQUIRE(place.related.size() == 1);
  CHECK(place.related[0].file == kBase);
  CHECK(place.related[0].label == "replaces the value written here");
}

TEST_CASE("a related place is labelled by what the writer before it did") {
  Arena arena;
  const Origin* written = keep(arena, origin(kBase, 10, Operation::written, nullptr));
  const Origin* prefixed = keep(arena, origin(kPatch, 30, Operation::prefixed, written));
  const diag::Place place = at(make_string(arena, "v", origin(kPatch, 20, Operation::hashed, prefixed)));
  REQUIRE(place.related.size() == 2);
  CHECK(place.related[0].label == "name before the hash");
  CHECK(place.related[1].label == "name before the prefix");
}

TEST_CASE("a copied value names its source, what asked for it and what it replaced") {
  Arena arena;
  const Origin* old = keep(arena, origin(kBase, 50, Operation::written, nullptr));
  const Origin* request = keep(arena, origin(kPatch, 40, Operation::requested, old));
  const Origin* source = keep(arena, origin(kBase, 10, Operation::written, request));
  const diag::Place copied = at(make_string(arena, "v", origin(kBase, 10, Operation::copied, source)));
  CHECK(copied.primary.span.begin == 10);
  REQUIRE(copied.related.size() == 2);
  CHECK(copied.related[0].span.begin == 40);
  CHECK(copied.related[0].label == "asked for here");
  CHECK(copied.related[1].span.begin == 50);
  CHECK(copied.related[1].label == "value before the copy");

  const diag::Place put = at(make_string(arena, "v", origin(kBase, 10, Operation::substituted, source)));
  REQUIRE(put.related.size() == 2);
  CHECK(put.related[0].label == "template that the variable went into");
}

TEST_CASE("places without a file are left out, and no place comes twice") {
  Arena arena;
  const Origin* base = keep(arena, origin(kBase, 10, Operation::written, nullptr));
  const Origin* nowhere = keep(arena, origin(source::FileId::none, 0, Operation::implied, base));
  const Origin* again = keep(arena, origin(kBase, 10, Operation::converted, nowhere));
  const diag::Place place =
      at(make_string(arena, "v", origin(source::FileId::none, 0, Operation::implied, again)));
  CHECK(place.primary.file == kBase);
  CHECK(place.primary.span.begin == 10);
  CHECK(place.related.empty());
}

TEST_CASE("a key has a place of its own") {
  Arena arena;
  const Node value = make_string(arena, "v", origin(kBase, 10, Operation::written, nullptr));
  const Entry entry = make_entry("k", value, origin(kBase, 5, Operation::written, nullptr));
  CHECK(at_key(entry).primary.span.begin == 5);
  CHECK(at(entry.value).primary.span.begin == 10);
}
