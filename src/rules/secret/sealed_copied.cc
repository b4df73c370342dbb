#include <map>
#include <set>
#include <string>
#include <tuple>

#include "base/strings.h"
#include "rules/twins.h"
#include "secrets/sealed.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// What a ciphertext is bound to: what of its place the scope lets change is left out.
std::string bound_to(const kube::Object& sealed) {
  switch (secrets::scope_of(sealed.annotations())) {
    case secrets::Scope::cluster_wide: return "the cluster";
    case secrets::Scope::namespace_wide: return "the namespace " + quote(sealed.name_space());
    case secrets::Scope::strict: break;
  }
  return quote(std::string(sealed.name_space()) + "/" + std::string(sealed.name()));
}

}  // namespace

void sealed_copied(const fleet::Fleet& fleet, diag::Collector& out) {
  struct First {
    yaml::Node value;
    std::string bound;
    kube::Object object;
  };
  std::map<std::string_view, First> seen;
  std::set<std::tuple<source::FileId, std::uint32_t>> reported;
  for (const auto& cluster : fleet.clusters) {
    for (const auto& item : cluster->index.of_kind(secrets::kSealedGroup, "SealedSecret")) {
      const std::string bound = bound_to(*item.object);
      for (const yaml::Entry& entry : (*item.object)["spec"]["encryptedData"].entries()) {
        const std::string_view text = entry.value.text();
        if (!secrets::read_ciphertext(text).problem.empty()) continue;
        const auto [found, fresh] = seen.try_emplace(text, First{entry.value, bound, *item.object});
        const yaml::Origin& here = entry.value.origin();
        const yaml::Origin& there = found->second.value.origin();
        // One base under two names is told by secret/sealed-scope-mismatch.
        const bool same_place = here.file == there.file && here.span == there.span;
        if (fresh || same_place || found->second.bound == bound) continue;
        if (!reported.emplace(here.file, here.span.begin).second) continue;
        diag::Place place = at(entry.value);
        diag::Location other = at(found->second.value).primary;
        other.label = "the same value";
        place.related.push_back(std::move(other));
        out.set_object(item.object->ref());
        out.report(std::move(place),
                   "the sealed value of {} is a copy of one that is bound to {}, so one of the two cannot be "
                   "opened; seal it "
                   "for {}",
                   quote(entry.key.text(), 60), found->second.bound, bound);
      }
    }
  }
}

}  // namespace fleetlint::rules::secret
