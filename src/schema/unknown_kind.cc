// Kinds without a schema: mostly those of an operator whose CRDs are not in the
// repository, sometimes a slip of the pen in apiVersion or kind.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "schema/schema_set.h"
#include "yaml/place.h"

namespace fleetlint::schema {

namespace {

/// What the set knows of a group.
struct Group {
  bool is_built_in = false;
  std::vector<std::string_view> kinds;     ///< of any version
  std::vector<std::string_view> versions;  ///< of the kind that was asked for
  MinorMask minors = 0;                    ///< that serve exactly what was asked for
};

Group look_up(const SchemaSet& set, std::string_view group, std::string_view version, std::string_view kind) {
  Group known;
  const Tables& tables = bundled_tables();
  for (const KindRecord& record : tables.kinds) {
    if (tables.text(record.group) != group) continue;
    if ((record.flags & kBuiltIn) != 0) known.is_built_in = true;
    const std::string_view its_kind = tables.text(record.kind);
    if (its_kind == kind && tables.text(record.version) == version) known.minors |= record.minors;
    if ((record.minors & set.minors()) == 0 || set.find_crd(group, its_kind) != nullptr) continue;
    known.kinds.push_back(its_kind);
    if (its_kind == kind) known.versions.push_back(tables.text(record.version));
  }
  for (const std::shared_ptr<const Crd>& crd : set.crds()) {
    if (crd->group != group) continue;
    known.kinds.push_back(crd->kind);
    for (const auto& served : crd->versions) {
      if (crd->kind == kind) known.versions.push_back(served->version());
    }
  }
  return known;
}

/// "v1beta1", "v2alpha3": versions that come and go.
bool is_prerelease(std::string_view version) {
  return version.starts_with('v') &&
         (version.find("alpha") != std::string_view::npos || version.find("beta") != std::string_view::npos);
}

/// One letter too many, too few or wrong, or only another case: in a group that is
/// not Kubernetes' own, other kinds may exist whose names are alike.
bool is_slip(std::string_view word, std::string_view meant) {
  const std::string a = to_lower(word.size() < meant.size() ? word : meant);
  const std::string b = to_lower(word.size() < meant.size() ? meant : word);
  if (b.size() - a.size() > 1) return false;
  const auto [at_a, at_b] = std::ranges::mismatch(a, b);
  if (at_a == a.end()) return true;
  const auto rest = static_cast<std::size_t>(at_a - a.begin());
  return a.compare(rest + (a.size() == b.size() ? 1 : 0), std::string::npos, b, rest + 1,
                   std::string::npos) == 0;
}

std::vector<std::string_view> all_groups(const SchemaSet& set) {
  std::vector<std::string_view> groups;
  const Tables& tables = bundled_tables();
  for (const KindRecord& record : tables.kinds) {
    if (groups.empty() || groups.back() != tables.text(record.group))
      groups.push_back(tables.text(record.group));
  }
  for (const std::shared_ptr<const Crd>& crd : set.crds()) groups.push_back(crd->group);
  return groups;
}

std::string quoted_list(std::vector<std::string_view> texts) {
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::string list;
  for (const std::string_view text : texts) list += (list.empty() ? "" : ", ") + quote(text);
  return list;
}

}  // namespace

void report_unknown_kind(const SchemaSet& set, const kube::Object& object, diag::Collector& out) {
  const std::string_view group = object.group();
  const std::string_view version = object.version();
  const std::string_view kind = object.kind();
  const Group known = look_up(set, group, version, kind);
  const yaml::Node kind_node = object["kind"];
  const yaml::Node version_node = object["apiVersion"];

  const auto report = [&](std::string_view rule, yaml::Node place, std::string message) {
    out.add(rule, at(place), std::move(message)).object_path =
        place.identity() == kind_node.identity() ? "kind" : "apiVersion";
  };
  constexpr std::string_view kUnserved = "schema/unserved-kind";

  // Other minors serve it, or did once: version/api-removed has the dates.
  const bool comes_and_goes = known.minors != 0 || is_prerelease(version);
  if (!known.versions.empty() && !comes_and_goes) {
    report(kUnserved, version_node,
           fmt::format("{} is not served in version {}; use {} of {}", kind, quote(version),
                       quoted_list(known.versions), group.empty() ? "the core group" : group));
    return;
  }
  if (known.versions.empty() && known.minors == 0) {
    const std::string_view near = closest_match(kind, known.kinds);
    if (!near.empty() && (known.is_built_in || is_slip(kind, near))) {
      report(kUnserved, kind_node,
             fmt::format("{} has no kind {}; did you mean {}?", quote(object.api_version()), quote(kind),
                         quote(near)));
      return;
    }
    if (known.is_built_in && !comes_and_goes) {
      std::vector<std::string_view> homes;
      const Tables& tables = bundled_tables();
      for (const KindRecord& record : tables.kinds) {
        const bool is_home = (record.flags & kBuiltIn) != 0 && tables.text(record.kind) == kind &&
                             (record.minors & set.minors()) != 0;
        if (is_home) homes.push_back(tables.text(record.group));
      }
      report(kUnserved, homes.empty() ? kind_node : version_node,
             fmt::format("{} has no kind {}{}", quote(object.api_version()), quote(kind),
                         homes.empty() ? "; correct apiVersion or kind"
                                       : fmt::format("; it is in the group {}", quoted_list(homes))));
      return;
    }
    if (known.kinds.empty()) {
      const std::vector<std::string_view> groups = all_groups(set);
      const std::string_view near_group = closest_match(group, groups);
      // A group of another project may look much like a known one; the kind tells.
      if (!near_group.empty() && set.find(near_group, version, kind).tables != nullptr) {
        report(kUnserved, version_node,
               fmt::format("no API group {} is known; did you mean {}?", quote(group),
                           quote(fmt::format("{}/{}", near_group, version))));
        return;
      }
    }
  }
  report("schema/unknown-kind", kind_node,
         fmt::format("no schema is known for {} {}, so this object was not validated", object.api_version(),
                     kind));
}

}  // namespace fleetlint::schema
