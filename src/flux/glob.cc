#include "flux/glob.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "flux/unicode.h"

namespace fleetlint::flux {

namespace {

/// One step of a pattern.
struct Step {
  enum Kind : std::uint8_t { star, any, byte, one_of, malformed } kind = byte;
  char literal = 0;
  bool negated = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
};

/// One end of a class's range: nothing where the class ends or the text does.
std::optional<std::uint32_t> class_character(std::string_view pattern, std::size_t& at) {
  if (at >= pattern.size() || pattern[at] == '-' || pattern[at] == ']') return std::nullopt;
  if (pattern[at] == '\\' && ++at >= pattern.size()) return std::nullopt;
  const Rune rune = rune_at(pattern, at);
  at += rune.size;
  if (at >= pattern.size()) return std::nullopt;  // the class must still be closed
  return rune.code;
}

Step class_step(std::string_view pattern, std::size_t& at) {
  Step step;
  step.kind = Step::one_of;
  if (at < pattern.size() && pattern[at] == '^') {
    step.negated = true;
    ++at;
  }
  while (step.ranges.empty() || at >= pattern.size() || pattern[at] != ']') {
    const auto low = class_character(pattern, at);
    auto high = low;
    if (low && pattern[at] == '-') high = class_character(pattern, ++at);
    if (!low || !high) {
      step.kind = Step::malformed;
      return step;
    }
    step.ranges.emplace_back(*low, *high);
  }
  ++at;
  return step;
}

std::vector<Step> compile(std::string_view pattern) {
  std::vector<Step> steps;
  for (std::size_t at = 0; at < pattern.size();) {
    Step step;
    const char c = pattern[at++];
    if (c == '*') {
      step.kind = Step::star;
    } else if (c == '?') {
      step.kind = Step::any;
    } else if (c == '[') {
      step = class_step(pattern, at);
    } else if (c == '\\') {
      if (at < pattern.size()) {
        step.literal = pattern[at++];
      } else {
        step.kind = Step::malformed;
      }
    } else {
      step.literal = c;
    }
    steps.push_back(std::move(step));
    if (steps.back().kind == Step::malformed) break;
  }
  return steps;
}

/// Bytes of `name` from `at` that the step takes; 0 when it does not match.
std::size_t take(const Step& step, std::string_view name, std::size_t at) {
  if (step.kind == Step::byte) return name[at] == step.literal ? 1 : 0;
  const Rune rune = rune_at(name, at);
  if (step.kind == Step::any) return rune.size;
  bool found = false;
  for (const auto& [low, high] : step.ranges) found = found || (low <= rune.code && rune.code <= high);
  return found != step.negated ? rune.size : 0;
}

}  // namespace

std::optional<bool> glob_match(std::string_view pattern, std::string_view name) {
  const std::vector<Step> steps = compile(pattern);
  std::size_t step = 0;
  std::size_t at = 0;
  // Where to go on when the text after the last star does not fit: one byte further.
  std::size_t star_step = std::string_view::npos;
  std::size_t star_at = 0;
  for (;;) {
    if (step < steps.size() && steps[step].kind == Step::star) {
      star_step = ++step;
      star_at = at;
      continue;
    }
    if (step == steps.size() && at == name.size()) return true;
    if (step < steps.size() && at < name.size()) {
      if (steps[step].kind == Step::malformed) return std::nullopt;
      if (const std::size_t taken = take(steps[step], name, at); taken > 0) {
        at += taken;
        ++step;
        continue;
      }
    }
    if (star_step == std::string_view::npos || star_at >= name.size()) return false;
    step = star_step;
    at = ++star_at;
  }
}

}  // namespace fleetlint::flux
