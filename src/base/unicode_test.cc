#include "base/unicode.h"

#include "tests/catch.h"

using namespace fleetlint;

TEST_CASE("UTF-8 is read by code points") {
  CHECK(decode_utf8("a").value == U'a');
  CHECK(decode_utf8("\u00e9x").value == U'\u00e9');
  CHECK(decode_utf8("\u00e9x").size == 2);
  CHECK(decode_utf8("\u20ac").value == U'\u20ac');
  CHECK(decode_utf8("\U0001F600").value == U'\U0001F600');
  CHECK(decode_utf8("\U0001F600").size == 4);
  // A lone tail, an overlong form, a surrogate, a cut sequence, beyond U+10FFFF.
  for (const char* text : {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xE2\x82", "\xF4\x90\x80\x80", "\xFF"}) {
    CHECK_FALSE(decode_utf8(text).valid);
    CHECK(decode_utf8(text).size == 1);
  }
}

TEST_CASE("case mapping is one code point for one") {
  CHECK(to_lower_case("AbC-1") == "abc-1");
  CHECK(to_upper_case("straße Ångström ǆ") == "STRAßE ÅNGSTRÖM Ǆ");
  CHECK(to_lower_case("ΑΣΣ İ Ж") == "ασσ i ж");
  CHECK(to_upper_case("𐐨") == "𐐀");
  CHECK(to_upper_case("aĀāĂ") == "AĀĀĂ");
}

TEST_CASE("texts are cut into code points") {
  CHECK(count_code_points("aé中𐐀") == 4);
  CHECK(code_points("é中") == std::vector<std::string_view>{"é", "中"});
}

TEST_CASE("classes of code points") {
  CHECK(is_letter(U'Z'));
  CHECK_FALSE(is_letter(U'_'));
  CHECK(is_letter(U'\u00e9'));
  CHECK(is_letter(U'\u4e2d'));
  CHECK_FALSE(is_letter(U'\u20ac'));
  CHECK(is_decimal_digit(U'7'));
  CHECK(is_decimal_digit(U'\u0663'));
  CHECK_FALSE(is_decimal_digit(U'\u00b2'));
}
