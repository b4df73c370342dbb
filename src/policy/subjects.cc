#include "policy/subjects.h"

#include <utility>

namespace fleetlint::policy {

std::vector<Subject> subjects_of(const ClusterObjects& cluster) {
  std::map<std::string, yaml::Node, std::less<>> spaces;
  std::map<std::pair<std::string, std::string>, Resource> kinds;
  for (const kube::Object& object : cluster.objects) {
    if (object.is("", "Namespace")) spaces.emplace(object.name(), object.node());
    if (!object.is("apiextensions.k8s.io", "CustomResourceDefinition")) continue;
    const yaml::Node spec = object["spec"];
    kinds[{std::string(spec["group"].text()), std::string(spec["names"]["kind"].text())}] = {
        std::string(spec["names"]["plural"].text()), spec["scope"].text() == "Cluster"};
  }
  std::vector<Subject> subjects;
  subjects.reserve(cluster.objects.size());
  for (const kube::Object& object : cluster.objects) {
    Subject subject{object, {}, {}, {}};
    const auto known = kinds.find({std::string(object.group()), std::string(object.kind())});
    const bool is_constraint =
        object.group() == "constraints.gatekeeper.sh" || object.group() == "templates.gatekeeper.sh";
    if (known != kinds.end()) {
      subject.resource = known->second;
    } else {
      subject.resource = {plural_of(object.kind()),
                          is_constraint || kube::is_cluster_scoped(object.group(), object.kind())};
    }
    if (!subject.resource.is_cluster_scoped) {
      subject.space = object.name_space().empty() ? "default" : std::string(object.name_space());
      if (const auto found = spaces.find(subject.space); found != spaces.end())
        subject.name_space = found->second;
    }
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

std::string identity_text(yaml::Node node) {
  const void* address = node.identity();
  return std::string(reinterpret_cast<const char*>(&address), sizeof address);
}

}  // namespace fleetlint::policy
