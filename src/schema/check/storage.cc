// Claims, volumes and storage classes.
#include "schema/check.h"

#include <algorithm>

#include "base/strings.h"
#include "schema/quantity.h"

namespace fleetlint::schema {

namespace {

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
    if (spec["local"].is_mapping() && !spec["nodeAffinity"])
      out.required(spec, "required field \"nodeAffinity\" is missing; a local volume needs it");
  }
  if (object.is("storage.k8s.io", "StorageClass")) {
    if (object["provisioner"].is_string() && object["provisioner"].text().empty())
      check_needed_text(out, object.node(), "provisioner");
    check_text(out, object["provisioner"], "provisioner", annotation_key_mistake);
  }
}

}  // namespace

extern const ServerCheck check_storage;
const ServerCheck check_storage{run};

}  // namespace fleetlint::schema
