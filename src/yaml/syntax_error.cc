#include "yaml/syntax_error.h"

#include <yaml-cpp/exceptions.h>

#include <algorithm>
#include <optional>

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
    {YAML::ErrorMsg::FLOW_END, "closing bracket without an opening one; remove it or quote the value"},
    {YAML::ErrorMsg::BLOCK_ENTRY,
     "list item is not allowed here; put \"-\" on a line of its own, aligned with the other items"},
    {YAML::ErrorMsg::MAP_KEY, "mapping key is not allowed here; put it on a line of its own"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "quoted value is not closed; add the missing quote"},
    {YAML::ErrorMsg::DOC_IN_SCALAR, "quoted value runs into a document marker; add the missing quote"},
    {YAML::ErrorMsg::CHAR_IN_SCALAR, "value cannot start with this character; quote it"},
    {YAML::ErrorMsg::TAB_IN_INDENTATION, "tab in the indentation; use spaces"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "value cannot start with this character; quote it"},
    {YAML::ErrorMsg::CHAR_IN_BLOCK, "unexpected text after \"|\" or \">\"; start the text on the next line"},
    {YAML::ErrorMsg::ZERO_INDENT_IN_BLOCK, "block text cannot have indentation 0; use 1 to 9"},
    {YAML::ErrorMsg::INVALID_ESCAPE,
     "unknown escape in double quotes; double the backslash or use single quotes"},
    {YAML::ErrorMsg::INVALID_HEX,
     "escape in double quotes needs hexadecimal digits; double the backslash or use single quotes"},
    {YAML::ErrorMsg::INVALID_UNICODE, "escape in double quotes is no Unicode character; mend its digits"},
    {YAML::ErrorMsg::ALIAS_NOT_FOUND, "\"*\" starts an alias and no name follows; quote the value"},
    {YAML::ErrorMsg::ANCHOR_NOT_FOUND, "\"&\" starts an anchor and no name follows; quote the value"},
    {YAML::ErrorMsg::CHAR_IN_ALIAS,
     "\"*\" starts an alias and its name holds a character that is not allowed; quote the value"},
    {YAML::ErrorMsg::CHAR_IN_ANCHOR,
     "\"&\" starts an anchor and its name holds a character that is not allowed; quote the value"},
    {YAML::ErrorMsg::ALIAS_CONTENT, "alias cannot have an anchor or tag; remove it"},
    {YAML::ErrorMsg::MULTIPLE_TAGS, "value has two tags; remove one"},
    {YAML::ErrorMsg::MULTIPLE_ANCHORS, "value has two anchors; remove one"},
    {YAML::ErrorMsg::CHAR_IN_TAG_HANDLE,
     "\"!\" starts a tag and its name holds a character that is not allowed; quote the value"},
    {YAML::ErrorMsg::TAG_WITH_NO_SUFFIX, "\"!\" starts a tag and its name is incomplete; quote the value"},
    {YAML::ErrorMsg::END_OF_VERBATIM_TAG, "tag is not closed; add the missing \">\""},
    {YAML::ErrorMsg::YAML_DIRECTIVE_ARGS, "%YAML takes one version; write \"%YAML 1.2\" or remove the line"},
    {YAML::ErrorMsg::YAML_VERSION, "%YAML names no version; write \"%YAML 1.2\" or remove the line"},
    {YAML::ErrorMsg::YAML_MAJOR_VERSION,
     "%YAML names a version nobody reads; write \"%YAML 1.2\" or remove the line"},
    {YAML::ErrorMsg::REPEATED_YAML_DIRECTIVE, "%YAML stands twice; remove one"},
    {YAML::ErrorMsg::TAG_DIRECTIVE_ARGS, "%TAG takes a handle and a prefix; mend or remove the line"},
    {YAML::ErrorMsg::REPEATED_TAG_DIRECTIVE, "%TAG names this handle twice; remove one"},
};

source::Span span(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

Stop syntax(source::Span place, std::string_view message) {
  return {"yaml/syntax", place, std::string(message)};
}

/// One line without its break and the white space before it.
struct Line {
  std::size_t begin = 0;
  std::string_view text;

  std::size_t indentation() const { return std::min(text.find_first_not_of(" \t"), text.size()); }
  std::string_view content() const { return text.substr(indentation()); }
  std::size_t end() const { return begin + text.size(); }
  source::Span content_span() const { return span(begin + indentation(), end()); }
};

Line line_at(std::string_view text, std::size_t offset) {
  Line line;
  line.begin = std::min(offset, text.size());
  while (line.begin > 0 && text[line.begin - 1] != '\n') --line.begin;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  line.text = text.substr(line.begin, end - line.begin);
  line.text = line.text.substr(0, line.text.find_last_not_of(" \t\r") + 1);
  return line;
}

/// The line above with something on it that is no comment; an empty one if there
/// is none in the document.
Line content_above(std::string_view text, std::size_t begin, const Line& line) {
  Line above = line;
  while (above.begin > begin) {
    above = line_at(text, above.begin - 1);
    const std::string_view content = above.content();
    if (!content.empty() && content.front() != '#') return above;
  }
  return {};
}

/// A tab in the white space a line starts with.
std::size_t find_tab(const Line& line) { return line.text.substr(0, line.indentation()).find('\t'); }

bool is_conflict_marker(std::string_view line) {
  return line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line == "=======";
}

/// Where `key: ` ends on the line, or npos.
std::size_t colon_in(std::string_view content) {
  const std::size_t colon = content.find(": ");
  if (colon != std::string_view::npos) return colon;
  return content.ends_with(':') ? content.size() - 1 : std::string_view::npos;
}

/// Causes that show as many different complaints.
std::optional<Stop> common_cause(std::string_view text, std::size_t begin, const Line& line,
                                 const Line& above) {
  for (Line marker = line;; marker = line_at(text, marker.begin - 1)) {
    if (is_conflict_marker(marker.text)) {
      return syntax(span(marker.begin, marker.end()),
                    "merge conflict is not resolved; keep one side and remove the marker lines");
    }
    if (marker.begin <= begin) break;
  }
  for (const Line& candidate : {line, above}) {
    if (const std::size_t tab = find_tab(candidate); tab != std::string_view::npos) {
      return syntax(span(candidate.begin + tab, candidate.begin + tab + 1),
                    "tab in the indentation; use spaces");
    }
  }
  if (line.content().starts_with("{{")) {
    return syntax(line.content_span(),
                  "template expression outside of quotes; quote it, or keep templates apart from manifests");
  }
  return std::nullopt;
}

// Messages quote keys, never values: the document may be a Secret.

/// The line above should have been a key, by its place and by what it lacks.
std::optional<Stop> missing_colon(const Line& line, const Line& above) {
  std::string_view content = above.content().substr(0, above.content().find(" #"));
  content = content.substr(0, content.find_last_not_of(" \t") + 1);
  if (content.empty() || content.front() == '-' || line.indentation() > above.indentation())
    return std::nullopt;
  if (colon_in(content) != std::string_view::npos) return std::nullopt;
  const std::size_t begin = above.content_span().begin;
  return syntax(span(begin, begin + content.size()),
                "line has no colon; add \": \" and a value, or indent it if it belongs to the value above");
}

/// A `:` where no key can be.
Stop unexpected_colon(const Line& line, const Line& above, std::size_t offset) {
  const std::string_view before = line.text.substr(0, offset - line.begin);
  if (const std::size_t colon = before.find(": "); colon != std::string_view::npos) {
    const std::size_t value = std::min(before.find_first_not_of(' ', colon + 2), before.size());
    return syntax(span(line.begin + value, line.end()),
                  "value of key " + quote(trim(before.substr(0, colon))) + " holds \": \"; put it in quotes");
  }
  if (std::optional<Stop> cause = missing_colon(line, above)) return *cause;
  if (!above.text.empty() && line.indentation() > above.indentation()) {
    return syntax(line.content_span(),
                  "key " + quote(before.substr(line.indentation())) +
                      " is indented deeper than the line above, which is complete; align the two");
  }
  return syntax(
      span(offset, offset + 1),
      "mapping value is not allowed here; mend the indentation, or quote a value that holds \": \"");
}

/// A line, or the rest of one, that belongs to no open collection.
Stop out_of_place(const Line& line, const Line& above, std::size_t offset, std::string_view fallback) {
  if (offset > line.begin + line.indentation()) {
    return syntax(span(offset, line.end()),
                  "text stands behind the end of a value; remove it, or quote the whole value");
  }
  if (std::optional<Stop> cause = missing_colon(line, above)) return *cause;
  return syntax(line.content_span(), fallback);
}

/// The quote that opens the scalar which runs to the end of the text: none of its kind follows, and it stands
/// where a value may begin. npos: not found.
std::size_t unclosed_quote(std::string_view text, std::size_t begin) {
  std::size_t found = std::string_view::npos;
  for (const char mark : {'"', '\''}) {
    const std::size_t at = text.rfind(mark);
    if (at == std::string_view::npos || at < begin) continue;
    const bool may_begin =
        at == begin || std::string_view(" \n\t[{,").find(text[at - 1]) != std::string_view::npos;
    if (may_begin) found = std::min(found, at);
  }
  return found;
}

/// A complaint about the end of the text belongs to the last line with content.
std::size_t last_content(std::string_view text, std::size_t begin, std::size_t offset) {
  offset = std::min(offset, text.size());
  if (text.find_first_not_of(" \t\r\n", offset) != std::string_view::npos) return offset;
  const std::size_t last = text.substr(0, offset).find_last_not_of(" \t\r\n");
  return last == std::string_view::npos || last < begin ? std::min(begin, offset) : last;
}

}  // namespace

Stop explain_syntax_error(std::string_view text, std::size_t begin, std::size_t offset,
                          std::string_view complaint) {
  offset = last_content(text, begin, offset);
  const Line line = line_at(text, offset);
  const Line above = content_above(text, begin, line);
  if (complaint.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,]}", offset), text.size());
    return {
        "yaml/unknown-alias", span(offset, end),
        "alias " + quote(text.substr(offset, end - offset)) +
            " has no anchor before it in this document; define it, or quote a value that starts with \"*\""};
  }
  if (std::optional<Stop> cause = common_cause(text, begin, line, above)) return *cause;
  if (complaint.starts_with(YAML::ErrorMsg::EOF_IN_SCALAR)) {
    if (const std::size_t quote = unclosed_quote(text, begin); quote != std::string_view::npos)
      return syntax(span(quote, quote + 1), text[quote] == '"'
                                                ? "quoted value is not closed; add the missing '\"'"
                                                : "quoted value is not closed; add the missing \"'\"");
  }
  if (complaint == YAML::ErrorMsg::MAP_VALUE) return unexpected_colon(line, above, offset);
  if (complaint == YAML::ErrorMsg::END_OF_MAP || complaint == YAML::ErrorMsg::END_OF_SEQ) {
    return out_of_place(
        line, above, offset,
        complaint == YAML::ErrorMsg::END_OF_MAP
            ? "line fits no mapping above it; align it with the keys it belongs to"
            : "line fits no list above it; align it with the \"-\" of the items it belongs to");
  }
  const source::Span place = span(offset, std::max(offset, line.end()));
  if (offset < text.size() && text[offset] == '?') {
    return syntax(place,
                  "\"?\" in brackets or braces is refused by the Kubernetes tools; put the value in quotes");
  }
  for (const Explanation& explanation : kExplanations) {
    if (complaint.starts_with(explanation.complaint)) return syntax(place, explanation.message);
  }
  return syntax(place,
                "text is not valid YAML (" + std::string(complaint) + "); mend this line or the one above");
}

Stop explain_leftover(std::string_view text, std::size_t begin, std::size_t offset) {
  const Line line = line_at(text, offset);
  const Line above = content_above(text, begin, line);
  if (std::optional<Stop> cause = common_cause(text, begin, line, above)) return *cause;
  if (line.text.starts_with('%')) {
    return syntax(
        line.content_span(),
        "directive inside a document; end the document with a line \"...\", or remove the directive");
  }
  return out_of_place(line, above, offset,
                      "line belongs to no value of this document; mend its indentation, or start a new "
                      "document with \"---\"");
}

Stop explain_missing_marker(std::string_view text, std::size_t offset) {
  return syntax(line_at(text, offset).content_span(),
                "what follows \"...\" is not read, as it does not start with \"---\"; add that line");
}

Stop explain_stray_text(std::string_view text, std::size_t offset) {
  return syntax(span(offset, line_at(text, offset).end()),
                "text behind \"...\"; put it on a line of its own, or remove it");
}

}  // namespace fleetlint::yaml
