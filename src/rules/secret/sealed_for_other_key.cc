#include <set>

#include "base/strings.h"
#include "rules/secret/sealing_certificate.h"
#include "rules/twins.h"
#include "secrets/sealed.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {

void sealed_for_other_key(const FileContext& file, diag::Collector& out) {
  const std::optional<secrets::Certificate> certificate = sealing_certificate_of(file);
  if (!certificate || certificate->rsa_bits == 0) return;
  std::set<source::Span> reported;
  for (const fleet::Cluster* cluster : clusters_of_certificate(file)) {
    for (const auto& item : cluster->index.of_kind(secrets::kSealedGroup, "SealedSecret")) {
      for (const yaml::Entry& entry : (*item.object)["spec"]["encryptedData"].entries()) {
        const secrets::Ciphertext read = secrets::read_ciphertext(entry.value.text());
        if (read.key_bits == 0 || read.key_bits == certificate->rsa_bits) continue;
        if (!reported.insert(entry.value.origin().span).second) continue;
        diag::Place place = at(entry.value);
        diag::Location other = at(file.stream.file, {0, 0}).primary;
        other.path = file.path;
        other.label = "the certificate";
        place.related.push_back(std::move(other));
        out.set_object(item.object->ref());
        out.report(std::move(place),
                   "{} was sealed for a key of {} bits, the certificate {} of cluster {} has {}; seal it "
                   "with that certificate",
                   quote(entry.key.text(), 60), read.key_bits, quote(file.path), quote(cluster->name),
                   certificate->rsa_bits);
        break;
      }
    }
  }
}

}  // namespace fleetlint::rules::secret
