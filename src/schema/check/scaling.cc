// HorizontalPodAutoscalers, PodDisruptionBudgets, quotas, limit ranges, priority classes.
#include "schema/check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"
#include "schema/quantity.h"

namespace fleetlint::schema {

namespace {

struct MetricBlock {
  std::string_view type;
  std::string_view field;
};

constexpr std::array<MetricBlock, 5> kMetrics = {{{"Resource", "resource"},
                                                  {"ContainerResource", "containerResource"},
                                                  {"Pods", "pods"},
                                                  {"Object", "object"},
                                                  {"External", "external"}}};

void check_metric(yaml::Node metric, ServerReport& out) {
  const std::string_view type = metric["type"].text();
  if (!metric.is_mapping() || !is_known(metric["type"])) return;
  for (const MetricBlock& block : kMetrics) {
    if (block.type == type) {
      if (!metric[block.field])
        out.required(metric, fmt::format("required field \"{}\" is missing in a metric of type {}",
                                         block.field, type));
    } else {
      out.conflict(metric, block.field,
                   fmt::format("{} stands in a metric of type {}; remove it", block.field, type));
    }
  }
  if (type == "Resource" || type == "ContainerResource") {
    const yaml::Node target = metric[type == "Resource" ? "resource" : "containerResource"]["target"];
    constexpr std::array<std::string_view, 2> kTargets = {"averageUtilization", "averageValue"};
    check_one_of(out, target, kTargets, true, "the target");
    check_integer(out, target["averageUtilization"], "averageUtilization", 1);
  }
}

/// Of what is no resource of a pod: which number counts.
void check_custom_target(yaml::Node metric, ServerReport& out) {
  const std::string_view type = metric["type"].text();
  if (type != "Pods" && type != "Object" && type != "External") return;
  const yaml::Node target = metric[type == "Pods"     ? "pods"
                                   : type == "Object" ? "object"
                                                      : "external"]["target"];
  if (!target.is_mapping()) return;
  out.conflict(target, "averageUtilization",
               fmt::format("averageUtilization is only for resources, not for a metric of type {}", type));
  if (type == "Pods") {
    if (!target["averageValue"])
      out.required(target, "the target of a Pods metric needs averageValue; add it");
    return;
  }
  constexpr std::array<std::string_view, 2> kTargets = {"value", "averageValue"};
  if (type == "External") {
    check_one_of(out, target, kTargets, true, "the target");
  } else if (!target["value"] && !target["averageValue"]) {
    out.required(target, "the target of an Object metric needs value or averageValue; add one of them");
  }
}

void check_behavior(yaml::Node behavior, ServerReport& out) {
  constexpr std::int64_t kLongestWindow = 3600;
  constexpr std::int64_t kLongestPeriod = 1800;
  for (const std::string_view side : {"scaleUp", "scaleDown"}) {
    const yaml::Node rules = behavior[side];
    check_integer(out, rules["stabilizationWindowSeconds"], "stabilizationWindowSeconds", 0, kLongestWindow);
    if (rules["policies"].is_sequence() && rules["policies"].items().empty())
      out.required(rules["policies"], "policies is empty; name one policy at least or leave it out");
    for (const yaml::Node policy : rules["policies"].items()) {
      check_integer(out, policy["value"], "value", 1);
      check_integer(out, policy["periodSeconds"], "periodSeconds", 1, kLongestPeriod);
    }
  }
}

void check_autoscaler(const kube::Object& object, ServerReport& out) {
  const yaml::Node spec = object["spec"];
  const auto most = spec["maxReplicas"].as_int();
  const auto least = spec["minReplicas"].as_int();
  check_integer(out, spec["maxReplicas"], "maxReplicas", 1);
  check_not_negative(out, spec, {"minReplicas"});
  if (least == 0 && std::ranges::none_of(spec["metrics"].items(), [](yaml::Node metric) {
        return metric["type"].text() == "Object" || metric["type"].text() == "External";
      })) {
    out.invalid(
        spec["minReplicas"],
        "minReplicas is 0, but must be at least 1, unless an Object or External metric scales from zero");
  }
  if (most && *most >= 1 && least.value_or(1) > *most)
    out.invalid(spec["maxReplicas"],
                fmt::format("maxReplicas is {}, which is below minReplicas {}", *most, *least));
  const yaml::Node target = spec["scaleTargetRef"];
  for (const std::string_view field : {"kind", "name"}) {
    check_text(out, target[field], field, path_segment_mistake);
    if (target[field].is_string() && target[field].text().empty()) check_needed_text(out, target, field);
  }
  if (object.version() != "v2") return;
  for (const yaml::Node metric : spec["metrics"].items()) {
    check_metric(metric, out);
    check_custom_target(metric, out);
  }
  check_behavior(spec["behavior"], out);
}

void check_budget(yaml::Node spec, ServerReport& out) {
  const auto is_set = [&](std::string_view field) { return spec[field] && !spec[field].is_null(); };
  if (is_set("minAvailable") && is_set("maxUnavailable"))
    out.conflict(spec, "maxUnavailable", "maxUnavailable stands beside minAvailable; remove one of them");
  check_int_or_percent(out, spec["minAvailable"], "minAvailable", 100);
  check_int_or_percent(out, spec["maxUnavailable"], "maxUnavailable", 100);
  check_selector(out, spec["selector"]);
}

/// Scopes that exclude each other, and what a scope can count.
void check_scopes(yaml::Node spec, ServerReport& out) {
  const auto find = [&](std::string_view name) {
    for (const yaml::Node scope : spec["scopes"].items()) {
      if (scope.text() == name) return scope;
    }
    return yaml::Node();
  };
  for (const auto& [one, other] :
       {std::pair<std::string_view, std::string_view>{"Terminating", "NotTerminating"},
        std::pair<std::string_view, std::string_view>{"BestEffort", "NotBestEffort"}}) {
    if (find(one) && find(other))
      out.invalid(find(other), fmt::format("the scope {} stands beside {}; no pod is both", other, one));
  }
  if (!find("BestEffort")) return;
  for (const yaml::Entry& entry : spec["hard"].entries()) {
    if (entry.key.text() != "pods")
      out.invalid_key(entry, fmt::format("the scope BestEffort limits only pods, not {}", entry.key.text()));
  }
}

void check_quota(yaml::Node spec, ServerReport& out) {
  constexpr std::array<std::string_view, 18> kNames = {"cpu",
                                                       "memory",
                                                       "ephemeral-storage",
                                                       "requests.cpu",
                                                       "requests.memory",
                                                       "requests.ephemeral-storage",
                                                       "limits.cpu",
                                                       "limits.memory",
                                                       "limits.ephemeral-storage",
                                                       "requests.storage",
                                                       "pods",
                                                       "services",
                                                       "services.nodeports",
                                                       "services.loadbalancers",
                                                       "secrets",
                                                       "configmaps",
                                                       "persistentvolumeclaims",
                                                       "replicationcontrollers"};
  constexpr std::array<std::string_view, 9> kCounts = {
      "pods",          "services",   "services.nodeports",     "services.loadbalancers",
      "secrets",       "configmaps", "persistentvolumeclaims", "replicationcontrollers",
      "resourcequotas"};
  check_scopes(spec, out);
  for (const yaml::Entry& entry : spec["hard"].entries()) {
    const std::string_view name = entry.key.text();
    const bool is_good = name.find('/') != std::string_view::npos || name == "resourcequotas" ||
                         name.starts_with("hugepages-") || name.starts_with("requests.hugepages-") ||
                         std::ranges::find(kNames, name) != kNames.end();
    if (!is_good)
      out.invalid_key(entry,
                      fmt::format("there is no quota of {}{}", quote(name), did_you_mean(name, kNames)));
    const auto amount = quantity_of(entry.value);
    const bool is_count = std::ranges::find(kCounts, name) != kCounts.end() || name.starts_with("count/");
    if (amount && amount->is_negative())
      out.invalid(entry.value,
                  fmt::format("the quota of {} is {}, but must not be negative", name, entry.value.text()));
    else if (amount && is_count && !amount->is_whole())
      out.invalid(entry.value,
                  fmt::format("the quota of {} is {}, but must be a whole number", name, entry.value.text()));
  }
}

void check_limit_range(yaml::Node spec, ServerReport& out) {
  std::vector<yaml::Node> types;
  for (const yaml::Node limit : spec["limits"].items()) {
    types.push_back(limit["type"]);
    if (limit["type"].text() == "Pod") {
      for (const std::string_view field : {"default", "defaultRequest"})
        out.conflict(limit, field, fmt::format("{} is only for containers, not for the type Pod", field));
    }
    if (limit["type"].text() == "PersistentVolumeClaim" && !limit["min"]["storage"] &&
        !limit["max"]["storage"] && is_known(limit["min"]) && is_known(limit["max"]))
      out.required(limit, "a limit of type PersistentVolumeClaim needs storage in min or max; add it");
    // Each is at most the next.
    constexpr std::array<std::string_view, 4> kOrder = {"min", "defaultRequest", "default", "max"};
    for (std::size_t low = 0; low < kOrder.size(); ++low) {
      for (const yaml::Entry& entry : limit[kOrder[low]].entries()) {
        for (std::size_t high = low + 1; high < kOrder.size(); ++high) {
          const auto less = quantity_of(entry.value);
          const auto more = quantity_of(limit[kOrder[high]][entry.key]);
          if (less && more && *more < *less) {
            out.invalid(entry.value,
                        fmt::format("{} of {} is {}, which is above its {} {}", kOrder[low], entry.key.text(),
                                    entry.value.text(), kOrder[high], limit[kOrder[high]][entry.key].text()));
          }
        }
      }
    }
  }
  check_unique(out, types, "a limit of type");
}

void check_priority(const kube::Object& object, ServerReport& out) {
  constexpr std::int64_t kMost = 1'000'000'000;
  const std::string_view name = object.name();
  const bool is_system = name == "system-cluster-critical" || name == "system-node-critical";
  if (is_system) return;
  if (name.starts_with("system-"))
    out.invalid_name(
        object["metadata"]["name"],
        fmt::format("PriorityClass is named {}, but names that begin with system- are Kubernetes' own",
                    quote(name)));
  const auto value = object["value"].as_int();
  if (value && *value > kMost)
    out.invalid(object["value"], fmt::format("value is {}, but may be {} at most", *value, kMost));
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (object.is("autoscaling", "HorizontalPodAutoscaler")) check_autoscaler(object, out);
  if (object.is("policy", "PodDisruptionBudget")) check_budget(object["spec"], out);
  if (object.is("", "ResourceQuota")) check_quota(object["spec"], out);
  if (object.is("", "LimitRange")) check_limit_range(object["spec"], out);
  if (object.is("scheduling.k8s.io", "PriorityClass")) check_priority(object, out);
  if (object.is("node.k8s.io", "RuntimeClass"))
    check_text(out, object["handler"], "handler", dns_label_mistake);
}

}  // namespace

extern const ServerCheck check_scaling;
const ServerCheck check_scaling{run};

}  // namespace fleetlint::schema
