#include "yaml/syntax_error.h"

#include <yaml-cpp/exceptions.h>

#include <algorithm>

#include "base/strings.h"

namespace fleetlint::yaml {

namespace {

struct Explanation {
  std::string_view complaint;  ///< the start of yaml-cpp's text
  std::string_view message;
};

const Explanation kExplanations[] = {
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "mapping in braces is not closed; add the missing \"}\" or \",\""},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "list in brackets is not closed; add the missing \"]\" or \",\""},
    {YAML::ErrorMsg::END_OF_MAP, "this line does not fit the mapping it stands in; align it with the keys above"},
    {YAML::ErrorMsg::END_OF_SEQ, "this line does not fit the list it stands in; align it with the \"-\" above"},
    {YAML::ErrorMsg::FLOW_END, "closing bracket without an opening one; remove it or quote the value"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "list item is not allowed here; put \"-\" on a line of its own, aligned with the other items"},
    {YAML::ErrorMsg::MAP_KEY, "mapping key is not allowed here; put it on a line of its own"},
    {YAML::ErrorMsg::MAP_VALUE,
     "mapping value is not allowed here; mend the indentation, or quote a value that holds \": \""},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "quoted value is not closed; add the missing quote"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "quoted value runs into a document marker; add the missing quote"},
    {YAML::ErrorMsg::CHAR_IN_SCALAR, "value cannot start with this character; quote it"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "tab in the indentation; use spaces"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "value cannot start with this character; quote it"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "unexpected text after \"|\" or \">\"; start the text on the next line"},
    {YAML::ErrorMsg::ZERO_INDENT_IN_BLOCK, "block text cannot have indentation 0; use 1 to 9"},
    {YAML::ErrorMsg::INVALID_ESCAPE, "unknown escape in double quotes; double the backslash or use single quotes"},
    {YAML::ErrorMsg::INVALID_HEX, "escape in double quotes needs hexadecimal digits; double the backslash or use single quotes"},
    {YAML::ErrorMsg::INVALID_UNICODE, "escape in double quotes is no Unicode character; mend its digits"},
    {YAML::ErrorMsg::ALIAS_NOT_FOUND, "\"*\" starts an alias and no name follows; quote the value"},
    {YAML::ErrorMsg::ANCHOR_NOT_FOUND, "\"&\" starts an anchor and no name follows; quote the value"},
    {YAML::ErrorMsg::CHAR_IN_ALIAS, "\"*\" starts an alias and its name holds a character that is not allowed; quote the value"},
    {YAML::ErrorMsg::CHAR_IN_ANCHOR, "\"&\" starts an anchor and its name holds a character that is not allowed; quote the value"},
    {YAML::ErrorMsg::ALIAS_CONTENT, "alias cannot have an anchor or tag; remove it"},
    {YAML::ErrorMsg::MULTIPLE_TAGS, "value has two tags; remove one"},
    {YAML::ErrorMsg::MULTIPLE_ANCHORS, "value has two anchors; remove one"},
    {YAML::ErrorMsg::CHAR_IN_TAG_HANDLE, "\"!\" starts a tag and its name holds a character that is not allowed; quote the value"},
    {YAML::ErrorMsg::TAG_WITH_NO_SUFFIX, "\"!\" starts a tag and its name is incomplete; quote the value"},
    {YAML::ErrorMsg::END_OF_VERBATIM_TAG, "tag is not closed; add the missing \">\""},
    {YAML::ErrorMsg::YAML_DIRECTIVE_ARGS, "%YAML takes one version; write \"%YAML 1.2\" or remove the line"},
    {YAML::ErrorMsg::YAML_VERSION, "%YAML names no version; write \"%YAML 1.2\" or remove the line"},
    {YAML::ErrorMsg::YAML_MAJOR_VERSION, "%YAML names a version nobody reads; write \"%YAML 1.2\" or remove the line"},
    {YAML::ErrorMsg::REPEATED_YAML_DIRECTIVE, "%YAML stands twice; remove one"},
    {YAML::ErrorMsg::TAG_DIRECTIVE_ARGS, "%TAG takes a handle and a prefix; mend or remove the line"},
    {YAML::ErrorMsg::REPEATED_TAG_DIRECTIVE, "%TAG names this handle twice; remove one"},
};

std::string_view line_at(std::string_view text, std::size_t offset, std::size_t& line_begin) {
  offset = std::min(offset, text.size());
  line_begin = offset;
  while (line_begin > 0 && text[line_begin - 1] != '\n') --line_begin;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  std::string_view line = text.substr(line_begin, end - line_begin);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  return line;
}

/// A tab in the white space a line starts with.
std::size_t find_tab(std::string_view line) {
  const std::size_t content = std::min(line.find_first_not_of(" \t"), line.size());
  return line.substr(0, content).find('\t');
}

source::Span span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

Stop explain_syntax_error(std::string_view text, std::size_t begin, std::size_t offset, std::string_view complaint) {
  // A complaint about the end of the text belongs to the last line with content.
  offset = std::min(offset, text.size());
  if (offset == text.size() || text.find_first_not_of(" \t\r\n", offset) == std::string_view::npos) {
    while (offset > begin && (offset >= text.size() || text.substr(offset, 1).find_first_of(" \t\r\n") == 0)) --offset;
  }
  std::size_t line_begin = 0;
  const std::string_view line = line_at(text, offset, line_begin);
  const source::Span place = span(offset, std::max(offset, line_begin + line.size()));

  if (complaint.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
    std::size_t end = offset + 1;
    while (end < text.size() && std::string_view(" \t\r\n,]}").find(text[end]) == std::string_view::npos) ++end;
    const std::string_view alias = text.substr(offset, std::min(end, text.size()) - offset);
    return {"yaml/unknown-alias", span(offset, std::min(end, text.size())),
            "alias " + quote(alias) + " has no anchor before it in this document; define it, or quote a value that starts with \"*\""};
  }
  // Tabs are the usual cause of structure complaints, on this line or the one before.
  std::size_t before_begin = line_begin;
  const std::string_view before = line_begin > begin ? line_at(text, line_begin - 1, before_begin) : std::string_view();
  if (const std::size_t tab = find_tab(line); tab != std::string_view::npos) {
    return {"yaml/syntax", span(line_begin + tab, line_begin + tab + 1), "tab in the indentation; use spaces"};
  }
  if (const std::size_t tab = find_tab(before); tab != std::string_view::npos) {
    return {"yaml/syntax", span(before_begin + tab, before_begin + tab + 1), "tab in the indentation; use spaces"};
  }
  for (const Explanation& explanation : kExplanations) {
    if (complaint.starts_with(explanation.complaint)) return {"yaml/syntax", place, std::string(explanation.message)};
  }
  return {"yaml/syntax", place, "text is not valid YAML (" + std::string(complaint) + "); mend this line or the one above"};
}

}  // namespace fleetlint::yaml
