// Any text as an expression over a small YAML document: compile() and evaluate()
// neither crash nor hang, mistakes and errors have their place inside the text.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cel/cel.h"
#include "cel/opaque.h"
#include "diag/collector.h"
#include "yaml/parse.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::string_view kSelf =
    "{name: web, replicas: 3, ratio: 0.5, ports: [80, 443], labels: {app: web}, none: null}";
constexpr std::array<int, 4> kMinors = {27, 30, 33, 37};
constexpr std::int64_t kBudget = 20'000;

void require(bool condition) {
  if (!condition) std::abort();
}

/// Goes through all of a value, as whoever prints it would.
void walk(Arena& arena, const cel::Value& value, std::size_t& budget) {
  if (budget == 0) return;
  --budget;
  if (value.is(cel::ValueKind::list) || value.is(cel::ValueKind::map)) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value.is(cel::ValueKind::map)) walk(arena, value.key_at(i), budget);
      walk(arena, value.at(arena, i), budget);
    }
  }
  if (value.is(cel::ValueKind::optional) && value.optional() != nullptr)
    walk(arena, *value.optional(), budget);
  if (value.is(cel::ValueKind::opaque))
    static_cast<void>(value.opaque_type()->text(&value.opaque_data<char>()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Arena arena;
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, kSelf, {}, out);
  cel::Environment environment({.minor = kMinors[data[0] % kMinors.size()]});
  environment.check_types = (data[0] & 0x80U) == 0;
  environment.declare("self");
  environment.declare("authorizer", cel::parse_type(arena, "kubernetes.authorization.Authorizer"));
  const cel::Compilation compiled = cel::compile(text, environment);
  for (const cel::Diagnostic& mistake : compiled.mistakes) {
    require(!mistake.message.empty());
    require(mistake.span.begin <= mistake.span.end && mistake.span.end <= text.size());
  }
  require((compiled.program != nullptr) == compiled.mistakes.empty());
  if (compiled.program == nullptr) return 0;
  const std::array<cel::Value, 2> values = {cel::from_node(arena, stream.documents.front().root),
                                            cel::make_authorizer(arena)};
  const cel::Value value = cel::evaluate(*compiled.program, values, arena, kBudget);
  if (value.is_error()) {
    require(!value.error().message.empty());
    require(value.error().span.begin <= value.error().span.end && value.error().span.end <= text.size());
  }
  std::size_t budget = 10'000;
  walk(arena, value, budget);
  return 0;
}
