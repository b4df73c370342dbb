// A repository's own policies in Rego, by conftest's conventions.
//
// A set is a folder named `policy` or `policies` with modules in it and below. In each package, rules
// named deny, violation or warn (or deny_x, warn_x ..) hold what is wrong with `input`, a rendered
// object: texts, or objects with `msg`. `exception` names rules that are not meant for this input.
// Modules are read as Rego 1, or all as Rego 0 where one of them is none. JSON and YAML files in the
// folder's `data` are data. What the pipeline knows of the cluster is data.cluster and data.fleet.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "kube/object.h"
#include "policy/violation.h"
#include "rego/rego.h"
#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::policy {

struct PolicyFile {
  std::string path;
  source::FileId file = source::FileId::none;
  std::string_view text;
};

struct DataFile {
  std::string path;  ///< below the folder's `data`, which says where it goes
  yaml::Node root;
};

/// The folder of a file's policy set: "clusters/a/policies" of "clusters/a/policies/lib/x.rego"; empty
/// where it is in none.
std::string_view policy_folder_of(std::string_view path);

struct Verdict {
  bool is_warning = false;
  std::string rule;  ///< "data.main.deny_root"
  source::FileId file = source::FileId::none;
  source::Span span;  ///< of the rule in the policy
  Violation violation;
};

class UserPolicies {
 public:
  UserPolicies(std::string folder, const std::vector<PolicyFile>& files);

  const std::string& folder() const { return folder_; }
  const std::vector<rego::Diagnostic>& diagnostics() const { return diagnostics_; }
  /// Does it ask for what only one cluster can tell?
  bool reads_cluster() const { return reads_cluster_; }
  bool has_rules() const { return !rules_.empty(); }
  const rego::Policy* compiled() const { return policy_.get(); }

  /// `data` may be missing.
  std::vector<Verdict> evaluate(const kube::Object& object, yaml::Node data) const;

 private:
  struct Rule {
    rego::Definition definition;
    bool is_warning = false;
    std::string suffix;  ///< "root" of deny_root
  };

  bool is_excepted(rego::Evaluation& evaluation, const Rule& rule) const;

  std::string folder_;
  std::shared_ptr<const rego::Policy> policy_;
  std::vector<rego::Diagnostic> diagnostics_;
  std::vector<Rule> rules_;
  std::vector<std::vector<std::string>> exceptions_;  ///< paths of rules named so
  bool reads_cluster_ = false;
};

/// Data files and more top-level fields as one node: {"data": …} has the file data/teams.json at data.teams.
yaml::Node data_node(Arena& arena, const std::vector<DataFile>& files, const std::vector<yaml::Entry>& more);

/// What test rules (`test_x`) say.
struct TestResult {
  std::string name;  ///< "data.main.test_root"
  enum class Outcome { passed, failed, skipped, error } outcome = Outcome::passed;
  std::string message;
  source::FileId file = source::FileId::none;
  source::Span span;
};
std::vector<TestResult> run_tests(const rego::Policy& policy, yaml::Node data);

}  // namespace fleetlint::policy
