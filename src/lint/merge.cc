// One finding for each cause.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "lint/settle.h"

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

/// Who saw it: an object of a unit.
using Witness = std::tuple<std::string, diag::ObjectRef>;

struct Group {
  diag::Finding first;
  std::set<std::string> clusters;
  std::set<std::string> units;
  std::set<Witness> witnesses;

  void take(const Reported& reported) {
    if (!reported.cluster.empty()) clusters.insert(reported.cluster);
    if (!reported.unit.empty()) units.insert(reported.unit);
    witnesses.insert({reported.unit.empty() ? reported.cluster : reported.unit, reported.finding.object});
  }

  void take(Group&& other) {
    clusters.merge(other.clusters);
    units.merge(other.units);
    witnesses.merge(other.witnesses);
  }

  diag::Finding finish() && {
    first.clusters.assign(clusters.begin(), clusters.end());
    first.units.assign(units.begin(), units.end());
    return std::move(first);
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

/// Messages of one place: together when no object of no unit has two of them.
void merge_messages(std::map<std::string, Group>&& by_message, std::vector<diag::Finding>& out) {
  std::size_t witnesses = 0;
  std::set<Witness> all;
  for (const auto& [message, group] : by_message) {
    witnesses += group.witnesses.size();
    all.insert(group.witnesses.begin(), group.witnesses.end());
  }
  if (all.size() != witnesses) {
    for (auto& [message, group] : by_message) out.push_back(std::move(group).finish());
    return;
  }
  Group& first = by_message.begin()->second;
  for (auto it = std::next(by_message.begin()); it != by_message.end(); ++it)
    first.take(std::move(it->second));
  out.push_back(std::move(first).finish());
}

}  // namespace

std::vector<diag::Finding> merge_by_cause(std::vector<Reported> reported) {
  std::map<Cause, std::map<std::string, Group>> causes;
  for (Reported& r : reported) {
    const auto [group, fresh] = causes[cause_of(r.finding)].try_emplace(r.finding.message);
    group->second.take(r);
    if (fresh || speaks_before(r.finding, group->second.first)) group->second.first = std::move(r.finding);
  }
  std::vector<diag::Finding> findings;
  for (auto& [cause, by_message] : causes) merge_messages(std::move(by_message), findings);
  return findings;
}

}  // namespace fleetlint::lint
