#include "secrets/fingerprint.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/hash.h"

namespace fleetlint::secrets {

std::string fingerprint_key(const std::vector<std::string>& roots) {
  std::string all = "fleetlint secret fingerprints";
  for (const std::string& root : roots) all += '\n' + root;
  return sha256_hex(all);
}

std::string fingerprint(std::string_view key, std::string_view value) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(value.data()), value.size(), digest.data(), &size);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < 8 && i < size; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

}  // namespace fleetlint::secrets
