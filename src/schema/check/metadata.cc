// metadata of every object: names by kind, namespace, labels, annotations, owners, finalizers.
#include "schema/check.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace fleetlint::schema {

namespace {

constexpr std::size_t kMostAnnotationBytes = 256UL * 1024;
constexpr int kServiceNamesRelaxed = 36;
constexpr int kStatefulSetNamesStrict = 27;
constexpr std::size_t kLongestCronJobName = 52;

/// Kinds whose names need only be a segment of a path.
struct KindName {
  std::string_view group;
  std::string_view kind;
};

constexpr std::array<KindName, 11> kPathSegmentKinds = {{
    {"rbac.authorization.k8s.io", "Role"},
    {"rbac.authorization.k8s.io", "ClusterRole"},
    {"rbac.authorization.k8s.io", "RoleBinding"},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding"},
    {"policy", "PodDisruptionBudget"},
    {"apiregistration.k8s.io", "APIService"},
    {"apiextensions.k8s.io", "CustomResourceDefinition"},
    {"certificates.k8s.io", "CertificateSigningRequest"},
    {"networking.k8s.io", "IPAddress"},
    {"flowcontrol.apiserver.k8s.io", "FlowSchema"},
    {"flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"},
}};

TextRule name_rule(const kube::Object& object, int minor) {
  const auto is_kind = [&](const KindName& known) { return object.is(known.group, known.kind); };
  if (std::ranges::any_of(kPathSegmentKinds, is_kind)) return path_segment_mistake;
  if (object.is("", "Namespace")) return dns_label_mistake;
  if (object.is("", "Service"))
    return minor < kServiceNamesRelaxed ? dns1035_label_mistake : dns_label_mistake;
  if (object.is("apps", "StatefulSet") && minor >= kStatefulSetNamesStrict) return dns_label_mistake;
  return subdomain_mistake;
}

void check_names(const kube::Object& object, int minor, ServerReport& out) {
  const yaml::Node metadata = object["metadata"];
  const TextRule rule = name_rule(object, minor);
  const yaml::Node name = metadata["name"];
  if (const auto text = known_text(name)) {
    if (std::string mistake = rule(*text); !mistake.empty())
      out.invalid_name(name, fmt::format("{} is named {}, which {}", object.kind(), quote(*text), mistake));
    else if (object.is("batch", "CronJob") && text->size() > kLongestCronJobName)
      out.invalid_name(
          name, fmt::format("CronJob is named {}, which has {} characters, but may have {} at most, as "
                            "its jobs get longer names",
                            quote(*text), text->size(), kLongestCronJobName));
  }
  if (const auto text = known_text(metadata["generateName"]); text && !name) {
    // What is put behind it is good in itself.
    std::string_view stem = *text;
    if (stem.ends_with('-') || stem.ends_with('.')) stem.remove_suffix(1);
    if (std::string mistake = rule(stem); !mistake.empty())
      out.invalid_name(metadata["generateName"],
                       fmt::format("generateName is {}, which {}", quote(*text), mistake));
  }
  if (const auto text = known_text(metadata["namespace"])) {
    if (std::string mistake = dns_label_mistake(*text); !mistake.empty())
      out.invalid_name(metadata["namespace"],
                       fmt::format("namespace is {}, which {}", quote(*text), mistake));
  }
}

void check_annotations(yaml::Node annotations, ServerReport& out) {
  std::size_t size = 0;
  for (const yaml::Entry& entry : annotations.entries()) {
    const std::string_view key = entry.key.text();
    size += key.size() + entry.value.text().size();
    if (std::string mistake = annotation_key_mistake(key); !mistake.empty())
      out.invalid_name_key(entry, fmt::format("annotation key {} {}", quote(key), mistake));
  }
  if (size > kMostAnnotationBytes) {
    out.invalid(annotations, fmt::format("the annotations have {} bytes, but may have {} at most", size,
                                         kMostAnnotationBytes));
  }
}

void check_owners(yaml::Node owners, ServerReport& out) {
  yaml::Node controller;
  for (const yaml::Node owner : owners.items()) {
    for (const std::string_view field : {"apiVersion", "kind", "name", "uid"}) {
      if (owner[field].is_string() && owner[field].text().empty()) check_needed_text(out, owner, field);
    }
    if (!owner["controller"].as_bool().value_or(false)) continue;
    if (controller)
      out.invalid(owner["controller"], "a second owner is the controller; only one of them can be");
    else
      controller = owner;
  }
}

void check_finalizers(const kube::Object& object, ServerReport& out) {
  const bool is_built_in =
      object.group().find('.') == std::string_view::npos || object.group().ends_with(".k8s.io");
  for (const yaml::Node finalizer : object["metadata"]["finalizers"].items()) {
    const auto text = known_text(finalizer);
    if (!text) continue;
    const bool is_known_word = *text == "kubernetes" || *text == "orphan" || *text == "foregroundDeletion";
    if (std::string mistake = qualified_name_mistake(*text); !mistake.empty())
      out.invalid_name(finalizer, fmt::format("finalizer is {}, which {}", quote(*text), mistake));
    else if (is_built_in && !is_known_word && text->find('/') == std::string_view::npos)
      out.invalid_name(finalizer,
                       fmt::format("finalizer is {}, which has no domain; write it as example.com/{}",
                                   quote(*text), *text));
  }
}

/// The labels by which a namespace says what its pods may do.
void check_pod_security(const kube::Object& object, ServerReport& out) {
  if (!object.is("", "Namespace")) return;
  for (const yaml::Entry& entry : object["metadata"]["labels"].entries()) {
    std::string_view key = entry.key.text();
    constexpr std::string_view kPrefix = "pod-security.kubernetes.io/";
    const auto text = known_text(entry.value);
    if (!key.starts_with(kPrefix) || !text) continue;
    key.remove_prefix(kPrefix.size());
    const bool is_version = key.ends_with("-version");
    if (is_version) key.remove_suffix(std::string_view("-version").size());
    if (key != "enforce" && key != "audit" && key != "warn") continue;
    std::string_view number = *text;
    const bool has_number = number.starts_with("v1.") && number.size() > 3;
    if (has_number) number.remove_prefix(3);
    const bool is_number = has_number && (number == "0" || number.front() != '0') &&
                           number.find_first_not_of("0123456789") == std::string_view::npos;
    constexpr std::array<std::string_view, 3> kLevels = {"privileged", "baseline", "restricted"};
    if (is_version && *text != "latest" && !is_number)
      out.invalid(entry.value, fmt::format("{} is {}, but must be latest or a version like v1.30",
                                           entry.key.text(), quote(*text)));
    if (!is_version && std::ranges::find(kLevels, *text) == kLevels.end())
      out.invalid(entry.value, fmt::format("{} is {}, but must be privileged, baseline or restricted{}",
                                           entry.key.text(), quote(*text), did_you_mean(*text, kLevels)));
  }
}

void run(const kube::Object& object, int minor, ServerReport& out) {
  check_pod_security(object, out);
  const yaml::Node metadata = object["metadata"];
  check_names(object, minor, out);
  check_labels(out, metadata["labels"]);
  check_annotations(metadata["annotations"], out);
  check_owners(metadata["ownerReferences"], out);
  check_finalizers(object, out);
  if (const PodTemplate pod = pod_template(object); pod.spec && !pod.is_pod) {
    check_labels(out, pod.metadata["labels"]);
    check_annotations(pod.metadata["annotations"], out);
  }
}

}  // namespace

extern const ServerCheck check_metadata;
const ServerCheck check_metadata{run};

}  // namespace fleetlint::schema
