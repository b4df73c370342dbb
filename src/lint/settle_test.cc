#include "lint/settle.h"

#include <algorithm>

#include "tests/catch.h"

namespace fleetlint::lint {
namespace {

constexpr std::string_view kText =
    "a: 1  # fleetlint: ignore[image/tag-missing] known\n"
    "b: 2\n"
    "# fleetlint: ignore[image] until=2020-01-01\n"
    "# a note\n"
    "c: 3\n"
    "d: 4  # fleetlint: ignore[image/tga-missing] oops\n"
    "e: 5  # fleetlint: ignore[image/tag-missing]\n";

/// A file with the comments found by their sign, as the parser would give them.
struct Story {
  source::SourceMap sources;
  source::FileId file = sources.add(std::string(kText));
  std::vector<SuppressedFile> files;
  Config config;

  Story() {
    config.today = "2026-06-01";
    std::vector<yaml::Comment> comments;
    for (std::size_t at = kText.find('#'); at != std::string_view::npos; at = kText.find('#', at + 1)) {
      const bool own_line = at == 0 || kText[at - 1] == '\n';
      comments.push_back(
          {{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(kText.find('\n', at))}, own_line});
    }
    files.push_back({file, "a.yaml", {}, find_suppressions(kText, comments), true});
  }

  Reported at(std::string_view text, std::string message, std::string cluster) {
    Reported reported;
    const auto begin = static_cast<std::uint32_t>(kText.find(text));
    reported.finding.rule = "image/tag-missing";
    reported.finding.message = std::move(message);
    reported.finding.primary = {file, {begin, begin + 1}, "a.yaml", {}};
    reported.finding.object = {"v1", "Pod", "", "web"};
    reported.finding.object_path = "spec";
    reported.unit = cluster + "/ns/unit";
    reported.cluster = std::move(cluster);
    return reported;
  }
};

std::vector<std::string> lines_of(const std::vector<diag::Finding>& findings) {
  std::vector<std::string> lines;
  for (const diag::Finding& f : findings) {
    std::string line =
        f.rule + (f.suppressed ? " -" : " ") + std::to_string(f.primary.span.begin) + " " + f.message;
    for (const std::string& cluster : f.clusters) line += " @" + cluster;
    lines.push_back(line);
  }
  return lines;
}

bool any_starts(const std::vector<std::string>& lines, std::string_view start) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.starts_with(start); });
}

TEST_CASE("settle: one finding for a cause, with its clusters") {
  Story story;
  const auto findings =
      settle({story.at("b:", "m", "two"), story.at("b:", "m", "one"), story.at("b:", "m", "one")}, {},
             story.config, story.sources);
  CHECK(lines_of(findings) == std::vector<std::string>{"image/tag-missing 51 m @one @two"});
  CHECK(findings[0].units == std::vector<std::string>{"one/ns/unit", "two/ns/unit"});
}

TEST_CASE("settle: messages that differ by cluster are one cause, two of one object are two") {
  Story story;
  CHECK(settle({story.at("b:", "m 1.30", "one"), story.at("b:", "m 1.31", "two")}, {}, story.config,
               story.sources)
            .size() == 1);
  CHECK(settle({story.at("b:", "m", "one"), story.at("b:", "n", "one"), story.at("b:", "n", "two")}, {},
               story.config, story.sources)
            .size() == 2);
}

TEST_CASE("settle: comments suppress, and are judged") {
  Story story;
  const auto lines = lines_of(settle({story.at("a:", "m", "x"), story.at("b:", "m", "x"),
                                      story.at("c:", "m", "x"), story.at("d:", "m", "x")},
                                     story.files, story.config, story.sources));
  CHECK(any_starts(lines, "image/tag-missing -0 m"));   // suppressed on its line
  CHECK(any_starts(lines, "image/tag-missing 51 m"));   // no comment here
  CHECK(any_starts(lines, "image/tag-missing 109 m"));  // the comment above has ended
  CHECK(any_starts(lines, "image/tag-missing 114 m"));  // the comment is not understood
  CHECK(any_starts(lines, "lint/expired-suppression 56 "));
  CHECK(any_starts(lines, "lint/suppression-without-reason 56 "));
  CHECK(any_starts(lines,
                   "lint/unused-suppression 120 this suppression does nothing: no rule and no area is called "
                   "\"image/tga-missing\"; did you mean \"image/tag-missing\"?"));
  CHECK(any_starts(lines, "lint/unused-suppression 170 no finding of \"image/tag-missing\""));
  CHECK(lines.size() == 9);
}

TEST_CASE("settle: the configuration ignores, switches off and sets severities") {
  Story story;
  IgnoreEntry entry;
  entry.rule = "image";
  entry.cluster = "two";
  entry.reason = "r";
  story.config.ignore.push_back(entry);
  auto findings =
      settle({story.at("b:", "m", "one"), story.at("b:", "m", "two")}, {}, story.config, story.sources);
  CHECK(lines_of(findings) ==
        std::vector<std::string>{"image/tag-missing 51 m @one", "image/tag-missing -51 m @two"});
  CHECK(findings[0].fingerprint == findings[1].fingerprint);

  story.config.ignore.clear();
  story.config.rules["image/tag-missing"] = diag::Severity::error;
  findings = settle({story.at("b:", "m", "one")}, {}, story.config, story.sources);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == diag::Severity::error);

  story.config.rules["image/tag-missing"] = std::nullopt;
  CHECK(settle({story.at("b:", "m", "one")}, {}, story.config, story.sources).empty());
}

TEST_CASE("settle: fingerprints outlive lines above and tell equal lines apart") {
  const auto fingerprints = [](const std::string& text) {
    source::SourceMap sources;
    const source::FileId file = sources.add(text);
    std::vector<diag::Finding> findings;
    for (std::size_t at = text.find("x: 1"); at != std::string::npos; at = text.find("x: 1", at + 1)) {
      diag::Finding finding;
      finding.rule = "a/b";
      finding.message = "m";
      finding.primary = {file, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 4)}, "f", {}};
      findings.push_back(finding);
    }
    set_fingerprints(findings, sources);
    std::vector<std::string> all;
    for (const auto& f : findings) all.push_back(f.fingerprint);
    return all;
  };
  const auto before = fingerprints("x: 1\ny:\n  x: 1\n");
  const auto after = fingerprints("# new\nx: 1\nz: 1\ny:\n    x: 1\n");
  REQUIRE(before.size() == 2);
  CHECK(before == after);
  CHECK(before[0] != before[1]);
}

}  // namespace
}  // namespace fleetlint::lint
