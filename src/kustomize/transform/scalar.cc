#include "kustomize/transform/scalar.h"

#include "yaml/edit.h"
#include "yaml/parse.h"
#include "yaml/scalar.h"
#include "yaml/timestamp.h"

namespace fleetlint::kustomize::transform {

namespace {

/// Would YAML 1.1 read something other than a string where this text stands alone and without quotes?
bool is_misread(std::string_view text) {
  if (text.empty() || text.find('\n') != std::string_view::npos) return false;
  if (yaml::resolve_plain(text, yaml::Dialect::go_yaml_v2) != yaml::Kind::string) return true;
  // A collection, a comment or an anchor; what cannot be read at all is no other value.
  const bool may_be_more = std::string_view("[{#?-&").find(text.front()) != std::string_view::npos ||
                           text.find(": ") != std::string_view::npos || text.back() == ':';
  if (!may_be_more) return false;
  Arena scratch;
  diag::Collector problems;
  yaml::ParseOptions options;
  options.dialect = yaml::Dialect::go_yaml_v2;
  const yaml::Stream stream = yaml::parse(scratch, source::FileId::none, text, options, problems);
  if (!problems.take().empty()) return false;
  return stream.documents.empty() || !stream.documents.front().root.is_string();
}

yaml::Kind kind_of(std::string_view text, bool quoted) {
  if (quoted || text.find('\n') != std::string_view::npos) return yaml::Kind::string;
  return yaml::resolve_plain(text, yaml::Dialect::go_yaml_v3);
}

}  // namespace

bool is_quoted(yaml::Node node) {
  switch (node.style()) {
    case yaml::Style::single_quoted:
    case yaml::Style::double_quoted:
    case yaml::Style::literal:
    case yaml::Style::folded: return true;
    case yaml::Style::any:
      // Made by an earlier step: upstream quotes what YAML 1.1 would misread.
      return node.is_string() && is_misread(node.text());
    default: return false;
  }
}

yaml::Node scalar_in_place(Arena& arena, yaml::Node old, Tag tag, std::string_view text,
                           const yaml::Origin& origin) {
  const bool quoted = is_quoted(old);
  // A tag that the text has anyway is not printed, and then the quotes decide.
  const yaml::Kind kind = tag == Tag::string ? yaml::Kind::string : kind_of(text, quoted);
  yaml::Style style = old.is_scalar() ? old.style() : yaml::Style::any;
  if (tag != Tag::none && style == yaml::Style::untagged) style = yaml::Style::any;
  if (tag == Tag::none && !quoted) style = yaml::Style::untagged;
  return yaml::make_scalar(arena, kind, text, origin, style);
}

std::optional<yaml::Node> with_text(Arena& arena, yaml::Node old, std::string_view text,
                                    const yaml::Origin& origin) {
  if (old.style() == yaml::Style::untagged) {
    return yaml::make_scalar(arena, kind_of(text, false), text, origin, yaml::Style::untagged);
  }
  if (old.is_string()) {
    // A string for good, be it one that looks like a time.
    const bool is_time = old.style() == yaml::Style::plain && yaml::timestamp_value(text);
    const yaml::Style style = is_time ? yaml::Style::any : old.style();
    return yaml::make_scalar(arena, yaml::Kind::string, text, origin, style);
  }
  const yaml::Kind kind = yaml::resolve_plain(text, yaml::Dialect::go_yaml_v3);
  if (kind == old.kind()) return yaml::make_scalar(arena, kind, text, origin, old.style());
  if (old.kind() == yaml::Kind::floating && kind == yaml::Kind::integer) {
    return yaml::make_scalar(arena, yaml::Kind::floating, text, origin, old.style());
  }
  return std::nullopt;
}

yaml::Node scalar_in_new_field(Arena& arena, std::string_view text, const yaml::Origin& origin) {
  const bool quoted = !text.empty() && text.find('\n') == std::string_view::npos &&
                      yaml::resolve_plain(text, yaml::Dialect::go_yaml_v2) != yaml::Kind::string;
  return yaml::make_scalar(arena, kind_of(text, quoted), text, origin);
}

bool can_be_new_key(std::string_view key) {
  return key != "<<" && yaml::resolve_plain(key, yaml::Dialect::go_yaml_v3) == yaml::Kind::string &&
         !yaml::canonical_timestamp(key);
}

}  // namespace fleetlint::kustomize::transform
