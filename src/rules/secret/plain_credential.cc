#include "rules/secret/exposure.h"
#include "rules/twins.h"

namespace fleetlint::rules::secret {

void plain_credential(const FileContext& file, diag::Collector& out) {
  if (secrets::is_opaque(file.path, file.text) || !secrets::is_configuration(file.path)) return;
  const auto seen = seen_in<Exposures>(file, "credentials", secrets::find_credential_exposures);
  report_exposures(file, *seen, out, [&](diag::Place place, const std::string& what) {
    out.report(std::move(place),
               "{} looks like a secret in plain text; change it, and keep the new one in a "
               "Secret that is encrypted",
               what);
  });
}

}  // namespace fleetlint::rules::secret
