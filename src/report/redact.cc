#include "report/redact.h"

#include <algorithm>

#include "base/strings.h"

namespace fleetlint::report {

namespace {

constexpr std::string_view kStars = "***";

/// `kind: Secret`, in YAML or JSON, quoted or not.
bool has_secret_object(std::string_view text) {
  constexpr std::string_view kKind = "kind";
  for (std::size_t at = text.find(kKind); at != std::string_view::npos; at = text.find(kKind, at + 1)) {
    std::string_view rest = text.substr(at + kKind.size());
    rest.remove_prefix(std::min(rest.find_first_not_of("\"': \t"), rest.size()));
    constexpr std::string_view kSecret = "Secret";
    if (!rest.starts_with(kSecret)) continue;
    rest.remove_prefix(kSecret.size());
    if (rest.empty() || std::string_view("\"' \t\r\n,}#").find(rest.front()) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// `- password=…`, as the literals of a secretGenerator are written.
bool is_literal(std::string_view line) {
  return trim(line).starts_with("- ") && line.find('=') != std::string_view::npos;
}

}  // namespace

bool may_hold_secret(const diag::Finding& finding, std::string_view line, std::string_view file_text) {
  if (finding.object.kind == "SealedSecret") return false;
  if (finding.rule.starts_with("secret/") || finding.object.kind == "Secret") {
    // Names and types are no secrets, and the name is what some findings are about.
    return !finding.object_path.starts_with("metadata.");
  }
  if (is_literal(line) && file_text.find("secretGenerator") != std::string_view::npos) return true;
  return finding.object.empty() && has_secret_object(file_text);
}

SafeLine without_value(const Region& region) {
  const std::string_view line = region.line;
  std::size_t kept = std::min(line.find_first_not_of(" \t-"), line.size());
  const std::size_t colon = line.find(": ", kept);
  // A colon within a quoted or long text is not the end of a key.
  const bool is_key = colon != std::string_view::npos && line.find_first_of(" \"'", kept) >= colon;
  const std::size_t key_begin = kept;
  if (is_key) kept = colon + 2;
  const bool is_bare_key = line.ends_with(':') && line.find_first_of(" \"'", kept) == std::string_view::npos;
  if (is_bare_key) kept = line.size();

  SafeLine safe;
  safe.text = line.substr(0, kept);
  safe.begin = std::min<std::size_t>(region.begin_byte, kept);
  const bool marks_key =
      (is_key || is_bare_key) && region.begin_byte >= key_begin && region.begin_byte < kept;
  if (kept < line.size()) safe.text += kStars;
  safe.end = marks_key ? std::clamp(region.end_byte, safe.begin, kept) : safe.text.size();
  return safe;
}

}  // namespace fleetlint::report
