// NamespaceTransformer: `namespace` of a kustomization.
#include "kustomize/transform/set_namespace.h"

#include <map>
#include <tuple>

#include "base/strings.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

constexpr std::string_view kMetadataNamespace = "metadata/namespace";
constexpr std::string_view kMetadataName = "metadata/name";
constexpr std::string_view kSubjectsNamespace = "subjects/namespace";

bool is_role_binding(std::string_view kind) { return kind == "RoleBinding" || kind == "ClusterRoleBinding"; }

/// How many resources have an identity, so that a clash is seen without comparing each with each.
class Identities {
 public:
  explicit Identities(const ResMap& map) {
    for (const Resource& resource : map) ++count_[key(resource.current_id())];
  }

  void leave(const ResId& id) { --count_[key(id)]; }
  /// How many there are now.
  std::size_t join(const ResId& id) { return ++count_[key(id)]; }

 private:
  // What differs most comes first. The texts live as long as the run.
  using IdKey =
      std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, std::string_view>;
  static IdKey key(const ResId& id) {
    return {id.name, id.gvk.kind, id.effective_namespace(), id.gvk.group, id.gvk.version};
  }
  std::map<IdKey, std::size_t> count_;
};

class NamespaceTransformer {
 public:
  NamespaceTransformer(Context& context, yaml::Node name_space, const FieldSpecs& specs,
                       const NamespaceOptions& options)
      : context_(context), name_space_(name_space), options_(options) {
    for (const FieldSpec& spec : specs) {
      // Handled by kind below: a spec would reach cluster-scoped objects too.
      if (spec.path != kMetadataNamespace) specs_.push_back(spec);
    }
    key_origin_ = derived(name_space.origin(), yaml::Operation::namespaced, nullptr);
    set_ = [this](yaml::Node old, std::optional<Problem>& problem) { return put(old, problem); };
  }

  void transform(Resource& resource) {
    if (!resource.current_id().cluster_scoped) {
      const FieldSpec own{{}, kMetadataNamespace, true};
      apply(context_, resource, {&own, 1}, Leaf::scalar, key_origin_, set_);
    }
    const bool binding = is_role_binding(resource.kind());
    if (binding) set_subjects(resource);

    const bool core = resource.node()["apiVersion"].text() == "v1";
    FieldSpecs specs;
    for (const FieldSpec& spec : specs_) {
      if (spec.path == kMetadataName && !core) continue;
      if (binding && is_role_binding(spec.gvk.kind) && spec.path == kSubjectsNamespace) continue;
      specs.push_back(spec);
    }
    apply(context_, resource, specs, Leaf::scalar, key_origin_, set_);
  }

 private:
  yaml::Node put(yaml::Node old, std::optional<Problem>& problem) {
    if (old.is_mapping() || old.is_sequence()) {
      problem = Problem{fmt::format("a namespace is a scalar, found a {}", describe(old)), old};
      return old;
    }
    if (options_.unset_only && old.is_scalar() && !old.is_null() && !old.text().empty()) return old;
    return scalar_in_place(context_.arena, old, Tag::string, name_space_.text(),
                           made_by(context_.arena, name_space_.origin(), yaml::Operation::namespaced, old));
  }

  /// Only subjects that can be meant get the namespace: those named "default", or all service accounts.
  void set_subjects(Resource& resource) {
    if (options_.set_role_binding_subjects == "none") return;
    const bool all_accounts = options_.set_role_binding_subjects == "allServiceAccounts";
    const std::string_view field = all_accounts ? "kind" : "name";
    const std::string_view wanted = all_accounts ? "ServiceAccount" : "default";

    const yaml::Node subjects = resource.node()["subjects"];
    if (!subjects || subjects.is_null()) return;
    std::optional<Problem> problem;
    if (!subjects.is_sequence()) {
      problem = Problem{fmt::format("subjects are a list, found a {}", describe(subjects)), subjects};
    }
    std::vector<yaml::Node> items(subjects.items().begin(), subjects.items().end());
    for (yaml::Node& subject : items) {
      if (subject.is_null() || problem) continue;
      const yaml::Node value = subject[field];
      if (!subject.is_mapping() || value.is_mapping() || value.is_sequence()) {
        problem = Problem{fmt::format("a subject is a mapping with text in {}", quote(field)), subject};
        continue;
      }
      if (!value || value.is_null() || value.text() != wanted) continue;
      const yaml::Node after = put(subject["namespace"], problem);
      if (!problem) subject = yaml::set(context_.arena, subject, "namespace", after, key_origin_);
    }
    if (problem) return refuse(context_, resource, *problem, "subjects", name_space_.origin());
    const yaml::Node changed =
        yaml::make_sequence(context_.arena, items, subjects.origin(), subjects.style());
    resource.set_node(yaml::set(context_.arena, resource.node(), "subjects", changed, key_origin_));
  }

  Context& context_;
  yaml::Node name_space_;
  NamespaceOptions options_;
  FieldSpecs specs_;
  yaml::Origin key_origin_;
  Setter set_;
};

}  // namespace

void set_namespace_of(Context& context, Resource& resource, yaml::Node name_space, const FieldSpecs& specs,
                      const NamespaceOptions& options) {
  NamespaceTransformer(context, name_space, specs, options).transform(resource);
}

void set_namespace(Context& context, ResMap& map, yaml::Node name_space, const FieldSpecs& specs,
                   const NamespaceOptions& options) {
  if (name_space.text().empty()) return;
  const std::string_view mode = options.set_role_binding_subjects;
  if (!mode.empty() && mode != "defaultOnly" && mode != "allServiceAccounts" && mode != "none") {
    context.refuse("kustomize/invalid-kustomization", at(name_space),
                   "setRoleBindingSubjects is {}; use one of defaultOnly, allServiceAccounts and none",
                   quote(mode));
    return;
  }
  NamespaceTransformer transformer(context, name_space, specs, options);
  Identities identities(map);
  for (Resource& resource : map) {
    if (resource.is_empty()) continue;
    identities.leave(resource.current_id());
    resource.store_previous_id(context.arena);
    transformer.transform(resource);
    const ResId id = resource.current_id();
    if (identities.join(id) == 1) continue;
    context.refuse(
        "kustomize/resource-conflict", at(resource.node()),
        "with namespace {} there are two resources {}; rename one or keep them in different kustomizations",
        quote(name_space.text()), describe(id));
  }
}

}  // namespace fleetlint::kustomize::transform
