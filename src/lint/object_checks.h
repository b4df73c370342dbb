// Schema validation and object rules, each distinct (node, context) once.
//
// Overlays and clusters share nodes; so the work is first listed, then done in
// parallel, and each object of each unit is given the result of its node.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/task_pool.h"
#include "fleet/fleet.h"
#include "lint/rule_choice.h"
#include "rules/rule.h"
#include "schema/validator.h"

namespace fleetlint::lint {

class ObjectChecks {
 public:
  struct Result {
    kube::Object object;
    std::vector<diag::Finding> findings;
    bool has_schema = false;
    bool encrypted = false;            ///< by SOPS: its values are not the ones that are applied
    std::size_t transition_rules = 0;  ///< of its CRD, which only a change can be judged by
  };

  /// Checks all objects of all units. The fleet must outlive it.
  ObjectChecks(const fleet::Fleet& fleet, schema::Catalog& schemas, const Config& config, TaskPool& pool);

  /// Of `fleet.clusters[cluster]->graph.units[unit].objects[object]`.
  const Result& of(std::size_t cluster, std::size_t unit, std::size_t object) const {
    return results_[slots_[cluster][unit][object]];
  }

  const std::vector<Result>& distinct() const { return results_; }
  std::size_t asked() const { return asked_; }

 private:
  std::vector<std::unique_ptr<rules::ObjectContext>> contexts_;
  std::vector<schema::SchemaSetPtr> schemas_;
  std::vector<std::vector<std::vector<std::size_t>>> slots_;
  std::vector<Result> results_;
  std::size_t asked_ = 0;
};

/// The object rules that speak in this run and are about the object's kind, one by one.
void check_object(const kube::Object& object, const rules::ObjectContext& context, const RuleChoice& choice,
                  diag::Collector& out);

/// Is the object encrypted by SOPS?
bool is_sops_encrypted(const kube::Object& object);

}  // namespace fleetlint::lint
