#include "rules/examples.h"

#include <algorithm>

namespace fleetlint::rules {
namespace {

enum class Section { none, flagged, accepted };

bool starts_with_heading(std::string_view line, std::string_view marks) {
  return line.substr(0, marks.size()) == marks && line.size() > marks.size() && line[marks.size()] == ' ';
}

std::string_view without_trailing_blanks(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// Reads `# error: …` and `# error-next-line: …` at the end of a line.
void collect_expected(std::string_view line, int number, const std::string& path,
                      std::vector<ExpectedFinding>* expected) {
  for (const auto& [mark, offset] :
       {std::pair<std::string_view, int>{"# error: ", 0}, {"# error-next-line: ", 1}}) {
    const std::size_t at = line.rfind(mark);
    if (at == std::string_view::npos) continue;
    expected->push_back(
        {path, number + offset, std::string(without_trailing_blanks(line.substr(at + mark.size())))});
    return;
  }
}

class Reader {
 public:
  explicit Reader(std::vector<PageError>* errors) : errors_(errors) {}

  std::vector<Example> read(std::string_view markdown) {
    while (!markdown.empty()) {
      const std::size_t end = std::min(markdown.find('\n'), markdown.size());
      ++line_;
      take(without_trailing_blanks(markdown.substr(0, end)));
      markdown.remove_prefix(std::min(end + 1, markdown.size()));
    }
    if (in_fence_) fail(fence_line_, "the fence that begins here is not closed");
    close_group();
    return std::move(examples_);
  }

 private:
  void take(std::string_view line) {
    if (in_fence_) {
      if (line == fence_) {
        in_fence_ = false;
        if (section_ != Section::none) close_fence();
      } else {
        collect_expected(line, ++line_in_file_, file_.path, &expected_);
        file_.text.append(line).push_back('\n');
      }
    } else if (line.substr(0, 3) == "```") {
      open_fence(line);
    } else if (starts_with_heading(line, "##")) {
      close_group();
      section_ = line == "## Flagged"    ? Section::flagged
                 : line == "## Accepted" ? Section::accepted
                                         : Section::none;
    } else if (starts_with_heading(line, "###")) {
      close_group();
    }
  }

  void open_fence(std::string_view line) {
    const std::size_t backticks = std::min(line.find_first_not_of('`'), line.size());
    fence_ = line.substr(0, backticks);
    std::string_view info = line.substr(backticks);
    in_fence_ = true;
    fence_line_ = line_;
    line_in_file_ = 0;
    file_ = {};
    expected_.clear();
    const std::size_t space = info.find(' ');
    if (space != std::string_view::npos) file_.path = info.substr(info.find_first_not_of(' ', space));
    if (section_ != Section::none && file_.path.empty() && info != "yaml") {
      fail(line_, "an example is fenced as ```yaml, or as ```yaml with the path of the file behind it");
    }
  }

  void close_fence() {
    if (file_.path.empty()) {
      add({section_ == Section::flagged, fence_line_, {std::move(file_)}, std::move(expected_)});
      return;
    }
    if (repository_.files.empty()) {
      repository_.flagged = section_ == Section::flagged;
      repository_.page_line = fence_line_;
    }
    const bool twice = std::any_of(repository_.files.begin(), repository_.files.end(),
                                   [&](const ExampleFile& other) { return other.path == file_.path; });
    if (twice)
      fail(fence_line_,
           "the file " + file_.path + " is there twice; put the second repository under a ### heading");
    repository_.files.push_back(std::move(file_));
    repository_.expected.insert(repository_.expected.end(), expected_.begin(), expected_.end());
  }

  void close_group() {
    if (!repository_.files.empty()) add(std::move(repository_));
    repository_ = {};
  }

  void add(Example example) {
    if (example.flagged && example.expected.empty()) {
      fail(example.page_line, "a flagged example has a line that ends in \"# error: part of the message\"");
    }
    if (!example.flagged && !example.expected.empty()) {
      fail(example.page_line, "an accepted example has no \"# error: …\" line");
    }
    examples_.push_back(std::move(example));
  }

  void fail(int line, std::string message) { errors_->push_back({line, std::move(message)}); }

  std::vector<PageError>* errors_;
  std::vector<Example> examples_;
  Example repository_;
  ExampleFile file_;
  std::vector<ExpectedFinding> expected_;
  std::string fence_;
  Section section_ = Section::none;
  int line_ = 0;
  int fence_line_ = 0;
  int line_in_file_ = 0;
  bool in_fence_ = false;
};

}  // namespace

std::vector<Example> parse_examples(std::string_view markdown, std::vector<PageError>* errors) {
  return Reader(errors).read(markdown);
}

}  // namespace fleetlint::rules
