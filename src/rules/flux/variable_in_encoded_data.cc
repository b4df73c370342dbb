#include <algorithm>
#include <set>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "secrets/base64.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

/// Names that postBuild of the unit surely sets.
std::set<std::string_view> variables_of(const fleet::Cluster& cluster, const fleetlint::flux::Unit& unit) {
  std::set<std::string_view> names;
  const yaml::Node post = unit.kustomization["spec"]["postBuild"];
  for (const yaml::Entry& entry : post["substitute"].entries()) names.insert(entry.key.text());
  for (const yaml::Node& source : post["substituteFrom"].items()) {
    const kube::Object* object =
        cluster.index.find("", source["kind"].text(), unit.name_space, source["name"].text()).object;
    if (object == nullptr) continue;
    for (const std::string_view field : {"data", "stringData"}) {
      for (const yaml::Entry& entry : (*object)[field].entries()) names.insert(entry.key.text());
    }
  }
  return names;
}

/// The first of the variables that the text uses; empty: none.
std::string_view used_in(std::string_view text, const std::set<std::string_view>& variables) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (at > 0 && text[at - 1] == '$') continue;
    const std::size_t end = text.find_first_of("}:=,^/#%", at);
    if (end == std::string_view::npos) break;
    const auto found = variables.find(text.substr(at + 2, end - at - 2));
    if (found != variables.end()) return *found;
  }
  return {};
}

}  // namespace

void variable_in_encoded_data(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    if (!unit.kustomization["spec"]["postBuild"]) continue;
    const std::set<std::string_view> variables = variables_of(cluster, unit);
    if (variables.empty()) continue;
    for (const kube::Object& object : unit.objects) {
      const bool is_secret = object.is("", "Secret");
      if (!is_secret && !object.is("", "ConfigMap")) continue;
      for (const yaml::Entry& entry : object[is_secret ? "data" : "binaryData"].entries()) {
        const auto text = secrets::decode_base64(entry.value.text());
        const std::string_view used = text ? used_in(*text, variables) : std::string_view();
        if (used.empty()) continue;
        out.set_object(object.ref());
        out.report(
            at(entry.value),
            "the variable {} in {} of {} is encoded, so Flux does not see it and it stays as it is; {}",
            quote(used), quote(entry.key.text()), object.id().to_string(),
            is_secret ? "write the text under stringData, or let the variable be encoded itself"
                      : "write the text under data");
        break;
      }
    }
  }
}

}  // namespace fleetlint::rules::flux
