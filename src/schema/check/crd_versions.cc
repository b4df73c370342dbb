// CustomResourceDefinitions beside their schemas: names, columns, subresources, conversion.
#include "schema/check.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

/// One of a few words.
void check_word(ServerReport& out, yaml::Node value, std::string_view what,
                std::span<const std::string_view> words) {
  const auto text = known_text(value);
  if (!text || std::ranges::find(words, *text) != words.end()) return;
  std::string list;
  for (const std::string_view word : words) list += (list.empty() ? "" : ", ") + std::string(word);
  out.invalid(value, fmt::format("{} is {}, but must be one of {}{}", what, quote(*text), list,
                                 did_you_mean(*text, words)));
}

void check_names(yaml::Node names, ServerReport& out) {
  for (const yaml::Node word : names["categories"].items())
    check_text(out, word, "category", dns1035_label_mistake);
  for (const std::string_view field : {"kind", "listKind"}) {
    const auto text = known_text(names[field]);
    if (!text) continue;
    std::string low(*text);
    std::ranges::transform(low, low.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    if (std::string mistake = dns1035_label_mistake(low); !mistake.empty())
      out.invalid(names[field], fmt::format("{} is {}, which {}", field, quote(*text), mistake));
  }
}

void check_columns(yaml::Node version, ServerReport& out) {
  constexpr std::array<std::string_view, 5> kTypes = {"boolean", "date", "integer", "number", "string"};
  constexpr std::array<std::string_view, 8> kFormats = {"byte",  "date",  "date-time", "double",
                                                        "float", "int32", "int64",     "password"};
  for (const yaml::Node column : version["additionalPrinterColumns"].items()) {
    check_word(out, column["type"], "type", kTypes);
    check_word(out, column["format"], "format", kFormats);
    const auto path = known_text(column["jsonPath"]);
    if (path && !path->starts_with('.'))
      out.invalid(column["jsonPath"], fmt::format("jsonPath is {}, but must begin with a dot", quote(*path)));
  }
}

void check_scale(yaml::Node scale, ServerReport& out) {
  const auto check_below = [&](std::string_view field, std::string_view top) {
    const auto path = known_text(scale[field]);
    if (path && !path->starts_with(top))
      out.invalid(scale[field], fmt::format("{} is {}, but must begin with {}", field, quote(*path), top));
  };
  check_below("specReplicasPath", ".spec.");
  check_below("statusReplicasPath", ".status.");
}

void check_conversion(yaml::Node conversion, ServerReport& out) {
  if (!conversion.is_mapping() || !is_known(conversion["strategy"])) return;
  constexpr std::array<std::string_view, 2> kStrategies = {"None", "Webhook"};
  check_word(out, conversion["strategy"], "strategy", kStrategies);
  const std::string_view strategy = conversion["strategy"].text();
  const yaml::Node webhook = conversion["webhook"];
  if (strategy == "None")
    out.conflict(conversion, "webhook", "webhook stands beside the strategy None; remove one of them");
  if (strategy != "Webhook") return;
  if (!webhook.is_mapping()) {
    out.required(conversion, "required field \"webhook\" is missing; the strategy Webhook needs it");
    return;
  }
  if (!webhook["clientConfig"].is_mapping())
    out.required(webhook, "required field \"clientConfig\" is missing; say where the webhook is");
  constexpr std::array<std::string_view, 2> kPlaces = {"url", "service"};
  check_one_of(out, webhook["clientConfig"], kPlaces, true, "clientConfig");
  const std::span<const yaml::Node> reviews = webhook["conversionReviewVersions"].items();
  const auto is_read = [](yaml::Node version) {
    return version.text() == "v1" || version.text() == "v1beta1" || !is_known(version);
  };
  if (!reviews.empty() && std::ranges::none_of(reviews, is_read))
    out.invalid(webhook["conversionReviewVersions"],
                "conversionReviewVersions has neither v1 nor v1beta1, which the API server sends");
}

void run(const kube::Object& object, int, ServerReport& out) {
  if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition") || object.version() != "v1") return;
  const yaml::Node spec = object["spec"];
  if (!spec.is_mapping()) return;
  constexpr std::array<std::string_view, 2> kScopes = {"Cluster", "Namespaced"};
  check_word(out, spec["scope"], "scope", kScopes);
  if (const auto group = known_text(spec["group"]); group && group->find('.') == std::string_view::npos)
    out.invalid(
        spec["group"],
        fmt::format("group is {}, but must be a domain with a dot in it, as in example.com", quote(*group)));
  if (spec["preserveUnknownFields"].as_bool() == true)
    out.invalid(
        spec["preserveUnknownFields"],
        "preserveUnknownFields cannot be true; set x-kubernetes-preserve-unknown-fields in the schema");
  check_names(spec["names"], out);
  check_conversion(spec["conversion"], out);
  for (const yaml::Node version : spec["versions"].items()) {
    check_columns(version, out);
    check_scale(version["subresources"]["scale"], out);
    if (known_text(version["deprecationWarning"]) && version["deprecated"].as_bool() != true &&
        is_known(version["deprecated"]))
      out.conflict(version, "deprecationWarning",
                   "deprecationWarning stands in a version that is not deprecated");
  }
}

}  // namespace

extern const ServerCheck check_crd_versions;
const ServerCheck check_crd_versions{run};

}  // namespace fleetlint::schema
