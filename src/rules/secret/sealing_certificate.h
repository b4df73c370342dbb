// Certificates of Sealed Secrets controllers, which repositories carry for kubeseal.
#pragma once

#include <optional>

#include "rules/rule.h"
#include "secrets/certificate.h"

namespace fleetlint::rules::secret {

/// The file's certificate, when it is one for sealing by its name or folder: `pub-sealed-secrets.pem`,
/// `clusters/prod/kubeseal.crt`.
std::optional<secrets::Certificate> sealing_certificate_of(const FileContext& file);

/// Clusters that seal for it: whose path it lies in, or whose name is in its path; all where neither tells.
std::vector<const fleet::Cluster*> clusters_of_certificate(const FileContext& file);

}  // namespace fleetlint::rules::secret
