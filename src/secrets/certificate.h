// Certificates as files hold them: how long they are good, and how large their key is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fleetlint::secrets {

struct Certificate {
  std::string not_before;  ///< YYYY-MM-DD
  std::string not_after;
  std::size_t rsa_bits = 0;  ///< 0: not an RSA key
};

/// The first certificate of a PEM text. Nothing where there is none that can be read.
std::optional<Certificate> read_certificate(std::string_view pem);

}  // namespace fleetlint::secrets
