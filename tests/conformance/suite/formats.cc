// The API server's formats: which texts it takes.
#include <functional>
#include <map>

#include "base/arena.h"
#include "diag/collector.h"
#include "kustomize/label_selector.h"
#include "schema/formats.h"
#include "schema/label_selector.h"
#include "schema/names.h"
#include "tests/conformance/suite.h"
#include "tests/conformance/vectors.h"
#include "yaml/parse.h"

namespace fleetlint::conformance {

namespace fs = std::filesystem;

namespace {

constexpr int kNewestMinor = 37;

std::vector<Case> cases(const fs::path& dir) {
  std::vector<Case> all;
  for (const VectorFile& file : files_below(dir, ".yaml")) {
    const Json table = read_yaml(file.path);
    const std::string format = fs::path(stem_of(file.name)).filename().string();
    std::size_t index = 0;
    for (const Json& item : table["cases"]) {
      all.push_back({file.name + "#" + std::to_string(index++),
                     format,
                     {{"format", format}, {"value", item["value"]}},
                     item});
    }
  }
  return all;
}

using Check = std::function<std::string(yaml::Node)>;

Check of_text(std::string (*mistake)(std::string_view)) {
  return [mistake](yaml::Node node) { return mistake(node.text()); };
}

Check of_minor(std::string (*mistake)(std::string_view, int), int minor) {
  return [mistake, minor](yaml::Node node) { return mistake(node.text(), minor); };
}

std::string selector_mistake(yaml::Node node) {
  std::string first;
  schema::check_label_selector(node, [&](yaml::Node, const yaml::Entry*, std::string what) {
    if (first.empty()) first = std::move(what);
  });
  return first;
}

std::string selector_text_mistake(yaml::Node node) {
  return kustomize::parse_label_selector(node.text()).valid ? "" : "is no selector";
}

const std::map<std::string, Check>& checks() {
  static const std::map<std::string, Check> all = {
      {"cidr", of_minor(schema::cidr_mistake, kNewestMinor)},
      {"config-key", of_text(schema::config_key_mistake)},
      {"cron-schedule", of_text(schema::cron_mistake)},
      {"dns1035-label", of_text(schema::dns1035_label_mistake)},
      {"dns1123-label", of_text(schema::dns_label_mistake)},
      {"dns1123-subdomain", of_text(schema::subdomain_mistake)},
      {"domain-prefixed-path", of_text(schema::domain_prefixed_path_mistake)},
      {"env-var-name", of_minor(schema::env_var_name_mistake, kNewestMinor)},
      {"fully-qualified-name", of_text(schema::fully_qualified_name_mistake)},
      {"http-header-name", of_text(schema::http_header_mistake)},
      {"int-or-percent", [](yaml::Node node) { return schema::int_or_percent_mistake(node); }},
      {"ip-address", of_minor(schema::ip_mistake, kNewestMinor)},
      {"label-selector-object", selector_mistake},
      {"label-selector-string", selector_text_mistake},
      {"label-value", of_text(schema::label_value_mistake)},
      {"path-segment-name", of_text(schema::path_segment_mistake)},
      {"percent", of_text(schema::percent_mistake)},
      {"port-name", of_text(schema::port_name_mistake)},
      {"port-number", [](yaml::Node node) { return schema::port_mistake(node); }},
      {"qualified-name", of_text(schema::qualified_name_mistake)},
      {"quantity",
       [](yaml::Node node) {
         return schema::is_quantity(node.text()) ? std::string() : std::string("is none");
       }},
      {"time-zone", of_text(schema::time_zone_mistake)},
      {"wildcard-dns1123-subdomain", of_text(schema::wildcard_subdomain_mistake)},
  };
  return all;
}

/// Minors before which the verdict of a format was another one, by the field that states it.
struct Former {
  std::string_view format;
  std::string_view field;
  std::string (*mistake)(std::string_view, int);
  int minor;
};

constexpr Former kFormer[] = {{"cidr", "valid_before_1_36", schema::cidr_mistake, 35},
                              {"ip-address", "valid_before_1_36", schema::ip_mistake, 35},
                              {"env-var-name", "valid_before_1_32", schema::env_var_name_mistake, 31}};

std::string run(const Json& input) {
  Arena arena;
  diag::Collector ignored;
  const std::string text = input["value"].dump();
  const yaml::Stream stream =
      yaml::parse(arena, source::FileId{0}, text, {.dialect = yaml::Dialect::core}, ignored);
  const yaml::Node value = stream.documents.front().root;
  const std::string format = input["format"].get<std::string>();
  Json result{{"valid", checks().at(format)(value).empty()}};
  for (const Former& former : kFormer) {
    if (former.format == format)
      result[std::string(former.field)] = former.mistake(value.text(), former.minor).empty();
  }
  if (format == "int-or-percent" && result["valid"].get<bool>())
    result["valid_max_100"] = schema::int_or_percent_mistake(value, 100).empty();
  return result.dump();
}

Verdict judge(const Json& wanted, const Json& result) {
  for (const auto& [field, value] : result.items()) {
    if (wanted.contains(field) && wanted[field] != value)
      return fail(field + " of " + shown(wanted["value"]) + ": " + shown(wanted["why"]));
  }
  return pass();
}

}  // namespace

extern const Suite suite_formats;
const Suite suite_formats{"formats", cases, run, judge};

}  // namespace fleetlint::conformance
