// Deployments, ReplicaSets, StatefulSets and DaemonSets.
#include "schema/check.h"

#include "base/strings.h"
#include "schema/label_selector.h"

namespace fleetlint::schema {

namespace {

/// Zero as a number or as a percentage.
bool is_zero(yaml::Node value) {
  if (value.is_string()) {
    return percent_mistake(value.text()).empty() &&
           value.text().find_first_not_of("0%") == std::string_view::npos;
  }
  return value.as_int() == 0;
}

void check_rolling_update(yaml::Node strategy, std::string_view name, std::string_view word,
                          ServerReport& out) {
  if (strategy["type"].text() == word && !strategy["rollingUpdate"].is_null())
    out.conflict(strategy, "rollingUpdate",
                 fmt::format("rollingUpdate stands beside the {} type {}; remove one of them", name, word));
}

void check_deployment(yaml::Node spec, ServerReport& out) {
  const yaml::Node strategy = spec["strategy"];
  check_rolling_update(strategy, "strategy", "Recreate", out);
  const yaml::Node rolling = strategy["rollingUpdate"];
  check_int_or_percent(out, rolling["maxUnavailable"], "maxUnavailable", 100);
  check_int_or_percent(out, rolling["maxSurge"], "maxSurge");
  if (is_zero(rolling["maxUnavailable"]) && is_zero(rolling["maxSurge"]))
    out.invalid(
        rolling,
        "maxUnavailable and maxSurge are both 0, so nothing could ever be updated; raise one of them");
  const auto deadline = spec["progressDeadlineSeconds"].as_int();
  const auto ready = spec["minReadySeconds"].as_int().value_or(0);
  constexpr std::int64_t kDefaultDeadline = 600;
  if (deadline.value_or(kDefaultDeadline) <= ready) {
    out.invalid(deadline ? spec["progressDeadlineSeconds"] : spec["minReadySeconds"],
                fmt::format("progressDeadlineSeconds is {}, but must be above minReadySeconds {}",
                            deadline.value_or(kDefaultDeadline), ready));
  }
  check_not_negative(out, spec, {"revisionHistoryLimit", "progressDeadlineSeconds"});
}

void check_daemon_set(yaml::Node spec, ServerReport& out) {
  const yaml::Node strategy = spec["updateStrategy"];
  check_rolling_update(strategy, "update strategy", "OnDelete", out);
  const yaml::Node rolling = strategy["rollingUpdate"];
  check_int_or_percent(out, rolling["maxUnavailable"], "maxUnavailable", 100);
  check_int_or_percent(out, rolling["maxSurge"], "maxSurge", 100);
  const bool surges = rolling["maxSurge"] && !rolling["maxSurge"].is_null() && !is_zero(rolling["maxSurge"]);
  // maxUnavailable is 1 by default.
  if (surges && !is_zero(rolling["maxUnavailable"]) && is_known(rolling["maxSurge"]))
    out.invalid(rolling["maxSurge"],
                "maxSurge is set while maxUnavailable is not 0, which it is by default not; set "
                "maxUnavailable: 0 too");
  if (!surges && is_zero(rolling["maxUnavailable"]))
    out.invalid(
        rolling["maxUnavailable"],
        "maxUnavailable is 0 while maxSurge is 0, so nothing could ever be updated; raise one of them");
  check_not_negative(out, spec, {"revisionHistoryLimit"});
}

void check_stateful_set(yaml::Node spec, ServerReport& out) {
  const yaml::Node strategy = spec["updateStrategy"];
  check_rolling_update(strategy, "update strategy", "OnDelete", out);
  check_not_negative(out, strategy["rollingUpdate"], {"partition"});
  check_not_negative(out, spec["ordinals"], {"start"});
  const yaml::Node retention = spec["persistentVolumeClaimRetentionPolicy"];
  for (const std::string_view field : {"whenDeleted", "whenScaled"}) {
    const auto word = known_text(retention[field]);
    if (word && *word != "Retain" && *word != "Delete")
      out.invalid(retention[field],
                  fmt::format("{} is {}, but must be Retain or Delete", field, quote(*word)));
  }
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (object.group() != "apps") return;
  const std::string_view kind = object.kind();
  if (kind != "Deployment" && kind != "ReplicaSet" && kind != "StatefulSet" && kind != "DaemonSet") return;
  const yaml::Node spec = object["spec"];
  check_not_negative(out, spec, {"replicas", "minReadySeconds"});
  const yaml::Node selector = spec["selector"];
  if (selector.is_mapping() && selector["matchLabels"].entries().empty() &&
      selector["matchExpressions"].items().empty())
    out.invalid(
        selector,
        fmt::format("the selector is empty, which a {} must not have; name the labels of its pods", kind));
  check_selector(out, selector);
  const yaml::Node policy = spec["template"]["spec"]["restartPolicy"];
  if (const auto word = known_text(policy); word && *word != "Always")
    out.invalid(policy, fmt::format("restartPolicy is {}, but the pods of a {} must have Always",
                                    quote(*word), kind));
  if (kind == "Deployment") check_deployment(spec, out);
  if (kind == "DaemonSet") check_daemon_set(spec, out);
  if (kind == "StatefulSet") check_stateful_set(spec, out);
}

}  // namespace

extern const ServerCheck check_workloads;
const ServerCheck check_workloads{run};

}  // namespace fleetlint::schema
