#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

using fleetlint::flux::Unit;

/// A whole value that is one expression, and the name in it.
bool is_expression(std::string_view text, std::string* name) {
  static const RE2 kExpression(R"re(\$\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-=][^{}]*)?\})re");
  return text.starts_with("${") &&
         RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kExpression, name);
}

/// Kinds whose every field is what the API takes it for. Others may hold the configuration of a program, and
/// programs have variables of the same form.
bool is_literal(const kube::Object& object) {
  const std::string_view group = object.group();
  const std::string_view kind = object.kind();
  if (kind == "ConfigMap" || kind == "Secret" || kind == "CustomResourceDefinition" || kind == "HelmRelease")
    return false;
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io") ||
         group.ends_with(".x-k8s.io") || group.ends_with(".fluxcd.io") || group == "cert-manager.io";
}

/// Fields of any depth that hold what a shell or a program reads.
bool is_for_programs(std::string_view key) {
  constexpr std::string_view kKeys[] = {"annotations", "args",      "command",    "data",
                                        "env",         "postBuild", "stringData", "values"};
  return std::ranges::find(kKeys, key) != std::end(kKeys);
}

struct Left {
  kube::Object object;
  yaml::Node node;
  std::string name;
  std::string path;
};

void collect(const kube::Object& object, yaml::Node node, const std::string& path, std::vector<Left>& all) {
  std::string name;
  if (node.is_string()) {
    if (is_expression(node.text(), &name)) all.push_back({object, node, name, path});
    return;
  }
  for (std::size_t i = 0; i < node.items().size(); ++i)
    collect(object, node.items()[i], path + "[" + std::to_string(i) + "]", all);
  for (const yaml::Entry& entry : node.entries()) {
    const std::string_view key = entry.key.text();
    if (!is_for_programs(key))
      collect(object, entry.value, (path.empty() ? "" : path + ".") + std::string(key), all);
  }
}

std::vector<Left> left_in(const std::vector<kube::Object>& objects) {
  std::vector<Left> all;
  for (const kube::Object& object : objects) {
    if (is_literal(object)) collect(object, object.node(), {}, all);
  }
  return all;
}

}  // namespace

void expression_not_substituted(const fleet::Cluster& cluster, diag::Collector& out) {
  if (cluster.entry.plain) return;
  for (const Unit& unit : cluster.graph.units) {
    if (!unit.kustomization.node() || !unit.build || unit.kustomization["spec"]["postBuild"]) continue;
    // Without substitution the objects are those of the build, which clusters share.
    const fleetlint::kustomize::Rendered* build = unit.build.get();
    std::string key = "flux/expressions";
    key.append(reinterpret_cast<const char*>(&build), sizeof build);
    const auto left = cluster.memo->get<std::vector<Left>>(key, [&] { return left_in(build->objects); });
    for (const Left& one : *left) {
      out.set_object(one.object.ref());
      diag::Place place = at(one.node);
      diag::Location other = at(unit.kustomization["metadata"]["name"]).primary;
      other.label = "applied by this Kustomization";
      place.related.push_back(std::move(other));
      out.report(std::move(place),
                 "{} is applied as it stands, because the Kustomization {} has no postBuild that sets {}; "
                 "add it, or "
                 "write the value",
                 quote(one.node.text()), quote(unit.id()), quote(one.name))
          .object_path = one.path;
    }
  }
}

}  // namespace fleetlint::rules::flux
