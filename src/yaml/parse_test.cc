#include "yaml/parse.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "tests/catch.h"
#include "yaml/place.h"

namespace fleetlint::yaml {
namespace {

constexpr source::FileId kFile{0};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out;
}

std::string dump(const Origin& origin) {
  return "[" + std::to_string(origin.span.begin) + "," + std::to_string(origin.span.end) + ")";
}

/// Kind, value by its style ('x' "x" |x >x, plain as it is) and span.
std::string dump(Node node) {
  if (!node) return "missing";
  std::string out;
  if (node.is_mapping()) {
    out = node.style() == Style::flow ? "flow{" : "{";
    for (const Entry& entry : node.entries()) {
      out += out.back() == '{' ? "" : ", ";
      if (entry.key_kind != Kind::string) out += std::string(to_string(entry.key_kind)) + " ";
      out += escaped(entry.key.text()) + dump(entry.key_origin) + ": " + dump(entry.value);
    }
    return out + "}" + dump(node.origin());
  }
  if (node.is_sequence()) {
    out = node.style() == Style::flow ? "flow[" : "[";
    for (const Node item : node.items()) out += (out.back() == '[' ? "" : ", ") + dump(item);
    return out + "]" + dump(node.origin());
  }
  switch (node.kind()) {
    case Kind::null: out = "null "; break;
    case Kind::boolean: out = "bool "; break;
    case Kind::integer: out = "int "; break;
    case Kind::floating: out = "float "; break;
    default: break;
  }
  const std::string text = escaped(node.text());
  switch (node.style()) {
    case Style::single_quoted: out += "'" + text + "'"; break;
    case Style::double_quoted: out += "\"" + text + "\""; break;
    case Style::literal: out += "|" + text; break;
    case Style::folded: out += ">" + text; break;
    default: out += text; break;
  }
  return out + dump(node.origin());
}

struct Read {
  Arena arena;
  diag::Collector out;
  Stream stream;
  std::string text;

  explicit Read(std::string input, ParseOptions options = {}) : text(std::move(input)) {
    stream = parse(arena, kFile, text, options, out);
  }
  explicit Read(std::string input, Dialect dialect) : Read(std::move(input), with(dialect)) {}

  static ParseOptions with(Dialect dialect) {
    ParseOptions options;
    options.dialect = dialect;
    return options;
  }

  Node root() const { return stream.documents.empty() ? Node() : stream.documents.front().root; }

  /// "rule line:column message" of each finding, a line each.
  std::string findings() const {
    std::string all;
    for (const diag::Finding& finding : out.findings()) {
      const std::string_view before = std::string_view(text).substr(0, finding.primary.span.begin);
      const auto line = 1 + std::count(before.begin(), before.end(), '\n');
      const std::size_t line_begin =
          before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
      all += finding.rule + " " + std::to_string(line) + ":" +
             std::to_string(before.size() - line_begin + 1) + " " + finding.message + "\n";
    }
    return all;
  }

  std::string spans_of_comments() const {
    std::string all;
    for (const Comment& comment : stream.comments) {
      all += (comment.own_line ? "own " : "end ") +
             text.substr(comment.span.begin, comment.span.end - comment.span.begin) + "\n";
    }
    return all;
  }
};

struct Row {
  std::string input;
  std::string tree;
};

void check_all(const std::vector<Row>& rows, Dialect dialect = Dialect::go_yaml_v3) {
  for (const Row& row : rows) {
    INFO(row.input);
    const Read read(row.input, dialect);
    CHECK(read.findings().empty());
    CHECK(dump(read.root()) == row.tree);
  }
}

TEST_CASE("scalars know their span, style and kind") {
  check_all({
      {"a: b", "{a[0,1): b[3,4)}[0,4)"},
      {"a: b # c\n", "{a[0,1): b[3,4)}[0,4)"},
      {"a:   1\nb: 1.5\nc: true\nd: no\n",
       "{a[0,1): int 1[5,6), b[7,8): float 1.5[10,13), c[14,15): bool true[17,21), d[22,23): "
       "no[25,27)}[0,27)"},
      {"'a''b': \"c\\n\"", "{a'b[0,6): \"c\\n\"[8,13)}[0,13)"},
      {"a: one\n  two\n\n  three\nb: c", "{a[0,1): one two\\nthree[3,21), b[22,23): c[25,26)}[0,26)"},
      {"a: 'one\n  two'", "{a[0,1): 'one two'[3,14)}[0,14)"},
      {"a: 'x\n\n\n'", "{a[0,1): 'x\\n\\n'[3,9)}[0,9)"},
      {"a: \"x\\n\n\n\n\"", "{a[0,1): \"x\\n\\n\\n\"[3,11)}[0,11)"},
      {"plain", "plain[0,5)"},
      {"--- 5", "int 5[4,5)"},
      {"a: b\r\nc: d\r\n", "{a[0,1): b[3,4), c[6,7): d[9,10)}[0,10)"},
      {"\xEF\xBB\xBF"
       "a: b\nc: d",
       "{a[3,4): b[6,7), c[8,9): d[11,12)}[3,12)"},
  });
}

TEST_CASE("block scalars reach from their indicator to the end of their text") {
  check_all({
      {"a: |\n  x\n   y\nb: c", "{a[0,1): |x\\n y\\n[3,14), b[14,15): c[17,18)}[0,18)"},
      {"a: |-\n  x\n\n\nb: c", "{a[0,1): |x[3,9), b[12,13): c[15,16)}[0,16)"},
      {"a: |+\n  x\n\nb: c", "{a[0,1): |x\\n\\n[3,11), b[11,12): c[14,15)}[0,15)"},
      {"a: >+\n  x\n  y\n\n\nb: c", "{a[0,1): >x y\\n\\n\\n[3,16), b[16,17): c[19,20)}[0,20)"},
      {"a: >+\n  x\n   y\n\n", "{a[0,1): >x\\n y\\n\\n[3,16)}[0,16)"},
      {"a: >\n  x\n  y\n\n  z\n", "{a[0,1): >x y\\nz\\n[3,18)}[0,18)"},
      {"a: |2\n    x\n", "{a[0,1): |  x\\n[3,12)}[0,12)"},
      {"- |  # why\n  x\n# end\n- y", "[|x\\n[2,15), y[23,24)][0,24)"},
      {"a: |\nb: c", "{a[0,1): |[3,4), b[5,6): c[8,9)}[0,9)"},
      {"a: |\n  # no comment\n", "{a[0,1): |# no comment\\n[3,20)}[0,20)"},
      {"a: |\r\n  x\r\nb: c\r\n", "{a[0,1): |x\\n[3,11), b[11,12): c[14,15)}[0,15)"},
  });
}

TEST_CASE("collections reach from their first key, dash or bracket to their last") {
  check_all({
      {"a:\n  b: c\n  d:\n    - e\n    - f\ng: h",
       "{a[0,1): {b[5,6): c[8,9), d[12,13): [e[21,22), f[29,30)][19,30)}[5,30), g[31,32): h[34,35)}[0,35)"},
      {"a:\n- b\n- c\n", "{a[0,1): [b[5,6), c[9,10)][3,10)}[0,10)"},
      {"- - a\n  - b\n- c: d\n  e: f\n",
       "[[a[4,5), b[10,11)][2,11), {c[14,15): d[17,18), e[21,22): f[24,25)}[14,25)][0,25)"},
      {"a: [b, c: d, ]  # x", "{a[0,1): flow[b[4,5), flow{c[7,8): d[10,11)}[7,11)][3,14)}[0,14)"},
      {"{a: {}, b: [],\n c}",
       "flow{a[1,2): flow{}[4,6), b[8,9): flow[][11,13), c[16,17): null [17,17)}[0,18)"},
      {"? a\n: b\n? c\n", "{a[2,3): b[6,7), c[10,11): null [11,11)}[0,11)"},
  });
}

TEST_CASE("an empty value stands behind its colon or dash") {
  check_all({
      {"a:\nb: c", "{a[0,1): null [2,2), b[3,4): c[6,7)}[0,7)"},
      {"a:   # none\n\nb:", "{a[0,1): null [2,2), b[13,14): null [15,15)}[0,15)"},
      {"-\n- a\n-", "[null [1,1), a[4,5), null [7,7)][0,7)"},
      {"{a: , b: ~}", "flow{a[1,2): null [3,3), b[6,7): null ~[9,10)}[0,11)"},
      {"a: null\nnull: b", "{a[0,1): null null[3,7), null null[8,12): b[14,15)}[0,15)"},
      {"a:\nnull: b", "{a[0,1): null [2,2), null null[3,7): b[9,10)}[0,10)"},
      {"a:\n  b:\n~: c", "{a[0,1): {b[5,6): null [7,7)}[5,7), null ~[8,9): c[11,12)}[0,12)"},
      {"a: &x\nb: *x", "{a[0,1): null [5,5), b[6,7): null [5,5)}[0,11)"},
      {"a: !!str\nb: c", "{a[0,1): [8,8), b[9,10): c[12,13)}[0,13)"},
      {"a: !!str\n\"b\": c", "{a[0,1): [8,8), b[9,12): c[14,15)}[0,15)"},
      {": a", "{null [0,0): a[2,3)}[0,3)"},
  });
}

TEST_CASE("tags decide the kind") {
  check_all({
      {"a: !!str 1", "{a[0,1): 1[9,10)}[0,10)"},
      {"a: !!int \"1\"", "{a[0,1): int \"1\"[9,12)}[0,12)"},
      {"a: !!float 1", "{a[0,1): float 1[11,12)}[0,12)"},
      {"a: !!binary aGVsbG8=", "{a[0,1): hello[12,20)}[0,20)"},
      {"a: !mine 1", "{a[0,1): 1[9,10)}[0,10)"},
      {"a: !mine {b: c}", "{a[0,1): flow{b[10,11): c[13,14)}[9,15)}[0,15)"},
      {"a: !<tag:yaml.org,2002:str> 1", "{a[0,1): 1[28,29)}[0,29)"},
  });
  CHECK(dump(Read("! 1", Dialect::go_yaml_v3).root()) == "int 1[2,3)");
  CHECK(dump(Read("! 1", Dialect::core).root()) == "1[2,3)");
}

TEST_CASE("an alias is the anchor's own node") {
  const Read read("a: &x {b: 1}\nc: *x\n&k d: *k\n");
  CHECK(read.findings().empty());
  CHECK(same(read.root()["a"], read.root()["c"]));
  CHECK(dump(read.root()) ==
        "{a[0,1): flow{b[7,8): int 1[10,11)}[6,12), c[13,14): flow{b[7,8): int 1[10,11)}[6,12), "
        "d[22,23): d[22,23)}[0,27)");
  // The second use of a name is another anchor.
  CHECK(dump(Read("- &a 1\n- *a\n- &a 2\n- *a").root()) ==
        "[int 1[5,6), int 1[5,6), int 2[17,18), int 2[17,18)][0,23)");
  // An anchor before a key is the key's, one on the line above the mapping's.
  const Read of_mapping("a: &x\n  b: 1\nc: *x");
  CHECK(same(of_mapping.root()["a"], of_mapping.root()["c"]));
  CHECK(of_mapping.root()["a"].is_mapping());
}

TEST_CASE("merge keys follow the dialect") {
  const std::string text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  a: own\n  <<: [*x, *y]\n  c: own\n";
  const auto values = [&](Dialect dialect) {
    const Read read(text, dialect);
    CHECK(read.findings().empty());
    std::string all;
    for (const Entry& entry : read.root()["z"].entries()) {
      all += std::string(entry.key.text()) + "=" + std::string(entry.value.text()) + " ";
    }
    return all;
  };
  CHECK(values(Dialect::go_yaml_v3) == "a=own c=own b=2 ");
  CHECK(values(Dialect::go_yaml_v2) == "a=1 b=2 c=own ");  // `a` stands before `<<` and is overwritten

  const Read read(text, Dialect::go_yaml_v3);
  const Entry* merged = read.root()["z"].find("b");
  REQUIRE(merged != nullptr);
  CHECK(dump(merged->key_origin) == "[13,14)");
  CHECK(same(merged->value, read.root()["x"]["b"]));

  CHECK(Read("a: {<<: {b: c}}", Dialect::core).root()["a"].find("<<") != nullptr);
  CHECK(Read("a: {\"<<\": {b: c}}").root()["a"].find("<<") != nullptr);
  CHECK(Read("a: {<<: b}").findings() ==
        "yaml/syntax 1:9 merge key \"<<\" takes a mapping or a list of mappings, not a string; name one with "
        "*anchor\n");
  CHECK(Read("x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n").findings().find("yaml/duplicate-key 4:3") == 0);
  CHECK(Read("x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n", Dialect::go_yaml_v2).findings().empty());
}

TEST_CASE("a blank line before the first key may not begin with a tab") {
  const Read read("# head\n \t\na: b\n");
  CHECK(read.findings() == "yaml/syntax 2:2 tab in the indentation; use spaces\n");
  CHECK(read.stream.documents.front().broken);
  CHECK(Read("\t\na: b\n", Dialect::core).findings().empty());
}

TEST_CASE("a carriage return alone ends a line") {
  CHECK(dump(Read("a: b\rc: d\r").root()) == dump(Read("a: b\nc: d\n").root()));
  CHECK(dump(Read("a: b\r\n\r").root()) == dump(Read("a: b\r\n\n").root()));
  CHECK(Read("a: 'x\r  y'\r").root()["a"].text() == "x y");
}

TEST_CASE("duplicate keys are reported at the second, and the first value counts") {
  const Read read("a: 1\nb: 2\n\"a\": 3\na: 4\n");
  CHECK(read.findings() ==
        "yaml/duplicate-key 3:1 key \"a\" is already set in this mapping; remove one of the two\n"
        "yaml/duplicate-key 4:1 key \"a\" is already set in this mapping; remove one of the two\n");
  REQUIRE(read.out.findings().front().related.size() == 1);
  CHECK(read.out.findings().front().related.front().span == source::Span{0, 1});
  CHECK(dump(read.root()) == "{a[0,1): int 1[3,4), b[5,6): int 2[8,9)}[0,21)");
  CHECK_FALSE(read.stream.documents.front().broken);

  std::string many;
  for (int i = 0; i < 100; ++i) many += "k" + std::to_string(i) + ": x\n";
  CHECK(Read(many).findings().empty());
  CHECK(Read(many + "k7: y\n").findings() ==
        "yaml/duplicate-key 101:1 key \"k7\" is already set in this mapping; remove one of the two\n");
}

TEST_CASE("a broken document does not hide its neighbours") {
  const Read read("a: 1\n---\nb: [\n---\n# only this\n---\nc: 3\n...\n# between\n---\nd: 4\n");
  REQUIRE(read.stream.documents.size() == 5);
  CHECK(dump(read.stream.documents[0].root) == "{a[0,1): int 1[3,4)}[0,4)");
  CHECK(read.stream.documents[1].broken);
  CHECK_FALSE(read.stream.documents[1].root);
  CHECK_FALSE(read.stream.documents[2].broken);
  CHECK_FALSE(read.stream.documents[2].root.is_mapping());
  CHECK(dump(read.stream.documents[3].root) == "{c[34,35): int 3[37,38)}[34,38)");
  CHECK(dump(read.stream.documents[4].root) == "{d[57,58): int 4[60,61)}[57,61)");
  CHECK(read.findings() ==
        "yaml/syntax 3:4 list in brackets is not closed; add the missing \"]\" or \",\"\n");
  CHECK(read.spans_of_comments() == "own # only this\nown # between\n");
}

TEST_CASE("markers are markers only at the start of a line") {
  CHECK(Read("a: |\n  ---\n  b\nc: '\n ---\n'\nd: --- e\n---f: g\n").stream.documents.size() == 1);
  CHECK(Read("# nothing\n\n").stream.documents.empty());
  CHECK(Read("").stream.documents.empty());
  CHECK(Read("---\n---\n").stream.documents.size() == 2);
  CHECK(Read("---\r\na: b\r\n---\r\nc: d\r\n").stream.documents.size() == 2);
  CHECK(Read("a: b\n...\n---\nc: d\n").stream.documents.size() == 2);
  // The Kubernetes tools go on at the next marker.
  CHECK(Read("a: b\n...\nc: [\n---\nd: e\n").stream.documents.size() == 2);
  CHECK(dump(Read("%YAML 1.1\n%TAG !e! tag:example.com,2000:\n---\na: !e!x b").root()) ==
        "{a[45,46): b[53,54)}[45,54)");
}

TEST_CASE("comments are found wherever they stand") {
  const Read read(
      "# head\na: b # one\nc: # two\n  - d#no\n  # three\n  - \"# no\"\n  - [e, # four\n     f]\n"
      "g: | # five\n  # no\n# six\nh: 'x' # seven\n# tail");
  CHECK(read.findings().empty());
  CHECK(read.spans_of_comments() ==
        "own # head\nend # one\nend # two\nown # three\nend # four\nend # five\nown # six\nend # seven\nown "
        "# tail\n");
  CHECK(Read("a: b # one\r\nc: d\r\n").spans_of_comments() == "end # one\n");
  // After a mistake those on lines of their own are still found.
  CHECK(Read("a: b # one\nc: ]\n# two\nd: e\n").spans_of_comments() == "end # one\nown # two\n");
}

TEST_CASE("mistakes are findings with their place and a remedy") {
  struct Bad {
    std::string input;
    std::string finding;
  };
  for (const Bad& row : std::vector<Bad>{
           {"a:\n\tb: c\n", "yaml/syntax 2:1 tab in the indentation; use spaces"},
           {"a:\n  b: 1\n\tc: 2\n", "yaml/syntax 3:1 tab in the indentation; use spaces"},
           {"-\ta\n", "yaml/syntax 1:2 tab in the indentation; use spaces"},
           {"a: b: c\n", "yaml/syntax 1:4 value of key \"a\" holds \": \"; put it in quotes"},
           {"a: b\n c: d\n",
            "yaml/syntax 2:2 key \"c\" is indented deeper than the line above, which is complete; align the "
            "two"},
           {"a: b\nnope\nc: d\n",
            "yaml/syntax 2:1 line has no colon; add \": \" and a value, or indent it if it belongs to the "
            "value above"},
           {"a: b\nnope\n",
            "yaml/syntax 2:1 line has no colon; add \": \" and a value, or indent it if it belongs to the "
            "value above"},
           {"a:\n  b: 1\n c: d\n",
            "yaml/syntax 3:2 line fits no mapping above it; align it with the keys it belongs to"},
           {"a:\n  nope # why\n  b: c\n",
            "yaml/syntax 2:3 line has no colon; add \": \" and a value, or indent it if it belongs to the "
            "value above"},
           {"a: \"b\" c\n",
            "yaml/syntax 1:8 text stands behind the end of a value; remove it, or quote the whole "
            "value"},
           {"[a] b\n",
            "yaml/syntax 1:5 text stands behind the end of a value; remove it, or quote the whole "
            "value"},
           {"- a\nb\n",
            "yaml/syntax 2:1 line belongs to no value of this document; mend its indentation, or start a new "
            "document with \"---\""},
           {"a: \"b\nc: d\n", "yaml/syntax 1:4 quoted value is not closed; add the missing '\"'"},
           {"a: \"b\nc: it's", "yaml/syntax 1:4 quoted value is not closed; add the missing '\"'"},
           {"a: 'b\nc: d", "yaml/syntax 1:4 quoted value is not closed; add the missing \"'\""},
           {"a: 'b\n", "yaml/syntax 1:4 quoted value is not closed; add the missing \"'\""},
           {"a: {b: c\n", "yaml/syntax 1:8 mapping in braces is not closed; add the missing \"}\" or \",\""},
           {"a: [b, , c]\n",
            "yaml/syntax 1:8 nothing stands between two commas or brackets; remove one comma"},
           {"{\"a\"\n: b}\n",
            "yaml/syntax 1:2 key in braces and its colon stand on different lines; put them on one"},
           {"a: }\n", "yaml/syntax 1:4 closing bracket without an opening one; remove it or quote the value"},
           {"a: @b\n", "yaml/syntax 1:4 value cannot start with this character; quote it"},
           {"a: \"\\d\"\n",
            "yaml/syntax 1:7 unknown escape in double quotes; double the backslash or use single quotes"},
           {"a: \"\\/\"\n", "yaml/syntax 1:5 escape \"\\/\" is refused by the Kubernetes tools; write \"/\""},
           {"a: |x\n  b\n",
            "yaml/syntax 1:5 unexpected text after \"|\" or \">\"; start the text on the next line"},
           {"a: |\n  \tb\n",
            "yaml/syntax 2:3 tab where block text starts is refused by the Kubernetes tools; give the "
            "indentation as "
            "in \"|2\", or use spaces"},
           {"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n",
            "yaml/syntax 2:1 merge conflict is not resolved; keep one side and remove the marker lines"},
           {"a: {{ b }}\n",
            "yaml/syntax 1:5 \"{{\" opens a mapping inside a mapping; put a template expression in quotes"},
           {"{{ if x }}\na: b\n",
            "yaml/syntax 1:2 \"{{\" opens a mapping inside a mapping; put a template expression in quotes"},
           {"? [a]\n: b\n", "yaml/syntax 1:3 key is a sequence; the Kubernetes tools take only plain keys"},
           {"a: !!int b\n", "yaml/syntax 1:10 value cannot be read as !!int; mend it or drop the tag"},
           {"a: !!binary _\n",
            "yaml/syntax 1:13 value with tag !!binary is not valid base64; encode it anew"},
           {"a: !b!c d\n",
            "yaml/syntax 1:4 tag \"!b!c\" uses a handle that no %TAG line of this document defines; remove "
            "the tag"},
           {"a: &b\n!!map\n  c: d\n",
            "yaml/syntax 2:1 value of the key above is not indented; indent it deeper than the key"},
           {"%YAML 1.2\n---\na: b\n",
            "yaml/syntax 1:1 directive \"%YAML 1.2\" is refused by the Kubernetes tools; remove it"},
           {"%YAML 1.1\n",
            "yaml/syntax 1:1 directive \"%YAML 1.1\" has no document; put \"---\" behind it or remove it"},
           {"a: b\n... c\n",
            "yaml/syntax 2:5 text behind \"...\"; put it on a line of its own, or remove it"},
           {"a: b\n...\nc: d\n",
            "yaml/syntax 3:1 what follows \"...\" is not read, as it does not start with \"---\"; add that "
            "line"},
           {"a: *b\n",
            "yaml/unknown-alias 1:4 alias \"*b\" has no anchor before it in this document; define it, or "
            "quote a "
            "value that starts with \"*\""},
           {"a: &b [*b]\n",
            "yaml/unknown-alias 1:8 alias \"*b\" stands inside the value of its own anchor; write the value "
            "out"},
           {std::string("a: \0b", 5),
            "yaml/invalid-encoding 1:4 NUL byte in the text; this is a binary file, or UTF-16 to be saved as "
            "UTF-8"},
           {"a: b\nc: \x01\n",
            "yaml/invalid-encoding 2:4 control character 0x01; YAML allows it only as an escape in double "
            "quotes: "
            "\"\\x01\""},
           {"a: b\nc: \xff\n",
            "yaml/invalid-encoding 2:4 byte 0xff is not valid UTF-8; save the file as UTF-8, or put binary "
            "data into "
            "base64"},
           {std::string("\xff\xfe"
                        "a\0",
                        4),
            "yaml/invalid-encoding 1:1 file is UTF-16; save it as UTF-8"},
       }) {
    INFO(row.input);
    CHECK(Read(row.input).findings() == row.finding + "\n");
  }
}

TEST_CASE("question marks in flow collections are text in the core schema") {
  check_all(
      {
          {"a: [http://h/?b=c, d?]", "{a[0,1): flow[http://h/?b=c[4,17), d?[19,21)][3,22)}[0,22)"},
          {"a: {b: what?}\nc: \"?\\x10\"",
           "{a[0,1): flow{b[4,5): what?[7,12)}[3,13), c[14,15): \"?\x10\"[17,24)}[0,24)"},
          {"a: [?b]\nc: |\n  ?d\n", "{a[0,1): flow[?b[4,6)][3,7), c[8,9): |?d\\n[11,18)}[0,18)"},
      },
      Dialect::core);
  CHECK(Read("a: [b?c]\n").findings() ==
        "yaml/syntax 1:6 \"?\" in brackets or braces is refused by the Kubernetes tools; put the value in "
        "quotes\n");
}

TEST_CASE("a byte-order mark inside is reported and read over") {
  const Read read(
      "a: \xEF\xBB\xBF"
      "b\n");
  CHECK(read.findings() ==
        "yaml/invalid-encoding 1:4 byte-order mark inside the text; remove this invisible character\n");
  CHECK(read.root()["a"].text() ==
        "\xEF\xBB\xBF"
        "b");
}

TEST_CASE("the core schema refuses what Kubernetes tools read") {
  for (const std::string text :
       {"a: \"b\"#c", "a: [b,\nc]", "a: \"b\nc\"", "a: \"\\'\"", "[-]", "a: |#b\n  c\n"}) {
    INFO(text);
    CHECK(Read(text, Dialect::go_yaml_v3).findings().empty());
    CHECK(Read(text, Dialect::core).findings().starts_with("yaml/syntax 1:") !=
          Read(text, Dialect::core).findings().starts_with("yaml/syntax 2:"));
  }
}

TEST_CASE("the core schema reads what Kubernetes tools refuse") {
  CHECK(Read("%YAML 1.2\n---\na: \"\\/\"", Dialect::core).findings().empty());
  CHECK(Read("? [a]\n: b", Dialect::core).findings().empty());
}

/// Only the first words of each finding's rule: limits matter, not where yaml-cpp was.
std::string rules_of(const Read& read) {
  std::string all;
  for (const diag::Finding& finding : read.out.findings()) all += finding.rule + "\n";
  return all;
}

std::string repeated(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST_CASE("places of findings end with the text") {
  const Read read(std::string(600, '['));
  REQUIRE(read.out.findings().size() == 1);
  CHECK(read.out.findings().front().primary.span.end <= 600);
  const Read exact(std::string(323, '['));
  REQUIRE(exact.out.findings().size() == 1);
  CHECK(exact.out.findings().front().primary.span.end <= 323);
}

TEST_CASE("limits end the reading with a finding") {
  for (const std::string opening : {"[", "{a: ", "- ", "? ", "[a: "}) {
    INFO(opening);
    const Read read(repeated(opening, 100'000));
    CHECK(rules_of(read) == "yaml/limit-exceeded\n");
    CHECK(read.stream.documents.front().broken);
  }
  CHECK(Read(repeated("[", 400) + repeated("]", 400)).findings().empty());
  ParseOptions shallow;
  shallow.max_depth = 3;
  CHECK(Read("[[[a]]]", shallow).findings().empty());
  CHECK(Read("[[[[a]]]]", shallow).findings() ==
        "yaml/limit-exceeded 1:4 values nest deeper than 3 levels; flatten them\n");
  CHECK(Read("- &a [b]\n- [*a]\n- [[*a]]", shallow).findings() ==
        "yaml/limit-exceeded 3:5 values nest deeper than 3 levels through alias \"*a\"; flatten them\n");

  // Nine levels of nine times the level below: 9^9 values, were they written out.
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + repeated(below + ", ", 8) + below +
            "]\n";
  }
  const Read bombed(bomb);
  CHECK(rules_of(bombed) == "yaml/limit-exceeded\n");
  CHECK(bombed.arena.bytes_used() < 1'000'000);

  ParseOptions small;
  small.max_bytes = 4;
  CHECK(Read("a: bc", small).findings() ==
        "yaml/limit-exceeded 1:1 file has 5 bytes, more than the limit of 4; split it\n");

  const Read many(repeated("a: b\n", 5000));
  CHECK(many.out.findings().size() == 1001);
  CHECK(many.out.findings().back().rule == "yaml/limit-exceeded");
  const Read broken(repeated("---\n]\n", 5000));
  CHECK(broken.out.findings().size() == 1001);
  CHECK(broken.stream.documents.size() == 5000);
}

TEST_CASE("plain one-line texts are views into the source") {
  const Read read("a: some text\nb: \"quoted\"");
  const char* begin = read.text.data();
  CHECK(read.root()["a"].text().data() == begin + 3);
  CHECK(read.root()["b"].text().data() != begin + 17);
}

TEST_CASE("the cache parses each content once for each dialect") {
  source::SourceMap sources;
  ArenaSet arenas;
  const source::FileId file = sources.add("a: yes\na: no\n");
  ParseCache cache(sources, arenas);
  std::vector<const ParseCache::Parsed*> seen(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back(
        [&, i] { seen[i] = &cache.get(file, i % 2 == 0 ? Dialect::go_yaml_v3 : Dialect::go_yaml_v2); });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 2; i < seen.size(); ++i) CHECK(seen[i] == seen[i % 2]);
  CHECK(seen[0] != seen[1]);
  CHECK(seen[0]->stream.documents.front().root["a"].kind() == Kind::string);
  CHECK(seen[1]->stream.documents.front().root["a"].kind() == Kind::boolean);
  CHECK(seen[0]->findings.size() == 1);
  CHECK(cache.parsed_bytes() == 2 * 13);
}

}  // namespace
}  // namespace fleetlint::yaml
