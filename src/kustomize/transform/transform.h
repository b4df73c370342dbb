// The transformers: one function each, one file each.
//
// Arguments are nodes of the kustomization file (or of a transformer's own
// configuration file), already checked for form: keys have their canonical case,
// null fields are gone. A transformer changes the resources in place, writes
// origins (the place is the field of the kustomization, the cause the value it
// worked on) and reports through Context::refuse what kustomize would refuse.
// The order in which they run is in accumulate.cc.
#pragma once

#include <string_view>
#include <vector>

#include "kustomize/context.h"
#include "kustomize/field_spec.h"
#include "kustomize/resource.h"

namespace fleetlint::kustomize::transform {

/// `namespace`. `name_space` is the string; the modes are those of a NamespaceTransformer's file.
struct NamespaceOptions {
  bool unset_only = false;
  std::string_view set_role_binding_subjects;  ///< empty: "defaultOnly"
};
void set_namespace(Context& context, ResMap& map, yaml::Node name_space, const FieldSpecs& specs,
                   const NamespaceOptions& options = {});

/// `namePrefix`, `nameSuffix`: the string. An empty one still counts as a prefix put on.
void add_prefix(Context& context, ResMap& map, yaml::Node prefix, const FieldSpecs& specs);
void add_suffix(Context& context, ResMap& map, yaml::Node suffix, const FieldSpecs& specs);

/// A mapping of labels (annotations) to be set at the fields.
void add_labels(Context& context, ResMap& map, yaml::Node labels, const FieldSpecs& specs);
void add_annotations(Context& context, ResMap& map, yaml::Node annotations, const FieldSpecs& specs);

/// One entry of `images`: name, newName, newTag, tagSuffix, digest.
void set_image(Context& context, ResMap& map, yaml::Node image, const FieldSpecs& specs);

/// One entry of `replicas`: name, count.
void set_replicas(Context& context, ResMap& map, yaml::Node replica, const FieldSpecs& specs);

/// The list `replacements`; entries with `path` name a file (context.files).
void replace(Context& context, ResMap& map, yaml::Node replacements);

/// A ValueAddTransformer's file.
void add_value(Context& context, ResMap& map, yaml::Node config);

/// `sortOptions`: order and legacySortOptions. `legacy_order` is kubectl's default.
void sort(Context& context, ResMap& map, yaml::Node sort_options);
void legacy_order(ResMap& map);

/// Content hashes on the names of generated objects (Resource::needs_hash).
void add_hashes(Context& context, ResMap& map);

/// Fields that name renamed objects follow them.
void fix_name_references(Context& context, ResMap& map, const TransformerConfig& config);

/// A var: `node` is the entry (name, objref, fieldref.fieldPath).
struct Var {
  std::string_view name;
  yaml::Node node;
};

/// $(NAME) at the fields of config.var_reference.
void resolve_vars(Context& context, ResMap& map, const std::vector<Var>& vars,
                  const TransformerConfig& config);

}  // namespace fleetlint::kustomize::transform
