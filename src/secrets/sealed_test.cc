#include "secrets/sealed.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/arena.h"
#include "secrets/certificate.h"
#include "secrets/fingerprint.h"
#include "secrets/key_name.h"
#include "secrets/randomness.h"
#include "tests/catch.h"
#include "yaml/parse.h"

namespace fleetlint::secrets {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

fs::path shared(const char* below) {
  const char* dir = std::getenv("FLEETLINT_SOURCE_DIR");
  return fs::path(dir == nullptr ? "." : dir) / ".." / "shared" / below;
}

TEST_CASE("sealed values are read as the samples say") {
  const fs::path samples = shared("data/sealed-secrets/samples");
  if (!fs::exists(samples)) {
    std::cout << "skipped: the samples of sealed values are not here\n";
    return;
  }
  std::size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(samples)) {
    const std::string name = entry.path().filename().string();
    if (name == "bad-deprecated-data.yaml") continue;  // has no values of its own
    INFO(name);
    Arena arena;
    diag::Collector out;
    const std::string text = text_of(entry.path());
    const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, text, {}, out);
    bool broken = false;
    for (const yaml::Entry& value : stream.documents.front().root["spec"]["encryptedData"].entries()) {
      const Ciphertext read = read_ciphertext(value.value.text());
      broken = broken || !read.problem.empty();
      if (name.find("ok-") == 0) CHECK(read.key_bits == 4096);
    }
    CHECK(broken == (name.find("bad-") == 0));
    ++seen;
  }
  CHECK(seen >= 8);
}

TEST_CASE("certificates tell their days and their key") {
  const fs::path file = shared("data/sealed-secrets/upstream-test-cert.pem");
  CHECK_FALSE(read_certificate("").has_value());
  CHECK_FALSE(
      read_certificate("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n").has_value());
  if (!fs::exists(file)) return;
  const std::optional<Certificate> certificate = read_certificate(text_of(file));
  REQUIRE(certificate.has_value());
  CHECK(certificate->not_before == "2017-06-20");
  CHECK(certificate->not_after == "2027-06-18");
  CHECK(certificate->rsa_bits == 4096);
}

TEST_CASE("a fingerprint stands for a value under one key") {
  const std::string one = fingerprint_key({"a"});
  const std::string other = fingerprint_key({"b"});
  CHECK(fingerprint(one, "word") == fingerprint(one, "word"));
  CHECK(fingerprint(one, "word") != fingerprint(one, "words"));
  CHECK(fingerprint(one, "word") != fingerprint(other, "word"));
  CHECK(fingerprint(one, "word").size() == 16);
}

TEST_CASE("names of keys tell what they hold") {
  for (const char* name :
       {"password", "DB_PASSWORD", "dbAdminPassword", "PGPASSWORD", "rootpw", "PASSWORD_PROD", "password2"}) {
    INFO(name);
    CHECK(classify_key(name) == KeyClass::password);
  }
  for (const char* name : {"api_key", "APIKey", "clientSecret", "GITHUB_TOKEN", "signing-key",
                           "vault_secret_id", "tokenValue"}) {
    INFO(name);
    CHECK(classify_key(name) == KeyClass::secret);
  }
  for (const char* name : {"secretName", "passwordKeyRef", "tokenPath", "publicKey", "partition_key",
                           "tokenTTL", "passwordHash", "compass", "monkeys"}) {
    INFO(name);
    CHECK(classify_key(name) == KeyClass::none);
  }
}

TEST_CASE("what is drawn is told from what is written") {
  for (const char* text : {"q7Zk2PfW9xLm4Rt8", "5f1e0c9ab37d42868c1de0f7a9b3c4d5", "x8k2m9q4z7w1p5r3"}) {
    INFO(text);
    CHECK(looks_drawn(text));
  }
  for (const char* text :
       {"grafana-admin-credentials", "myApplicationSecretName", "deadbeefdeadbeefdeadbeef",
        "1234567890abcdef1234", "kubernetes.io/service-account-token", "aaaaaaaaaaaaaaaaaaaa"}) {
    INFO(text);
    CHECK_FALSE(looks_drawn(text));
  }
}

}  // namespace
}  // namespace fleetlint::secrets
