// Any bytes: parse() neither crashes nor hangs, spans stay inside the text and in
// order, and a document that could not be read has a finding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "yaml/parse.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void walk(yaml::Node node, std::size_t size, std::size_t& budget) {
  if (budget == 0) return;  // aliases may show one node many times
  --budget;
  require(static_cast<bool>(node));
  const source::Span span = node.origin().span;
  require(span.begin <= span.end && span.end <= size);
  for (const yaml::Node item : node.items()) walk(item, size, budget);
  for (const yaml::Entry& entry : node.entries()) {
    require(entry.key_origin.span.begin <= entry.key_origin.span.end && entry.key_origin.span.end <= size);
    walk(entry.value, size, budget);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  yaml::ParseOptions options;
  options.dialect = static_cast<yaml::Dialect>(data[0] % 3);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  Arena arena;
  diag::Collector out;
  const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, text, options, out);
  std::size_t budget = 100'000;
  for (const yaml::Document& document : stream.documents) {
    require(document.span.begin <= document.span.end && document.span.end <= text.size());
    if (document.broken) require(!out.empty());
    if (document.root) walk(document.root, text.size(), budget);
  }
  for (std::size_t i = 0; i < stream.comments.size(); ++i) {
    const source::Span span = stream.comments[i].span;
    require(span.begin < span.end && span.end <= text.size() && text[span.begin] == '#');
    if (i > 0) require(stream.comments[i - 1].span.end <= span.begin);
  }
  for (const diag::Finding& finding : out.findings()) {
    require(finding.primary.span.begin <= finding.primary.span.end &&
            finding.primary.span.end <= text.size());
    require(!finding.message.empty());
  }
  return 0;
}
