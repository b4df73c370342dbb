// Fingerprints: the same for the same mistake in every mode, on every machine, and
// when lines above it come and go.
#include <map>
#include <unordered_map>

#include "base/hash.h"
#include "base/strings.h"
#include "lint/settle.h"
#include "source/line_index.h"

namespace fleetlint::lint {

namespace {

/// The line without its value, where that may be a secret: a hash of it could be guessed by trying words.
std::string_view without_value(const diag::Finding& finding, std::string_view line) {
  if (!finding.rule.starts_with("secret/") && finding.object.kind != "Secret") return line;
  const std::size_t end = line.find_first_of(":=");
  return end == std::string_view::npos ? std::string_view() : line.substr(0, end);
}

}  // namespace

void set_fingerprints(std::vector<diag::Finding>& findings, const source::SourceMap& sources) {
  std::unordered_map<std::uint32_t, source::LineIndex> lines;
  const auto line_text = [&](const diag::Location& place) -> std::string_view {
    if (place.file == source::FileId::none) return {};
    const auto key = static_cast<std::uint32_t>(place.file);
    auto found = lines.find(key);
    if (found == lines.end()) found = lines.emplace(key, source::LineIndex(sources.text(place.file))).first;
    return trim(found->second.line(found->second.position(place.span.begin).line));
  };

  // Findings that are alike in all this are numbered in order of place and message;
  // one that is suppressed for some clusters only stands twice with one number.
  struct Alike {
    source::Span span;
    std::string message;
    std::size_t number = 0;
  };
  std::map<std::string, Alike> alike;
  for (diag::Finding& finding : findings) {
    std::string cause = finding.rule;
    for (const std::string_view part :
         {std::string_view(finding.primary.path), without_value(finding, line_text(finding.primary)),
          std::string_view(finding.object_path)}) {
      cause += '\0';
      cause += part;
    }
    const auto [found, fresh] = alike.try_emplace(cause, Alike{finding.primary.span, finding.message, 0});
    Alike& last = found->second;
    if (!fresh && (last.span != finding.primary.span || last.message != finding.message)) {
      last = {finding.primary.span, finding.message, last.number + 1};
    }
    finding.fingerprint = sha256_hex(cause + '\0' + std::to_string(last.number));
  }
}

}  // namespace fleetlint::lint
