#include "kustomize/field_spec.h"

#include <algorithm>

namespace fleetlint::kustomize {

namespace {

void sort_specs(FieldSpecs& specs) {
  std::ranges::stable_sort(specs,
                           [](const FieldSpec& a, const FieldSpec& b) { return a.gvk.less_than(b.gvk); });
}

/// The fields of a configuration, for what is done to each.
constexpr FieldSpecs TransformerConfig::*kSpecFields[] = {
    &TransformerConfig::name_prefix,
    &TransformerConfig::name_suffix,
    &TransformerConfig::name_space,
    &TransformerConfig::common_labels,
    &TransformerConfig::labels,
    &TransformerConfig::template_labels,
    &TransformerConfig::common_annotations,
    &TransformerConfig::var_reference,
    &TransformerConfig::images,
    &TransformerConfig::replicas,
};

}  // namespace

bool merge(FieldSpecs& into, const FieldSpec& more) {
  for (const FieldSpec& spec : into) {
    // An existing spec stands for the new one when it is at least as special.
    if (spec.path == more.path && spec.gvk.is_selected(more.gvk)) return spec.create == more.create;
  }
  into.push_back(more);
  return true;
}

bool merge(FieldSpecs& into, std::span<const FieldSpec> more) {
  return std::ranges::all_of(more, [&](const FieldSpec& spec) { return merge(into, spec); });
}

bool merge(std::vector<NameReference>& into, const NameReference& more) {
  bool found = false;
  for (NameReference& reference : into) {
    if (reference.gvk != more.gvk) continue;
    found = true;
    if (!merge(reference.referrers, more.referrers)) return false;
  }
  if (!found) into.push_back(more);
  return true;
}

void sort_config(TransformerConfig& config) {
  for (const auto field : kSpecFields) sort_specs(config.*field);
  std::ranges::stable_sort(config.name_reference, [](const NameReference& a, const NameReference& b) {
    return a.gvk.less_than(b.gvk);
  });
}

bool merge(TransformerConfig& into, const TransformerConfig& more) {
  bool fits = true;
  for (const auto field : kSpecFields) fits = merge(into.*field, more.*field) && fits;
  for (const NameReference& reference : more.name_reference)
    fits = merge(into.name_reference, reference) && fits;
  sort_config(into);
  return fits;
}

}  // namespace fleetlint::kustomize
