#include "yaml/builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "yaml/edit.h"
#include "yaml/merge.h"
#include "yaml/node_count.h"
#include "yaml/quoted.h"
#include "yaml/scalar.h"
#include "yaml/stop.h"
#include "yaml/syntax_error.h"
#include "yaml/tag.h"

namespace fleetlint::yaml {

namespace {

constexpr bool ends_word(char c) {
  return c == '\0' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ']' || c == '}' ||
         c == ':';
}

/// The null that is written at the front of the text, if any; yaml-cpp gives the
/// same event for `~` and for nothing at all.
std::string_view null_word(std::string_view text) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (text.starts_with(word) && (text.size() == word.size() || ends_word(text[word.size()]))) {
      return text.substr(0, word.size());
    }
  }
  return {};
}

constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

/// A merge key is a plain `<<`; a quoted one is an ordinary key.
bool is_plain_merge(std::string_view text, Style style) { return style == Style::plain && text == "<<"; }

}  // namespace

Builder::Builder(Arena& arena, KeyCache& keys, const Input& input, const ParseOptions& options,
                 std::vector<Comment>& comments, diag::Collector& out)
    : arena_(arena),
      keys_(keys),
      file_(input.file),
      text_(input.text),
      base_(input.base),
      max_findings_(input.max_findings),
      mask_(input.mask),
      options_(options),
      scan_(input.text, input.content, comments),
      out_(out) {}

void Builder::finish() {
  const std::size_t offset = scan_.next_content();
  refuse_passed();
  if (offset == text_.size()) return;
  // A template's `{{ }}` was complained about: the rest is no second mistake.
  if (root_.style() == Style::flow && !out_.findings().empty()) throw Stop{"yaml/syntax", {}, {}};
  throw explain_leftover(text_, base_, offset);
}

source::Span Builder::span(std::size_t begin, std::size_t end) const {
  end = std::min(end, text_.size());
  begin = std::min(begin, end);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

Origin Builder::origin(std::size_t begin, std::size_t end) const {
  return Origin{file_, span(begin, end), Operation::written, nullptr};
}

std::string_view Builder::own(std::string_view value, std::size_t begin, bool verbatim) {
  return verbatim ? text_.substr(begin, value.size()) : arena_.copy(value);
}

std::size_t Builder::approach(const YAML::Mark& mark) {
  const std::size_t offset = base_ + static_cast<std::size_t>(std::max(mark.pos, 0));
  found_indicator_ = false;
  if (open_.empty()) {
    indicator_end_ = scan_.position();
    scan_.next_content();
    refuse_passed();
    return offset;
  }
  Open& parent = open_.back();
  if (parent.is_mapping && parent.wants_value) {
    found_indicator_ = scan_.take(':');
  } else if (parent.style == Style::block && !parent.is_mapping) {
    found_indicator_ = scan_.take('-');
  } else {
    if (parent.style == Style::flow) scan_.take(',');
    if (parent.is_mapping) parent.explicit_key = scan_.next_content() < offset && scan_.take('?');
  }
  indicator_end_ = scan_.position();
  scan_.next_content();
  refuse_passed();
  return offset;
}

void Builder::make_room(source::Span where) const {
  if (out_.findings().size() < max_findings_) return;
  throw Stop{"yaml/limit-exceeded", where, std::string(kTooManyMistakes)};
}

void Builder::refuse_passed() {
  const std::size_t comment = scan_.take_glued_comment();
  if (comment != kNowhere && !is_go()) {
    throw Stop{"yaml/syntax", span(comment, comment + 1),
               "comment without a space before its \"#\"; add one"};
  }
  const std::size_t tab = scan_.take_tab();
  if (tab == kNowhere || !is_go() || (!open_.empty() && open_.back().style == Style::flow)) return;
  throw Stop{"yaml/syntax", span(tab, tab + 1), "tab in the indentation; use spaces"};
}

void Builder::require_deep_lines(std::size_t begin, std::size_t end) const {
  if (is_go() || open_.empty() || open_.back().style == Style::flow) return;
  const std::size_t line = scan_.find_shallow_line(begin, end, open_.back().column);
  if (line == kNowhere) return;
  throw Stop{"yaml/syntax", span(line, line + 1),
             "line is not indented deeper than what it belongs to; indent it"};
}

void Builder::require_indented(std::size_t offset) const {
  if (open_.empty()) return;
  const Open& parent = open_.back();
  if (parent.style == Style::flow || (parent.is_mapping && !parent.wants_value)) return;
  if (scan_.column(offset) > parent.column) return;
  throw Stop{"yaml/syntax", span(offset, offset + 1),
             parent.is_mapping ? "value of the key above is not indented; indent it deeper than the key"
                               : "list item is not indented; indent it deeper than its \"-\""};
}

void Builder::skip_properties(int count) {
  for (; count > 0; --count) {
    const std::size_t property = scan_.skip_property();
    if (property == kNowhere) return;
    require_indented(property);
  }
}

bool Builder::belongs_to_value(std::size_t indicator_end, std::size_t offset) const {
  if (open_.empty() || open_.back().style == Style::flow) return true;
  const std::string_view between = text_.substr(indicator_end, offset - std::min(offset, indicator_end));
  if (between.find('\n') == std::string_view::npos && between.find('\r') == std::string_view::npos)
    return true;
  return scan_.column(offset) > open_.back().column;
}

void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const bool is_key = expects_key();
  const std::size_t offset = approach(mark);
  std::size_t indicator_end = indicator_end_;
  if (is_key) indicator_end = std::max(indicator_end, std::min(offset, text_.size()));
  // At the end of the text a root without a value comes so, its tag with it.
  const bool has_properties = anchor != 0 || (open_.empty() && scan_.at(offset) == '!');
  if (has_properties) {
    scan_.jump_to(offset);
    skip_properties(2);
    indicator_end = scan_.position();
  }
  const std::size_t content = has_properties ? scan_.next_content() : offset;
  const std::string_view word = null_word(text_.substr(std::min(content, text_.size())));
  // The mark of a value that is not there can be that of its key.
  const bool is_ahead = content >= indicator_end;
  if (!word.empty() && is_ahead && (is_key || belongs_to_value(indicator_end, content))) {
    scalar(content, content + word.size(), Kind::null, Style::plain, word, anchor);
    return;
  }
  if (anchor == 0) require_written(is_key);
  scalar(indicator_end, indicator_end, Kind::null, Style::plain, {}, anchor);
}

void Builder::require_written(bool is_key) {
  if (open_.empty()) return;
  const Open& parent = open_.back();
  if (parent.style == Style::flow) {
    // `[a, , b]`, `{, a: b}`: yaml-cpp makes nulls of what is not there.
    const bool is_item =
        !parent.is_mapping || (is_key && !parent.explicit_key && scan_.at(scan_.next_content()) != ':');
    const char next = scan_.at(scan_.next_content());
    if (is_item && next != ',' && next != ']' && next != '}') {
      throw Stop{"yaml/syntax", span(scan_.position(), scan_.position() + 1),
                 "key in braces and its colon stand on different lines; put them on one"};
    }
    if (is_item) {
      throw Stop{"yaml/syntax", span(scan_.position(), scan_.position() + 1),
                 "nothing stands between two commas or brackets; remove one comma"};
    }
  } else if (parent.is_mapping && !is_key && !parent.explicit_key && !found_indicator_) {
    const source::Span key = entries_.back().key_origin.span;
    throw Stop{"yaml/syntax", key,
               "line has no colon; add \": \" and a value, or indent it if it belongs to the value above"};
  }
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& given) {
  const bool is_key = expects_key();
  std::size_t begin = approach(mark);
  scan_.jump_to(begin);
  std::string_view value = given;
  if (mask_ != 0 && value.find(mask_) != std::string_view::npos) {
    mended_.assign(value);
    std::replace(mended_.begin(), mended_.end(), mask_, '?');
    value = mended_;
  }
  const char first = scan_.at(begin);
  const bool has_properties = first == '&' || first == '!';
  const std::size_t start = begin;
  WrittenScalar written;
  if (has_properties) {
    skip_properties(2);
    const std::size_t properties_end = scan_.position();
    begin = scan_.next_content();
    const char opening = scan_.at(begin);
    const bool is_quoted_or_block = opening == '"' || opening == '\'' || opening == '|' || opening == '>';
    if (value.empty() && (!is_quoted_or_block || (!is_key && !belongs_to_value(properties_end, begin)))) {
      begin = written.end = properties_end;  // a tag and nothing behind it
      written.verbatim = true;
    }
  } else if (!is_key && first != '|' && first != '>' && !open_.empty() &&
             static_cast<std::size_t>(std::max(mark.column, 0)) <= open_.back().column) {
    require_indented(begin);
  }
  if (written.end == 0) written = scan_.scalar(begin, value);
  if (written.style != Style::plain) value = checked(begin, written, value);
  if (!is_go() && written.style == Style::plain && value == "-") {
    throw Stop{"yaml/syntax", span(begin, written.end), "\"-\" cannot stand alone in brackets; quote it"};
  }

  Tagged tagged;
  if (tag == "!") {
    // A quoted scalar, or `!` before a plain one, which goyaml.v3 takes for no tag.
    const bool is_plain_v3 = written.style == Style::plain && options_.dialect == Dialect::go_yaml_v3;
    tagged.kind = is_plain_v3 ? resolve_plain(value, options_.dialect) : Kind::string;
  } else {
    tagged = resolve_tagged(tag, value, written.style, options_.dialect);
    require_handle(tag, start, begin);
  }
  if (!tagged.fits) {
    complain(span(begin, written.end), "value cannot be read as {}; mend it or drop the tag", short_tag(tag));
    tagged.kind = Kind::string;
  }
  if (tagged.binary) {
    std::string decoded;
    if (decode_base64(value, decoded)) {
      scalar(begin, written.end, tagged.kind, written.style, arena_.copy(decoded), anchor);
      return;
    }
    complain(span(begin, written.end), "value with tag !!binary is not valid base64; encode it anew");
  }
  scalar(begin, written.end, tagged.kind, written.style, own(value, begin, written.verbatim), anchor);
}

void Builder::require_handle(std::string_view tag, std::size_t begin, std::size_t end) const {
  // yaml-cpp passes `!handle!name` on as it is; a verbatim tag may look so.
  if (!tag.starts_with('!') || tag.find('!', 1) == std::string_view::npos) return;
  if (text_.substr(begin, end - begin).find("!<") != std::string_view::npos) return;
  throw Stop{"yaml/syntax", span(begin, end),
             fmt::format("tag {} uses a handle that no %TAG line of this document defines; remove the tag",
                         quote(tag))};
}

std::string_view Builder::checked(std::size_t begin, const WrittenScalar& written, std::string_view value) {
  if (!written.closed) {
    throw Stop{"yaml/syntax", span(begin, begin + 1),
               fmt::format("quoted value is not closed; add the missing {}",
                           written.style == Style::single_quoted ? "\"'\"" : "'\"'")};
  }
  if (written.style == Style::single_quoted || written.style == Style::double_quoted) {
    require_deep_lines(begin, written.end);
  }
  if (!is_go() && written.quote_escape != kNowhere) {
    throw Stop{"yaml/syntax", span(written.quote_escape, written.quote_escape + 2),
               "unknown escape in double quotes; double the backslash or use single quotes"};
  }
  if (is_go() && written.slash_escape != kNowhere) {
    throw Stop{"yaml/syntax", span(written.slash_escape, written.slash_escape + 2),
               "escape \"\\/\" is refused by the Kubernetes tools; write \"/\""};
  }
  if (is_go() && written.tab != kNowhere) {
    throw Stop{"yaml/syntax", span(written.tab, written.tab + 1),
               "tab where block text starts is refused by the Kubernetes tools; give the indentation as in "
               "\"|2\", or use spaces"};
  }
  if (written.style == Style::folded) {
    if (written.breaks_at_end < 2) return value;
    // yaml-cpp loses one of the line breaks that "+" keeps.
    mended_ = value.substr(0, value.find_last_not_of('\n') + 1);
    mended_.append(static_cast<std::size_t>(written.breaks_at_end), '\n');
    return mended_;
  }
  if (written.breaks_at_end >= 2) {
    // yaml-cpp keeps one of the line breaks at the end of a quoted scalar.
    mended_ = value_with_breaks_at_end(text_.substr(begin, written.end - begin));
    value = mended_;
  }
  if (written.style == Style::double_quoted && !written.verbatim && find_invalid_utf8(value) != kNowhere) {
    mended_ = value_with_latin_escapes(value);
    return mended_;
  }
  return value;
}

void Builder::scalar(std::size_t begin, std::size_t end, Kind kind, Style style, std::string_view text,
                     YAML::anchor_t anchor) {
  ++nodes_;
  Node node;
  const bool is_key = expects_key();
  if (!is_key || anchor != 0) {
    count_node();
    node = Node(arena_.make<detail::NodeData>(kind, style, static_cast<std::uint32_t>(text.size()),
                                              text.data(), origin(begin, end)));
  }
  if (anchor != 0) remember(anchor, {node, 1, 0, true});
  if (is_key) {
    add_key(text, kind, style, span(begin, end));
  } else {
    add_value(node, end, 0);
  }
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t begin = approach(mark);
  const std::size_t end = scan_.alias_end(begin);
  const std::string_view name = text_.substr(std::min(begin, text_.size()), end - std::min(begin, end));
  if (anchor >= anchors_.size() || !anchors_[anchor].complete) {
    throw Stop{
        "yaml/unknown-alias", span(begin, end),
        fmt::format("alias {} stands inside the value of its own anchor; write the value out", quote(name))};
  }
  const Anchored target = anchors_[anchor];
  nodes_ += target.nodes;
  alias_nodes_ += target.nodes;
  if (alias_nodes_ > options_.max_alias_nodes) {
    throw Stop{"yaml/limit-exceeded", span(begin, end),
               fmt::format("aliases expand to more than {} values at {}; write less by alias",
                           options_.max_alias_nodes, quote(name))};
  }
  if (open_.size() + target.height > options_.max_depth) {
    throw Stop{"yaml/limit-exceeded", span(begin, end),
               fmt::format("values nest deeper than {} levels through alias {}; flatten them",
                           options_.max_depth, quote(name))};
  }
  if (expects_key()) {
    const Node node = target.node;
    const std::string_view text = node.is_scalar() ? node.text() : name;
    add_key(text, node.kind(), node.style() == Style::plain ? Style::any : node.style(), span(begin, end));
  } else {
    add_value(target.node, end, target.height);
  }
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                              YAML::EmitterStyle::value style) {
  open(mark, tag, anchor, false, style == YAML::EmitterStyle::Flow);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) {
  open(mark, tag, anchor, true, style == YAML::EmitterStyle::Flow);
}

void Builder::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool is_mapping,
                   bool is_flow) {
  std::size_t begin = approach(mark);
  scan_.jump_to(begin);
  if (!open_.empty() && open_.back().style == Style::flow) is_flow = true;  // `[: b]` comes without a style
  // The mark is that of the properties, or of the first key with its own.
  const int properties = (anchor != 0 ? 1 : 0) + (tag != "?" && !tag.empty() ? 1 : 0);
  if (properties != 0) {
    const std::size_t start = begin;
    skip_properties(properties);
    begin = scan_.next_content();
    require_handle(tag, start, begin);
  }
  if (is_flow) require_indented(begin);
  if (open_.size() >= options_.max_depth) {
    throw Stop{"yaml/limit-exceeded", span(begin, begin + 1),
               fmt::format("values nest deeper than {} levels; flatten them", options_.max_depth)};
  }
  if (anchor != 0) remember(anchor, {});  // an alias to it before its end is refused
  Open& opened = open_.emplace_back();
  opened.is_mapping = is_mapping;
  opened.style = is_flow ? Style::flow : Style::block;
  opened.begin = begin;
  opened.column = is_flow ? kNoColumn : scan_.column(begin);
  opened.first = is_mapping ? entries_.size() : items_.size();
  opened.nodes_before = nodes_;
  opened.anchor = anchor;
  ++nodes_;
  if (is_flow && (scan_.at(begin) == '[' || scan_.at(begin) == '{')) scan_.jump_to(begin + 1);
}

void Builder::close() {
  const Open closed = open_.back();
  std::size_t end = std::max(end_, closed.begin);
  const char first = scan_.at(closed.begin);
  if (closed.style == Style::flow && first == (closed.is_mapping ? '{' : '[')) {
    scan_.take(',');
    if (scan_.take(closed.is_mapping ? '}' : ']')) end = scan_.position();
    scan_.take_tab();
  }
  const Origin where = origin(closed.begin, end);
  Node node;
  if (closed.is_mapping) {
    refuse_duplicates(closed);
    const std::span<const Entry> entries(entries_.begin() + static_cast<std::ptrdiff_t>(closed.first),
                                         entries_.end());
    if (closed.has_merge) {
      node = make_mapping(arena_, expand_merges(entries, options_.dialect, out_), where, closed.style);
    } else {
      node = make_mapping(arena_, entries, where, closed.style);
    }
    entries_.resize(closed.first);
  } else {
    const std::span<const Node> items(items_.begin() + static_cast<std::ptrdiff_t>(closed.first),
                                      items_.end());
    node = make_sequence(arena_, items, where, closed.style);
    items_.resize(closed.first);
  }
  open_.pop_back();
  if (closed.style == Style::flow) require_deep_lines(closed.begin, end);
  const std::size_t height = closed.height + 1;
  if (closed.anchor != 0) remember(closed.anchor, {node, nodes_ - closed.nodes_before, height, true});
  if (expects_key()) {
    // A collection as key: JSON has none; it is kept as its text.
    if (is_go()) refuse_key(node);
    add_key(text_.substr(where.span.begin, where.span.end - where.span.begin), node.kind(), Style::any,
            where.span);
    scan_.jump_to(end);
  } else {
    add_value(node, end, height);
  }
}

void Builder::refuse_key(Node key) {
  const source::Span where = key.origin().span;
  const std::string_view text = text_.substr(where.begin, where.end - where.begin);
  if (text.starts_with("{") && where.begin > 0 && text_[where.begin - 1] == '{') {
    complain(where, "\"{{{{\" opens a mapping inside a mapping; put a template expression in quotes");
  } else {
    complain(where, "key is a {}; the Kubernetes tools take only plain keys", to_string(key.kind()));
  }
}

void Builder::add_value(Node node, std::size_t end, std::size_t height) {
  scan_.jump_to(end);
  end_ = end;
  if (open_.empty()) {
    root_ = node;
    return;
  }
  Open& parent = open_.back();
  parent.height = std::max(parent.height, height);
  if (parent.is_mapping) {
    entries_.back().value = node;
    parent.wants_value = false;
  } else {
    items_.push_back(node);
  }
}

void Builder::add_key(std::string_view text, Kind kind, Style style, source::Span where) {
  scan_.jump_to(where.end);
  end_ = where.end;
  Open& parent = open_.back();
  parent.wants_value = true;
  if (options_.dialect != Dialect::core && is_plain_merge(text, style)) parent.has_merge = true;
  entries_.push_back(Entry{keys_.get(text), kind, Origin{file_, where, Operation::written, nullptr}, Node()});
}

void Builder::remember(YAML::anchor_t anchor, Anchored anchored) {
  if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
  anchors_[anchor] = anchored;
}

void Builder::refuse_duplicates(const Open& mapping) {
  const std::size_t first = mapping.first;
  const std::size_t count = entries_.size() - first;
  if (count < 2) return;
  const auto is_merge = [&](std::size_t i) { return mapping.has_merge && is_merge_key(entries_[i]); };
  bool found = false;
  constexpr std::size_t kFew = 24;
  if (count <= kFew) {
    for (std::size_t i = first + 1; i < entries_.size() && !found; ++i) {
      for (std::size_t k = first; k < i && !found; ++k) found = entries_[i].key == entries_[k].key;
    }
    if (!found) return;
  }
  order_.resize(count);
  for (std::size_t i = 0; i < count; ++i) order_[i] = first + i;
  std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    const char* x = entries_[a].key.text().data();
    const char* y = entries_[b].key.text().data();
    return x != y ? std::less<>()(x, y) : a < b;
  });
  std::vector<std::size_t> dropped;
  std::size_t original = order_[0];
  for (std::size_t i = 1; i < count; ++i) {
    if (entries_[order_[i]].key != entries_[original].key) {
      original = order_[i];
      continue;
    }
    if (is_merge(original)) {
      if (options_.dialect == Dialect::go_yaml_v2) continue;  // merged one after the other
    } else {
      // kustomize's reader looks a key up from the start; a map is filled to the end.
      dropped.push_back(options_.dialect == Dialect::go_yaml_v3 ? order_[i] : order_[i - 1]);
    }
    const Entry& again = entries_[order_[i]];
    diag::Place place = diag::at(file_, again.key_origin.span);
    place.related.push_back(diag::Location{file_, entries_[original].key_origin.span, {}, "first set here"});
    make_room(again.key_origin.span);
    out_.report("yaml/duplicate-key", std::move(place),
                "key {} is already set in this mapping; remove one of the two", quote(again.key.text()));
  }
  std::sort(dropped.begin(), dropped.end());
  for (auto it = dropped.rbegin(); it != dropped.rend(); ++it) {
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(*it));
  }
}

}  // namespace fleetlint::yaml
