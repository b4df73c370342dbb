// The examples of a rule page: what its tests feed to fleetlint, and which lines
// must be flagged.
//
// Under `## Flagged` and `## Accepted`, a fence without a path is one document; all
// fences with paths under one heading are the files of one small repository. A
// line that must be flagged ends in `# error: part of the message`; where a line
// cannot carry a comment, `# error-next-line: …` stands on the line before.
// Uses nothing but the standard library: the packing tool is built from it too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::rules {

struct ExampleFile {
  std::string path;  ///< empty: a document by itself
  std::string text;  ///< with the markers, which are comments
};

struct ExpectedFinding {
  std::string path;  ///< empty in a document by itself
  int line = 0;      ///< in the file, from 1
  std::string text;  ///< part of the message
};

struct Example {
  bool flagged = false;
  int page_line = 0;  ///< of the first fence, from 1
  std::vector<ExampleFile> files;
  std::vector<ExpectedFinding> expected;
};

struct PageError {
  int line = 0;
  std::string message;
};

/// The examples of a page (or of its part after the front matter: lines count
/// from where `markdown` begins). What is wrong with them goes to `errors`.
std::vector<Example> parse_examples(std::string_view markdown, std::vector<PageError>* errors);

}  // namespace fleetlint::rules
