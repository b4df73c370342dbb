#include "report/xml.h"

#include "tests/catch.h"

using fleetlint::report::xml_escaped;

TEST_CASE("what XML uses as syntax becomes an entity") {
  CHECK(xml_escaped("a<b>&\"c\"'") == "a&lt;b&gt;&amp;&quot;c&quot;&#39;");
  CHECK(xml_escaped("]]>") == "]]&gt;");
}

TEST_CASE("what no XML document may hold becomes the replacement character") {
  CHECK(xml_escaped("a\x01"
                    "b\xff"
                    "c\xEF\xBF\xBE\xEF\xBF\xBF"
                    "d") ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD"
        "c\xEF\xBF\xBD\xEF\xBF\xBD"
        "d");
  CHECK(xml_escaped("\xEF\xBC\xA1") == "\xEF\xBC\xA1");  // begins with the same byte
}
