#include "lint/object_checks.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/hash.h"
#include "schema/clean_set.h"
#include "yaml/place.h"

namespace fleetlint::lint {
namespace {

/// Contexts that are equal are one object, whose address is part of the memo key.
class Contexts {
 public:
  explicit Contexts(std::vector<std::unique_ptr<rules::ObjectContext>>& owned) : owned_(owned) {}

  const rules::ObjectContext* get(rules::ObjectContext context) {
    const auto key = std::make_tuple(context.schemas, context.kubernetes_minor, context.kubernetes_assumed,
                                     context.flux.major, context.flux.minor, context.flux.text);
    auto [found, fresh] = known_.try_emplace(key, nullptr);
    if (fresh)
      found->second = owned_.emplace_back(std::make_unique<rules::ObjectContext>(std::move(context))).get();
    return found->second;
  }

 private:
  std::vector<std::unique_ptr<rules::ObjectContext>>& owned_;
  std::map<std::tuple<const schema::SchemaSet*, int, bool, int, int, std::string>,
           const rules::ObjectContext*>
      known_;
};

struct Work {
  const void* node;
  const rules::ObjectContext* context;
  bool operator==(const Work&) const = default;
};

struct WorkHash {
  std::size_t operator()(const Work& work) const {
    return hash_mix(reinterpret_cast<std::uintptr_t>(work.node),
                    reinterpret_cast<std::uintptr_t>(work.context));
  }
};

std::vector<kube::Object> definitions_of(const fleet::Cluster& cluster) {
  std::vector<kube::Object> all;
  for (const fleet::Index::Item& item :
       cluster.index.of_kind("apiextensions.k8s.io", "CustomResourceDefinition")) {
    all.push_back(*item.object);
  }
  return all;
}

/// Does the value hold a variable that nobody here knows?
bool is_unknown(yaml::Node value) {
  if (value.origin().operation == yaml::Operation::unresolved) return true;
  if (value.is_scalar()) return value.text().find("${") != std::string_view::npos;
  const auto items = value.items();
  const auto entries = value.entries();
  return std::any_of(items.begin(), items.end(), is_unknown) ||
         std::any_of(entries.begin(), entries.end(),
                     [](const yaml::Entry& entry) { return is_unknown(entry.value); });
}

/// Is the finding about such a value? Then the text is not what is applied, and
/// judging it would be guessing: where Flux substitutes, the value may come from
/// outside; where it does not, another tool may fill it in. A key that is missing or
/// one too many is so whatever the values are.
bool is_about_unknown(const diag::Finding& finding, const kube::Object& object) {
  const bool judges_value = finding.rule == "schema/invalid-value" || finding.rule == "schema/wrong-type" ||
                            finding.rule == "schema/rule-failed";
  return judges_value && is_unknown(yaml::find_path(object.node(), finding.object_path));
}

bool is_about(const rules::Rule& rule, std::string_view kind) {
  return rule.kinds.empty() || std::find(rule.kinds.begin(), rule.kinds.end(), kind) != rule.kinds.end();
}

}  // namespace

bool is_sops_encrypted(const kube::Object& object) {
  return object["sops"].is_mapping() && object["sops"]["mac"];
}

void check_object(const kube::Object& object, const rules::ObjectContext& context, const RuleChoice& choice,
                  diag::Collector& out) {
  for (const rules::Rule& rule : rules::rules()) {
    if (rule.object_check == nullptr || !is_about(rule, object.kind()) || !choice.enabled(rule.id)) continue;
    diag::Collector own(rule.id);
    own.set_object(object.ref());
    rule.object_check(object, context, own);
    out.add_all(own.findings());
  }
}

ObjectChecks::ObjectChecks(const fleet::Fleet& fleet, schema::Catalog& schemas, const Config& config,
                           TaskPool& pool) {
  const RuleChoice choice(config);
  Contexts contexts(contexts_);
  std::unordered_map<Work, std::size_t, WorkHash> known;
  std::vector<const rules::ObjectContext*> context_of;

  for (const auto& cluster : fleet.clusters) {
    const schema::SchemaSetPtr set = schemas.get(cluster->kubernetes.minor, definitions_of(*cluster));
    schemas_.push_back(set);
    const rules::ObjectContext* here = contexts.get(
        {set.get(), cluster->kubernetes.minor, cluster->kubernetes.assumed, cluster->graph.version});
    // Of a cluster that is reached by kubeConfig nothing is known.
    const rules::ObjectContext* elsewhere = contexts.get({set.get(), 0, true, {}});
    auto& of_cluster = slots_.emplace_back();
    for (const flux::Unit& unit : cluster->graph.units) {
      auto& of_unit = of_cluster.emplace_back();
      const rules::ObjectContext* context = unit.other_cluster ? elsewhere : here;
      for (const kube::Object& object : unit.objects) {
        const auto [slot, fresh] =
            known.try_emplace(Work{object.node().identity(), context}, results_.size());
        if (fresh) {
          results_.push_back({object, {}, false, false});
          context_of.push_back(context);
        }
        of_unit.push_back(slot->second);
        ++asked_;
      }
    }
  }

  schema::CleanSet clean;
  pool.run(results_.size(), [&](std::size_t i) {
    Result& result = results_[i];
    const rules::ObjectContext& context = *context_of[i];
    diag::Collector out;
    out.set_object(result.object.ref());
    result.encrypted = is_sops_encrypted(result.object);
    result.has_schema = schema::knows(*context.schemas, result.object.gvk());
    // What SOPS put in (its own key, texts in place of numbers) is not what is applied.
    schema::Notes notes;
    if (!result.encrypted) schema::validate(*context.schemas, result.object, out, &notes, clean);
    result.transition_rules = notes.transition_rules;
    check_object(result.object, context, choice, out);
    result.findings = out.take();
    std::erase_if(result.findings,
                  [&](const diag::Finding& f) { return is_about_unknown(f, result.object); });
    for (diag::Finding& finding : result.findings) {
      if (finding.primary.file != source::FileId::none) continue;
      diag::Place place = yaml::at(result.object.node());
      finding.primary = std::move(place.primary);
      if (finding.related.empty()) finding.related = std::move(place.related);
    }
  });
}

}  // namespace fleetlint::lint
