#include "schema_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/arena.h"
#include "base/strings.h"
#include "json_node.h"
#include "schema/json_schema.h"
#include "yaml/edit.h"

namespace fleetlint::pack_schemas {

using schema::Base;
using schema::Facet;
using schema::MinorMask;
using schema::TypeDraft;

namespace {

constexpr std::array kBases = {
    std::pair{std::string_view("any"), Base::any},
    std::pair{std::string_view("string"), Base::string},
    std::pair{std::string_view("integer"), Base::integer},
    std::pair{std::string_view("number"), Base::number},
    std::pair{std::string_view("boolean"), Base::boolean},
    std::pair{std::string_view("object"), Base::object},
    std::pair{std::string_view("int-or-string"), Base::int_or_string},
    std::pair{std::string_view("quantity"), Base::quantity},
};

constexpr std::array kNumbers = {
    std::pair{std::string_view("min"), Facet::minimum},
    std::pair{std::string_view("max"), Facet::maximum},
    std::pair{std::string_view("multiple"), Facet::multiple_of},
    std::pair{std::string_view("minlen"), Facet::min_length},
    std::pair{std::string_view("maxlen"), Facet::max_length},
    std::pair{std::string_view("minitems"), Facet::min_items},
    std::pair{std::string_view("maxitems"), Facet::max_items},
    std::pair{std::string_view("minprops"), Facet::min_properties},
    std::pair{std::string_view("maxprops"), Facet::max_properties},
};

constexpr std::array kLogic = {
    std::pair{std::string_view("allof"), Facet::all_of},
    std::pair{std::string_view("anyof"), Facet::any_of},
    std::pair{std::string_view("oneof"), Facet::one_of},
    std::pair{std::string_view("not"), Facet::not_},
};

template <typename Table>
auto find_word(const Table& table, std::string_view word) {
  return std::ranges::find(table, word, [](const auto& row) { return row.first; });
}

/// The words that are facts for people and later stages, and are not packed.
constexpr std::array<std::string_view, 3> kUnpacked = {"map", "strategy", "deprecated"};

}  // namespace

/// What is left of a line.
struct SchemaText::Cursor {
  std::string_view rest;

  void skip_blanks() { rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size())); }
  bool at_end() const {
    return rest.empty() || rest.front() == ']' || rest.front() == '}' || rest.front() == '@';
  }
  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::string_view take_while_not(std::string_view stops) {
    const std::string_view word = rest.substr(0, rest.find_first_of(stops));
    rest.remove_prefix(word.size());
    return word;
  }
  /// A JSON text (up to where its brackets and quotes close) or a bare word.
  std::string_view take_value() {
    if (rest.empty() || (rest.front() != '"' && rest.front() != '[' && rest.front() != '{')) {
      return take_while_not(" ]}");
    }
    int depth = 0;
    bool in_quotes = false;
    std::size_t i = 0;
    do {
      const char c = rest[i];
      if (in_quotes) {
        if (c == '\\')
          ++i;
        else if (c == '"')
          in_quotes = false;
      } else if (c == '"') {
        in_quotes = true;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if (c == ']' || c == '}') {
        --depth;
      }
      ++i;
    } while (i < rest.size() && (in_quotes || depth > 0));
    const std::string_view value = rest.substr(0, i);
    rest.remove_prefix(std::min(i, rest.size()));
    return value;
  }
};

void SchemaText::fail(const Line& line, std::string_view what) const {
  throw SchemaTextError{fmt::format("{}:{}: {}", line.file->name, line.number, what)};
}

std::vector<SchemaText::Line> SchemaText::read_lines(const SourceFile& file) const {
  std::vector<Line> top;
  int number = 0;
  for (const std::string_view text : split(file.text, '\n')) {
    ++number;
    const std::size_t blanks = text.find_first_not_of(' ');
    if (blanks == std::string_view::npos || text[blanks] == '#') continue;
    Line line{&file, number, text.substr(blanks), {}};
    if (blanks % 2 != 0) fail(line, "indentation is two spaces for each level");
    std::vector<Line>* siblings = &top;
    for (std::size_t depth = blanks / 2; depth > 0; --depth) {
      if (siblings->empty()) fail(line, "indented deeper than the line above allows");
      siblings = &siblings->back().children;
    }
    siblings->push_back(std::move(line));
  }
  return top;
}

void SchemaText::read(const std::vector<SourceFile>& files) {
  std::vector<Line> lines;
  for (const SourceFile& file : files) {
    for (Line& line : read_lines(file)) lines.push_back(std::move(line));
  }
  std::vector<std::string_view> roots;
  for (const Line& line : lines) {
    const std::vector<std::string_view> words = split(line.text, ' ');
    if (words[0] == "type" && words.size() > 1) {
      if (!types_.emplace(std::string(words[1]), builder_.reserve()).second)
        fail(line, "a second type of this name");
    } else if (words[0] == "kind" && words.size() > 5) {
      roots.push_back(words[5]);
    } else {
      fail(line, "expected a type or a kind");
    }
  }
  for (const Line& line : lines) {
    if (line.text.starts_with("kind "))
      read_kind(line);
    else
      read_type(line, std::ranges::find(roots, split(line.text, ' ')[1]) != roots.end());
  }
}

std::uint32_t SchemaText::find(std::string_view name) const {
  const auto it = types_.find(name);
  return it == types_.end() ? schema::kNone : it->second;
}

// kind GROUP/VERSION KIND PLURAL namespaced|cluster TYPE [storage] [deprecated] [status] [@MINORS]
void SchemaText::read_kind(const Line& line) {
  const std::vector<std::string_view> words = split(line.text, ' ');
  const std::size_t slash = words[1].find('/');
  const std::string_view group = slash == std::string_view::npos ? "" : words[1].substr(0, slash);
  const std::string_view version = slash == std::string_view::npos ? words[1] : words[1].substr(slash + 1);
  const std::uint32_t type = find(words[5]);
  if (type == schema::kNone) fail(line, fmt::format("no type {}", words[5]));
  std::uint16_t flags = 0;
  if (native_) flags |= schema::kBuiltIn;
  if (words[4] == "namespaced")
    flags |= schema::kNamespaced;
  else if (words[4] != "cluster")
    fail(line, "scope is namespaced or cluster");
  MinorMask minors = schema::kAllMinors;
  for (std::size_t i = 6; i < words.size(); ++i) {
    if (words[i].starts_with('@'))
      minors = read_minors(words[i], line);
    else if (words[i] == "status")
      flags |= schema::kStatusSubresource;
  }
  builder_.add_kind(group, version, words[2], type, minors, flags);
}

// type NAME [EXPRESSION]
void SchemaText::read_type(const Line& line, bool is_root) {
  Cursor cursor{line.text};
  cursor.take_while_not(" ");
  cursor.skip_blanks();
  const std::string_view name = cursor.take_while_not(" ");
  cursor.skip_blanks();
  if (cursor.rest.empty()) cursor.rest = "object";
  TypeDraft type = read_head(cursor, line);
  read_fields(type, line.children, is_root);
  builder_.fill(find(name), type);
}

// FIELD[!] EXPRESSION [@MINORS]
void SchemaText::read_fields(TypeDraft& type, const std::vector<Line>& lines, bool is_root) {
  for (const Line& line : lines) {
    Cursor cursor{line.text};
    std::string_view name = cursor.take_while_not(" ");
    const bool is_required = name.ends_with('!');
    if (is_required) name.remove_suffix(1);
    // A CRD may ask for more of metadata; what metadata is, Kubernetes itself says.
    judging_ = is_root && !native_ && name == "metadata";
    const bool has_default = !native_ && line.text.find(" default=") != std::string_view::npos;
    const std::uint32_t field_type = read_expression(cursor, line);
    judging_ = false;
    cursor.skip_blanks();
    const MinorMask minors = cursor.rest.empty() ? schema::kAllMinors : read_minors(cursor.rest, line);
    type.fields.push_back(
        {std::string(name), field_type, minors, is_required && !has_default ? minors : MinorMask{0}});
  }
}

std::uint32_t SchemaText::read_expression(Cursor& cursor, const Line& line) {
  cursor.skip_blanks();
  const std::string_view word = cursor.rest.substr(0, cursor.rest.find_first_of(" ]}"));
  const bool is_bracket = !word.empty() && (word.front() == '[' || word.front() == '{');
  if (!is_bracket && find_word(kBases, word) == kBases.end()) {
    const std::uint32_t named = find(word);
    if (named == schema::kNone) fail(line, fmt::format("no type {}", word));
    cursor.rest.remove_prefix(word.size());
    TypeDraft ignored;  // what a field says beside a definition concerns merging
    read_facets(ignored, cursor, line);
    return named;
  }
  TypeDraft type = read_head(cursor, line);
  if (!is_bracket && (word == "object" || word == "any")) read_fields(type, line.children, false);
  return builder_.add(type);
}

TypeDraft SchemaText::read_head(Cursor& cursor, const Line& line) {
  TypeDraft type;
  if (native_) type.flags |= schema::kNative;
  if (judging_) type.flags |= schema::kJudgeOnly;
  cursor.skip_blanks();
  if (cursor.take('[')) {
    type.base = Base::array;
    type.element = read_expression(cursor, line);
    if (!cursor.take(']')) fail(line, "] expected");
  } else if (cursor.take('{')) {
    type.base = Base::object;
    type.flags |= schema::kMap;
    type.element = read_expression(cursor, line);
    if (!cursor.take('}')) fail(line, "} expected");
  } else {
    const std::string_view word = cursor.take_while_not(" ]}");
    const auto it = find_word(kBases, word);
    if (it == kBases.end()) fail(line, fmt::format("unknown type {}", word));
    type.base = it->second;
    if (native_ && type.base == Base::any) type.flags |= schema::kOpen;
  }
  read_facets(type, cursor, line);
  return type;
}

void SchemaText::read_facets(TypeDraft& type, Cursor& cursor, const Line& line) {
  const std::size_t first = type.facets.size();
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
  bool has_list_type = false;
  std::string_view merge_key;
  for (cursor.skip_blanks(); !cursor.at_end(); cursor.skip_blanks()) {
    const std::string_view word = cursor.take_while_not(" =]}");
    const std::string_view value = cursor.take('=') ? cursor.take_value() : std::string_view();
    if (word == "xmin")
      exclusive_minimum = true;
    else if (word == "xmax")
      exclusive_maximum = true;
    else if (word == "merge")
      merge_key = value;
    else
      read_facet(type, word, value, line);
    if (word == "list") has_list_type = true;
  }
  // Server-side apply takes a merge key for the key of the list, where it has no type.
  if (native_ && type.base == Base::array && !merge_key.empty() && !has_list_type) {
    type.flags |= schema::kListMap;
    builder_.add_facet(type, Facet::list_keys, {builder_.text(merge_key)});
  }
  for (std::size_t i = first; i < type.facets.size(); i += 1 + (type.facets[i] >> 8U)) {
    const auto facet = static_cast<Facet>(type.facets[i] & 0xFFU);
    const bool becomes_exclusive =
        (facet == Facet::minimum && exclusive_minimum) || (facet == Facet::maximum && exclusive_maximum);
    if (becomes_exclusive) ++type.facets[i];  // the exclusive kind follows the other
  }
}

/// The expression alone, or an entry of x-kubernetes-validations.
void SchemaText::add_rule(TypeDraft& type, yaml::Node rule) {
  Arena arena;
  if (rule.is_string()) {
    const yaml::Entry entry = yaml::make_entry("rule", rule, {});
    rule = yaml::make_mapping(arena, std::span(&entry, 1), {});
  }
  builder_.add_rule(type, rule);
}

void SchemaText::read_facet(TypeDraft& type, std::string_view word, std::string_view value,
                            const Line& line) {
  Arena arena;
  const bool is_json =
      !value.empty() && (value.front() == '"' || value.front() == '[' || value.front() == '{');
  const auto json = [&] {
    const yaml::Node node = parse_json(arena, value);
    if (!node) fail(line, fmt::format("{} is no JSON", value));
    return node;
  };
  if (word == "nullable")
    type.flags |= schema::kNullable;
  else if (word == "open")
    type.flags |= schema::kOpen;
  else if (word == "embedded")
    type.flags |= schema::kEmbedded;
  else if (word == "unique")
    builder_.add_facet(type, Facet::unique_items);
  else if (word == "format")
    builder_.add_facet(type, Facet::format, {builder_.text(value)});
  else if (word == "pattern")
    builder_.add_facet(type, Facet::pattern, {builder_.text(json().text())});
  else if (word == "rule")
    add_rule(type, json());
  else if (word == "list" && value == "set")
    type.flags |= schema::kListSet;
  else if (word == "list" && value == "map")
    type.flags |= schema::kListMap;
  else if (word == "list")
    return;  // atomic: concerns merging
  else if (word == "keys") {
    std::vector<std::uint32_t> keys;
    for (const std::string_view key : split(value, ',')) keys.push_back(builder_.text(key));
    builder_.add_facet(type, Facet::list_keys, keys);
  } else if (word == "enum") {
    std::vector<std::uint32_t> values;
    if (is_json) {
      const yaml::Node list = json();
      for (const yaml::Node item : list.items()) schema::add_scalar_value(builder_, values, item);
    } else {
      for (const std::string_view item : split(value, ','))
        builder_.add_value(values, yaml::Kind::string, item);
    }
    builder_.add_facet(type, Facet::enumeration, values);
  } else if (word == "default") {
    schema::add_default(builder_, type, json());
  } else if (const auto number = find_word(kNumbers, word); number != kNumbers.end()) {
    const auto as_number = json().as_double();
    if (!as_number) fail(line, fmt::format("{} is no number", value));
    builder_.add_number(type, number->second, *as_number);
  } else if (const auto logic = find_word(kLogic, word); logic != kLogic.end()) {
    const schema::JsonSchemaOptions judge{true, false, false};
    const yaml::Node node = json();
    std::vector<std::uint32_t> branches;
    if (node.is_mapping()) branches.push_back(schema::add_json_schema(builder_, node, judge));
    for (const yaml::Node branch : node.items())
      branches.push_back(schema::add_json_schema(builder_, branch, judge));
    builder_.add_facet(type, logic->second, branches);
  } else if (std::ranges::find(kUnpacked, word) == kUnpacked.end()) {
    fail(line, fmt::format("unknown word {}", word));
  }
}

// @FROM-TO or @ONE, several after commas; FROM and TO may be left out.
MinorMask SchemaText::read_minors(std::string_view text, const Line& line) const {
  MinorMask mask = 0;
  const auto minor_of = [&](std::string_view part) -> std::uint32_t {
    std::uint32_t minor = 0;
    if (part.starts_with("1.")) part.remove_prefix(2);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), minor);
    if (error != std::errc() || end != part.data() + part.size())
      fail(line, fmt::format("{} is no list of minors", text));
    return minor;
  };
  for (const std::string_view range : split(text.substr(1), ',')) {
    const std::size_t dash = range.find('-');
    const std::string_view from = range.substr(0, dash);
    const std::string_view to = dash == std::string_view::npos ? from : range.substr(dash + 1);
    const std::uint32_t first = from.empty() ? minors_.front() : minor_of(from);
    const std::uint32_t last = to.empty() ? minors_.back() : minor_of(to);
    for (std::size_t i = 0; i < minors_.size(); ++i) {
      if (minors_[i] >= first && minors_[i] <= last) mask |= static_cast<MinorMask>(1U << i);
    }
  }
  return mask;
}

}  // namespace fleetlint::pack_schemas
