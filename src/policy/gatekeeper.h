// Gatekeeper: ConstraintTemplates compiled, constraints evaluated on objects.
//
// A template has one target with sources in Rego, in CEL or in both; Gatekeeper then takes CEL.
// A constraint is an object of the kind that the template declares; it says which objects it is
// about and with which parameters.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "kube/object.h"
#include "policy/cel_rules.h"
#include "policy/match.h"
#include "policy/review.h"
#include "policy/violation.h"
#include "rego/rego.h"
#include "yaml/node.h"

namespace fleetlint::policy {

enum class Engine { rego, cel };

/// What is wrong with a template; `node` is the text or field that it is in.
struct TemplateMistake {
  yaml::Node node;
  std::string message;
};

class ConstraintTemplate {
 public:
  /// `node` is the template's object. Mistakes say what cannot be used.
  ConstraintTemplate(yaml::Node node, int kubernetes_minor);

  std::string_view kind() const { return kind_; }  ///< of its constraints
  const kube::Object& object() const { return object_; }
  const std::vector<TemplateMistake>& mistakes() const { return mistakes_; }
  bool has(Engine engine) const { return engine == Engine::rego ? rego_ != nullptr : cel_ != nullptr; }
  bool reads_inventory() const { return reads_inventory_; }

  /// What the template says of the object by its own parameters; `match` is not asked.
  /// `inventory`: data.inventory, may be missing.
  std::vector<Violation> evaluate(Engine engine, Arena& arena, const Review& review, yaml::Node constraint,
                                  yaml::Node inventory) const;

 private:
  void read_target(yaml::Node target, int minor);
  void compile_rego(yaml::Node source);
  std::vector<Violation> evaluate_rego(Arena& arena, const Review& review, yaml::Node constraint,
                                       yaml::Node inventory) const;

  kube::Object object_;
  std::string kind_;
  std::vector<TemplateMistake> mistakes_;
  std::shared_ptr<const rego::Policy> rego_;
  std::vector<std::string> violation_;  // path of the rule
  std::unique_ptr<CelRules> cel_;
  bool reads_inventory_ = false;
};

/// {"inventory": …} of a cluster's objects: by namespace or cluster, group/version, kind, name.
yaml::Node inventory_of(Arena& arena, const std::vector<kube::Object>& objects);

}  // namespace fleetlint::policy
