#include "yaml/scalar.h"

#include "base/arena.h"
#include "tests/catch.h"
#include "yaml/edit.h"

using namespace fleetlint;
using namespace fleetlint::yaml;

namespace {

Node scalar(Arena& arena, std::string_view text, Dialect dialect) {
  return make_scalar(arena, resolve_plain(text, dialect), text, {}, Style::plain);
}

std::string json(std::string_view text, Dialect dialect = Dialect::go_yaml_v3) {
  Arena arena;
  return json_number(scalar(arena, text, dialect));
}

std::string yaml_text(std::string_view text) {
  Arena arena;
  return yaml_number(scalar(arena, text, Dialect::go_yaml_v3));
}

std::optional<std::string> key(std::string_view text) {
  Entry entry = make_entry(text, {}, {});
  entry.key_kind = resolve_plain(text, Dialect::go_yaml_v2);
  return json_key(entry);
}

struct Resolved {
  const char* text;
  Kind v2;
  Kind v3;
  Kind core;
};

constexpr Kind N = Kind::null, B = Kind::boolean, I = Kind::integer, F = Kind::floating, S = Kind::string;

}  // namespace

TEST_CASE("plain scalars mean what each dialect says") {
  const Resolved table[] = {
      {"", N, N, N},
      {"~", N, N, N},
      {"Null", N, N, N},
      {"nULL", S, S, S},
      {"true", B, B, B},
      {"TRUE", B, B, B},
      {"tRUE", S, S, S},
      {"yes", B, S, S},
      {"y", B, S, S},
      {"NO", B, S, S},
      {"Off", B, S, S},
      {"oN", S, S, S},
      {"0", I, I, I},
      {"-0", I, I, I},
      {"+12", I, I, I},
      {"0777", I, I, I},
      {"0o777", I, I, I},
      {"0O17", I, I, S},
      {"08", F, F, I},
      {"0x1F", I, I, I},
      {"0X1F", I, I, S},
      {"0x", S, S, S},
      {"-0x1F", I, I, S},
      {"0b101", I, I, S},
      {"-0b1", I, I, S},
      {"0b-11", I, I, S},
      {"0o-11", S, I, S},
      {"1_000", I, I, S},
      {"1_", I, I, S},
      {"_1", S, S, S},
      {"-b_c", S, S, S},
      {"190:20:30", S, S, S},
      {"18446744073709551615", I, I, I},
      {"+18446744073709551615", F, F, I},
      {"18446744073709551616", F, F, I},
      {"-9223372036854775809", F, F, I},
      {"1e3", F, F, F},
      {"1e", S, S, S},
      {"1.", F, F, F},
      {".5", F, F, F},
      {".", S, S, S},
      {"+.5", F, F, F},
      {".5_0", F, F, S},
      {".5_", S, S, S},
      {"5_.0", F, F, S},
      {"1e400", S, S, F},
      {"1e-400", F, F, F},
      {"0x1p3", S, S, S},
      {"1.2.3", S, S, S},
      {".inf", F, F, F},
      {"-.INF", F, F, F},
      {".iNF", S, S, S},
      {".NaN", F, F, F},
      {"-.nan", S, S, S},
      {"2015-01-01", S, S, S},
      {"<<", S, S, S},
      {"=", S, S, S},
      {"nginx", S, S, S},
  };
  for (const Resolved& row : table) {
    CAPTURE(row.text);
    CHECK(resolve_plain(row.text, Dialect::go_yaml_v2) == row.v2);
    CHECK(resolve_plain(row.text, Dialect::go_yaml_v3) == row.v3);
    CHECK(resolve_plain(row.text, Dialect::core) == row.core);
  }
}

TEST_CASE("a string is ambiguous where it would be read as something else") {
  CHECK(is_ambiguous_plain("yes", Dialect::go_yaml_v2));
  CHECK_FALSE(is_ambiguous_plain("yes", Dialect::go_yaml_v3));
  CHECK(is_ambiguous_plain("2015-01-01", Dialect::go_yaml_v2));
  CHECK_FALSE(is_ambiguous_plain("2015-01-01", Dialect::core));
  CHECK_FALSE(is_ambiguous_plain("<<", Dialect::go_yaml_v3));
  CHECK(is_ambiguous_plain("", Dialect::core));
  CHECK_FALSE(is_ambiguous_plain("v1.2", Dialect::go_yaml_v2));
}

TEST_CASE("times take one form") {
  CHECK(timestamp_value("2015-01-01") == "2015-01-01T00:00:00Z");
  CHECK(timestamp_value("2001-1-2") == "2001-01-02T00:00:00Z");
  CHECK(timestamp_value("2001-12-14t21:59:43.10-05:00") == "2001-12-14T21:59:43.1-05:00");
  CHECK(timestamp_value("2001-12-14T1:2:3+00:00") == "2001-12-14T01:02:03Z");
  CHECK(timestamp_value("2001-12-14   1:2:3.000") == "2001-12-14T01:02:03Z");
  CHECK(timestamp_value("2004-02-29").has_value());
  for (const char* text :
       {"2001-02-29", "2001-13-01", "2001-1-0", "201-01-01", "20011-01-01", "2001-01-01T00:00:00",
        "2001-01-01 00:00:00Z", "2001-01-01 ", "2001-01-01T24:00:00Z", "2001-01", "2001-01-01x"}) {
    CAPTURE(text);
    CHECK_FALSE(timestamp_value(text).has_value());
  }
}

TEST_CASE("numbers have one form in JSON") {
  CHECK(json("0x1F") == "31");
  CHECK(json("0777") == "511");
  CHECK(json("0b-11") == "-3");
  CHECK(json("-0") == "0");
  CHECK(json("-0.0") == "-0");
  CHECK(json("1_000") == "1000");
  CHECK(json("18446744073709551615") == "18446744073709551615");
  CHECK(json("-9223372036854775808") == "-9223372036854775808");
  CHECK(json("100000000000000000000") == "100000000000000000000");
  CHECK(json("123456789012345678901234567890") == "1.2345678901234568e+29");
  CHECK(json("+000123456789012345678901234567890", Dialect::core) == "123456789012345678901234567890");
  CHECK(json("1e3") == "1000");
  CHECK(json("1.50") == "1.5");
  CHECK(json("1e21") == "1e+21");
  CHECK(json("0.000001") == "0.000001");
  CHECK(json("0.00000012") == "1.2e-7");
  CHECK(json("1e-10") == "1e-10");
  CHECK(json(".5_0") == "0.5");
  CHECK(json("1e-400") == "0");
  CHECK(json(".inf").empty());
  CHECK(json(".nan").empty());
  CHECK(json("TRUE") == "true");
  CHECK(json("on", Dialect::go_yaml_v2) == "true");
  CHECK(json("~") == "null");
}

TEST_CASE("numbers have another form in YAML") {
  CHECK(yaml_text("1000000.0") == "1000000");
  CHECK(yaml_text("1234567.5") == "1.2345675e+06");
  CHECK(yaml_text("123456.5") == "123456.5");
  CHECK(yaml_text("0.00001") == "1e-05");
  CHECK(yaml_text("0.0001") == "0.0001");
  CHECK(yaml_text("100000000000000000000") == "1e+20");
  CHECK(yaml_text("-0.0") == "0");
  CHECK(yaml_text("0o17") == "15");
}

TEST_CASE("keys become strings") {
  CHECK(key("1") == "1");
  CHECK(key("0x1F") == "31");
  CHECK(key("on") == "true");
  CHECK(key("1.5") == "1.5");
  CHECK(key("12345678.9") == "1.2345679e+07");
  CHECK(key(".nan") == ".nan");
  CHECK(key("2015-01-01") == "2015-01-01");
  CHECK_FALSE(key("null").has_value());
  CHECK_FALSE(key("18446744073709551615").has_value());
}

TEST_CASE("values of resolved scalars") {
  Arena arena;
  CHECK(scalar(arena, "0x1F", Dialect::go_yaml_v3).as_int() == 31);
  CHECK(scalar(arena, "-9223372036854775808", Dialect::go_yaml_v3).as_int() ==
        std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(scalar(arena, "18446744073709551615", Dialect::go_yaml_v3).as_int().has_value());
  CHECK(scalar(arena, "18446744073709551615", Dialect::go_yaml_v3).as_double() == 18446744073709551615.0);
  CHECK(scalar(arena, "-.inf", Dialect::go_yaml_v3).as_double() == -std::numeric_limits<double>::infinity());
  CHECK(scalar(arena, "1.e2", Dialect::go_yaml_v3).as_double() == 100.0);
  CHECK(scalar(arena, "yes", Dialect::go_yaml_v2).as_bool() == true);
  CHECK(scalar(arena, "n", Dialect::go_yaml_v2).as_bool() == false);
  CHECK_FALSE(scalar(arena, "yes", Dialect::go_yaml_v3).as_bool().has_value());
}
