#include "kustomize/deprecated.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "yaml/place.h"

namespace fleetlint::kustomize {

namespace {

using Edits = std::vector<diag::Fix::Edit>;

diag::Fix::Edit put(const yaml::Origin& at, std::string text) { return {at.file, at.span, std::move(text)}; }

diag::Fix::Edit insert_before(const yaml::Origin& at, std::string text) {
  return {at.file, {at.span.begin, at.span.begin}, std::move(text)};
}

bool is_on_one_line(yaml::Node node) {
  return node.is_scalar() && node.style() != yaml::Style::literal && node.style() != yaml::Style::folded &&
         node.text().find('\n') == std::string_view::npos;
}

/// The successor takes the same value.
Edits rename(const yaml::Entry& entry, std::string_view instead) {
  return {put(entry.key_origin, std::string(instead))};
}

/// `- file` becomes `- path: file`. Text patches would have to be indented anew.
Edits patches_by_path(const yaml::Entry& entry, std::string_view instead) {
  Edits edits = rename(entry, instead);
  if (entry.value.style() == yaml::Style::flow) return {};
  for (const yaml::Node item : entry.value.items()) {
    if (!is_on_one_line(item)) return {};
    edits.push_back(insert_before(item.origin(), "path: "));
  }
  return edits;
}

/// The labels become the pairs of one entry that changes selectors too.
Edits labels_with_selectors(const yaml::Entry& entry, std::string_view instead) {
  if (entry.value.style() == yaml::Style::flow) return {};
  Edits edits = {put(entry.key_origin, std::string(instead) + ":\n- includeSelectors: true\n  pairs")};
  for (const yaml::Entry& label : entry.value.entries()) {
    if (!is_on_one_line(label.value)) return {};
    edits.push_back(insert_before(label.key_origin, "  "));
  }
  return edits;
}

struct Deprecated {
  std::string_view field;
  std::string_view instead;
  std::string_view description;
  bool safe;  ///< the edits give the same objects
  Edits (*edits)(const yaml::Entry& entry, std::string_view instead);
};

constexpr std::array kDeprecated = {
    Deprecated{"bases", "resources", "list the directories in resources", true, rename},
    Deprecated{"commonLabels", "labels",
               "write an entry of labels with these as pairs and includeSelectors: true", true,
               labels_with_selectors},
    Deprecated{"imageTags", "images", "list the entries in images", true, rename},
    Deprecated{"patchesJson6902", "patches",
               "list the entries in patches, which are applied before names and labels are changed", false,
               rename},
    Deprecated{"patchesStrategicMerge", "patches", "list each file in patches as path, each text as patch",
               true, patches_by_path},
    Deprecated{
        "vars", "replacements",
        "write a replacement with objref and fieldref as source and the fields that use the var as targets",
        false, nullptr},
};

}  // namespace

void report_deprecated(diag::Collector& out, yaml::Node kustomization) {
  for (const Deprecated& deprecated : kDeprecated) {
    const yaml::Entry* entry = kustomization.find(deprecated.field);
    if (entry == nullptr) continue;
    diag::Finding& finding =
        out.report("kustomize/deprecated-field", yaml::at_key(*entry), "{} is deprecated; use {} instead",
                   quote(deprecated.field), quote(deprecated.instead));
    diag::Fix fix{std::string(deprecated.description), deprecated.safe, {}};
    // Where the successor is there already, the two have to be put together by hand.
    const bool is_free = kustomization.find(deprecated.instead) == nullptr &&
                         std::ranges::none_of(kDeprecated, [&](const Deprecated& other) {
                           return other.field != deprecated.field && other.instead == deprecated.instead &&
                                  kustomization.find(other.field) != nullptr;
                         });
    if (is_free && deprecated.edits != nullptr) fix.edits = deprecated.edits(*entry, deprecated.instead);
    if (fix.edits.empty()) fix.safe = false;
    finding.fix = std::move(fix);
  }
}

}  // namespace fleetlint::kustomize
