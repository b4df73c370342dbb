#include "flux/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/strings.h"
#include "flux/inventory.h"
#include "flux/post_build.h"
#include "flux/resource_set.h"
#include "flux/substitute.h"
#include "yaml/edit.h"
#include "yaml/place.h"

namespace fleetlint::flux {

namespace {

using yaml::Node;

constexpr int kMaxRounds = 10;

/// A unit with what it was rendered from, to see whether that has changed.
struct Work {
  Unit unit;
  bool rendered = false;
  const io::FileTree* tree = nullptr;
  UnitState source_state = UnitState::rendered;
  std::string source_reason;
  std::vector<const void*> inputs;
  bool strict = false;
  /// The ResourceSets of the cluster and their providers, where what some make lies behind the unit's own
  /// objects.
  std::vector<const void*> sets;
};

/// What a cluster's objects say of the Flux that runs in it.
FluxVersion version_of(const Inventory& inventory, const std::vector<Work>& works) {
  for (const Found& instance : inventory.of_kind("FluxInstance")) {
    const Node version = instance.object["spec"]["distribution"]["version"];
    if (version) return parse_flux_version(version.text());
  }
  for (const Work& work : works) {
    for (const kube::Object& object : work.unit.objects) {
      // What `flux install` writes; other objects carry the labels of whoever made them.
      constexpr std::string_view kKinds[] = {"Namespace", "CustomResourceDefinition", "Deployment"};
      if (std::ranges::find(kKinds, object.kind()) == std::end(kKinds)) continue;
      if (object.labels()["app.kubernetes.io/part-of"].text() != "flux") continue;
      const Node version = object.labels()["app.kubernetes.io/version"];
      if (version) return parse_flux_version(version.text());
    }
  }
  return {};
}

Node with_metadata(Arena& arena, Node object, Node common) {
  for (const std::string_view field : {"labels", "annotations"}) {
    Node pairs = object["metadata"][field];
    for (const yaml::Entry& entry : common[field].entries()) {
      const Node old = pairs[entry.key];
      yaml::Origin origin = entry.value.origin();
      origin.operation = yaml::Operation::labelled;
      if (old) origin.cause = yaml::keep(arena, old.origin());
      yaml::Origin key_origin = entry.key_origin;
      key_origin.operation = yaml::Operation::labelled;
      pairs = yaml::set(arena, pairs, entry.key.text(), yaml::with_origin(arena, entry.value, origin),
                        key_origin);
    }
    if (common[field].entries().empty()) continue;
    // The mapping is written by nobody where it was not there.
    const yaml::Origin implied{common.origin().file, common.origin().span, yaml::Operation::implied, nullptr};
    const std::string_view keys[] = {"metadata", field};
    object = yaml::update(arena, object, keys, true, implied, [&](Node) { return pairs; });
  }
  return object;
}

/// Names of folders beside a path that is not there, written as `wanted` is.
std::vector<std::string> neighbours(const io::FileTree& tree, std::string_view wanted,
                                    std::string_view path) {
  // Up to the last part that exists; from there all that fit the rest.
  std::string_view parent = io::parent_of(path);
  std::string_view missing = path;
  while (!parent.empty() && tree.type(parent) != io::FileType::directory) {
    missing = parent;
    parent = io::parent_of(parent);
  }
  const std::string_view rest = path.substr(missing.size());
  std::vector<std::string> found;
  for (const io::DirEntry& entry : tree.list(parent)) {
    if (entry.type != io::FileType::directory) continue;
    std::string candidate = parent.empty() ? entry.name : fmt::format("{}/{}", parent, entry.name);
    candidate += rest;
    if (tree.type(candidate) != io::FileType::directory) continue;
    found.push_back((wanted.starts_with("./") ? "./" : "") + candidate);
  }
  return found;
}

class Expander {
 public:
  Expander(const Entry& entry, Workshop& shop)
      : entry_(entry), shop_(shop), arena_(shop.run.arenas.local()) {}

  Graph run() {
    works_.push_back(entry_work());
    for (int round = 0;; ++round) {
      inventory_ = Inventory();
      for (std::size_t i = 0; i < works_.size(); ++i) {
        const Unit& unit = works_[i].unit;
        if (works_[i].rendered && unit.build != nullptr)
          inventory_.add(unit, static_cast<int>(i), shop_.build_facts.of(unit.build).steering);
      }
      version_ = entry_.flux.known() ? entry_.flux : version_of(inventory_, works_);
      ClusterSources sources(shop_.artifacts, inventory_, entry_.folder, inner_path(entry_.path),
                             entry_.source);
      own_source_ = sources.own();
      const bool grown = round == 0 ? false : find_units();
      bool changed = grown;
      if (round < kMaxRounds) {
        for (Work& work : works_) changed = render(work, sources) || changed;
        // What they make follows from what is rendered, so that has to be settled.
        if (!changed) changed = render_sets();
      }
      if (changed && round < kMaxRounds) continue;
      if (round == kMaxRounds && (grown || any_unrendered())) report_depth();
      for (auto& [unit, finding] : sources.take_findings()) {
        works_[static_cast<std::size_t>(unit)].unit.findings.push_back(std::move(finding));
      }
      break;
    }
    Graph graph;
    for (Work& work : works_) graph.units.push_back(std::move(work.unit));
    graph.findings = out_.take();
    graph.version = version_;
    graph.own_source = own_source_;
    return graph;
  }

 private:
  Work entry_work() const {
    Work work;
    work.unit.kustomization = entry_.kustomization;
    work.unit.paths.add(std::make_shared<const source::LoadedPaths>(entry_.paths));
    if (entry_.kustomization.node()) {
      work.unit.name_space = entry_.kustomization.name_space();
      work.unit.name = entry_.kustomization.name();
    } else if (entry_.plain) {
      work.unit.name = entry_.path.empty() ? "." : entry_.path;
    } else {
      work.unit.name = "flux-system";
      work.unit.name_space = "flux-system";
    }
    return work;
  }

  bool any_unrendered() const {
    return std::any_of(works_.begin(), works_.end(), [](const Work& work) { return !work.rendered; });
  }

  // --- who is there -------------------------------------------------------------

  /// Makes works_ what the entry and the units reached from it render now. True
  /// when there is a new one, or one whose object changed.
  bool find_units() {
    if (entry_.plain) return false;
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    for (std::size_t i = 0; i < works_.size(); ++i) {
      known.try_emplace({works_[i].unit.name_space, works_[i].unit.name}, i);
    }
    bool changed = false;
    std::set<std::size_t> alive{0};
    for (const Found& found : inventory_.of_kind("Kustomization")) {
      const kube::Object& object = found.object;
      const auto [place, is_new] =
          known.try_emplace({std::string(object.name_space()), std::string(object.name())}, works_.size());
      if (is_new) {
        Work work;
        work.unit.name_space = object.name_space();
        work.unit.name = object.name();
        works_.push_back(std::move(work));
        changed = true;
      } else if (alive.contains(place->second) && (place->second != 0 || entry_seen_)) {
        continue;  // a second unit renders it too; the first one counts
      }
      alive.insert(place->second);
      if (place->second == 0) entry_seen_ = true;
      Work& work = works_[place->second];
      if (!yaml::equal(work.unit.kustomization["spec"], object["spec"])) {
        work.rendered = false;
        changed = true;
      }
      work.unit.kustomization = object;
      if (place->second != 0) work.unit.parent = found.unit;
      if (!work.rendered) work.unit.paths = works_[static_cast<std::size_t>(found.unit)].unit.paths;
    }
    entry_seen_ = false;
    return drop_dead(alive) || changed;
  }

  bool drop_dead(const std::set<std::size_t>& alive) {
    if (alive.size() == works_.size()) return false;
    std::vector<Work> left;
    std::vector<int> moved(works_.size(), -1);
    for (std::size_t i = 0; i < works_.size(); ++i) {
      if (!alive.contains(i)) continue;
      moved[i] = static_cast<int>(left.size());
      left.push_back(std::move(works_[i]));
    }
    works_ = std::move(left);
    for (Work& work : works_) {
      if (work.unit.parent >= 0)
        work.unit.parent = std::max(0, moved[static_cast<std::size_t>(work.unit.parent)]);
      work.rendered = false;  // what went away may have been an input
    }
    return true;
  }

  void report_depth() {
    for (const Work& work : works_) {
      if (work.rendered) continue;
      const Node name = work.unit.kustomization["metadata"]["name"];
      out_.set_object(work.unit.kustomization.ref());
      out_.report("flux/depth-exceeded", yaml::at(name ? name : work.unit.kustomization.node()),
                  "after {} rounds of Kustomizations that render Kustomizations there is still a new or "
                  "changed one, {}; "
                  "does one render itself under another name?",
                  kMaxRounds, quote(work.unit.id()));
      return;
    }
  }

  // --- one unit -----------------------------------------------------------------

  Source source_of(const Work& work, ClusterSources& sources) const {
    if (entry_.plain) return {UnitState::rendered, shop_.artifacts.repository(), true, {}, {}};
    if (work.unit.parent < 0) return sources.own_source();
    if (!work.unit.kustomization["spec"]["path"] &&
        works_[static_cast<std::size_t>(work.unit.parent)].unit.state == UnitState::failed) {
      // Without a path it is the whole source: hardly what is meant, where a patch is lost.
      Source unknown;
      unknown.state = UnitState::incomplete;
      unknown.reason = "it has no spec.path, and what renders it is broken";
      return unknown;
    }
    return sources.get(source_key(work.unit.kustomization["spec"]["sourceRef"], work.unit.name_space));
  }

  /// True when there was something to do.
  bool render(Work& work, ClusterSources& sources) {
    diag::Collector names;
    const PostBuild post = post_build(work.unit.kustomization, work.unit.name_space, inventory_, names);
    const Source source = source_of(work, sources);
    const bool strict = substitutes_strictly(version_);
    if (work.rendered && work.tree == source.tree.get() && work.source_state == source.state &&
        work.source_reason == source.reason && work.inputs == post.inputs &&
        work.strict == (strict && post.runs)) {
      return false;
    }
    work.rendered = true;
    work.tree = source.tree.get();
    work.source_state = source.state;
    work.source_reason = source.reason;
    work.inputs = post.inputs;
    work.strict = strict && post.runs;

    Unit& unit = work.unit;
    const Node spec = unit.kustomization["spec"];
    unit.tree = source.tree;
    unit.build = nullptr;
    unit.objects.clear();
    work.sets.clear();
    unit.findings.clear();
    unit.unknown_variables.clear();
    unit.suspended = spec["suspend"].as_bool().value_or(false);
    unit.other_cluster = spec["kubeConfig"].is_mapping();
    unit.path =
        unit.parent < 0 && !spec["path"] ? inner_path(entry_.path) : path_in_artifact(spec["path"].text());
    unit.state = source.state;
    unit.reason = source.reason;
    if (source.state == UnitState::rendered) build(work, source, post, names);
    explain(unit, source);
    return true;
  }

  /// Puts what ResourceSets make behind the objects of the unit that renders them. True when that changed.
  bool render_sets() {
    const std::vector<Found>& found = inventory_.of_kind("ResourceSet");
    if (found.empty()) return false;
    std::vector<kube::Object> sets;
    std::vector<kube::Object> providers;
    std::vector<const void*> inputs;
    for (const Found& set : found) sets.push_back(set.object);
    for (const Found& one : inventory_.of_kind("ResourceSetInputProvider")) providers.push_back(one.object);
    for (const auto* objects : {&sets, &providers}) {
      for (const kube::Object& object : *objects) inputs.push_back(object.node().identity());
    }
    const auto work_of = [&](const Found& set) -> Work& {
      return works_[static_cast<std::size_t>(set.unit)];
    };
    if (std::ranges::all_of(found, [&](const Found& set) { return work_of(set).sets == inputs; }))
      return false;
    for (const Found& set : found) {
      Work& work = work_of(set);
      work.sets = inputs;
      work.unit.objects.resize(work.unit.build->objects.size());
    }
    const std::vector<ResourceSetObjects> made = render_resource_sets(arena_, sets, providers);
    for (std::size_t i = 0; i < made.size(); ++i) {
      std::vector<kube::Object>& objects = work_of(found[i]).unit.objects;
      objects.insert(objects.end(), made[i].objects.begin(), made[i].objects.end());
    }
    return true;
  }

  std::string inner_path(std::string_view path) const {
    if (entry_.plain || entry_.folder.empty()) return std::string(path);
    path.remove_prefix(std::min(path.size(), entry_.folder.size() + 1));
    return std::string(path);
  }

  void build(Work& work, const Source& source, const PostBuild& post, diag::Collector& names) {
    Unit& unit = work.unit;
    if (source.tree->type(unit.path) != io::FileType::directory) {
      report_path(unit, source);
      return;
    }
    const KustomizationToBuild& kustomization =
        shop_.kustomizations.get(*source.tree, unit.path, unit.kustomization);
    kustomize::Request request;
    request.tree = source.tree;
    request.directory = unit.path;
    // Without Flux it is kustomize alone that reads the file.
    const bool as_it_is =
        entry_.plain && !kustomize::find_kustomization_file(*source.tree, unit.path).empty();
    if (!kustomization.unchanged && !as_it_is) request.kustomization = kustomization.node;
    unit.build = shop_.engine.build(request);

    UnitPaths paths;
    paths.add({unit.build, &unit.build->paths});
    paths.add(kustomization.paths);
    paths.add_all(unit.paths);
    for (const int other : post.units) paths.add_all(works_[static_cast<std::size_t>(other)].unit.paths);
    unit.paths = std::move(paths);
    if (!as_it_is) unit.findings = kustomization.findings;
    unit.findings.insert(unit.findings.end(), unit.build->findings.begin(), unit.build->findings.end());
    unit.objects = unit.build->objects;
    unit.state = UnitState::rendered;
    if (!unit.build->complete || lacks_files(source, unit) || lacks_field(unit))
      unit.state = UnitState::incomplete;
    if (!unit.build->built || (!kustomization.valid && !as_it_is)) unit.state = UnitState::failed;
    forgive_absent_files(unit, source);

    report_renamed_namespaces(unit);
    if (post.runs) substitute_all(unit, post, names);
    if (const Node common = unit.kustomization["spec"]["commonMetadata"]; common.is_mapping()) {
      for (kube::Object& object : unit.objects)
        object = kube::Object(with_metadata(arena_, object.node(), common));
    }
  }

  /// Flux reads on without a field that it does not know. Where a misspelt one would have brought objects, or
  /// given them their names, what the unit holds is not known.
  static bool lacks_field(const Unit& unit) {
    constexpr std::string_view kFields[] = {"resources",          "components",      "bases",
                                            "configMapGenerator", "secretGenerator", "namespace",
                                            "namePrefix",         "nameSuffix"};
    return std::ranges::any_of(unit.findings, [&](const diag::Finding& finding) {
      return finding.rule == "kustomize/unknown-field" &&
             std::ranges::any_of(kFields, [&](std::string_view field) {
               return finding.message.find(fmt::format("did you mean \"{}\"", field)) != std::string::npos;
             });
    });
  }

  /// May files that the unit is made of be in what the source lacks?
  static bool lacks_files(const Source& source, const Unit& unit) {
    const auto inside = [](std::string_view path, std::string_view folder) {
      return folder.empty() || path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
    };
    return !source.complete || std::ranges::any_of(source.absent, [&](const std::string& folder) {
      return inside(folder, unit.path) || inside(unit.path, folder);
    });
  }

  /// What follows only from a missing input is not reported; the input is.
  static void forgive_absent_files(Unit& unit, const Source& source) {
    if (source.complete && source.absent.empty()) return;
    const auto forgiven = std::erase_if(unit.findings, [](const diag::Finding& finding) {
      return finding.rule == "kustomize/resource-missing";
    });
    if (forgiven != 0) unit.state = UnitState::incomplete;
  }

  /// Says why the unit is not whole, where its source has not said it.
  void explain(Unit& unit, const Source& source) const {
    if (unit.state == UnitState::rendered) {
      unit.reason.clear();
    } else if (unit.state == UnitState::path_missing) {
      unit.reason =
          fmt::format("spec.path {} does not exist", quote(unit.kustomization["spec"]["path"].text()));
    } else if (unit.state == UnitState::failed) {
      unit.reason = blame(unit, entry_.plain ? "kustomize cannot build it" : "Flux cannot build it");
    } else if (unit.reason.empty() && source.tree != nullptr) {
      unit.reason = unit.build == nullptr ? "spec.path holds a variable that is not known here"
                                          : blame(unit, "some of its files are not here");
    }
  }

  /// `what`, and the finding that tells it.
  std::string blame(const Unit& unit, std::string_view what) const {
    constexpr std::string_view kHarmless[] = {"kustomize/deprecated-field",
                                              "flux/target-namespace-renames-namespace"};
    const auto mistake = std::ranges::find_if(unit.findings, [&](const diag::Finding& finding) {
      // What is fetched leaves a gap and refuses nothing.
      if (unit.state == UnitState::failed && finding.rule == "kustomize/remote-resource") return false;
      return std::ranges::find(kHarmless, finding.rule) == std::end(kHarmless);
    });
    if (mistake == unit.findings.end()) return std::string(what);
    return fmt::format("{}: {}", what, mistake->message);
  }

  void substitute_all(Unit& unit, const PostBuild& post, diag::Collector& names) {
    diag::Collector out;
    if (!names.empty()) {
      out.set_object(unit.kustomization.ref());
      out.add_all(names.findings());
      unit.state = UnitState::failed;
    }
    const SubstituteOptions options{
        substitutes_strictly(version_),
        version_.known() && !substitutes_strictly(version_) ? Undefined::empty : Undefined::kept};
    for (const std::size_t number : shop_.build_facts.of(unit.build).with_expressions) {
      kube::Object& object = unit.objects[number];
      if (opts_out_of_substitution(object)) continue;
      out.set_object(object.ref());
      const SubstitutedObject result = shop_.substitutions.substitute(
          arena_, shop_.run.sources, object.node(), post.variables, options, out);
      if (!result.failed_stage.empty()) unit.state = UnitState::failed;
      for (const UnresolvedVariable& variable : result.unresolved) count(variable, post, unit);
      if (!same(result.node, object.node())) object = kube::Object(result.node);
    }
    for (diag::Finding& finding : out.take()) unit.findings.push_back(std::move(finding));
    std::ranges::sort(unit.unknown_variables, {}, &UnknownVariable::name);
  }

  void count(const UnresolvedVariable& variable, const PostBuild& post, Unit& unit) const {
    // Strict Flux fails on it: that is a finding.
    if (variable.why == UnresolvedVariable::Why::unset && substitutes_strictly(version_)) return;
    const auto known = std::ranges::find(unit.unknown_variables, variable.name, &UnknownVariable::name);
    if (known != unit.unknown_variables.end()) {
      ++known->count;
      return;
    }
    unit.unknown_variables.push_back({variable.name, reason_of(variable, post), 1});
  }

  static std::string reason_of(const UnresolvedVariable& variable, const PostBuild& post) {
    switch (variable.why) {
      case UnresolvedVariable::Why::hidden: {
        const Variable* found = post.variables.find(variable.name);
        const bool is_template =
            found != nullptr && found->node.origin().operation == yaml::Operation::unresolved;
        return is_template ? "its own value holds a variable that is not known here"
                           : "its value is in a Secret";
      }
      case UnresolvedVariable::Why::set_elsewhere:
        return fmt::format("{} may set it and is not in the repository", join(post.absent, ", "));
      case UnresolvedVariable::Why::unset: break;
    }
    return "nothing sets it, and whether Flux refuses that depends on its version, which is not known";
  }

  /// kustomize's namespace field renames Namespace objects too.
  void report_renamed_namespaces(Unit& unit) {
    const Node target = unit.kustomization["spec"]["targetNamespace"];
    if (target.text().empty()) return;
    for (const kube::Object& object : unit.objects) {
      const yaml::Origin& name = object["metadata"]["name"].origin();
      if (!object.is("", "Namespace") || name.operation != yaml::Operation::namespaced ||
          name.cause == nullptr)
        continue;
      std::string_view written = trim(shop_.run.sources.text(name.cause->file, name.cause->span));
      if (written.size() > 1 && (written.front() == '"' || written.front() == '\'')) {
        written = written.substr(1, written.size() - 2);
      }
      if (written.empty() || written == target.text()) continue;
      diag::Collector out("flux/target-namespace-renames-namespace");
      out.set_object(unit.kustomization.ref());
      diag::Finding& finding = out.report(
          yaml::at(target),
          "targetNamespace {} also renames Namespace {}; leave that out of this unit, or name it alike",
          quote(target.text()), quote(written));
      finding.object_path = "spec.targetNamespace";
      finding.related.push_back({name.cause->file, name.cause->span, {}, "the Namespace that is renamed"});
      unit.findings.push_back(std::move(finding));
    }
  }

  void report_path(Unit& unit, const Source& source) {
    const Node path = unit.kustomization["spec"]["path"];
    // What follows only from a missing input is not reported.
    if (lacks_files(source, unit) || path.origin().operation == yaml::Operation::unresolved) {
      unit.state = UnitState::incomplete;
      return;
    }
    unit.state = UnitState::path_missing;
    diag::Collector out("flux/path-missing");
    out.set_object(unit.kustomization.ref());
    const std::vector<std::string> near = neighbours(*source.tree, path.text(), unit.path);
    const std::vector<std::string_view> candidates(near.begin(), near.end());
    const Node reference = unit.kustomization["spec"]["sourceRef"];
    const bool is_file = source.tree->type(unit.path) == io::FileType::file;
    const std::string where = reference.is_mapping() ? fmt::format("{} {}", reference["kind"].text(),
                                                                   quote(reference["name"].text()))
                                                     : std::string("the repository");
    diag::Finding& finding =
        out.report(yaml::at(path ? path : unit.kustomization.node()), "spec.path {} {} {}{}",
                   quote(path.text()), is_file ? "is a file, no directory, of" : "does not exist in", where,
                   did_you_mean(path.text(), candidates));
    finding.object_path = "spec.path";
    unit.findings.push_back(std::move(finding));
  }

  const Entry& entry_;
  Workshop& shop_;
  Arena& arena_;
  std::vector<Work> works_;
  Inventory inventory_;
  FluxVersion version_;
  std::optional<SourceKey> own_source_;
  bool entry_seen_ = false;
  diag::Collector out_;
};

}  // namespace

std::string_view to_string(UnitState state) {
  switch (state) {
    case UnitState::rendered: return "rendered";
    case UnitState::incomplete: return "incomplete";
    case UnitState::source_elsewhere: return "source elsewhere";
    case UnitState::source_missing: return "source missing";
    case UnitState::path_missing: return "path missing";
    case UnitState::failed: break;
  }
  return "failed";
}

std::vector<Graph::Placed> Graph::objects() const {
  std::vector<Placed> placed;
  for (const Unit& unit : units) {
    if (unit.other_cluster) continue;
    for (const kube::Object& object : unit.objects) placed.push_back({&unit, &object});
  }
  return placed;
}

Graph expand(const Entry& entry, Workshop& workshop) { return Expander(entry, workshop).run(); }

}  // namespace fleetlint::flux
