#include "rules/secret/exposure.h"
#include "rules/twins.h"

namespace fleetlint::rules::secret {

void token(const FileContext& file, diag::Collector& out) {
  if (secrets::is_opaque(file.path, file.text)) return;
  const auto seen = seen_in<Exposures>(file, "tokens", secrets::find_token_exposures);
  report_exposures(file, *seen, out, [&](diag::Place place, const std::string& what) {
    out.report(std::move(place),
               "{} is here in plain text; revoke it, and keep the new one encrypted or elsewhere", what);
  });
}

}  // namespace fleetlint::rules::secret
