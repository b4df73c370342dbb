// Webhook configurations, and policies with their bindings.
#include "schema/check.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

constexpr std::string_view kGroup = "admissionregistration.k8s.io";

void check_rule(yaml::Node rule, ServerReport& out) {
  if (!rule.is_mapping()) return;
  for (const std::string_view field : {"operations", "apiGroups", "apiVersions", "resources"}) {
    const yaml::Node list = rule[field];
    if (list.items().empty() && (!list || list.is_null() || list.is_sequence())) {
      out.required(
          list && !list.is_null() ? list : rule,
          fmt::format("required field \"{}\" is {}; name one at least", field, list ? "empty" : "missing"));
      continue;
    }
    const bool has_all =
        std::ranges::any_of(list.items(), [](yaml::Node item) { return item.text() == "*"; });
    if (has_all && list.items().size() > 1 && field != "resources")
      out.invalid(list, fmt::format("{} has \"*\" beside others, but it must be alone", field));
  }
}

void check_client(yaml::Node config, ServerReport& out) {
  constexpr std::array<std::string_view, 2> kWays = {"url", "service"};
  check_one_of(out, config, kWays, true, "clientConfig");
  if (const auto url = known_text(config["url"]); url && !url->starts_with("https://"))
    out.invalid(config["url"], fmt::format("url is {}, but must begin with https://", quote(*url)));
  const yaml::Node service = config["service"];
  if (!service.is_mapping()) return;
  for (const std::string_view field : {"name", "namespace"}) {
    if (service[field].is_string() && service[field].text().empty()) check_needed_text(out, service, field);
  }
  check_port(out, service["port"], "port");
  if (const auto path = known_text(service["path"]); path && !path->starts_with('/'))
    out.invalid(service["path"], fmt::format("path is {}, but must begin with /", quote(*path)));
}

void check_webhooks(const kube::Object& object, ServerReport& out) {
  constexpr std::int64_t kLongestTimeout = 30;
  std::vector<yaml::Node> names;
  for (const yaml::Node webhook : object["webhooks"].items()) {
    if (!webhook.is_mapping()) continue;
    check_text(out, webhook["name"], "name", fully_qualified_name_mistake);
    names.push_back(webhook["name"]);
    check_integer(out, webhook["timeoutSeconds"], "timeoutSeconds", 1, kLongestTimeout);
    check_client(webhook["clientConfig"], out);
    for (const yaml::Node rule : webhook["rules"].items()) check_rule(rule, out);
    check_selector(out, webhook["namespaceSelector"]);
    check_selector(out, webhook["objectSelector"]);
    if (object.version() != "v1") continue;
    const yaml::Node versions = webhook["admissionReviewVersions"];
    const bool has_known = std::ranges::any_of(
        versions.items(), [](yaml::Node v) { return v.text() == "v1" || v.text() == "v1beta1"; });
    if (versions.is_sequence() && !has_known)
      out.invalid(versions,
                  "admissionReviewVersions has neither v1 nor v1beta1, and the server knows no others");
    const std::string_view effects = webhook["sideEffects"].text();
    if (effects == "Unknown" || effects == "Some")
      out.invalid(webhook["sideEffects"],
                  fmt::format("sideEffects is {}, but must be None or NoneOnDryRun", quote(effects)));
  }
  check_unique(out, names, "the webhook");
}

void check_binding(yaml::Node spec, ServerReport& out) {
  const yaml::Node actions = spec["validationActions"];
  if (actions.is_sequence() && actions.items().empty())
    out.required(actions, "validationActions is empty; name one at least");
  const auto has = [&](std::string_view word) {
    return std::ranges::any_of(actions.items(), [&](yaml::Node item) { return item.text() == word; });
  };
  if (has("Deny") && has("Warn"))
    out.invalid(actions, "validationActions has Deny and Warn, which say the same twice; remove one");
  check_unique(out, actions.items(), "the action");
  constexpr std::array<std::string_view, 2> kWays = {"name", "selector"};
  if (spec["paramRef"].is_mapping()) check_one_of(out, spec["paramRef"], kWays, true, "paramRef");
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (object.group() != kGroup) return;
  if (object.kind().ends_with("WebhookConfiguration")) check_webhooks(object, out);
  const yaml::Node spec = object["spec"];
  if (object.kind() == "ValidatingAdmissionPolicyBinding") check_binding(spec, out);
  if (object.kind() == "ValidatingAdmissionPolicy" && spec.is_mapping()) {
    if (spec["validations"].items().empty() && spec["auditAnnotations"].items().empty())
      out.required(spec, "a policy needs validations or auditAnnotations");
    if (spec["matchConstraints"].is_mapping() && spec["matchConstraints"]["resourceRules"].items().empty())
      out.required(spec["matchConstraints"], "resourceRules needs one rule at least");
  }
}

}  // namespace

extern const ServerCheck check_admission;
const ServerCheck check_admission{run};

}  // namespace fleetlint::schema
