// Claims, volumes and storage classes.
#include "schema/check.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "schema/quantity.h"

namespace fleetlint::schema {

namespace {

constexpr std::array<std::string_view, 22> kVolumeSources = {"awsElasticBlockStore",
                                                             "azureDisk",
                                                             "azureFile",
                                                             "cephfs",
                                                             "cinder",
                                                             "csi",
                                                             "fc",
                                                             "flexVolume",
                                                             "flocker",
                                                             "gcePersistentDisk",
                                                             "glusterfs",
                                                             "hostPath",
                                                             "iscsi",
                                                             "local",
                                                             "nfs",
                                                             "photonPersistentDisk",
                                                             "portworxVolume",
                                                             "quobyte",
                                                             "rbd",
                                                             "scaleIO",
                                                             "storageos",
                                                             "vsphereVolume"};

void check_access_modes(yaml::Node spec, ServerReport& out) {
  const yaml::Node modes = spec["accessModes"];
  if (modes.items().empty() && is_known(modes)) {
    out.required(modes ? modes : spec, fmt::format("required field \"accessModes\" is {}; name one at least",
                                                   modes ? "empty" : "missing"));
  }
  const bool has_single =
      std::ranges::any_of(modes.items(), [](yaml::Node mode) { return mode.text() == "ReadWriteOncePod"; });
  if (has_single && modes.items().size() > 1)
    out.invalid(modes, "ReadWriteOncePod stands beside other access modes, but must be alone");
}

void check_claim(yaml::Node spec, ServerReport& out) {
  if (!spec.is_mapping()) return;
  check_access_modes(spec, out);
  const yaml::Node resources = spec["resources"];
  const yaml::Node storage = resources["requests"]["storage"];
  if (!storage || storage.is_null()) {
    out.required(
        resources ? resources : spec,
        "required field \"storage\" is missing in resources.requests; say how much the claim asks for");
  } else if (const auto amount = quantity_of(storage);
             amount && (amount->is_negative() || amount->is_zero())) {
    out.invalid(storage, fmt::format("storage is {}, but must be above 0", storage.text()));
  }
  const yaml::Node source = spec["dataSource"];
  if (source.is_mapping() && source["apiGroup"].text().empty() && is_known(source["apiGroup"]) &&
      is_known(source["kind"]) && !source["kind"].text().empty() &&
      source["kind"].text() != "PersistentVolumeClaim")
    out.invalid(
        source["kind"],
        fmt::format("kind is {}, but of the core group only a PersistentVolumeClaim can be the source; other "
                    "kinds need apiGroup",
                    quote(source["kind"].text())));
  check_text(out, spec["storageClassName"], "storageClassName", subdomain_mistake);
  check_selector(out, spec["selector"]);
}

void run(const kube::Object& object, int, ServerReport& out) {
  const yaml::Node spec = object["spec"];
  if (object.is("", "PersistentVolumeClaim")) check_claim(spec, out);
  if (object.is("", "PersistentVolume") && spec.is_mapping()) {
    check_access_modes(spec, out);
    const yaml::Node storage = spec["capacity"]["storage"];
    if (!storage) {
      out.required(spec, "required field \"storage\" is missing in capacity; say how much the volume has");
    } else if (const auto amount = quantity_of(storage);
               amount && (amount->is_negative() || amount->is_zero())) {
      out.invalid(storage, fmt::format("storage is {}, but must be above 0", storage.text()));
    }
    for (const yaml::Entry& entry : spec["capacity"].entries()) {
      if (entry.key.text() != "storage")
        out.invalid_key(
            entry, fmt::format("capacity has {}, but a volume has only storage", quote(entry.key.text())));
    }
    check_one_of(out, spec, kVolumeSources, is_known(spec), "the volume");
    if (spec["hostPath"]["path"].text() == "/" && spec["persistentVolumeReclaimPolicy"].text() == "Recycle")
      out.conflict(
          spec, "persistentVolumeReclaimPolicy",
          "persistentVolumeReclaimPolicy is Recycle, which would empty the node's root; use another one");
    if (spec["local"].is_mapping() && !spec["nodeAffinity"])
      out.required(spec, "required field \"nodeAffinity\" is missing; a local volume needs it");
  }
  if (object.is("storage.k8s.io", "StorageClass")) {
    if (object["provisioner"].is_string() && object["provisioner"].text().empty())
      check_needed_text(out, object.node(), "provisioner");
    check_text(out, object["provisioner"], "provisioner", annotation_key_mistake);
    for (const yaml::Node term : object["allowedTopologies"].items()) {
      std::vector<yaml::Node> keys;
      for (const yaml::Node expression : term["matchLabelExpressions"].items())
        keys.push_back(expression["key"]);
      check_unique(out, keys, "the key");
    }
  }
}

}  // namespace

extern const ServerCheck check_storage;
const ServerCheck check_storage{run};

}  // namespace fleetlint::schema
