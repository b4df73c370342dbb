#include "secrets/detect.h"

#include "secrets/base64.h"
#include "tests/catch.h"

namespace fleetlint::secrets {
namespace {

// Not a key: digits without a meaning, long enough to look like one.
std::string pem(std::string_view label) {
  std::string text = "-----BEGIN " + std::string(label) + "-----\n";
  for (int line = 0; line < 2; ++line) text += std::string(64, 'A') + "\n";
  return text + "-----END " + std::string(label) + "-----\n";
}

std::string first_seen(std::string_view text) {
  const auto seen = find_private_keys(text);
  return seen.empty() ? "nothing" : std::to_string(seen[0].offset) + " " + seen[0].what;
}

TEST_CASE("private keys are told by their form") {
  CHECK(first_seen("key: |\n" + pem("RSA PRIVATE KEY")) == "7 an RSA private key");
  CHECK(first_seen(pem("PRIVATE KEY")) == "0 a private key");
  CHECK(first_seen(pem("OPENSSH PRIVATE KEY")) == "0 an OpenSSH private key");
  CHECK(first_seen(pem("PGP PRIVATE KEY BLOCK")) == "0 a PGP private key");
  CHECK(first_seen("k: \"-----BEGIN EC PRIVATE KEY-----\\n" + std::string(64, 'B') + "\\n-----END\"") ==
        "4 an EC private key");
  CHECK(first_seen("AGE-SECRET-KEY-1" + std::string(58, 'Q')) == "0 an age private key");
}

TEST_CASE("a key in a comment or behind armour headers is one still") {
  CHECK(first_seen("# -----BEGIN PRIVATE KEY-----\n# " + std::string(64, 'A') + "\n") == "2 a private key");
  CHECK(first_seen("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" +
                   std::string(64, 'A')) == "0 an RSA private key");
}

TEST_CASE("certificates and public keys may be seen") {
  CHECK(is_public(pem("CERTIFICATE")));
  CHECK_FALSE(is_public(pem("CERTIFICATE") + pem("PRIVATE KEY")));
  CHECK_FALSE(is_public("hunter2"));
}

TEST_CASE("what only mentions a key is none") {
  CHECK(first_seen(pem("CERTIFICATE")) == "nothing");
  CHECK(first_seen(pem("PUBLIC KEY")) == "nothing");
  CHECK(first_seen("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----") == "nothing");
  CHECK(
      first_seen("-----BEGIN PRIVATE KEY-----\nENC[AES256_GCM,data:abc,tag:x]\n-----END PRIVATE KEY-----") ==
      "nothing");
  CHECK(first_seen("-----BEGIN AGE ENCRYPTED FILE-----\n" + std::string(64, 'A')) == "nothing");
  CHECK(first_seen("AGE-SECRET-KEY-1...") == "nothing");
  CHECK(first_seen("## the key should start with -----BEGIN CERTIFICATE----- or\n## -----BEGIN RSA PRIVATE "
                   "KEY-----\n##\n"
                   "## name should line up with a tlsSecret set further up\n## If you are using kube lego "
                   "this is unneeded\n"
                   "## as it will create the secret for you if it is not set\n") == "nothing");
  CHECK(first_seen("-----BEGIN ") == "nothing");
  CHECK(first_seen("LS0tLS1CRUdJTi") == "nothing");
}

TEST_CASE("base64 decodes what is standard and padded") {
  CHECK(decode_base64("") == "");
  CHECK(decode_base64("YQ==") == "a");
  CHECK(decode_base64("YWI=") == "ab");
  CHECK(decode_base64("YWJj\nZGVm") == "abcdef");
  CHECK_FALSE(decode_base64("YQ").has_value());
  CHECK_FALSE(decode_base64("YQ=").has_value());
  CHECK_FALSE(decode_base64("Y!==").has_value());
  CHECK_FALSE(decode_base64("YQ==YQ==").has_value());
}

TEST_CASE("placeholders are no secrets") {
  for (const std::string_view value :
       {"", "  ", "${PASSWORD}", "prefix-${X}", "{{ .Values.x }}", "<password>", "changeme", "CHANGE_ME",
        "xxxx", "****", "vault:secret/data/x#y", "ref+awsssm://a", "your-token-here",
        "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]", "placeholder", "TODO", "dummyClientSecret",
        "__REPLACE_ME__"}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
  for (const std::string_view value : {"hunter2", "s3cr3t", "admin", "AKIAIOSFODNN7EXAMPLE", "true"}) {
    INFO(value);
    CHECK_FALSE(is_placeholder(value));
  }
}

}  // namespace
}  // namespace fleetlint::secrets
