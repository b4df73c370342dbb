// Field specs: where in which kinds a transformer works.
//
// A transformer configuration is kustomize's: built-in tables
// (transform/default_config.cc), to which `configurations:` and `crds:` of each
// directory are merged. Texts are views that live as long as the run.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kustomize/resource.h"

namespace fleetlint::kustomize {

struct FieldSpec {
  Gvk gvk;  ///< empty parts match everything
  std::string_view
      path;             ///< "spec/template/metadata/labels"; `[]` steps into lists, `\/` is a slash in a key
  bool create = false;  ///< make the field where it is absent
  friend bool operator==(const FieldSpec&, const FieldSpec&) = default;
};

using FieldSpecs = std::vector<FieldSpec>;

/// Fields that hold the name of an object of this kind.
struct NameReference {
  Gvk gvk;
  FieldSpecs referrers;
};

struct TransformerConfig {
  FieldSpecs name_prefix;
  FieldSpecs name_suffix;
  FieldSpecs name_space;
  FieldSpecs common_labels;
  FieldSpecs labels;
  FieldSpecs template_labels;
  FieldSpecs common_annotations;
  std::vector<NameReference> name_reference;
  FieldSpecs var_reference;
  FieldSpecs images;
  FieldSpecs replicas;
};

/// kustomize's built-in tables, sorted as kustomize sorts them.
const TransformerConfig& default_config();

/// Adds what is not there yet. False on a conflict (same place, other `create`).
bool merge(FieldSpecs& into, std::span<const FieldSpec> more);
bool merge(FieldSpecs& into, const FieldSpec& more);
bool merge(std::vector<NameReference>& into, const NameReference& more);

/// As kustomize sorts: by kind.
void sort_config(TransformerConfig& config);

/// Merges and sorts again. False on a conflict.
bool merge(TransformerConfig& into, const TransformerConfig& more);

}  // namespace fleetlint::kustomize
