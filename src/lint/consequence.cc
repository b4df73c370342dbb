// What kustomize says of a value that the schema has refused already.
//
// A list where a mapping belongs stops kustomize's transformers too, once for each
// field they look for below it; a misspelt field of a Flux Kustomization's patches is
// unknown to kustomize as well, and the entry then lacks it. The schema's finding is
// the cause, and it is enough. So is a field that a unit's kustomization file misspells:
// Flux reads on without it, and what patches then miss is what the field should have brought.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "lint/settle.h"

namespace fleetlint::lint {
namespace {

constexpr std::array<std::string_view, 3> kCauses = {"schema/unknown-field", "schema/wrong-type", "schema/required-field"};
/// At the very value.
constexpr std::array<std::string_view, 3> kSame = {"kustomize/invalid-resource", "kustomize/unknown-field",
                                                   "kustomize/invalid-kustomization"};
/// At the entry that holds it.
constexpr std::array<std::string_view, 2> kAround = {"kustomize/invalid-patch", "kustomize/generator-invalid"};

bool is_one_of(std::span<const std::string_view> rules, std::string_view rule) {
  return std::ranges::find(rules, rule) != rules.end();
}

/// About what is not there.
constexpr std::array<std::string_view, 3> kAbsence = {"kustomize/patch-target-missing", "kustomize/invalid-patch",
                                                      "kustomize/generator-invalid"};

using File = std::pair<std::string, source::FileId>;

File file_of(const diag::Finding& finding) { return {finding.primary.path, finding.primary.file}; }

}  // namespace

void drop_consequences(std::vector<diag::Finding>& findings) {
  std::map<File, std::vector<source::Span>> causes;
  std::set<std::string> lacking;  // units
  for (const diag::Finding& finding : findings) {
    if (is_one_of(kCauses, finding.rule)) causes[file_of(finding)].push_back(finding.primary.span);
    if (finding.rule == "kustomize/unknown-field") lacking.insert(finding.units.begin(), finding.units.end());
  }
  std::set<std::pair<File, source::Span>> said;
  std::erase_if(findings, [&](const diag::Finding& finding) {
    const bool lacks = !finding.units.empty() && is_one_of(kAbsence, finding.rule) &&
                       std::ranges::all_of(finding.units, [&](const std::string& unit) { return lacking.contains(unit); });
    if (lacks) return true;
    const source::Span span = finding.primary.span;
    const bool is_same = is_one_of(kSame, finding.rule);
    if (!is_same && !is_one_of(kAround, finding.rule)) return false;
    if (const auto found = causes.find(file_of(finding)); found != causes.end()) {
      const bool follows = std::ranges::any_of(found->second, [&](const source::Span& cause) {
        return is_same ? span == cause : span.begin <= cause.begin && cause.end <= span.end;
      });
      if (follows) return true;
    }
    // One value that cannot be changed, however many fields were looked for in it.
    const bool repeats = finding.rule == "kustomize/invalid-resource" && span.end > span.begin;
    return repeats && !said.emplace(file_of(finding), span).second;
  });
}

}  // namespace fleetlint::lint
