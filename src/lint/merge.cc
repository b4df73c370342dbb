#include "lint/merge.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/hash.h"

namespace fleetlint::lint {
namespace {

/// What tells causes apart. The message is no part of it: it may quote what differs
/// from cluster to cluster (a version, a substituted value). Without a place it is
/// all there is.
using Cause = std::tuple<std::string, std::string, source::Span, std::string, bool, std::string, std::string>;

Cause cause_of(const diag::Finding& f) {
  const bool has_place = f.primary.file != source::FileId::none || !f.primary.path.empty();
  return {f.rule,
          f.primary.path,
          f.primary.span,
          f.object_path,
          f.suppressed,
          f.suppression_reason,
          has_place ? std::string() : f.message};
}

/// Names that very many reports share, as numbers.
class Names {
 public:
  std::uint32_t number_of(const std::string& name) {
    const auto [known, fresh] = numbers_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
    if (fresh) names_.push_back(&known->first);
    return known->second;
  }

  /// Each once, sorted.
  std::vector<std::string> texts_of(std::vector<std::uint32_t> numbers) const {
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::vector<std::string> texts;
    texts.reserve(numbers.size());
    for (const std::uint32_t number : numbers) texts.push_back(*names_[number]);
    std::ranges::sort(texts);
    return texts;
  }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<const std::string*> names_;
};

/// Who saw it, an object of a unit, as a hash: it only tells whether one of them has two messages.
std::uint64_t witness_of(const Reported& reported) {
  const diag::ObjectRef& object = reported.finding.object;
  std::uint64_t hash = hash_bytes(reported.unit.empty() ? reported.cluster : reported.unit);
  for (const std::string* text : {&object.api_version, &object.kind, &object.name_space, &object.name})
    hash = hash_mix(hash, hash_bytes(*text));
  return hash;
}

struct Group {
  diag::Finding first;
  std::vector<std::uint32_t> clusters;
  std::vector<std::uint32_t> units;
  std::vector<std::uint64_t> witnesses;

  void take(Group&& other) {
    clusters.insert(clusters.end(), other.clusters.begin(), other.clusters.end());
    units.insert(units.end(), other.units.begin(), other.units.end());
  }
};

/// Which of two findings of a cause speaks for all: any total order will do.
bool speaks_before(const diag::Finding& a, const diag::Finding& b) {
  const auto places = [](const diag::Finding& f) {
    std::vector<std::tuple<std::string, source::Span, std::string>> all;
    for (const diag::Location& l : f.related) all.emplace_back(l.path, l.span, l.label);
    return all;
  };
  if (const auto order = a.object <=> b.object; order != 0) return order < 0;
  return places(a) < places(b);
}

}  // namespace

struct Merger::Impl {
  std::map<Cause, std::map<std::string, Group>> causes;
  Names names;

  diag::Finding finished(Group&& group) const {
    group.first.clusters = names.texts_of(std::move(group.clusters));
    group.first.units = names.texts_of(std::move(group.units));
    return std::move(group.first);
  }

  /// Messages of one place: together when no object of no unit has two of them.
  void merge(std::map<std::string, Group>&& by_message, std::vector<diag::Finding>& out) const {
    std::vector<std::uint64_t> all;
    for (auto& [message, group] : by_message) {
      std::ranges::sort(group.witnesses);
      const auto end = std::unique(group.witnesses.begin(), group.witnesses.end());
      all.insert(all.end(), group.witnesses.begin(), end);
    }
    std::ranges::sort(all);
    if (std::ranges::adjacent_find(all) != all.end()) {
      for (auto& [message, group] : by_message) out.push_back(finished(std::move(group)));
      return;
    }
    Group& first = by_message.begin()->second;
    for (auto it = std::next(by_message.begin()); it != by_message.end(); ++it)
      first.take(std::move(it->second));
    out.push_back(finished(std::move(first)));
  }
};

Merger::Merger() : impl_(std::make_unique<Impl>()) {}
Merger::~Merger() = default;

void Merger::take(Reported reported) {
  const auto [place, fresh] = impl_->causes[cause_of(reported.finding)].try_emplace(reported.finding.message);
  Group& group = place->second;
  if (!reported.cluster.empty()) group.clusters.push_back(impl_->names.number_of(reported.cluster));
  if (!reported.unit.empty()) group.units.push_back(impl_->names.number_of(reported.unit));
  group.witnesses.push_back(witness_of(reported));
  if (fresh || speaks_before(reported.finding, group.first)) group.first = std::move(reported.finding);
}

std::vector<diag::Finding> Merger::finish() {
  std::vector<diag::Finding> findings;
  while (!impl_->causes.empty()) {
    const auto cause = impl_->causes.begin();
    impl_->merge(std::move(cause->second), findings);
    impl_->causes.erase(cause);
  }
  return findings;
}

}  // namespace fleetlint::lint
