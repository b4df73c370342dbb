#include "cel/shape.h"

#include <map>

#include "cel/cel.h"
#include "diag/collector.h"
#include "tests/catch.h"
#include "yaml/parse.h"

using namespace fleetlint;

namespace {

/// A shape as a schema would make it, from a table of fields.
class TestShape : public cel::Shape {
 public:
  explicit TestShape(cel::Type type) : type_(type) {}
  explicit TestShape(std::map<std::string, const Shape*> fields) : fields_(std::move(fields)) {
    type_ = cel::object(arena_, "Object", this);
  }
  TestShape(const Shape* element, ListType list_type, std::vector<std::string> keys = {})
      : element_(element), list_type_(list_type), keys_(std::move(keys)) {
    type_ = cel::list_of(arena_, element->type());
  }

  cel::Type type() const override { return type_; }
  std::optional<Field> field(std::string_view name) const override {
    const std::optional<std::string> key = cel::unescape_name(name);
    const auto found = key ? fields_.find(*key) : fields_.end();
    if (found == fields_.end()) return std::nullopt;
    return Field{found->first, found->second};
  }
  const Shape* element() const override { return element_; }
  ListType list_type() const override { return list_type_; }
  std::span<const std::string> list_map_keys() const override { return keys_; }

 private:
  Arena arena_;
  cel::Type type_ = nullptr;
  std::map<std::string, const Shape*> fields_;
  const Shape* element_ = nullptr;
  ListType list_type_ = ListType::atomic;
  std::vector<std::string> keys_;
};

struct Sample {
  std::string_view expression;
  std::string_view outcome;  ///< "true", "false", or part of the mistake or error
};

std::string outcome_of(std::string_view expression, const cel::Shape& shape, yaml::Node node) {
  Arena arena;
  cel::Environment environment;
  environment.declare("self", shape.type());
  const cel::Compilation compiled = cel::compile(expression, environment);
  if (!compiled.program) return compiled.mistakes.front().message;
  const cel::Value values[] = {cel::from_node(arena, node, &shape)};
  const cel::Value value = cel::evaluate(*compiled.program, values, arena);
  if (value.is_error()) return std::string(value.error().message);
  return value.is_true() ? "true" : "false";
}

}  // namespace

TEST_CASE("declared fields are checked, converted and reached by their escaped names") {
  const TestShape integer(&cel::types::kInt);
  const TestShape floating(&cel::types::kDouble);
  const TestShape time(&cel::types::kTimestamp);
  const TestShape duration(&cel::types::kDuration);
  const TestShape set(&integer, cel::Shape::ListType::set);
  const TestShape port({{"name", nullptr}, {"number", &integer}});
  const TestShape ports(&port, cel::Shape::ListType::map, {"name"});
  const TestShape shape({{"count", &integer},
                         {"share", &floating},
                         {"made-at", &time},
                         {"wait", &duration},
                         {"if", &integer},
                         {"set", &set},
                         {"ports", &ports},
                         {"any", nullptr}});
  Arena arena;
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, R"(
count: 3
share: 1
made-at: "2024-01-01T00:00:00Z"
wait: 90s
if: 1
set: [1, 2]
ports: [{name: a, number: 1}, {name: b, number: 2}]
any: 1h
hidden: 1
)",
                                          {}, out);
  REQUIRE(out.empty());
  constexpr Sample kSamples[] = {
      {"self.count == 3 && self.share == 1.0", "true"},
      {"self.made__dash__at.getFullYear() == 2024", "true"},
      {"self.wait > duration('1m')", "true"},
      {"self.__if__ == 1", "true"},
      {"self.set == [2, 1]", "true"},
      {"self.set + [2, 3] == [1, 2, 3]", "true"},
      {"[1, 2] == [2, 1]", "false"},
      {"(self.ports + dyn([{'name': dyn('b'), 'number': dyn(5)}]))[1].number == 5", "true"},
      {"has(self.any) && self.any == '1h'", "true"},
      {"self.hidden == 1", "undefined field \"hidden\""},
      {"self.count == 'x'", "found no matching overload"},
      {"self.ports.all(p, p.size > 1)", "undefined field \"size\""},
  };
  for (const Sample& sample : kSamples) {
    INFO(std::string(sample.expression));
    const std::string outcome = outcome_of(sample.expression, shape, stream.documents.front().root);
    INFO(outcome);
    CHECK(outcome.find(sample.outcome) != std::string::npos);
  }
}

TEST_CASE("names are escaped as Kubernetes does") {
  const std::pair<std::string_view, std::string_view> kNames[] = {
      {"name", "name"},       {"a-b", "a__dash__b"},         {"a.b", "a__dot__b"},
      {"a/b", "a__slash__b"}, {"a__b", "a__underscores__b"}, {"if", "__if__"},
      {"a_b", "a_b"},
  };
  for (const auto& [property, name] : kNames) {
    CHECK(cel::escape_name(property) == name);
    CHECK(cel::unescape_name(name) == property);
  }
  CHECK_FALSE(cel::escape_name("a b").has_value());
  CHECK_FALSE(cel::escape_name("1a").has_value());
  CHECK_FALSE(cel::unescape_name("a__b").has_value());
}
