// The tables: the fields of kustomization files and of the files of builtin
// transformers and generators.
#include <array>

#include "kustomize/form.h"

namespace fleetlint::kustomize {

namespace {

using Type = Form::Type;

constexpr Form kText{Type::text};
constexpr Form kBoolean{Type::boolean};
constexpr Form kInteger{Type::integer};
constexpr Form kAny{Type::any};
constexpr Form kTexts{Type::list, {}, &kText};
constexpr Form kTextMap{Type::map, {}, &kText};
constexpr Form kBooleanMap{Type::map, {}, &kBoolean};

constexpr std::array kMetadataFields = {
    FormField{"name", &kText},
    FormField{"namespace", &kText},
    FormField{"labels", &kTextMap},
    FormField{"annotations", &kTextMap},
};
constexpr Form kMetadata{Type::object, kMetadataFields};

constexpr std::array kFieldSpecFields = {
    FormField{"group", &kText, true}, FormField{"version", &kText, true}, FormField{"kind", &kText, true},
    FormField{"path", &kText},        FormField{"create", &kBoolean},
};
constexpr Form kFieldSpec{Type::object, kFieldSpecFields};
constexpr Form kFieldSpecs{Type::list, {}, &kFieldSpec};

constexpr std::array kSelectorFields = {
    FormField{"group", &kText, true},     FormField{"version", &kText, true},
    FormField{"kind", &kText, true},      FormField{"name", &kText, true},
    FormField{"namespace", &kText, true}, FormField{"annotationSelector", &kText},
    FormField{"labelSelector", &kText},
};
constexpr Form kSelector{Type::object, kSelectorFields};
constexpr Form kSelectors{Type::list, {}, &kSelector};

constexpr std::array kPatchFields = {
    FormField{"path", &kText},
    FormField{"patch", &kText},
    FormField{"target", &kSelector},
    FormField{"options", &kBooleanMap},
};
constexpr Form kPatch{Type::object, kPatchFields};
constexpr Form kPatches{Type::list, {}, &kPatch};

constexpr std::array kImageFields = {
    FormField{"name", &kText},      FormField{"newName", &kText}, FormField{"newTag", &kText},
    FormField{"tagSuffix", &kText}, FormField{"digest", &kText},
};
constexpr Form kImage{Type::object, kImageFields};
constexpr Form kImages{Type::list, {}, &kImage};

constexpr std::array kLabelFields = {
    FormField{"pairs", &kTextMap},
    FormField{"includeSelectors", &kBoolean},
    FormField{"includeTemplates", &kBoolean},
    FormField{"fields", &kFieldSpecs},
};
constexpr Form kLabel{Type::object, kLabelFields};
constexpr Form kLabels{Type::list, {}, &kLabel};

constexpr std::array kFieldOptionFields = {
    FormField{"delimiter", &kText},
    FormField{"index", &kInteger},
    FormField{"encoding", &kText},
    FormField{"create", &kBoolean},
};
constexpr Form kFieldOptions{Type::object, kFieldOptionFields};

constexpr std::array kSourceFields = {
    FormField{"group", &kText, true},     FormField{"version", &kText, true},
    FormField{"kind", &kText, true},      FormField{"name", &kText, true},
    FormField{"namespace", &kText, true}, FormField{"fieldPath", &kText},
    FormField{"options", &kFieldOptions},
};
constexpr Form kSource{Type::object, kSourceFields};

constexpr std::array kTargetFields = {
    FormField{"select", &kSelector},
    FormField{"reject", &kSelectors},
    FormField{"fieldPaths", &kTexts},
    FormField{"options", &kFieldOptions},
};
constexpr Form kTarget{Type::object, kTargetFields};
constexpr Form kTargets{Type::list, {}, &kTarget};

constexpr std::array kReplacementFields = {
    FormField{"source", &kSource},
    FormField{"targets", &kTargets},
    FormField{"path", &kText},
};
constexpr Form kReplacement{Type::object, kReplacementFields};
constexpr std::array kReplacementEntryFields = {
    FormField{"source", &kSource, true},
    FormField{"targets", &kTargets, true},
    FormField{"path", &kText},
};
constexpr Form kReplacementEntry{Type::object, kReplacementEntryFields};
constexpr Form kReplacements{Type::list, {}, &kReplacementEntry};

constexpr std::array kReplicaFields = {FormField{"name", &kText}, FormField{"count", &kInteger}};
constexpr Form kReplica{Type::object, kReplicaFields};
constexpr Form kReplicas{Type::list, {}, &kReplica};

constexpr std::array kVarTargetFields = {
    FormField{"apiVersion", &kText}, FormField{"group", &kText}, FormField{"version", &kText},
    FormField{"kind", &kText},       FormField{"name", &kText},  FormField{"namespace", &kText},
};
constexpr Form kVarTarget{Type::object, kVarTargetFields};
constexpr std::array kFieldPathFields = {FormField{"fieldPath", &kText}};
constexpr Form kFieldPath{Type::object, kFieldPathFields};
constexpr std::array kVarFields = {
    FormField{"name", &kText},
    FormField{"objref", &kVarTarget},
    FormField{"fieldref", &kFieldPath},
};
constexpr Form kVar{Type::object, kVarFields};
constexpr Form kVars{Type::list, {}, &kVar};

constexpr std::array kLegacySortFields = {FormField{"orderFirst", &kTexts}, FormField{"orderLast", &kTexts}};
constexpr Form kLegacySort{Type::object, kLegacySortFields};
constexpr std::array kSortFields = {FormField{"order", &kText}, FormField{"legacySortOptions", &kLegacySort}};
constexpr Form kSort{Type::object, kSortFields};

constexpr std::array kGeneratorOptionFields = {
    FormField{"labels", &kTextMap},
    FormField{"annotations", &kTextMap},
    FormField{"disableNameSuffixHash", &kBoolean},
    FormField{"immutable", &kBoolean},
};
constexpr Form kGeneratorOptions{Type::object, kGeneratorOptionFields};

constexpr std::array kConfigMapFields = {
    FormField{"namespace", &kText}, FormField{"name", &kText},
    FormField{"behavior", &kText},  FormField{"literals", &kTexts},
    FormField{"files", &kTexts},    FormField{"envs", &kTexts},
    FormField{"env", &kText},       FormField{"options", &kGeneratorOptions},
};
constexpr Form kConfigMap{Type::object, kConfigMapFields};
constexpr Form kConfigMaps{Type::list, {}, &kConfigMap};

constexpr std::array kSecretFields = {
    FormField{"namespace", &kText}, FormField{"name", &kText},   FormField{"behavior", &kText},
    FormField{"literals", &kTexts}, FormField{"files", &kTexts}, FormField{"envs", &kTexts},
    FormField{"env", &kText},       FormField{"type", &kText},   FormField{"options", &kGeneratorOptions},
};
constexpr Form kSecret{Type::object, kSecretFields};
constexpr Form kSecrets{Type::list, {}, &kSecret};

constexpr std::array kHelmChartFields = {
    FormField{"name", &kText},
    FormField{"version", &kText},
    FormField{"repo", &kText},
    FormField{"releaseName", &kText},
    FormField{"namespace", &kText},
    FormField{"valuesFile", &kText},
    FormField{"additionalValuesFiles", &kTexts},
    FormField{"valuesInline", &kAny},
    FormField{"valuesMerge", &kText},
    FormField{"includeCRDs", &kBoolean},
    FormField{"skipHooks", &kBoolean},
    FormField{"apiVersions", &kTexts},
    FormField{"kubeVersion", &kText},
    FormField{"nameTemplate", &kText},
    FormField{"skipTests", &kBoolean},
    FormField{"debug", &kBoolean},
};
constexpr Form kHelmChart{Type::object, kHelmChartFields};
constexpr Form kHelmCharts{Type::list, {}, &kHelmChart};
constexpr std::array kHelmGlobalFields = {FormField{"chartHome", &kText}, FormField{"configHome", &kText}};
constexpr Form kHelmGlobals{Type::object, kHelmGlobalFields};

constexpr std::array kHelmInflationFields = {
    FormField{"chartName", &kText},     FormField{"chartVersion", &kText},
    FormField{"chartRepoUrl", &kText},  FormField{"chartHome", &kText},
    FormField{"chartRepoName", &kText}, FormField{"helmBin", &kText},
    FormField{"helmHome", &kText},      FormField{"values", &kText},
    FormField{"valuesLocal", &kAny},    FormField{"valuesMerge", &kText},
    FormField{"releaseName", &kText},   FormField{"releaseNamespace", &kText},
    FormField{"extraArgs", &kTexts},
};
constexpr Form kHelmInflation{Type::object, kHelmInflationFields};
constexpr Form kHelmInflations{Type::list, {}, &kHelmInflation};

constexpr std::array kKustomizationFields = {
    FormField{"apiVersion", &kText},
    FormField{"kind", &kText},
    FormField{"metadata", &kMetadata},
    FormField{"openapi", &kTextMap},
    FormField{"namePrefix", &kText},
    FormField{"nameSuffix", &kText},
    FormField{"namespace", &kText},
    FormField{"commonLabels", &kTextMap},
    FormField{"labels", &kLabels},
    FormField{"commonAnnotations", &kTextMap},
    FormField{"patchesStrategicMerge", &kTexts},
    FormField{"patchesJson6902", &kPatches},
    FormField{"patches", &kPatches},
    FormField{"images", &kImages},
    FormField{"imageTags", &kImages},
    FormField{"replacements", &kReplacements},
    FormField{"replicas", &kReplicas},
    FormField{"vars", &kVars},
    FormField{"sortOptions", &kSort},
    FormField{"resources", &kTexts},
    FormField{"components", &kTexts},
    FormField{"crds", &kTexts},
    FormField{"bases", &kTexts},
    FormField{"configMapGenerator", &kConfigMaps},
    FormField{"secretGenerator", &kSecrets},
    FormField{"helmGlobals", &kHelmGlobals},
    FormField{"helmCharts", &kHelmCharts},
    FormField{"helmChartInflationGenerator", &kHelmInflations},
    FormField{"generatorOptions", &kGeneratorOptions},
    FormField{"configurations", &kTexts},
    FormField{"generators", &kTexts},
    FormField{"transformers", &kTexts},
    FormField{"validators", &kTexts},
    FormField{"buildMetadata", &kTexts},
};
constexpr Form kKustomization{Type::object, kKustomizationFields};

// Files of builtin plugins. `apiVersion` and `kind` are read before.

constexpr std::array kAnnotationsTransformerFields = {
    FormField{"metadata", &kMetadata},
    FormField{"annotations", &kTextMap},
    FormField{"fieldSpecs", &kFieldSpecs},
};
constexpr std::array kImageTagTransformerFields = {FormField{"imageTag", &kImage},
                                                   FormField{"fieldSpecs", &kFieldSpecs}};
constexpr std::array kLabelTransformerFields = {FormField{"labels", &kTextMap},
                                                FormField{"fieldSpecs", &kFieldSpecs}};
constexpr std::array kNamespaceTransformerFields = {
    FormField{"metadata", &kMetadata},
    FormField{"fieldSpecs", &kFieldSpecs},
    FormField{"unsetOnly", &kBoolean},
    FormField{"setRoleBindingSubjects", &kText},
};
constexpr std::array kPatchJson6902TransformerFields = {
    FormField{"target", &kSelector},
    FormField{"path", &kText},
    FormField{"jsonOp", &kText},
};
constexpr std::array kPatchStrategicMergeTransformerFields = {FormField{"paths", &kTexts},
                                                              FormField{"patches", &kText}};
constexpr std::array kPrefixTransformerFields = {FormField{"prefix", &kText},
                                                 FormField{"fieldSpecs", &kFieldSpecs}};
constexpr std::array kSuffixTransformerFields = {FormField{"suffix", &kText},
                                                 FormField{"fieldSpecs", &kFieldSpecs}};
constexpr std::array kPrefixSuffixTransformerFields = {
    FormField{"prefix", &kText},
    FormField{"suffix", &kText},
    FormField{"fieldSpecs", &kFieldSpecs},
};
constexpr std::array kReplacementTransformerFields = {FormField{"replacements", &kReplacements}};
constexpr std::array kReplicaCountTransformerFields = {FormField{"replica", &kReplica},
                                                       FormField{"fieldSpecs", &kFieldSpecs}};

constexpr std::array kValueTargetFields = {
    FormField{"selector", &kSelector},
    FormField{"fieldPath", &kText},
    FormField{"filePathPosition", &kInteger},
};
constexpr Form kValueTarget{Type::object, kValueTargetFields};
constexpr Form kValueTargets{Type::list, {}, &kValueTarget};
constexpr std::array kValueAddTransformerFields = {
    FormField{"value", &kText},
    FormField{"targets", &kValueTargets},
    FormField{"targetFilePath", &kText},
};

constexpr std::array kConfigMapGeneratorFields = {
    FormField{"metadata", &kMetadata},
    FormField{"namespace", &kText, true},
    FormField{"name", &kText, true},
    FormField{"behavior", &kText, true},
    FormField{"literals", &kTexts, true},
    FormField{"files", &kTexts, true},
    FormField{"envs", &kTexts, true},
    FormField{"env", &kText, true},
    FormField{"options", &kGeneratorOptions, true},
};
constexpr std::array kSecretGeneratorFields = {
    FormField{"metadata", &kMetadata},    FormField{"namespace", &kText, true},
    FormField{"name", &kText, true},      FormField{"behavior", &kText, true},
    FormField{"literals", &kTexts, true}, FormField{"files", &kTexts, true},
    FormField{"envs", &kTexts, true},     FormField{"env", &kText, true},
    FormField{"type", &kText, true},      FormField{"options", &kGeneratorOptions, true},
};

constexpr std::array kNamedFields = {FormField{"namespace", &kText}, FormField{"name", &kText}};
constexpr Form kNamed{Type::object, kNamedFields};
constexpr std::array kProjectFields = {FormField{"name", &kText}, FormField{"projectId", &kText}};
constexpr Form kProject{Type::object, kProjectFields};
constexpr std::array kIamPolicyGeneratorFields = {
    FormField{"cloud", &kText, true},
    FormField{"kubernetesService", &kNamed, true},
    FormField{"serviceAccount", &kProject, true},
};

struct PluginForm {
  std::string_view kind;
  Form form;
};

constexpr std::array kPlugins = {
    PluginForm{"AnnotationsTransformer", {Type::object, kAnnotationsTransformerFields}},
    PluginForm{"ConfigMapGenerator", {Type::object, kConfigMapGeneratorFields}},
    PluginForm{"HashTransformer", {Type::object, {}}},
    PluginForm{"IAMPolicyGenerator", {Type::object, kIamPolicyGeneratorFields}},
    PluginForm{"ImageTagTransformer", {Type::object, kImageTagTransformerFields}},
    PluginForm{"LabelTransformer", {Type::object, kLabelTransformerFields}},
    PluginForm{"NamespaceTransformer", {Type::object, kNamespaceTransformerFields}},
    PluginForm{"PatchJson6902Transformer", {Type::object, kPatchJson6902TransformerFields}},
    PluginForm{"PatchStrategicMergeTransformer", {Type::object, kPatchStrategicMergeTransformerFields}},
    PluginForm{"PatchTransformer", {Type::object, kPatchFields}},
    PluginForm{"PrefixSuffixTransformer", {Type::object, kPrefixSuffixTransformerFields}},
    PluginForm{"PrefixTransformer", {Type::object, kPrefixTransformerFields}},
    PluginForm{"ReplacementTransformer", {Type::object, kReplacementTransformerFields}},
    PluginForm{"ReplicaCountTransformer", {Type::object, kReplicaCountTransformerFields}},
    PluginForm{"SecretGenerator", {Type::object, kSecretGeneratorFields}},
    PluginForm{"SuffixTransformer", {Type::object, kSuffixTransformerFields}},
    PluginForm{"ValueAddTransformer", {Type::object, kValueAddTransformerFields}},
};

constexpr std::array kNameReferenceFields = {
    FormField{"group", &kText, true},
    FormField{"version", &kText, true},
    FormField{"kind", &kText, true},
    FormField{"fieldSpecs", &kFieldSpecs},
};
constexpr Form kNameReference{Type::object, kNameReferenceFields};
constexpr Form kNameReferences{Type::list, {}, &kNameReference};

constexpr std::array kTransformerConfigFields = {
    FormField{"namePrefix", &kFieldSpecs},
    FormField{"nameSuffix", &kFieldSpecs},
    FormField{"namespace", &kFieldSpecs},
    FormField{"commonLabels", &kFieldSpecs},
    FormField{"labels", &kFieldSpecs},
    FormField{"templateLabels", &kFieldSpecs},
    FormField{"commonAnnotations", &kFieldSpecs},
    FormField{"nameReference", &kNameReferences},
    FormField{"varReference", &kFieldSpecs},
    FormField{"images", &kFieldSpecs},
    FormField{"replicas", &kFieldSpecs},
};
constexpr Form kTransformerConfig{Type::object, kTransformerConfigFields};

}  // namespace

const Form& kustomization_form() { return kKustomization; }

const Form* plugin_form(std::string_view kind) {
  for (const PluginForm& plugin : kPlugins) {
    if (plugin.kind == kind) return &plugin.form;
  }
  return nullptr;
}

const Form& transformer_config_form() { return kTransformerConfig; }

const Form& replacement_form() { return kReplacement; }

}  // namespace fleetlint::kustomize
