#include "schema/formats.h"

#include "tests/catch.h"

namespace fleetlint::schema {
namespace {

TEST_CASE("quantities") {
  // Without a digit it is zero to the server.
  for (const char* good :
       {".", "m", "0", "100m", "1.5Gi", ".5", "5.", "+1", "-1k", "1e3", "1E3", "1E", "12e-3", "1Ki", "3n"}) {
    INFO(good);
    CHECK(is_quantity(good));
  }
  for (const char* bad : {"", "K", "mi", "1 Gi", "1gi", "1KB", "1.2.3", "1e", "1e3Ki", "0x10", "1Mi "}) {
    INFO(bad);
    CHECK_FALSE(is_quantity(bad));
  }
}

TEST_CASE("times") {
  CHECK(is_rfc3339("2024-02-29T12:00:00Z"));
  CHECK(is_rfc3339("2024-02-29T12:00:00.123456+02:00"));
  CHECK_FALSE(is_rfc3339("2023-02-29T12:00:00Z"));
  CHECK_FALSE(is_rfc3339("2024-02-29"));
  CHECK_FALSE(is_rfc3339("2024-02-29 12:00:00Z"));
  CHECK_FALSE(is_rfc3339("2024-02-29T12:00:00"));
}

TEST_CASE("base64") {
  CHECK(is_base64(""));
  CHECK(is_base64("YQ=="));
  CHECK(is_base64("YWI=\n"));
  CHECK_FALSE(is_base64("YQ"));
  CHECK_FALSE(
      is_base64("YQ=="
                "YQ=="));
  CHECK_FALSE(is_base64("a-b_"));
}

TEST_CASE("addresses") {
  for (const char* good :
       {"::", "::1", "fe80::1", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1::"}) {
    INFO(good);
    CHECK(fits_format("ipv6", good, false));
  }
  for (const char* bad : {"", ":", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
                          "g::", "12345::", "1:2:3:4:5:6:7:", "1.2.3.4"}) {
    INFO(bad);
    CHECK_FALSE(fits_format("ipv6", bad, false));
  }
  CHECK(fits_format("ipv4", "10.0.0.255", false));
  CHECK_FALSE(fits_format("ipv4", "10.0.0.256", false));
  CHECK_FALSE(fits_format("ipv4", "10.0.0", false));
  CHECK_FALSE(fits_format("ipv4", "010.0.0.1", false));
  CHECK(fits_format("cidr", "10.0.0.0/8", false));
  CHECK(fits_format("cidr", "fe80::/10", false));
  CHECK_FALSE(fits_format("cidr", "10.0.0.0/33", false));
  CHECK_FALSE(fits_format("cidr", "10.0.0.0", false));
}

TEST_CASE("formats that nobody enforces ask for nothing") {
  CHECK(fits_format("url", "not one", false));
  CHECK(fits_format("string", "", false));
  CHECK(fits_format("hostname", "x", true));
}

}  // namespace
}  // namespace fleetlint::schema
