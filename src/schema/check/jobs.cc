// Jobs and CronJobs.
#include "schema/check.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

void check_exit_codes(yaml::Node codes, yaml::Node pod, ServerReport& out) {
  std::optional<std::int64_t> last;
  for (const yaml::Node value : codes["values"].items()) {
    const auto code = value.as_int();
    if (!code) continue;
    if (*code == 0 && codes["operator"].text() == "In")
      out.invalid(value, "0 is no failure; remove it from the values of the operator In");
    if (last && *code <= *last)
      out.invalid(value, fmt::format("{} stands behind {}; the values must rise", *code, *last));
    last = code;
  }
  const auto name = known_text(codes["containerName"]);
  if (!name || !pod.is_mapping()) return;
  const std::vector<Container> all = containers_of(pod);
  const auto is_it = [&](const Container& container) {
    return !is_known(container.node["name"]) || container.node["name"].text() == *name;
  };
  if (std::ranges::none_of(all, is_it))
    out.invalid(codes["containerName"],
                fmt::format("there is no container {} in the pod template", quote(*name)));
}

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
    check_exit_codes(rule["onExitCodes"], spec["template"]["spec"], out);
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
  const auto failed = spec["maxFailedIndexes"].as_int();
  const auto completions = spec["completions"].as_int();
  if (is_indexed && failed && completions && *failed > *completions)
    out.invalid(spec["maxFailedIndexes"],
                fmt::format("maxFailedIndexes is {}, which is above completions {}", *failed, *completions));
  const yaml::Node replacement = spec["podReplacementPolicy"];
  if (spec["podFailurePolicy"].is_mapping() && replacement.text() == "TerminatingOrFailed")
    out.invalid(
        replacement,
        "podReplacementPolicy is TerminatingOrFailed, but must be Failed where there is a podFailurePolicy");
  for (const yaml::Node rule : spec["successPolicy"]["rules"].items()) {
    if (rule.is_mapping() && !rule["succeededIndexes"] && !rule["succeededCount"])
      out.required(rule, "the rule needs succeededIndexes or succeededCount; add one of them");
  }
  check_text(out, spec["managedBy"], "managedBy", domain_prefixed_path_mistake);
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
