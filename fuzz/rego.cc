// Any bytes: a module compiles or has a diagnostic, and its evaluation ends in its budget.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rego/rego.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  rego::Compiler compiler;
  compiler.add(text, source::FileId{0}, data[0] % 2 == 0 ? rego::Version::v1 : rego::Version::v0);
  std::vector<rego::Diagnostic> diagnostics;
  const auto policy = compiler.finish(diagnostics);
  if (policy == nullptr) {
    if (diagnostics.empty() || diagnostics[0].message.empty()) std::abort();
    return 0;
  }
  rego::EvaluationOptions options;
  options.max_steps = 10'000;
  options.max_bytes = std::size_t{1} << 20;
  rego::Evaluation evaluation(*policy, options);
  const rego::Outcome outcome = evaluation.query("data");
  if (outcome.failed && outcome.error.code.empty()) std::abort();
  return 0;
}
