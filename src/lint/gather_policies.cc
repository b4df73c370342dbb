#include "lint/gather_policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/arena.h"
#include "base/strings.h"
#include "lint/rule_choice.h"
#include "policy/user_policies.h"
#include "yaml/edit.h"
#include "yaml/place.h"

namespace fleetlint::lint {

namespace {

constexpr std::string_view kDenied = "policy/denied";
constexpr std::string_view kWarned = "policy/warned";
constexpr std::string_view kBroken = "policy/broken";

struct PolicySet {
  std::unique_ptr<policy::UserPolicies> policies;
  std::vector<policy::DataFile> data;
};

/// The sets of the repository by their folders. Tests are not policies, but they compile with them.
std::vector<PolicySet> sets_of(const Gathering& g) {
  std::map<std::string, std::vector<policy::PolicyFile>, std::less<>> files;
  for (const auto& [path, file] : g.scan.others) {
    const std::string_view folder = policy::policy_folder_of(path);
    if (!folder.empty() && path.ends_with(".rego"))
      files[std::string(folder)].push_back({path, file, g.sources.text(file)});
  }
  std::vector<PolicySet> sets;
  for (auto& [folder, modules] : files) {
    PolicySet set{std::make_unique<policy::UserPolicies>(folder, modules), {}};
    const std::string data = folder + "/data/";
    for (const ScannedFile& file : g.scan.files) {
      if (!file.path.starts_with(data) || file.parsed->stream.documents.empty()) continue;
      set.data.push_back({file.path.substr(data.size()), file.parsed->stream.documents[0].root});
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

/// data.cluster and data.fleet, as policies see them.
std::vector<yaml::Entry> graph_entries(Arena& arena, const fleet::Fleet& fleet,
                                       const fleet::Cluster& cluster) {
  const yaml::Origin nowhere;
  const auto text = [&](std::string_view key, std::string_view value) {
    return yaml::make_entry(key, yaml::make_string(arena, value, nowhere), nowhere);
  };
  std::vector<yaml::Node> units;
  for (const flux::Unit& unit : cluster.graph.units) {
    const yaml::Entry fields[] = {text("namespace", unit.name_space), text("name", unit.name),
                                  text("path", unit.path), text("state", flux::to_string(unit.state))};
    units.push_back(yaml::make_mapping(arena, fields, nowhere));
  }
  std::vector<yaml::Node> objects;
  for (const flux::Graph::Placed& placed : cluster.graph.objects()) objects.push_back(placed.object->node());
  std::vector<yaml::Node> names;
  for (const auto& one : fleet.clusters) names.push_back(yaml::make_string(arena, one->name, nowhere));
  const yaml::Entry in_cluster[] = {
      text("name", cluster.name), text("kubernetes", cluster.kubernetes.text),
      yaml::make_entry("units", yaml::make_sequence(arena, units, nowhere), nowhere),
      yaml::make_entry("objects", yaml::make_sequence(arena, objects, nowhere), nowhere)};
  const yaml::Entry in_fleet[] = {
      yaml::make_entry("clusters", yaml::make_sequence(arena, names, nowhere), nowhere)};
  return {yaml::make_entry("cluster", yaml::make_mapping(arena, in_cluster, nowhere), nowhere),
          yaml::make_entry("fleet", yaml::make_mapping(arena, in_fleet, nowhere), nowhere)};
}

bool is_unresolved(yaml::Node node) { return node && node.origin().operation == yaml::Operation::unresolved; }

/// What one set says of one object, as findings without paths.
std::vector<diag::Finding> judge(const policy::UserPolicies& policies, const kube::Object& object,
                                 yaml::Node data, const RuleChoice& choice) {
  diag::Collector out;
  out.set_object(object.ref());
  for (const policy::Verdict& verdict : policies.evaluate(object, data)) {
    if (is_unresolved(verdict.violation.node)) continue;
    const source::Span span = verdict.span;
    if (verdict.violation.is_error) {
      if (choice.enabled(kBroken))
        out.report(kBroken, diag::at(verdict.file, span), "{} cannot be evaluated: {}", verdict.rule,
                   verdict.violation.message);
      continue;
    }
    const std::string_view rule = verdict.is_warning ? kWarned : kDenied;
    if (!choice.enabled(rule)) continue;
    diag::Place place = at(verdict.violation.node ? verdict.violation.node : object["kind"]);
    place.related.push_back({verdict.file, span, {}, "the policy"});
    const std::string message = object.kind() == "Secret"
                                    ? "its message is left out, as it may hold a value of the Secret"
                                    : verdict.violation.message;
    out.report(rule, std::move(place), "{}: {}", verdict.rule, message).object_path = verdict.violation.path;
  }
  return out.take();
}

struct Work {
  kube::Object object;
  const PolicySet* set;
  yaml::Node data;
  std::vector<diag::Finding> found;
};

}  // namespace

void gather_policies(Gathering& g) {
  const RuleChoice choice(g.config);
  const std::vector<PolicySet> sets = sets_of(g);
  if (sets.empty()) return;
  std::map<source::FileId, std::string_view> policy_paths;
  for (const auto& [path, file] : g.scan.others) {
    if (path.ends_with(".rego")) policy_paths.emplace(file, path);
  }
  const auto set_path = [&](diag::Location& place) {
    if (const auto found = policy_paths.find(place.file); found != policy_paths.end())
      place.path = found->second;
  };
  const auto add = [&](const std::vector<diag::Finding>& findings, std::size_t cluster,
                       const flux::Unit* unit) {
    for (const diag::Finding& finding : findings) {
      Reported reported{finding, {}, {}};
      set_path(reported.finding.primary);
      for (diag::Location& place : reported.finding.related) set_path(place);
      g.locator.locate(reported.finding, unit, cluster);
      if (cluster != Locator::kNoCluster) {
        reported.cluster = g.fleet.clusters[cluster]->name;
        if (unit != nullptr) reported.unit = reported.cluster + "/" + unit->id();
      }
      g.out.add(std::move(reported));
    }
  };
  for (const PolicySet& set : sets) {
    diag::Collector out;
    for (const rego::Diagnostic& diagnostic : set.policies->diagnostics()) {
      if (choice.enabled(kBroken))
        out.report(kBroken, diag::at(diagnostic.file, diagnostic.span), "{} ({})", diagnostic.message,
                   diagnostic.code);
    }
    add(out.take(), Locator::kNoCluster, nullptr);
  }

  // Each distinct object once for each set; then each place that has it is told.
  Arena arena;
  std::map<std::pair<const PolicySet*, std::size_t>, yaml::Node> data;
  std::map<std::tuple<const void*, const PolicySet*, std::size_t>, std::size_t> known;
  std::vector<Work> work;
  struct Slot {
    std::size_t work, cluster;
    const flux::Unit* unit;
  };
  std::vector<Slot> slots;
  for (std::size_t c = 0; c < g.fleet.clusters.size(); ++c) {
    const fleet::Cluster& cluster = *g.fleet.clusters[c];
    for (const PolicySet& set : sets) {
      if (!set.policies->has_rules()) continue;
      const std::size_t scope = set.policies->reads_cluster() ? c : Locator::kNoCluster;
      const auto [node, is_new] = data.try_emplace({&set, scope});
      if (is_new) {
        const bool in_cluster = scope != Locator::kNoCluster;
        node->second = policy::data_node(
            arena, set.data,
            in_cluster ? graph_entries(arena, g.fleet, cluster) : std::vector<yaml::Entry>{});
      }
      for (const flux::Unit& unit : cluster.graph.units) {
        for (const kube::Object& object : unit.objects) {
          const auto [at, first] = known.try_emplace({object.node().identity(), &set, scope}, work.size());
          if (first) work.push_back({object, &set, node->second, {}});
          slots.push_back({at->second, c, &unit});
        }
      }
    }
  }
  g.pool.run(work.size(), [&](std::size_t i) {
    work[i].found = judge(*work[i].set->policies, work[i].object, work[i].data, choice);
  });
  for (const Slot& slot : slots) add(work[slot.work].found, slot.cluster, slot.unit);
}

}  // namespace fleetlint::lint
