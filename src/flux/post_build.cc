#include "flux/post_build.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "yaml/place.h"

namespace fleetlint::flux {

namespace {

class Loader {
 public:
  Loader(std::string_view name_space, const Inventory& inventory, PostBuild& result, diag::Collector& out)
      : name_space_(name_space), inventory_(inventory), result_(result), out_(out) {}

  void load(yaml::Node reference) {
    const std::string_view kind = reference["kind"].text();
    const std::string_view name = reference["name"].text();
    if (const Found* found = inventory_.find(kind, name_space_, name); found != nullptr && is_source(kind)) {
      use(*found);
      if (kind == "ConfigMap") {
        add_all(found->object["data"], false);
      } else {
        add_all(found->object["data"], true);
        add_all(found->object["stringData"], true);
      }
      return;
    }
    if (kind == "Secret") {
      // The controller of sealed secrets makes a Secret of the same name and keys.
      if (const Found* sealed = inventory_.find("SealedSecret", name_space_, name)) {
        use(*sealed);
        add_all(sealed->object["spec"]["encryptedData"], true);
        add_all(sealed->object["spec"]["template"]["data"], true);
        return;
      }
    }
    result_.variables.complete = false;
    result_.absent.push_back(fmt::format("{} {}/{}", kind, name_space_, name));
  }

  void add_all(yaml::Node values, bool hidden) {
    for (const yaml::Entry& entry : values.entries()) {
      if (!is_variable_name(entry.key.text())) {
        out_.report(
            "flux/substitution-failed", yaml::at_key(entry),
            "{} is no name of a variable, and one such key makes the whole substitution fail; use letters, "
            "digits and _ only",
            quote(entry.key.text()));
        continue;
      }
      const bool unknown = entry.value.origin().operation == yaml::Operation::unresolved;
      result_.variables.set(entry.key.text(), entry.value.text(), entry.value, hidden || unknown);
    }
  }

 private:
  static bool is_source(std::string_view kind) { return kind == "ConfigMap" || kind == "Secret"; }

  void use(const Found& found) {
    result_.inputs.push_back(found.object.node().identity());
    result_.units.push_back(found.unit);
  }

  std::string_view name_space_;
  const Inventory& inventory_;
  PostBuild& result_;
  diag::Collector& out_;
};

}  // namespace

PostBuild post_build(const kube::Object& kustomization, std::string_view name_space,
                     const Inventory& inventory, diag::Collector& findings) {
  PostBuild result;
  const yaml::Node spec = kustomization["spec"]["postBuild"];
  if (!spec.is_mapping()) return result;
  Loader loader(name_space, inventory, result, findings);
  for (const yaml::Node& reference : spec["substituteFrom"].items()) loader.load(reference);
  loader.add_all(spec["substitute"], false);
  // Without a single variable nothing happens, unless the strategy says so.
  result.runs = !result.variables.by_name.empty() || !result.variables.complete ||
                spec["substituteStrategy"].text() == "Always";
  return result;
}

}  // namespace fleetlint::flux
