// Policies made by a grammar, so that nearly all of them compile: each ends inside its budget,
// gives the same the second time, and what it gives can be printed.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/arena.h"
#include "diag/collector.h"
#include "fuzz.h"
#include "rego/rego.h"
#include "yaml/parse.h"

using namespace fleetlint;

namespace {

constexpr std::string_view kInput =
    "{kind: Pod, n: 3, f: 1.5, s: 'a/b,c', t: true, z: null, list: [1, 2, a, {k: v}], map: {a: 1, b: [x, "
    "y]}}";

/// Bytes as choices; when they are used up, the simplest one.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::size_t of(std::size_t count) { return at_ < size_ ? data_[at_++] % count : 0; }
  bool done() const { return at_ >= size_; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

class Grammar {
 public:
  explicit Grammar(Choices choices) : choices_(choices) {}

  std::string module() {
    std::string text = "package p\n\nbase := [1, 2, 3]\n\nf(x) := x if x\n\ng(x, y) := [x, y]\n\n";
    for (int i = 0; i < 8 && !choices_.done(); ++i) text += rule(i);
    return text;
  }

 private:
  std::string rule(int index) {
    const std::string name = "r" + std::to_string(index);
    const std::string before = index == 0 ? "base" : "r" + std::to_string(index - 1);
    below_ = before;
    const std::string body = " if {\n" + literals(3) + "}\n\n";
    switch (choices_.of(6)) {
      case 0: return name + " contains v" + " if {\n\tv := " + term(3) + "\n" + literals(2) + "}\n\n";
      case 1: return name + "[k] := v if {\n\tsome k, v in " + collection(2) + "\n" + literals(2) + "}\n\n";
      case 2: return name + " := " + constant() + body;
      case 3: return "default " + name + " := " + constant() + "\n\n" + name + " := " + term(2) + body;
      case 4:
        return name + " := " + term(2) + body.substr(0, body.size() - 1) + "else := " + term(2) + "\n\n";
      default: return name + " := " + term(4) + "\n\n";
    }
  }

  std::string literals(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "\t" + literal() + "\n";
    return text;
  }

  std::string literal() {
    const std::string fresh = "x" + std::to_string(++names_);
    switch (choices_.of(10)) {
      case 0: return "true";
      case 1: return fresh + " := " + term(3);
      case 2: return "some " + fresh + " in " + collection(2);
      case 3: return "not " + term(2);
      case 4: return term(2) + comparison() + term(2);
      case 5:
        return "every " + fresh + " in " + collection(2) + " { " + fresh + comparison() + term(1) + " }";
      case 6: return term(2) + " with input as " + constant();
      case 7: return term(2) + " with data.p." + below_ + " as " + constant();
      case 8: return "[" + fresh + ", _] = " + collection(1);
      default: return collection(2) + "[" + fresh + "]";
    }
  }

  std::string comparison() {
    constexpr std::string_view kAll[] = {" == ", " != ", " < ", " >= ", " in "};
    return std::string(kAll[choices_.of(5)]);
  }

  std::string constant() {
    constexpr std::string_view kAll[] = {
        "1", "\"a\"", "null", "[1, 2]", "{\"a\": 1}", "{1, 2}", "-3", "1e3", "99999999999999999999", "{}"};
    return std::string(kAll[choices_.of(10)]);
  }

  std::string collection(int depth) {
    if (depth <= 0) return "input.list";
    switch (choices_.of(7)) {
      case 0: return "input.list";
      case 1: return "input.map";
      case 2: return below_;
      case 3: return "[" + term(depth - 1) + ", " + term(depth - 1) + "]";
      case 4: return "{y | y := " + collection(depth - 1) + "[_]}";
      case 5: return "numbers.range(1, " + std::to_string(choices_.of(50)) + ")";
      default: return "{\"k\": " + term(depth - 1) + "}";
    }
  }

  std::string term(int depth) {
    if (depth <= 0) return constant();
    constexpr std::string_view kOne[] = {
        "count",      "sum",          "max",           "sort",        "upper",         "to_number",
        "trim_space", "json.marshal", "type_name",     "object.keys", "array.reverse", "yaml.marshal",
        "abs",        "walk",         "base64.encode", "time.date",   "union",         "f"};
    constexpr std::string_view kTwo[] = {
        "concat",  "split",      "contains", "regex.match", "array.concat",   "object.get",
        "sprintf", "format_int", "g",        "json.patch",  "semver.compare", "net.cidr_contains"};
    switch (choices_.of(12)) {
      case 0: return constant();
      case 1: return "input." + std::string(std::string_view("knfstz").substr(choices_.of(6), 1));
      case 2: return collection(depth - 1);
      case 3: return std::string(kOne[choices_.of(std::size(kOne))]) + "(" + term(depth - 1) + ")";
      case 4: {
        const std::string name(kTwo[choices_.of(std::size(kTwo))]);
        const std::string third = name == "object.get" ? ", 0" : "";
        return name + "(" + term(depth - 1) + ", " + term(depth - 1) + third + ")";
      }
      case 5:
        return "(" + term(depth - 1) + " " + std::string(1, "+-*/%|&"[choices_.of(7)]) + " " +
               term(depth - 1) + ")";
      case 6: return "[y | some y in " + collection(depth - 1) + "]";
      case 7: return "{y: z | some y, z in " + collection(depth - 1) + "}";
      case 8: return "$\"a {" + term(depth - 1) + "} b\"";
      case 9: return "data.p." + below_;
      case 10: return "input.list[" + std::to_string(choices_.of(5)) + "]";
      default: return "{" + term(depth - 1) + ", " + constant() + "}";
    }
  }

  Choices choices_;
  std::string below_ = "base";
  int names_ = 0;
};

std::string result_of(const rego::Policy& policy, yaml::Node input) {
  rego::EvaluationOptions options;
  options.input = input;
  options.max_steps = 20'000;
  options.max_bytes = std::size_t{1} << 22;
  rego::Evaluation evaluation(policy, options);
  const rego::Outcome outcome = evaluation.query("data.p");
  if (outcome.failed) {
    fuzz::require(!outcome.error.code.empty() && !outcome.error.message.empty());
    return outcome.error.code + outcome.error.message;
  }
  return outcome.solutions.empty() ? "" : rego::to_rego(evaluation.heap(), outcome.solutions[0].last);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = Grammar(Choices(data, size)).module();
  rego::Compiler compiler;
  compiler.add(text, source::FileId{0});
  std::vector<rego::Diagnostic> diagnostics;
  const auto policy = compiler.finish(diagnostics);
  fuzz::require(policy != nullptr || (!diagnostics.empty() && !diagnostics[0].message.empty()));
  if (policy == nullptr) return 0;
  Arena arena;
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(arena, source::FileId::none, kInput, {}, out);
  const yaml::Node input = stream.documents.at(0).root;
  const std::string first = result_of(*policy, input);
  fuzz::require(first == result_of(*policy, input));
  return 0;
}
