#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/strings.h"
#include "policy/enforce.h"
#include "policy/match.h"
#include "policy/subjects.h"

namespace fleetlint::policy {

namespace {

constexpr std::string_view kConstraints = "constraints.gatekeeper.sh";
constexpr std::string_view kTemplates = "templates.gatekeeper.sh";
constexpr std::string_view kIgnoreLabel = "admission.gatekeeper.sh/ignore";

std::optional<Action> action_named(std::string_view name) {
  if (name.empty() || name == "deny") return Action::deny;
  if (name == "warn") return Action::warn;
  if (name == "dryrun") return Action::audit;
  return std::nullopt;
}

/// At admission, by its own field or by those scoped to the webhook; the strictest counts.
std::optional<Action> action_of(const kube::Object& constraint) {
  const yaml::Node spec = constraint["spec"];
  const std::string_view name = spec["enforcementAction"].text();
  if (name != "scoped") return action_named(name);
  Action strictest = Action::audit;
  for (const yaml::Node scoped : spec["scopedEnforcementActions"].items()) {
    const std::optional<Action> action = action_named(scoped["action"].text());
    if (!action) return std::nullopt;
    const auto points = scoped["enforcementPoints"].items();
    const bool at_admission = std::ranges::any_of(points, [](yaml::Node point) {
      const std::string_view where = point["name"].text();
      return where == "*" || where == "validation.gatekeeper.sh" || where == "vap.k8s.io";
    });
    if (at_admission) strictest = std::min(strictest, *action);
  }
  return strictest;
}

/// Namespaces that Gatekeeper's own Config takes out of its webhook.
bool is_excluded(const std::vector<kube::Object>& configs, std::string_view space) {
  for (const kube::Object& config : configs) {
    for (const yaml::Node match : config["spec"]["match"].items()) {
      const auto processes = match["processes"].items();
      const bool is_meant = std::ranges::any_of(
          processes, [](yaml::Node process) { return process.text() == "*" || process.text() == "webhook"; });
      const auto spaces = match["excludedNamespaces"].items();
      const bool is_listed = std::ranges::any_of(spaces, [&](yaml::Node item) {
        const std::string_view pattern = item.text();
        return pattern == space ||
               (pattern.ends_with('*') && space.starts_with(pattern.substr(0, pattern.size() - 1)));
      });
      if (is_meant && is_listed) return true;
    }
  }
  return false;
}

using TemplatePtr = std::shared_ptr<const std::unique_ptr<ConstraintTemplate>>;

class Gatekeeper {
 public:
  Gatekeeper(const ClusterObjects& cluster, RunMemo& memo) : cluster_(cluster), memo_(memo) {}

  Enforcement run() {
    read();
    if (constraints_.empty()) return std::move(result_);
    const std::vector<Subject> subjects = subjects_of(cluster_);
    for (const Subject& subject : subjects) {
      const std::string_view group = subject.object.group();
      if (group == kConstraints || group == kTemplates) continue;
      if (subject.name_space["metadata"]["labels"][kIgnoreLabel]) continue;
      if (is_excluded(configs_, subject.object.is("", "Namespace") ? subject.object.name()
                                                                   : std::string_view(subject.space)))
        continue;
      review(subject);
    }
    return std::move(result_);
  }

 private:
  struct Constraint {
    kube::Object object;
    TemplatePtr made;
    Action action = Action::deny;
  };

  void read() {
    std::vector<kube::Object> constraints;
    for (const kube::Object& object : cluster_.objects) {
      if (object.group() == kConstraints) constraints.push_back(object);
      if (object.is("config.gatekeeper.sh", "Config")) configs_.push_back(object);
      if (!object.is(kTemplates, "ConstraintTemplate")) continue;
      const std::string key =
          "policy/template" + std::to_string(cluster_.kubernetes_minor) + identity_text(object.node());
      const TemplatePtr made = memo_.get<std::unique_ptr<ConstraintTemplate>>(key, [&] {
        return std::make_unique<ConstraintTemplate>(object.node(), cluster_.kubernetes_minor);
      });
      for (const TemplateMistake& mistake : (*made)->mistakes())
        result_.broken.push_back({object, mistake.node, mistake.message});
      templates_.emplace((*made)->kind(), made);
    }
    for (const kube::Object& constraint : constraints) {
      const auto made = templates_.find(constraint.kind());
      if (made == templates_.end()) {
        result_.broken.push_back(
            {constraint, constraint["kind"],
             fmt::format("no ConstraintTemplate of this cluster makes the kind {}; render one, or "
                         "mend the kind's name",
                         quote(constraint.kind()))});
        continue;
      }
      const std::optional<Action> action = action_of(constraint);
      if (!action) {
        const yaml::Node said = constraint["spec"]["enforcementAction"];
        result_.broken.push_back({constraint, said,
                                  fmt::format("{} is no enforcementAction; use deny, warn, dryrun or scoped",
                                              quote(said.text()))});
        continue;
      }
      constraints_.push_back({constraint, made->second, *action});
    }
  }

  yaml::Node inventory() {
    if (!inventory_) inventory_ = inventory_of(arena_, cluster_.objects);
    return *inventory_;
  }

  void review(const Subject& subject) {
    std::optional<Review> review;
    for (const Constraint& constraint : constraints_) {
      if (!review) review = review_of(arena_, subject.object, subject.space, subject.name_space);
      if (!matches(constraint.object["spec"]["match"], *review, subject.resource.is_cluster_scoped)) continue;
      const ConstraintTemplate& made = **constraint.made;
      const auto evaluate = [&] {
        return made.evaluate(made.has(Engine::cel) ? Engine::cel : Engine::rego, arena_, *review,
                             constraint.object.node(), made.reads_inventory() ? inventory() : yaml::Node());
      };
      if (made.reads_inventory()) {
        add(subject, constraint, evaluate());
        continue;
      }
      const std::string key = "policy/constraint" + identity_text(made.object().node()) +
                              identity_text(constraint.object.node()) + identity_text(subject.object.node()) +
                              identity_text(subject.name_space) + subject.space;
      add(subject, constraint, *memo_.get<std::vector<Violation>>(key, evaluate));
    }
  }

  void add(const Subject& subject, const Constraint& constraint, const std::vector<Violation>& violations) {
    for (const Violation& violation : violations)
      result_.violations.push_back({subject.object, constraint.object, constraint.action, violation});
  }

  const ClusterObjects& cluster_;
  RunMemo& memo_;
  Arena arena_;
  Enforcement result_;
  std::vector<kube::Object> configs_;
  std::map<std::string_view, TemplatePtr> templates_;
  std::vector<Constraint> constraints_;
  std::optional<yaml::Node> inventory_;
};

}  // namespace

Enforcement enforce_gatekeeper(const ClusterObjects& cluster, RunMemo& memo) {
  return Gatekeeper(cluster, memo).run();
}

}  // namespace fleetlint::policy
