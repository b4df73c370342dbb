#include <algorithm>
#include <iterator>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::flux {

namespace {

struct Critical {
  std::string_view group;
  std::string_view kind;
};

/// What takes data, or a whole cluster, with it.
constexpr Critical kCritical[] = {
    {"", "PersistentVolumeClaim"},
    {"", "PersistentVolume"},
    {"cluster.x-k8s.io", "Cluster"},
    {"apiextensions.k8s.io", "CustomResourceDefinition"},
    {"postgresql.cnpg.io", "Cluster"},
    {"acid.zalan.do", "postgresql"},
    {"kafka.strimzi.io", "Kafka"},
    {"mongodbcommunity.mongodb.com", "MongoDBCommunity"},
    {"elasticsearch.k8s.elastic.co", "Elasticsearch"},
    {"ceph.rook.io", "CephCluster"},
    {"k8s.mariadb.com", "MariaDB"},
    {"rabbitmq.com", "RabbitmqCluster"},
};

bool is_kept(const kube::Object& object) {
  for (const yaml::Node& marks : {object.labels(), object.annotations()}) {
    if (to_lower(marks["kustomize.toolkit.fluxcd.io/prune"].text()) == "disabled") return true;
  }
  return false;
}

}  // namespace

void critical_object_prunable(const fleet::Cluster& cluster, diag::Collector& out) {
  for (const fleetlint::flux::Unit& unit : cluster.graph.units) {
    if (!unit.kustomization["spec"]["prune"].as_bool().value_or(false)) continue;
    // CRDs are in gotk-components.yaml too; Flux does not delete itself by a slip of a file there.
    if (unit.parent < 0) continue;
    for (const kube::Object& object : unit.objects) {
      const bool is_critical =
          std::ranges::any_of(kCritical, [&](const Critical& one) { return object.is(one.group, one.kind); });
      if (!is_critical || is_kept(object)) continue;
      out.set_object(object.ref());
      out.report(at(object["metadata"]["name"]),
                 "{} is deleted with all that is in it when its file goes; annotate it "
                 "kustomize.toolkit.fluxcd.io/prune: disabled",
                 object.id().to_string())
          .object_path = "metadata.name";
    }
  }
}

}  // namespace fleetlint::rules::flux
