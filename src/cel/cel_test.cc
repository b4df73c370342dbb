#include "cel/cel.h"

#include <map>

#include "base/arena.h"
#include "diag/collector.h"
#include "tests/catch.h"
#include "yaml/parse.h"

using namespace fleetlint;

namespace {

constexpr std::string_view kYaml = R"(
name: web
replicas: 3
ratio: 2.0
ports: [80, 443]
labels: {app: web, "a.b/c": x}
nothing: null
)";

struct Sample {
  std::string_view expression;
  std::string_view wanted;  ///< an expression too, or what the error begins with
};

/// One document bound to `self`.
class World {
 public:
  explicit World(std::string_view text) {
    diag::Collector out;
    const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, text, {}, out);
    REQUIRE(out.empty());
    self = stream.documents.front().root;
  }

  cel::Value run(std::string_view expression, std::int64_t budget = cel::kCallBudget) {
    cel::Environment environment({.minor = 36});
    environment.declare("self");
    const cel::Compilation compiled = cel::compile(expression, environment);
    if (!compiled.program) return cel::make_error(arena, "compile: " + compiled.mistakes.front().message);
    programs_.push_back(compiled.program);  // values point into them
    const cel::Value values[] = {cel::from_node(arena, self)};
    return cel::evaluate(*compiled.program, values, arena, budget);
  }

  Arena arena;
  yaml::Node self;

 private:
  std::vector<std::shared_ptr<const cel::Program>> programs_;
};

void check_equal(std::span<const Sample> samples) {
  World world(kYaml);
  for (const Sample& sample : samples) {
    INFO(std::string(sample.expression));
    const cel::Value found = world.run(sample.expression);
    if (found.is_error()) FAIL(std::string(found.error().message));
    const cel::Value wanted = world.run(sample.wanted);
    REQUIRE_FALSE(wanted.is_error());
    std::int64_t budget = 1000;
    CHECK(found.kind() == wanted.kind());
    CHECK(cel::equal(world.arena, found, wanted, budget));
  }
}

void check_error(std::span<const Sample> samples) {
  World world(kYaml);
  for (const Sample& sample : samples) {
    INFO(std::string(sample.expression));
    const cel::Value found = world.run(sample.expression);
    REQUIRE(found.is_error());
    INFO(std::string(found.error().message));
    CHECK(found.error().message.find(sample.wanted) != std::string_view::npos);
  }
}

}  // namespace

TEST_CASE("expressions have the values that cel-spec gives them") {
  constexpr Sample kSamples[] = {
      {"1 + 2 * 3 - 4 / 2 % 3", "5"},
      {"-9223372036854775808", "-9223372036854775807 - 1"},
      {"0x10u + 1u", "17u"},
      {"'a' + \"b\" + r'\\n' + '''c'd'''", "'ab\\\\nc\\'d'"},
      {"b'\\xff\\101'", "b'\\377A'"},
      {"'\\u00e9' == '\u00e9'", "true"},
      {"true ? 1 : 1 / 0", "1"},
      {"false && 1 / 0 > 1 || true", "true"},
      {"1 / 0 > 1 || true", "true"},
      {"[1, 2, 3].filter(x, x > 1).map(x, x * x)", "[4, 9]"},
      {"[1, 2].map(x, x > 1, x)", "[2]"},
      {"{'a': 1, 'b': 2}.all(k, k < 'c')", "true"},
      {"[1, 2, 3].exists_one(x, x == 2)", "true"},
      {"[3, 4].transformMap(i, v, v * 10)", "{0: 30, 1: 40}"},
      {"{'a': 1}.transformMapEntry(k, v, {string(v): k})", "{'1': 'a'}"},
      {"[1, 2].exists(i, v, i == 1 && v == 2)", "true"},
      {"has({'a': 1}.a) && !has({'a': 1}.b)", "true"},
      {"{'a': {'b': 1}}.?a.b.orValue(2)", "1"},
      {"[?optional.none(), ?optional.of(1)]", "[1]"},
      {"optional.of(1).optMap(x, x + 1).value()", "2"},
      {"dyn(1) == 1u && dyn(1) < 1.5", "true"},
      {"timestamp('2024-02-29T23:59:59.5Z') + duration('1s') == timestamp('2024-03-01T00:00:00.5Z')", "true"},
      {"duration('1h2m3.5s').getSeconds()", "3723"},
      {"string(1e6) + string(0.5) + string(duration('90s'))", "'1e+060.590s'"},
      {"type(1) == int && type([]) == list", "true"},
      {"size('h\u00e9llo') + size(b'\u00e9') + size([1])", "8"},
      {"'a,b,c'.split(',', 2).join('|').upperAscii()", "'A|B,C'"},
      {"'%s has %d of %.2f'.format(['x', 3, 1.5])", "'x has 3 of 1.50'"},
      {"'abc'.matches('^a.c$') && !'xabc'.matches('^a.c$')", "true"},
      {"'a1b22'.findAll('[0-9]+')", "['1', '22']"},
      {"[3, 1, 2].sortBy(x, -x)", "[3, 2, 1]"},
      {"sets.contains([1, 2], [2]) && !sets.intersects([1], [2])", "true"},
      {"quantity('1.5Gi').add(quantity('512Mi')).compareTo(quantity('2Gi'))", "0"},
      {"cidr('10.0.0.0/8').containsIP('10.1.2.3') && ip('::1').isLoopback()", "true"},
      {"semver('1.2.3-rc.1').isLessThan(semver('1.2.3'))", "true"},
      {"url('https://a.b:80/c d?x=1&x=2').getQuery()", "{'x': ['1', '2']}"},
      {"url('http://[::1%25]/').getHost()", "'[::1%]'"},
      {"isURL('http://[::1%25%]/')", "false"},
      {"format.dns1123Label().validate('a-b').hasValue()", "false"},
  };
  check_equal(kSamples);
}

TEST_CASE("YAML is seen in place") {
  constexpr Sample kSamples[] = {
      {"self.name", "'web'"},
      {"self.replicas + 1", "4"},
      {"self.ratio", "2.0"},
      {"self.ports[1]", "443"},
      {"self.ports.map(p, p + 1)", "[81, 444]"},
      {"self.labels['a.b/c']", "'x'"},
      {"has(self.labels.app) && !has(self.annotations)", "true"},
      {"self.nothing == null", "true"},
      {"self.?annotations.?x.orValue('none')", "'none'"},
      {"size(self.labels)", "2"},
      {"self.labels == {'a.b/c': 'x', 'app': 'web'}", "true"},
  };
  check_equal(kSamples);
  World world(kYaml);
  const cel::Value labels = world.run("self.labels");
  CHECK(yaml::same(labels.node(), world.self["labels"]));
}

TEST_CASE("what goes wrong is said") {
  constexpr Sample kSamples[] = {
      {"1 / 0", "division by zero"},
      {"9223372036854775807 + 1", "overflow"},
      {"self.absent", "no such key: \"absent\""},
      {"self.ports[2]", "out of bounds"},
      {"{'a': 1}.all(k, 1 / 0 == 1)", "division by zero"},
      {"int('x')", "\"x\" is no int"},
      {"self.name + 1", "no such overload"},
      {"ip('1.2.3')", "no IP address"},
      {"1 +", "compile: the expression ends where"},
      {"'abc", "compile: the string that begins here has no end"},
      {"[1, 2", "compile: the expression ends where"},
      {"nobody.x", "compile: undeclared reference to \"nobody\""},
      {"'a' == 1", "compile: found no matching overload for '_==_' applied to '(string, int)'"},
      {"'a'.nothing()", "compile: undeclared reference to \"nothing\""},
      {"[1, 'a']", "compile: expected type int but found string"},
      {"'a'.matches('(')", "compile: \"(\" is no regular expression"},
      {"duration('1x')", "compile: \"1x\" is no duration"},
      {"has(self)", "compile: has() takes the selection of a field"},
      {"[1].map(1, 2)", "compile: argument 1 of map()"},
      {"package + 1", "compile: \"package\" is a reserved word"},
  };
  check_error(kSamples);
}

TEST_CASE("a mistake is at its place in the expression") {
  cel::Environment environment;
  const std::string text = "1 + 2 == size(nobody)";
  const cel::Compilation compiled = cel::compile(text, environment);
  REQUIRE(compiled.mistakes.size() == 1);
  const source::Span span = compiled.mistakes[0].span;
  CHECK(text.substr(span.begin, span.end - span.begin) == "nobody");
}

TEST_CASE("hostile expressions end") {
  World world(kYaml);
  std::string list = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
  std::string nested = "true";
  for (int i = 0; i < 9; ++i) nested = list + ".all(x" + std::to_string(i) + ", " + nested + ")";
  const cel::Value value = world.run(nested, 10'000);
  REQUIRE(value.is_error());
  CHECK(value.error().message.find("more steps") != std::string_view::npos);
  CHECK(world.run(std::string(100'000, '(')).is_error());
  CHECK(world.run(std::string(100'000, '-') + "1").is_error());
  std::string doubling = "[1]";
  for (int i = 0; i < 80; ++i) doubling += ".map(x, {x: x})";
  CHECK(world.run(doubling).is_error());
  CHECK(world.run("lists.range(2000).all(i, !'a'.matches('b' + string(i)))").is_error());
  std::string sum = "1";
  for (int i = 0; i < 30'000; ++i) sum += "+1";
  CHECK(world.run(sum).is_error());
}

TEST_CASE("each Kubernetes minor has its own libraries") {
  const std::map<std::string, int> kSince = {{"optional.of(1)", 28},          {"quantity('1')", 28},
                                             {"sets.contains([1], [1])", 29}, {"ip('1.2.3.4')", 30},
                                             {"format.uuid()", 31},           {"[1].all(i, v, true)", 32},
                                             {"semver('1.0.0')", 33},         {"[1].sort()", 34},
                                             {"[1].includes(1)", 37},         {"1 < 2.0", 28}};
  for (const auto& [expression, since] : kSince) {
    INFO(expression);
    CHECK(cel::compile(expression, cel::Environment({.minor = since})).program != nullptr);
    CHECK(cel::compile(expression, cel::Environment({.minor = since - 1})).program == nullptr);
  }
}

TEST_CASE("a program knows the variables it uses") {
  cel::Environment environment;
  const std::size_t self = environment.declare("self");
  const std::size_t old_self = environment.declare("oldSelf");
  const cel::Compilation compiled = cel::compile("self.a == 1", environment);
  REQUIRE(compiled.program != nullptr);
  CHECK(compiled.program->uses(self));
  CHECK_FALSE(compiled.program->uses(old_self));
  CHECK(compiled.program->type()->kind == cel::TypeKind::boolean);
}
