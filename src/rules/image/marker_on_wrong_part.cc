#include <re2/re2.h>

#include <string>

#include "base/strings.h"
#include "rules/image/reference.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {
namespace {

/// What a marker sets: "", "tag", "name" or "digest".
bool read_marker(std::string_view comment, std::string* part) {
  static const RE2 kMarker(
      R"re(^#\s*\{\s*"\$imagepolicy"\s*:\s*"[^":]+:[^":]+(?::(tag|name|digest))?"\s*\}\s*$)re");
  return RE2::FullMatch(re2::StringPiece(comment.data(), comment.size()), kMarker, part);
}

struct Line {
  std::string key;  ///< empty for an item of a list
  std::string value;
};

/// `key: value` or `- value` in front of the comment; nothing for anything more involved.
bool read_line(std::string_view before, Line* line) {
  static const RE2 kLine(
      R"re(^\s*(?:-\s+)*(?:["']?([A-Za-z_][\w.-]*)["']?:\s+)?(?:"([^"]*)"|'([^']*)'|([^"'\s{\[&*!|>][^\s]*))\s*$)re");
  std::string quoted;
  std::string single;
  std::string plain;
  if (!RE2::FullMatch(re2::StringPiece(before.data(), before.size()), kLine, &line->key, &quoted, &single,
                      &plain)) {
    return false;
  }
  line->value = quoted + single + plain;
  return !line->value.empty() && line->value.find("${") == std::string::npos;
}

/// Keys that everybody uses for a tag alone.
bool is_tag_key(std::string_view key) {
  return key == "tag" || key == "newTag" || key == "imageTag" || key == "image_tag";
}

std::string complaint(const Line& line, std::string_view part) {
  const Reference reference = parse_reference(line.value);
  const bool has_slash = reference.repository.find('/') != std::string_view::npos;
  const bool is_whole = has_slash || (!reference.tag.empty() && !reference.repository.empty());
  if (part.empty() && !is_whole && is_tag_key(line.key)) {
    return "the marker puts the whole image reference in place of the tag " + quote(line.value) +
           "; end the policy's name in \":tag\"";
  }
  if (part == "tag" && is_whole) {
    return "the marker puts the tag alone in place of the image " + quote(line.value) +
           "; leave \":tag\" out";
  }
  if (part == "name" && (!reference.tag.empty() || !reference.digest.empty())) {
    return "the marker puts the name without a tag in place of " + quote(line.value) +
           "; leave \":name\" out";
  }
  if (part == "name" && is_tag_key(line.key)) {
    return "the marker puts the image's name in place of the tag " + quote(line.value) +
           "; end the policy's name in \":tag\"";
  }
  return {};
}

}  // namespace

void marker_on_wrong_part(const FileContext& file, diag::Collector& out) {
  if (file.text.find("\"$imagepolicy\"") == std::string_view::npos) return;
  for (const yaml::Comment& comment : file.stream.comments) {
    std::string part;
    const std::string_view text = file.text.substr(comment.span.begin, comment.span.end - comment.span.begin);
    if (!read_marker(trim(text), &part)) continue;
    const std::string_view ahead = file.text.substr(0, comment.span.begin);
    const std::size_t end_of_line = ahead.rfind('\n');
    Line line;
    if (!read_line(ahead.substr(end_of_line == std::string_view::npos ? 0 : end_of_line + 1), &line))
      continue;
    const std::string wrong = complaint(line, part);
    if (!wrong.empty()) out.report(at(file.stream.file, comment.span), "{}", wrong);
  }
}

}  // namespace fleetlint::rules::image
