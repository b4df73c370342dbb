#include "base/strings.h"
#include "rules/secret/sealing_certificate.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sealing_certificate_expired(const FileContext& file, diag::Collector& out) {
  if (file.today.empty()) return;
  const std::optional<secrets::Certificate> certificate = sealing_certificate_of(file);
  if (!certificate || certificate->not_after.empty() || certificate->not_after >= file.today) return;
  const auto begin = static_cast<std::uint32_t>(file.text.find("-----BEGIN"));
  out.report(at(file.stream.file, {begin, begin + 27}),
             "the certificate for sealing ran out on {}, and kubeseal refuses it; fetch the controller's "
             "newest with kubeseal --fetch-cert",
             certificate->not_after);
}

}  // namespace fleetlint::rules::secret
