// Jobs and CronJobs.
#include "schema/check.h"

#include <array>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

void check_failure_policy(yaml::Node spec, ServerReport& out) {
  const yaml::Node policy = spec["podFailurePolicy"];
  if (!policy.is_mapping()) return;
  const yaml::Node restart = spec["template"]["spec"]["restartPolicy"];
  if (const auto word = known_text(restart); word && *word != "Never")
    out.invalid(restart,
                fmt::format("restartPolicy is {}, but must be Never where there is a podFailurePolicy",
                            quote(*word)));
  constexpr std::array<std::string_view, 2> kCauses = {"onExitCodes", "onPodConditions"};
  for (const yaml::Node rule : policy["rules"].items()) {
    check_one_of(out, rule, kCauses, true, "the rule");
    if (rule["action"].text() == "FailIndex" && !spec["backoffLimitPerIndex"])
      out.invalid(rule["action"], "action is FailIndex, which needs backoffLimitPerIndex");
  }
}

void check_job(yaml::Node spec, bool is_template, ServerReport& out) {
  check_not_negative(out, spec,
                     {"parallelism", "completions", "backoffLimit", "activeDeadlineSeconds",
                      "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"});
  const yaml::Node pod = spec["template"]["spec"];
  const yaml::Node policy = pod["restartPolicy"];
  if (pod.is_mapping() && policy.text().empty() && !policy.is_null() && is_known(policy))
    out.required(pod,
                 "required field \"restartPolicy\" is missing in the pod template of a Job; set it to Never "
                 "or OnFailure");
  else if (const auto word = known_text(policy); word && *word == "Always")
    out.invalid(policy, "restartPolicy is \"Always\", but a Job's pods must have Never or OnFailure");
  const bool is_indexed = spec["completionMode"].text() == "Indexed";
  if (is_indexed && !spec["completions"].as_int() && is_known(spec["completions"]))
    out.required(spec["completionMode"], "completionMode is Indexed, which needs completions");
  if (!is_indexed && is_known(spec["completionMode"])) {
    for (const std::string_view field : {"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"})
      out.conflict(spec, field, fmt::format("{} is only for completionMode Indexed", field));
  }
  if (is_template) {
    for (const std::string_view field : {"selector", "manualSelector"})
      out.conflict(
          spec, field,
          fmt::format("a job template must not have {}, which is made for each job; remove it", field));
  } else if (spec["selector"].is_mapping() && spec["manualSelector"].as_bool() != true) {
    out.conflict(spec, "selector",
                 "selector is made by the server, unless manualSelector is true; remove it");
  }
  check_failure_policy(spec, out);
}

void run(const kube::Object& object, int, ServerReport& out) {
  const yaml::Node spec = object["spec"];
  if (object.is("batch", "Job")) check_job(spec, false, out);
  if (!object.is("batch", "CronJob")) return;
  check_text(out, spec["schedule"], "schedule", cron_mistake);
  if (spec["schedule"].is_string() && spec["schedule"].text().empty())
    check_needed_text(out, spec, "schedule");
  check_text(out, spec["timeZone"], "timeZone", time_zone_mistake);
  check_not_negative(out, spec,
                     {"startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"});
  check_job(spec["jobTemplate"]["spec"], true, out);
}

}  // namespace

extern const ServerCheck check_jobs;
const ServerCheck check_jobs{run};

}  // namespace fleetlint::schema
