#include "secrets/certificate.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <limits>
#include <memory>

namespace fleetlint::secrets {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

std::string day_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

}  // namespace

std::optional<Certificate> read_certificate(std::string_view pem) {
  const std::size_t begin = pem.find("-----BEGIN CERTIFICATE-----");
  if (begin == std::string_view::npos) return std::nullopt;
  pem.remove_prefix(begin);
  if (pem.size() > std::size_t{1} << 20U) return std::nullopt;
  const std::unique_ptr<BIO, Deleter<BIO_free_all>> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return std::nullopt;
  const std::unique_ptr<X509, Deleter<X509_free>> x509(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!x509) return std::nullopt;
  Certificate certificate;
  certificate.not_before = day_of(X509_get0_notBefore(x509.get()));
  certificate.not_after = day_of(X509_get0_notAfter(x509.get()));
  EVP_PKEY* const key = X509_get0_pubkey(x509.get());
  if (key != nullptr && EVP_PKEY_base_id(key) == EVP_PKEY_RSA) {
    certificate.rsa_bits = static_cast<std::size_t>(EVP_PKEY_bits(key));
  }
  return certificate;
}

}  // namespace fleetlint::secrets
