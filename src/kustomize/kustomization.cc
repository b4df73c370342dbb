#include "kustomize/kustomization.h"

#include <array>

#include "base/strings.h"
#include "kustomize/deprecated.h"
#include "kustomize/form.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";

/// `env` is one more of `envs`.
yaml::Node upgrade_generator(Context& context, yaml::Node args) {
  const yaml::Node env = args["env"];
  if (env.text().empty()) return args;
  const yaml::Node envs = args["envs"];
  const yaml::Node more =
      envs ? append(context.arena, envs, env) : make_sequence(context.arena, std::array{env}, env.origin());
  return set(context.arena, unset(context.arena, args, "env"), "envs", more, env.origin());
}

yaml::Node upgrade_generators(Context& context, yaml::Node root, std::string_view field) {
  const yaml::Entry* entry = root.find(field);
  if (entry == nullptr) return root;
  std::vector<yaml::Node> items;
  for (const yaml::Node args : entry->value.items()) items.push_back(upgrade_generator(context, args));
  return set(context.arena, root, field, make_sequence(context.arena, items, entry->value.origin()),
             entry->key_origin);
}

/// Nothing but apiVersion and kind: strings that are empty count as absent.
bool is_empty(yaml::Node root) {
  for (const yaml::Entry& entry : root.entries()) {
    const std::string_view key = entry.key.text();
    if (key == "apiVersion" || key == "kind") continue;
    if (!entry.value.is_string() || !entry.value.text().empty()) return false;
  }
  return true;
}

/// apiVersion and kind must be what kustomize calls its own.
void check_type(Context& context, const Kustomization& kustomization) {
  const yaml::Node kind = kustomization["kind"];
  if (!kind.text().empty() && kind.text() != "Kustomization" && kind.text() != "Component") {
    context.refuse(kInvalid, yaml::at(kind),
                   "kind {} is not one of kustomize's; write \"Kustomization\" or \"Component\"",
                   quote(kind.text()));
  }
  const yaml::Node version = kustomization["apiVersion"];
  const std::string_view wanted =
      kustomization.is_component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
  if (!version.text().empty() && version.text() != wanted) {
    context.refuse(kInvalid, yaml::at(version), "apiVersion {} is not one of kustomize's; write {}",
                   quote(version.text()), quote(wanted));
  }
}

void append_items(std::vector<yaml::Node>& to, yaml::Node list) {
  to.insert(to.end(), list.items().begin(), list.items().end());
}

}  // namespace

Kustomization read_kustomization(Context& context, yaml::Node root, source::FileId file,
                                 std::string file_name) {
  Kustomization kustomization;
  kustomization.file = file;
  kustomization.file_name = std::move(file_name);
  const diag::Place whole = diag::at(file, {0, 0});
  if (!root || root.is_null()) {
    context.refuse(kInvalid, whole, "{} is empty; list resources in it or remove it",
                   kustomization.file_name);
    return kustomization;
  }
  if (!root.is_mapping()) {
    context.refuse(kInvalid, yaml::at(root), "{} must be a mapping, not a {}", kustomization.file_name,
                   to_string(root.kind()));
    return kustomization;
  }
  const bool refused_before = std::exchange(context.refused, false);
  yaml::Node node = normalise(context, root, kustomization_form(), {}, "");
  const bool well_formed = !context.refused;
  context.refused = context.refused || refused_before;
  if (file != source::FileId::none) report_deprecated(context.out, node, context.files.text(file));
  if (well_formed && is_empty(node)) {
    context.refuse(kInvalid, whole, "{} is empty; list resources in it or remove it",
                   kustomization.file_name);
  }
  node = upgrade_generators(context, node, "configMapGenerator");
  node = upgrade_generators(context, node, "secretGenerator");

  kustomization.node = node;
  kustomization.is_component = node["kind"].text() == "Component";
  check_type(context, kustomization);
  append_items(kustomization.resources, node["resources"]);
  append_items(kustomization.resources, node["bases"]);
  append_items(kustomization.components, node["components"]);
  append_items(kustomization.images, node["images"]);
  append_items(kustomization.images, node["imageTags"]);
  return kustomization;
}

yaml::Node normalise_plugin(Context& context, std::string_view kind, yaml::Node config) {
  const Form* form = plugin_form(kind);
  if (form == nullptr) return {};
  return normalise(context, config, *form, FormRules{false, true}, kind);
}

}  // namespace fleetlint::kustomize
