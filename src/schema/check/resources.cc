// Requests and limits of containers: names of resources, amounts, requests above limits.
#include "schema/check.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "schema/quantity.h"

namespace fleetlint::schema {

namespace {

bool is_basic(std::string_view resource) {
  return resource == "cpu" || resource == "memory" || resource == "ephemeral-storage";
}

void check_amounts(yaml::Node amounts, std::string_view what, ServerReport& out) {
  for (const yaml::Entry& entry : amounts.entries()) {
    const std::string_view resource = entry.key.text();
    if (!is_basic(resource) && !resource.starts_with("hugepages-")) {
      if (resource.find('/') == std::string_view::npos) {
        constexpr std::string_view kBasic[] = {"cpu", "memory", "ephemeral-storage"};
        const std::string hint = did_you_mean(resource, kBasic);
        out.invalid_key(entry, fmt::format("{} has no resource {}{}", what, quote(resource),
                                           hint.empty() ? "; others than cpu, memory, ephemeral-storage and "
                                                          "hugepages- have a domain, as in example.com/gpu"
                                                        : hint));
      } else if (std::string mistake = qualified_name_mistake(resource); !mistake.empty()) {
        out.invalid_key(entry, fmt::format("the resource {} {}", quote(resource), mistake));
      }
    }
    const auto amount = quantity_of(entry.value);
    if (!amount) continue;
    if (amount->is_negative())
      out.invalid(entry.value, fmt::format("{} of {} is {}, but must not be negative", what, resource,
                                           entry.value.text()));
    else if (resource.find('/') != std::string_view::npos && !amount->is_whole())
      out.invalid(entry.value, fmt::format("{} of {} is {}, but must be a whole number", what, resource,
                                           entry.value.text()));
  }
}

void check_requests(yaml::Node resources, ServerReport& out) {
  const yaml::Node limits = resources["limits"];
  for (const yaml::Entry& entry : resources["requests"].entries()) {
    const std::string_view resource = entry.key.text();
    const bool must_be_equal = !is_basic(resource);
    const yaml::Node limit_node = limits[resource];
    if (!is_known(entry.value) || (limit_node && !is_known(limit_node))) continue;
    const auto request = quantity_of(entry.value);
    const auto limit = quantity_of(limit_node);
    if (must_be_equal && !limit_node && resource.find('/') != std::string_view::npos) {
      out.required(
          entry.value,
          fmt::format("the resource {} is requested without a limit; set the limit to the same amount",
                      resource));
    } else if (request && limit && *limit < *request) {
      out.invalid(entry.value, fmt::format("the request of {} is {}, which is above its limit {}", resource,
                                           entry.value.text(), limit_node.text()));
    } else if (must_be_equal && request && limit && *request < *limit) {
      out.invalid(entry.value, fmt::format("the request of {} is {}, but must be its limit {}", resource,
                                           entry.value.text(), limit_node.text()));
    }
  }
}

void check_huge_pages(yaml::Node resources, ServerReport& out) {
  const yaml::Entry* huge = nullptr;
  for (const std::string_view side : {"limits", "requests"}) {
    if (!is_known(resources[side])) return;
    for (const yaml::Entry& entry : resources[side].entries()) {
      if (entry.key.text() == "cpu" || entry.key.text() == "memory") return;
      if (huge == nullptr && entry.key.text().starts_with("hugepages-")) huge = &entry;
    }
  }
  if (huge != nullptr)
    out.conflict(*huge,
                 fmt::format("{} needs cpu or memory beside it; say how much of them the container takes",
                             huge->key.text()));
}

void run(const kube::Object& object, int, ServerReport& out) {
  const PodTemplate pod = pod_template(object);
  for (const Container& container : containers_of(pod.spec)) {
    const yaml::Node resources = container.node["resources"];
    check_amounts(resources["limits"], "the limit", out);
    check_amounts(resources["requests"], "the request", out);
    check_requests(resources, out);
    check_huge_pages(resources, out);
    std::vector<yaml::Node> resized;
    for (const yaml::Node policy : container.node["resizePolicy"].items())
      resized.push_back(policy["resourceName"]);
    check_unique(out, resized, "the resize policy of");
    for (const yaml::Node claim : resources["claims"].items()) {
      const auto name = known_text(claim["name"]);
      const auto is_it = [&](yaml::Node known) {
        return !is_known(known["name"]) || known["name"].text() == *name;
      };
      if (name && is_known(pod.spec["resourceClaims"]) &&
          std::ranges::none_of(pod.spec["resourceClaims"].items(), is_it))
        out.invalid(claim["name"],
                    fmt::format("there is no claim {} in the pod's resourceClaims", quote(*name)));
    }
  }
}

}  // namespace

extern const ServerCheck check_resources;
const ServerCheck check_resources{run};

}  // namespace fleetlint::schema
