// What kustomize says of a value that the schema has refused already.
//
// A list where a mapping belongs stops kustomize's transformers too, once for each
// field they look for below it; a misspelt field of a Flux Kustomization's patches is
// unknown to kustomize as well, and the entry then lacks it. The schema's finding is
// the cause, and it is enough. So is a misspelt field of a unit's kustomization file that should
// have brought objects: Flux reads on without it, and what patches then miss is what it should have
// brought. And where a patch of a unit cannot be read or misses its object by a letter, what the unit's
// objects lack may be what the patch should have given them. An object whose kind is misspelt is found by
// nobody who refers to it.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lint/settle.h"

namespace fleetlint::lint {
namespace {

constexpr std::array<std::string_view, 3> kCauses = {"schema/unknown-field", "schema/wrong-type",
                                                     "schema/required-field"};
/// At the very value, or in it.
constexpr std::array<std::string_view, 3> kSame = {"kustomize/invalid-resource", "kustomize/unknown-field",
                                                   "kustomize/invalid-kustomization"};
/// At the entry that holds it.
constexpr std::array<std::string_view, 3> kAround = {"kustomize/invalid-patch", "kustomize/generator-invalid",
                                                     "kustomize/patch-target-missing"};

bool is_one_of(std::span<const std::string_view> rules, std::string_view rule) {
  return std::ranges::find(rules, rule) != rules.end();
}

/// About what is not there.
constexpr std::array<std::string_view, 4> kAbsence = {"kustomize/patch-target-missing",
                                                      "kustomize/invalid-patch",
                                                      "kustomize/generator-invalid", "schema/invalid-name"};

/// Fields of a kustomization that bring objects, or give them their names; the finding on a misspelt one
/// suggests them.
bool misses_objects(const diag::Finding& finding) {
  constexpr std::array<std::string_view, 9> kFields = {
      "\"resources\"",  "\"components\"", "\"bases\"",      "\"configMapGenerator\"", "\"secretGenerator\"",
      "\"generators\"", "\"namespace\"",  "\"namePrefix\"", "\"nameSuffix\""};
  const std::size_t hint = finding.message.find("did you mean ");
  if (finding.rule != "kustomize/unknown-field" || hint == std::string::npos) return false;
  return std::ranges::any_of(kFields, [&](std::string_view field) {
    return finding.message.find(field, hint) != std::string::npos;
  });
}

/// What an object lacks.
constexpr std::array<std::string_view, 3> kLack = {"schema/required-field", "helm/chart-version-unpinned",
                                                   "helm/chart-and-chart-ref"};

/// Is a patch lost with the mistake? A text that is no YAML may have been one.
bool loses_patch(const diag::Finding& finding) {
  if (finding.rule == "yaml/syntax" || finding.rule == "yaml/unknown-alias" ||
      finding.rule == "kustomize/resource-missing")
    return true;
  return finding.rule == "kustomize/patch-matches-nothing" &&
         finding.message.find("did you mean ") != std::string::npos;
}

/// What is looked for and not found, also where it has a kind that is misspelt.
constexpr std::array<std::string_view, 14> kLookups = {"kustomize/patch-target-missing",
                                                       "kustomize/patch-matches-nothing",
                                                       "workload/config-map-missing",
                                                       "workload/service-account-missing",
                                                       "workload/scale-target-missing",
                                                       "workload/persistent-volume-claim-missing",
                                                       "network/service-selects-nothing",
                                                       "network/policy-selects-nothing",
                                                       "network/ingress-backend-missing",
                                                       "network/route-backend-missing",
                                                       "delivery/canary-target-missing",
                                                       "flux/health-check-missing",
                                                       "flux/source-missing",
                                                       "helm/chart-source-missing"};

/// An object whose kind is misspelt: nobody finds it.
struct Nameless {
  diag::ObjectRef object;
  std::set<std::string> clusters;
};

bool is_lost_with(const diag::Finding& finding, const Nameless& lost) {
  const bool is_near = std::ranges::any_of(
      finding.clusters, [&](const std::string& cluster) { return lost.clusters.contains(cluster); });
  if (!is_near) return false;
  if (finding.rule.ends_with("selects-nothing")) return finding.object.name_space == lost.object.name_space;
  return finding.message.find(lost.object.name + "\"") != std::string::npos;
}

using File = std::pair<std::string, source::FileId>;

File file_of(const diag::Finding& finding) { return {finding.primary.path, finding.primary.file}; }

}  // namespace

void drop_consequences(std::vector<diag::Finding>& findings) {
  std::map<File, std::vector<source::Span>> causes;
  std::map<File, std::vector<source::Span>> holders;  // of misspelt fields: the entry lacks them
  std::vector<Nameless> nameless;
  std::set<diag::ObjectRef> refused;  // their source is of a kind that it cannot be
  std::set<std::string> lacking;      // units
  std::set<std::string> unpatched;    // units
  for (const diag::Finding& finding : findings) {
    if (finding.rule == "kustomize/unknown-field") holders[file_of(finding)].push_back(finding.primary.span);
    if (is_one_of(kCauses, finding.rule)) causes[file_of(finding)].push_back(finding.primary.span);
    if (misses_objects(finding)) lacking.insert(finding.units.begin(), finding.units.end());
    if (finding.rule == "schema/unserved-kind" &&
        finding.message.find("did you mean ") != std::string::npos && !finding.object.name.empty())
      nameless.push_back({finding.object, {finding.clusters.begin(), finding.clusters.end()}});
    if (finding.rule == "schema/invalid-value" && finding.object_path.ends_with("sourceRef.kind"))
      refused.insert(finding.object);
    if (loses_patch(finding)) unpatched.insert(finding.units.begin(), finding.units.end());
  }
  std::set<std::pair<File, source::Span>> said;
  std::erase_if(findings, [&](const diag::Finding& finding) {
    const auto all_in = [&](const std::set<std::string>& units) {
      return !finding.units.empty() && std::ranges::all_of(finding.units, [&](const std::string& unit) {
        return units.contains(unit);
      });
    };
    if (is_one_of(kLookups, finding.rule) &&
        std::ranges::any_of(nameless, [&](const Nameless& lost) { return is_lost_with(finding, lost); }))
      return true;
    if (finding.rule.ends_with("source-missing") && refused.contains(finding.object)) return true;
    if (is_one_of(kAbsence, finding.rule) && all_in(lacking)) return true;
    if (is_one_of(kLack, finding.rule) && all_in(unpatched)) return true;
    const source::Span span = finding.primary.span;
    const bool is_same = is_one_of(kSame, finding.rule);
    if (!is_same && !is_one_of(kAround, finding.rule)) return false;
    if (const auto found = causes.find(file_of(finding)); found != causes.end()) {
      const bool follows = std::ranges::any_of(found->second, [&](const source::Span& cause) {
        return is_same ? cause.begin <= span.begin && span.end <= cause.end
                       : span.begin <= cause.begin && cause.end <= span.end;
      });
      if (follows) return true;
    }
    if (const auto found = holders.find(file_of(finding)); !is_same && found != holders.end()) {
      const bool follows = std::ranges::any_of(found->second, [&](const source::Span& cause) {
        return span.begin <= cause.begin && cause.end <= span.end;
      });
      if (follows) return true;
    }
    // One value that cannot be changed, however many fields were looked for in it.
    const bool repeats = finding.rule == "kustomize/invalid-resource" && span.end > span.begin;
    return repeats && !said.emplace(file_of(finding), span).second;
  });
}

}  // namespace fleetlint::lint
