#include "pack_rules/page.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <map>

namespace pack_rules {
namespace {

using fleetlint::rules::PageError;
using Errors = std::vector<PageError>;

std::string underscored(std::string_view text) {
  std::string name(text);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// A value that must be one of a few words.
struct Choice {
  std::string Page::*member;
  std::vector<std::string> words;
};

class FrontMatter {
 public:
  FrontMatter(Page* page, Errors* errors) : page_(page), errors_(errors) {}

  // `text` begins on line 2 of the page.
  void read(const std::string& text) {
    YAML::Node root;
    try {
      root = YAML::Load(text);
    } catch (const YAML::Exception& e) {
      fail(e.mark.line + 2, "the front matter is not YAML: " + e.msg);
      return;
    }
    if (!root.IsMap()) {
      fail(2, "the front matter is a mapping of keys and values");
      return;
    }
    for (const auto& entry : root) take(entry.first, entry.second);
    for (const char* key : {"summary", "scope", "severity", "since"}) {
      if (!root[key]) fail(1, std::string("the front matter has no \"") + key + "\"");
    }
    if (!page_->summary.empty() && page_->summary.back() == '.')
      fail(2, "the summary has no full stop at its end");
    if (page_->summary.find('\n') != std::string::npos) fail(2, "the summary is one line");
  }

 private:
  void take(const YAML::Node& key, const YAML::Node& value) {
    const int line = key.Mark().line + 2;
    const std::string name = key.as<std::string>();
    static const std::map<std::string, Choice> kChoices = {
        {"scope", {&Page::scope, {"file", "object", "cluster", "fleet"}}},
        {"severity", {&Page::severity, {"error", "warning", "info"}}},
        {"confidence", {&Page::confidence, {"high", "medium", "low"}}},
        {"persona", {&Page::persona, {"default", "strict", "audit"}}},
        {"engine", {&Page::engine, {"yaml", "kustomize", "flux", "schema", "lint", "history"}}},
    };
    static const std::map<std::string, std::string Page::*> kTexts = {{"summary", &Page::summary},
                                                                      {"since", &Page::since}};
    static const std::map<std::string, std::vector<std::string> Page::*> kLists = {
        {"kinds", &Page::kinds}, {"controls", &Page::controls}};
    if (const auto choice = kChoices.find(name); choice != kChoices.end()) {
      const auto& words = choice->second.words;
      page_->*choice->second.member = value.IsScalar() ? value.Scalar() : "";
      if (std::find(words.begin(), words.end(), page_->*choice->second.member) == words.end()) {
        std::string message = name + " is one of:";
        for (const std::string& word : words) message += " " + word;
        fail(line, message);
      }
    } else if (const auto text = kTexts.find(name); text != kTexts.end()) {
      page_->*text->second = value.IsScalar() ? value.Scalar() : "";
      if ((page_->*text->second).empty()) fail(line, "\"" + name + "\" has no text");
    } else if (const auto list = kLists.find(name); list != kLists.end()) {
      if (!value.IsSequence()) fail(line, "\"" + name + "\" is a list");
      for (const auto& item : value) (page_->*list->second).push_back(item.Scalar());
    } else {
      fail(line, "the front matter knows no key \"" + name + "\"");
    }
  }

  void fail(int line, std::string message) { errors_->push_back({line, std::move(message)}); }

  Page* page_;
  Errors* errors_;
};

/// The fence under `## Check`: its language and its text.
void read_check(Page& page) {
  const std::size_t heading = page.help.find("\n## Check\n");
  if (heading == std::string::npos) return;
  const std::size_t fence = page.help.find("\n```", heading);
  const std::size_t text = fence == std::string::npos ? fence : page.help.find('\n', fence + 1);
  const std::size_t end = text == std::string::npos ? text : page.help.find("\n```\n", text);
  if (end == std::string::npos) return;
  page.check_language = page.help.substr(fence + 4, text - fence - 4);
  page.check = page.help.substr(text + 1, end - text);
}

void check_body(const Page& page, int first_line, Errors* errors) {
  const auto fail = [&](int line, std::string message) { errors->push_back({line, std::move(message)}); };
  const std::string heading = "# " + page.id + "\n";
  if (page.help.compare(0, heading.size(), heading) != 0) {
    fail(first_line,
         "the first line after the front matter is the heading \"# " + page.id + "\", as the path has it");
  }
  const std::size_t prose = page.help.find_first_not_of('\n', std::min(heading.size(), page.help.size()));
  if (prose == std::string::npos || page.help[prose] == '#')
    fail(first_line, "no prose follows the heading: what, why, how to mend");

  if (!page.check_language.empty() && page.scope != "object")
    fail(first_line, "a check on the page is about an object: scope: object");
  if (!page.check_language.empty() && !page.engine.empty())
    fail(first_line, "a page has a check or an engine, not both");

  Errors in_examples;
  const auto examples = fleetlint::rules::parse_examples(page.help, &in_examples);
  for (PageError& error : in_examples) fail(error.line + first_line - 1, std::move(error.message));
  // An example is files, not commits.
  if (page.engine == "history") return;
  for (const bool flagged : {true, false}) {
    const bool any =
        std::any_of(examples.begin(), examples.end(), [&](const auto& e) { return e.flagged == flagged; });
    if (!any)
      fail(first_line, std::string("no example under \"## ") + (flagged ? "Flagged\"" : "Accepted\""));
  }
}

}  // namespace

std::string Page::area_name() const { return underscored(std::string_view(id).substr(0, id.find('/'))); }
std::string Page::function_name() const { return underscored(std::string_view(id).substr(id.find('/') + 1)); }

Page read_page(std::string id, std::string file, std::string_view text, Errors* errors) {
  Page page;
  page.id = std::move(id);
  page.file = std::move(file);
  const std::string whole(text);
  const std::size_t end = whole.find("\n---\n");
  if (whole.compare(0, 4, "---\n") != 0 || end == std::string::npos) {
    errors->push_back({1, "the page begins with front matter between two lines \"---\""});
    return page;
  }
  FrontMatter(&page, errors).read(whole.substr(4, end + 1 - 4));

  const std::size_t body = std::min(whole.find_first_not_of('\n', end + 5), whole.size());
  page.help = whole.substr(body);
  const int first_line = 1 + static_cast<int>(std::count(
                                 whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(body), '\n'));
  read_check(page);
  check_body(page, first_line, errors);
  if (page.scope != "object" && !page.kinds.empty())
    errors->push_back({1, "only rules of scope \"object\" have \"kinds\""});
  return page;
}

}  // namespace pack_rules
