#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "schema/json_schema.h"
#include "schema/schema_set.h"
#include "schema/validator.h"

namespace fleetlint::schema {

namespace {

/// The bit of a bundled minor; of one between two bundled ones both neighbours'
/// bits: what either of them allows, it may allow.
MinorMask mask_of(int minor) {
  const std::span<const std::uint32_t> minors = bundled_tables().minors;
  const auto wanted = static_cast<std::uint32_t>(std::max(minor, 0));
  const auto bit = [&](std::size_t index) { return static_cast<MinorMask>(1U << index); };
  const auto next = static_cast<std::size_t>(std::ranges::lower_bound(minors, wanted) - minors.begin());
  if (next == minors.size()) return bit(next - 1);
  if (minors[next] == wanted || next == 0) return bit(next);
  return static_cast<MinorMask>(bit(next - 1) | bit(next));
}

}  // namespace

std::vector<int> bundled_minors() {
  std::vector<int> minors;
  for (const std::uint32_t minor : bundled_tables().minors) minors.push_back(static_cast<int>(minor));
  return minors;
}

std::string minors_text(MinorMask minors) {
  std::string text;
  const std::span<const std::uint32_t> all = bundled_tables().minors;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((static_cast<unsigned>(minors) >> i & 1U) == 0) continue;
    if (!text.empty()) text += " or ";
    text += "1." + std::to_string(all[i]);
  }
  return text;
}

const CrdVersion::Compiled& CrdVersion::compiled() const {
  std::call_once(once_, [&] {
    compiled_.type =
        add_json_schema(compiled_.builder, schema_, {false, true, keep_unknown_, &compiled_.types});
    compiled_.tables = compiled_.builder.finish();
  });
  return compiled_;
}

RuleBook& CrdVersion::rules(int minor) const {
  const Tables& tables = compiled().tables;
  const std::scoped_lock lock(mutex_);
  std::unique_ptr<RuleBook>& book = books_[minor];
  if (!book) book = std::make_unique<RuleBook>(tables, minor);
  return *book;
}

std::shared_ptr<const Crd> read_crd(yaml::Node node) {
  const yaml::Node spec = node["spec"];
  auto crd = std::make_shared<Crd>();
  crd->spec = spec;
  crd->group = spec["group"].text();
  crd->kind = spec["names"]["kind"].text();
  crd->namespaced = spec["scope"].text() != "Cluster";
  if (crd->group.empty() || crd->kind.empty()) return nullptr;
  // apiextensions.k8s.io/v1beta1 had one schema for all versions, and kept unknown
  // fields unless told otherwise.
  const bool is_old = node["apiVersion"].text() == "apiextensions.k8s.io/v1beta1";
  const bool keep_unknown = spec["preserveUnknownFields"].as_bool().value_or(is_old);
  const yaml::Node shared = spec["validation"]["openAPIV3Schema"];
  const auto add = [&](std::string_view version, yaml::Node holder) {
    const yaml::Node own = holder["schema"]["openAPIV3Schema"];
    const bool has_status = bool(holder["subresources"]["status"]) || bool(spec["subresources"]["status"]);
    crd->versions.push_back(
        std::make_unique<CrdVersion>(std::string(version), own ? own : shared, keep_unknown, has_status));
  };
  for (const yaml::Node version : spec["versions"].items()) {
    if (version["served"].as_bool().value_or(false)) add(version["name"].text(), version);
  }
  if (crd->versions.empty() && !spec["version"].text().empty()) add(spec["version"].text(), {});
  return crd;
}

SchemaSet::SchemaSet(MinorMask minors, std::vector<std::shared_ptr<const Crd>> crds)
    : minors_(minors), crds_(std::move(crds)) {}

const Crd* SchemaSet::find_crd(std::string_view group, std::string_view kind) const {
  const auto key = [](const std::shared_ptr<const Crd>& crd) {
    return std::pair<std::string_view, std::string_view>(crd->group, crd->kind);
  };
  const auto it = std::ranges::lower_bound(crds_, std::pair(group, kind), {}, key);
  return it != crds_.end() && (*it)->group == group && (*it)->kind == kind ? it->get() : nullptr;
}

SchemaSet::Found SchemaSet::find(std::string_view group, std::string_view version,
                                 std::string_view kind) const {
  Found found;
  if (const Crd* crd = find_crd(group, kind)) {
    for (const std::unique_ptr<CrdVersion>& candidate : crd->versions) {
      if (candidate->version() != version) continue;
      const CrdVersion::Compiled& compiled = candidate->compiled();
      found = {&compiled.tables,        compiled.type,   false,          true,
               candidate->has_status(), crd->namespaced, candidate.get()};
    }
    return found;
  }
  const Tables& tables = bundled_tables();
  for (const KindRecord& record : find_kinds(tables, group, kind)) {
    if (tables.text(record.version) != version || (record.minors & minors_) == 0) continue;
    const bool is_native = (record.flags & kBuiltIn) != 0;
    found = {&tables,
             record.type,
             is_native,
             false,
             is_native || (record.flags & kStatusSubresource) != 0,
             (record.flags & kNamespaced) != 0,
             nullptr};
  }
  return found;
}

int SchemaSet::minor() const {
  const std::span<const std::uint32_t> all = bundled_tables().minors;
  return static_cast<int>(all[static_cast<std::size_t>(std::bit_width(minors_)) - 1]);
}

RuleBook* SchemaSet::rules(const Found& found) const {
  if (found.native || found.tables == nullptr) return nullptr;
  if (found.version != nullptr) return &found.version->rules(minor());
  // Whoever has the CRD of a bundled kind has a Kubernetes that knows its functions.
  constexpr int kAnyMinor = 999;
  static RuleBook bundled(bundled_tables(), kAnyMinor);
  return &bundled;
}

struct Catalog::Impl {
  std::mutex mutex;
  std::vector<kube::Object> own;
  std::unordered_map<const void*, std::shared_ptr<const Crd>> crds;  // by identity of their spec
  std::map<std::pair<MinorMask, std::vector<const Crd*>>, SchemaSetPtr> sets;
};

Catalog::Catalog() : impl_(std::make_unique<Impl>()) {}
Catalog::~Catalog() = default;

void Catalog::add(std::vector<kube::Object> crds) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->own = std::move(crds);
}

SchemaSetPtr Catalog::get(int minor, const std::vector<kube::Object>& objects) {
  const std::scoped_lock lock(impl_->mutex);
  std::vector<std::shared_ptr<const Crd>> crds;
  const auto take = [&](const kube::Object& object) {
    if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition") || !object["spec"]) return;
    const auto [it, is_new] = impl_->crds.try_emplace(object["spec"].identity());
    if (is_new) it->second = read_crd(object.node());
    if (it->second) crds.push_back(it->second);
  };
  for (const kube::Object& object : impl_->own) take(object);
  for (const kube::Object& object : objects) take(object);
  // Two units of a cluster may bring the same CRD; the last one is what is left there.
  const auto key = [](const std::shared_ptr<const Crd>& crd) { return std::tie(crd->group, crd->kind); };
  std::ranges::stable_sort(crds, {}, key);
  std::vector<std::shared_ptr<const Crd>> last;
  for (std::shared_ptr<const Crd>& crd : crds) {
    if (!last.empty() && key(last.back()) == key(crd))
      last.back() = std::move(crd);
    else
      last.push_back(std::move(crd));
  }
  std::vector<const Crd*> identity;
  for (const std::shared_ptr<const Crd>& crd : last) identity.push_back(crd.get());
  SchemaSetPtr& set = impl_->sets[{mask_of(minor), std::move(identity)}];
  if (!set) set = std::make_shared<const SchemaSet>(mask_of(minor), std::move(last));
  return set;
}

bool knows(const SchemaSet& set, const kube::Gvk& gvk) {
  return set.find(gvk.group, gvk.version, gvk.kind).tables != nullptr;
}

bool cluster_scoped(const SchemaSet& set, const kube::Gvk& gvk) {
  const SchemaSet::Found found = set.find(gvk.group, gvk.version, gvk.kind);
  return found.tables != nullptr && !found.namespaced;
}

}  // namespace fleetlint::schema
