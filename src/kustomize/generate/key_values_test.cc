#include "kustomize/generate/key_values.h"

#include "kustomize/generate/base64.h"
#include "kustomize/transform/story.h"
#include "tests/catch.h"

namespace fleetlint::kustomize::generate {
namespace {

TEST_CASE("lines of env files") {
  struct Row {
    std::string_view line;
    bool first;
    std::string_view key;
    std::string_view value;
  };
  for (const Row& row : {
           Row{"A=1", false, "A", "1"},
           Row{"  A=two words ", false, "A", "two words "},
           Row{"A = b", false, "A ", " b"},
           Row{"A=b=c", false, "A", "b=c"},
           Row{"A", false, "A", ""},
           Row{"A=", false, "A", ""},
           Row{"=b", false, "", "b"},
           Row{"", false, "", ""},
           Row{"\t # note", false, "", ""},
           Row{"A=#b", false, "A", "#b"},
           Row{"A=\"q\"", false, "A", "\"q\""},
           Row{"\xEF\xBB\xBF"
               "A=1",
               true, "A", "1"},
           Row{"\xEF\xBB\xBF"
               "A=1",
               false,
               "\xEF\xBB\xBF"
               "A",
               "1"},
           Row{"\xC2\xA0\xE3\x80\x80"
               "A=1",
               false, "A", "1"},
       }) {
    Pair pair;
    INFO(row.line);
    CHECK(read_env_line(row.line, row.first, pair));
    CHECK(pair.key == row.key);
    CHECK(pair.value == row.value);
  }
  Pair pair;
  CHECK_FALSE(read_env_line("A=\xFF", false, pair));
}

TEST_CASE("base64 is wrapped where it is long") {
  CHECK(wrapped_base64("") == "");
  CHECK(wrapped_base64("a") == "YQ==");
  CHECK(wrapped_base64("ab") == "YWI=");
  CHECK(wrapped_base64("abc") == "YWJj");
  CHECK(wrapped_base64("\xFF\xFE") == "//4=");
  const std::string short_one = wrapped_base64(std::string(51, 'x'));
  CHECK(short_one.size() == 68);
  CHECK(short_one.find('\n') == std::string::npos);
  const std::string wrapped = wrapped_base64(std::string(54, 'x'));
  CHECK(wrapped.size() == 72 + 2);
  CHECK(wrapped[70] == '\n');
  CHECK(wrapped.back() == '\n');
}

TEST_CASE("a generator's values point at what they were made of") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "configMapGenerator:\n"
       "- name: all\n"
       "  envs: [e.env]\n"
       "  literals:\n"
       "  - \"quoted='a b'\"\n"
       "  files:\n"
       "  - f.txt\n"
       "  - other=f.txt\n"
       "  options:\n"
       "    disableNameSuffixHash: true\n"
       "    labels: {from: entry}\n"
       "generatorOptions:\n"
       "  labels: {from: all, team: a}\n"
       "  immutable: true\n"},
      {"e.env", "# first\n\nA=1\n"},
      {"f.txt", "text\n"},
  });
  CHECK(story.findings() == "");
  CHECK(story.text() ==
        "apiVersion: v1\n"
        "data:\n"
        "  A: \"1\"\n"
        "  f.txt: |\n"
        "    text\n"
        "  other: |\n"
        "    text\n"
        "  quoted: a b\n"
        "immutable: true\n"
        "kind: ConfigMap\n"
        "metadata:\n"
        "  labels:\n"
        "    from: entry\n"
        "    team: a\n"
        "  name: all\n");
  CHECK(story.chain("ConfigMap", "all", "data.A") == "generated e.env:3, written kustomization.yaml:3");
  CHECK(story.chain("ConfigMap", "all", "data.quoted") == "generated kustomization.yaml:5");
  CHECK(story.chain("ConfigMap", "all", "data.other") == "generated f.txt:1, written kustomization.yaml:8");
  CHECK(story.chain("ConfigMap", "all", "metadata.labels.team") == "generated kustomization.yaml:13");
  CHECK(story.chain("ConfigMap", "all", "immutable") == "generated kustomization.yaml:14");
}

TEST_CASE("bytes that are no text go to binaryData") {
  const Story story(StoryFiles{
      {"kustomization.yaml", "configMapGenerator:\n- name: raw\n  files: [blob]\n"},
      {"blob", std::string("\xFF\xFE\x00", 3)},
  });
  CHECK(story.value("ConfigMap", "raw-bfk72fg2fd", "binaryData.blob") == "//4A");
}

TEST_CASE("what a generator cannot use is reported on its line") {
  const Story story(StoryFiles{
      {"kustomization.yaml",
       "configMapGenerator:\n"
       "- name: a\n"
       "  literals:\n"
       "  - novalue\n"
       "  - =x\n"
       "  - k=1\n"
       "  - k=2\n"
       "  - 7=seven\n"
       "  files:\n"
       "  - a=b=c\n"
       "  - =f\n"
       "secretGenerator:\n"
       "- literals: [a=b]\n"},
  });
  CHECK_FALSE(story.built());
  CHECK(story.findings() ==
        "kustomization.yaml:4 kustomize/generator-invalid literal \"novalue\" is not of the form key=value\n"
        "kustomization.yaml:5 kustomize/generator-invalid literal \"=x\" is not of the form key=value\n"
        "kustomization.yaml:7 kustomize/generator-invalid key \"k\" comes twice in \"a\"; remove one\n"
        "kustomization.yaml:8 kustomize/generator-invalid key \"7\" is no string without quotes, and "
        "kustomize writes none; use "
        "another key\n"
        "kustomization.yaml:10 kustomize/generator-invalid \"a=b=c\" has more than one \"=\"; write "
        "key=path, neither may hold one\n"
        "kustomization.yaml:11 kustomize/generator-invalid \"=f\" has no key; write key=path\n"
        "kustomization.yaml:13 kustomize/generator-invalid the generator has no name; add one, the object "
        "gets it\n");
}

}  // namespace
}  // namespace fleetlint::kustomize::generate
