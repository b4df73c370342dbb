// What the fuzz targets share: the input cut into texts, and a check.
//
// An input of several texts holds them one after another, with a line of `%%%%`
// between: readable, and what a dictionary can insert.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "diag/collector.h"
#include "yaml/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fleetlint::fuzz {

inline void require(bool condition) {
  if (!condition) std::abort();
}

/// Exactly `count` texts, the last ones empty where the input has fewer.
inline std::vector<std::string> texts(const std::uint8_t* data, std::size_t size, std::size_t count) {
  constexpr std::string_view kBetween = "%%%%\n";
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> parts;
  while (parts.size() + 1 < count && rest.find(kBetween) != std::string_view::npos) {
    const std::size_t at = rest.find(kBetween);
    parts.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + kBetween.size());
  }
  parts.emplace_back(rest);
  parts.resize(count);
  return parts;
}

/// The first document of a text; a node that is none where there is no document.
inline yaml::Node read(Arena& arena, const std::string& text) {
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, text, {}, out);
  return stream.documents.empty() ? yaml::Node() : stream.documents.front().root;
}

/// Findings have a message and a rule.
inline void check(const std::vector<diag::Finding>& findings) {
  for (const diag::Finding& finding : findings) {
    require(!finding.message.empty() && finding.rule.find('/') != std::string::npos);
    require(finding.primary.span.begin <= finding.primary.span.end);
  }
}

}  // namespace fleetlint::fuzz
