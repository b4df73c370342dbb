#include "kustomize/config_files.h"

#include <string>
#include <vector>

#include "base/strings.h"
#include "kustomize/form.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";

Gvk read_gvk(yaml::Node node) { return {node["group"].text(), node["version"].text(), node["kind"].text()}; }

/// The first document of a file, as sigs.k8s.io/yaml reads it; the strict way refuses keys that are there
/// twice.
yaml::Node load_document(Context& context, yaml::Node path, std::string_view what, bool is_strict) {
  const std::optional<LoadedFile> file = context.files.load(path, what);
  if (!file) return {};
  const yaml::ParseCache::Parsed& parsed = context.files.documents(file->file, yaml::Dialect::go_yaml_v2);
  if (parsed.stream.documents.empty()) return {};
  const yaml::Document& document = parsed.stream.documents.front();
  if (is_strict) {
    for (const diag::Finding& finding : parsed.findings) {
      if (finding.rule == "yaml/duplicate-key") context.refused = true;
    }
  }
  if (document.broken) {
    context.refused = true;
    return {};
  }
  return document.root;
}

void conflict(Context& context, yaml::Node path) {
  context.refuse(kInvalid, yaml::at(path), "{} says of a field both that it is created and that it is not",
                 quote(path.text()));
}

TransformerConfig to_config(yaml::Node node) {
  TransformerConfig config;
  config.name_prefix = read_field_specs(node["namePrefix"]);
  config.name_suffix = read_field_specs(node["nameSuffix"]);
  config.name_space = read_field_specs(node["namespace"]);
  config.common_labels = read_field_specs(node["commonLabels"]);
  config.labels = read_field_specs(node["labels"]);
  config.template_labels = read_field_specs(node["templateLabels"]);
  config.common_annotations = read_field_specs(node["commonAnnotations"]);
  config.var_reference = read_field_specs(node["varReference"]);
  config.images = read_field_specs(node["images"]);
  config.replicas = read_field_specs(node["replicas"]);
  for (const yaml::Node reference : node["nameReference"].items()) {
    config.name_reference.push_back({read_gvk(reference), read_field_specs(reference["fieldSpecs"])});
  }
  sort_config(config);
  return config;
}

// -- crds

/// Definitions by name, one file.
class CrdReader {
 public:
  CrdReader(Arena& arena, yaml::Node definitions) : arena_(arena), definitions_(definitions) {}

  TransformerConfig read() {
    for (const yaml::Entry& entry : definitions_.entries()) {
      const yaml::Node properties = properties_of(entry.value);
      if (!properties["kind"] || !properties["apiVersion"] || !properties["metadata"]) continue;
      const std::string_view name = entry.key.text();
      const std::size_t dot = name.rfind('.');
      gvk_ = Gvk{{}, {}, dot == std::string_view::npos ? name : name.substr(dot + 1)};
      walk(name, {}, 0);
    }
    sort_config(config_);
    return std::move(config_);
  }

 private:
  static yaml::Node properties_of(yaml::Node definition) {
    const yaml::Node schema =
        definition.find("Schema") != nullptr ? definition["Schema"] : definition["schema"];
    return schema["properties"];
  }

  FieldSpec spec(const std::vector<std::string_view>& path) {
    std::string text;
    for (const std::string_view step : path) {
      if (!text.empty()) text += '/';
      text += step;
    }
    return {gvk_, arena_.copy(text), false};
  }

  void walk(std::string_view type, std::vector<std::string_view> path, int depth) {
    constexpr int kMaxDepth = 64;  // definitions may refer to themselves
    if (depth > kMaxDepth) return;
    for (const yaml::Entry& entry : properties_of(definitions_[type]).entries()) {
      const yaml::Node property = entry.value;
      path.push_back(entry.key.text());
      if (property["x-kubernetes-annotation"].is_string()) merge(config_.common_annotations, spec(path));
      if (property["x-kubernetes-label-selector"].is_string()) merge(config_.common_labels, spec(path));
      if (property["x-kubernetes-identity"].is_string()) merge(config_.name_prefix, spec(path));
      const yaml::Node version = property["x-kubernetes-object-ref-api-version"];
      const yaml::Node kind = property["x-kubernetes-object-ref-kind"];
      if (version.is_string() && kind.is_string()) {
        const yaml::Node key = property["x-kubernetes-object-ref-name-key"];
        path.push_back(key.is_string() ? key.text() : std::string_view("name"));
        merge(config_.name_reference, NameReference{{{}, version.text(), kind.text()}, {spec(path)}});
        path.pop_back();
      }
      if (property["$ref"].is_string()) walk(property["$ref"].text(), path, depth + 1);
      path.pop_back();
    }
  }

  Arena& arena_;
  yaml::Node definitions_;
  Gvk gvk_;
  TransformerConfig config_;
};

}  // namespace

FieldSpecs read_field_specs(yaml::Node list) {
  FieldSpecs specs;
  for (const yaml::Node item : list.items()) {
    specs.push_back({read_gvk(item), item["path"].text(), item["create"].as_bool().value_or(false)});
  }
  return specs;
}

TransformerConfig read_configurations(Context& context, std::span<const yaml::Node> paths) {
  TransformerConfig config;
  for (const yaml::Node path : paths) {
    const yaml::Node document = load_document(context, path, "configuration", true);
    if (!document || document.is_null()) continue;
    const yaml::Node node =
        normalise(context, document, transformer_config_form(), FormRules{true, true}, "");
    if (node && !merge(config, to_config(node))) conflict(context, path);
  }
  return config;
}

TransformerConfig read_crds(Context& context, std::span<const yaml::Node> paths) {
  TransformerConfig config;
  for (const yaml::Node path : paths) {
    const yaml::Node document = load_document(context, path, "CRD file", false);
    if (!document || document.is_null()) continue;
    if (!document.is_mapping()) {
      context.refuse(kInvalid, yaml::at(path), "{} holds no OpenAPI definitions", quote(path.text()));
      continue;
    }
    if (!merge(config, CrdReader(context.arena, document).read())) conflict(context, path);
  }
  return config;
}

}  // namespace fleetlint::kustomize
