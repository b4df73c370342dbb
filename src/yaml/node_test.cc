#include "yaml/node.h"

#include "base/arena.h"
#include "diag/collector.h"
#include "tests/catch.h"
#include "yaml/edit.h"
#include "yaml/parse.h"

using namespace fleetlint;
using namespace fleetlint::yaml;

namespace {

struct Reader {
  Arena arena;
  source::SourceMap sources;
  diag::Collector out;

  Node read(std::string text, Dialect dialect = Dialect::go_yaml_v3) {
    const source::FileId file = sources.add(std::move(text));
    const Stream stream = parse(arena, file, sources.text(file), {.dialect = dialect}, out);
    return stream.documents.empty() ? Node() : stream.documents.front().root;
  }
};

}  // namespace

TEST_CASE("a missing node answers everything with nothing") {
  const Node missing;
  CHECK_FALSE(missing);
  CHECK_FALSE(missing.is_null());
  CHECK_FALSE(missing.is_scalar());
  CHECK(missing.text().empty());
  CHECK(missing.items().empty());
  CHECK(missing.entries().empty());
  CHECK_FALSE(missing["a"]["b"]);
  CHECK(missing.find("a") == nullptr);
  CHECK_FALSE(missing.as_int().has_value());
  CHECK(missing.origin().file == source::FileId::none);
}

TEST_CASE("a null is present, and accessors of the wrong kind give nothing") {
  Reader reader;
  const Node root = reader.read("a: ~\nb: text\nc: [1]\n");
  CHECK(root["a"]);
  CHECK(root["a"].is_null());
  CHECK(root["a"].is_scalar());
  CHECK_FALSE(root["b"]["x"]);
  CHECK(root["b"].items().empty());
  CHECK_FALSE(root["b"].as_bool().has_value());
  CHECK(root["c"].text().empty());
  CHECK_FALSE(root["d"]);
}

TEST_CASE("keys are found by text and by interned key") {
  Reader reader;
  const Node root = reader.read("name: x\nother: y\n");
  CHECK(root["other"].text() == "y");
  CHECK(root[Key("other")].text() == "y");
  REQUIRE(root.find("name") != nullptr);
  CHECK(root.find("name")->key_origin.span == source::Span{0, 4});
}

TEST_CASE("equality is of values") {
  const auto are_equal = [](const char* a, const char* b) {
    Reader reader;
    return equal(reader.read(a), reader.read(b));
  };
  CHECK(are_equal("{a: 1, b: [x, ~]}", "b:\n- \"x\"\n- null\na: 0x1\n"));
  CHECK(are_equal("1.50", "1.5"));
  CHECK(are_equal("TRUE", "true"));
  CHECK_FALSE(are_equal("1", "1.0"));
  CHECK_FALSE(are_equal("1", "'1'"));
  CHECK_FALSE(are_equal("{a: 1}", "{a: 1, b: 2}"));
  CHECK_FALSE(are_equal("{a: 1}", "{b: 1}"));
  CHECK_FALSE(are_equal("[1, 2]", "[2, 1]"));
  CHECK_FALSE(are_equal("a: ~", "{}"));
  CHECK_FALSE(equal(Node(), Reader().read("~")));
}

TEST_CASE("paths lead down from the root") {
  Reader reader;
  const Node root =
      reader.read("spec:\n  containers: [{image: a}, {image: b}]\nmetadata: {labels: {a.b/c: x, 'd]': y}}\n");
  CHECK(find_path(root, "spec.containers[1].image").text() == "b");
  CHECK(find_path(root, "metadata.labels[\"a.b/c\"]").text() == "x");
  CHECK(find_path(root, "metadata.labels[\"d]\"]").text() == "y");
  CHECK(same(find_path(root, ""), root));
  CHECK_FALSE(find_path(root, "spec.containers[2]"));
  CHECK_FALSE(find_path(root, "spec.containers[x]"));
  CHECK_FALSE(find_path(root, "spec.containers[1"));
  CHECK_FALSE(find_path(root, "spec["));
  CHECK_FALSE(find_path(root, "spec.nothing.here"));
}
