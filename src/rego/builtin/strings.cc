// Strings, by code points where OPA counts them.
#include <algorithm>

#include "base/strings.h"
#include "base/unicode.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

Value lower(const Call& c) { return c.heap.string(to_lower_case(c.text(0))); }
Value upper(const Call& c) { return c.heap.string(to_upper_case(c.text(0))); }

Value contains(const Call& c) { return Value::boolean(c.text(0).find(c.text(1)) != std::string_view::npos); }
Value starts_with(const Call& c) { return Value::boolean(c.text(0).starts_with(c.text(1))); }
Value ends_with(const Call& c) { return Value::boolean(c.text(0).ends_with(c.text(1))); }

Value concat(const Call& c) {
  const std::string_view separator = c.text(0);
  std::string text;
  bool first = true;
  for (const Value item : c.heap.items(c.require(1, Type::array, Type::set))) {
    if (!item.is(Type::string)) fail_type(1, "a collection of strings", item);
    if (!first) text += separator;
    first = false;
    text += item.text();
  }
  return c.heap.string(text);
}

Value split(const Call& c) {
  const std::string_view text = c.text(0);
  const std::string_view separator = c.text(1);
  std::vector<Value> parts;
  if (separator.empty()) {
    for (const std::string_view point : code_points(text)) parts.push_back(Value::string(point));
    return c.heap.array(parts);
  }
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != std::string_view::npos;
       from = at + separator.size())
    parts.push_back(Value::string(text.substr(from, at - from)));
  parts.push_back(Value::string(text.substr(from)));
  return c.heap.array(parts);
}

Value replace(const Call& c) {
  const std::string_view text = c.text(0);
  const std::string_view old = c.text(1);
  const std::string_view with = c.text(2);
  std::string out;
  if (old.empty()) {
    out += with;
    for (const std::string_view point : code_points(text)) out.append(point).append(with);
    return c.heap.string(out);
  }
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(old, from)) != std::string_view::npos; from = at + old.size()) {
    out += text.substr(from, at - from);
    out += with;
    c.heap.charge(with.size());
  }
  out += text.substr(from);
  return c.heap.string(out);
}

/// At each place the first pattern, in the order of the object's keys, that matches.
Value replace_n(const Call& c) {
  const std::vector<Pair> pairs = c.heap.pairs(c.require(0, Type::object));
  std::string_view text = c.text(1);
  for (const auto& [key, value] : pairs) {
    if (!key.is(Type::string)) fail_type(0, "an object of strings", key);
    if (!value.is(Type::string)) fail_type(0, "an object of strings", value);
  }
  std::string out;
  while (!text.empty()) {
    const auto found = std::ranges::find_if(pairs, [&](const Pair& pair) {
      return pair.first.size() > 0 && text.starts_with(pair.first.text());
    });
    if (found != pairs.end()) {
      out += found->second.text();
      text.remove_prefix(found->first.size());
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return c.heap.string(out);
}

Value index_of(const Call& c) {
  if (c.text(1).empty()) fail_builtin("empty search character");
  const std::size_t at = c.text(0).find(c.text(1));
  if (at == std::string_view::npos) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(code_points(c.text(0).substr(0, at)).size()));
}

Value index_of_n(const Call& c) {
  if (c.text(1).empty()) fail_builtin("empty search character");
  std::vector<Value> places;
  const std::vector<std::string_view> points = code_points(c.text(0));
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string_view rest(
        points[i].data(), static_cast<std::size_t>(c.text(0).data() + c.text(0).size() - points[i].data()));
    if (rest.starts_with(c.text(1))) places.push_back(Value::integer(static_cast<std::int64_t>(i)));
  }
  return c.heap.array(places);
}

Value substring(const Call& c) {
  const std::int64_t offset = c.integer(1);
  const std::int64_t length = c.integer(2);
  if (offset < 0) fail_builtin("negative offset");
  const std::vector<std::string_view> points = code_points(c.text(0));
  std::string text;
  for (std::size_t i = static_cast<std::size_t>(offset); i < points.size(); ++i) {
    if (length >= 0 && i - static_cast<std::size_t>(offset) >= static_cast<std::size_t>(length)) break;
    text += points[i];
  }
  return c.heap.string(text);
}

bool is_in(std::string_view set, std::string_view point) {
  const std::vector<std::string_view> points = code_points(set);
  return std::ranges::find(points, point) != points.end();
}

std::string_view trim_points(std::string_view text, std::string_view set, bool left, bool right) {
  std::vector<std::string_view> points = code_points(text);
  std::size_t begin = 0;
  std::size_t end = points.size();
  while (left && begin < end && is_in(set, points[begin])) ++begin;
  while (right && end > begin && is_in(set, points[end - 1])) --end;
  if (begin == end) return {};
  return {points[begin].data(),
          static_cast<std::size_t>(points[end - 1].data() + points[end - 1].size() - points[begin].data())};
}

/// White space as Go's unicode.IsSpace knows it.
constexpr std::string_view kSpace =
    " \t\n\v\f\r\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028"
    "\u2029\u202F\u205F\u3000";

Value trim(const Call& c) { return c.heap.string(trim_points(c.text(0), c.text(1), true, true)); }
Value trim_left(const Call& c) { return c.heap.string(trim_points(c.text(0), c.text(1), true, false)); }
Value trim_right(const Call& c) { return c.heap.string(trim_points(c.text(0), c.text(1), false, true)); }
Value trim_space(const Call& c) { return c.heap.string(trim_points(c.text(0), kSpace, true, true)); }

Value trim_prefix(const Call& c) {
  std::string_view text = c.text(0);
  if (text.starts_with(c.text(1))) text.remove_prefix(c.text(1).size());
  return Value::string(text);
}

Value trim_suffix(const Call& c) {
  std::string_view text = c.text(0);
  if (text.ends_with(c.text(1))) text.remove_suffix(c.text(1).size());
  return Value::string(text);
}

Value reverse(const Call& c) {
  std::string text;
  std::vector<std::string_view> points = code_points(c.text(0));
  for (auto at = points.rbegin(); at != points.rend(); ++at) text += *at;
  return c.heap.string(text);
}

Value occurrences(const Call& c) {
  const std::string_view text = c.text(0);
  if (c.text(1).empty()) return Value::integer(static_cast<std::int64_t>(code_points(text).size() + 1));
  std::int64_t count = 0;
  for (std::size_t at = 0; (at = text.find(c.text(1), at)) != std::string_view::npos; at += c.text(1).size())
    ++count;
  return Value::integer(count);
}

std::vector<std::string_view> texts(const Call& c, std::size_t index) {
  const Value value = c.arg(index);
  if (value.is(Type::string)) return {value.text()};
  if (!value.is(Type::array) && !value.is(Type::set)) fail_type(index, "one of {string, set, array}", value);
  std::vector<std::string_view> all;
  for (const Value item : c.heap.items(value)) {
    if (!item.is(Type::string)) fail_type(index, "a collection of strings", item);
    all.push_back(item.text());
  }
  return all;
}

Value any_prefix_match(const Call& c) {
  const std::vector<std::string_view> prefixes = texts(c, 1);
  for (const std::string_view text : texts(c, 0)) {
    for (const std::string_view prefix : prefixes) {
      if (text.starts_with(prefix)) return Value::boolean(true);
    }
  }
  return Value::boolean(false);
}

Value any_suffix_match(const Call& c) {
  const std::vector<std::string_view> suffixes = texts(c, 1);
  for (const std::string_view text : texts(c, 0)) {
    for (const std::string_view suffix : suffixes) {
      if (text.ends_with(suffix)) return Value::boolean(true);
    }
  }
  return Value::boolean(false);
}

constexpr Builtin kTable[] = {
    {"lower", 1, lower},
    {"upper", 1, upper},
    {"contains", 2, contains},
    {"startswith", 2, starts_with},
    {"endswith", 2, ends_with},
    {"concat", 2, concat},
    {"split", 2, split},
    {"replace", 3, replace},
    {"strings.replace_n", 2, replace_n},
    {"indexof", 2, index_of},
    {"indexof_n", 2, index_of_n},
    {"substring", 3, substring},
    {"trim", 2, trim},
    {"trim_left", 2, trim_left},
    {"trim_right", 2, trim_right},
    {"trim_space", 1, trim_space},
    {"trim_prefix", 2, trim_prefix},
    {"trim_suffix", 2, trim_suffix},
    {"strings.reverse", 1, reverse},
    {"strings.count", 2, occurrences},
    {"strings.any_prefix_match", 2, any_prefix_match},
    {"strings.any_suffix_match", 2, any_suffix_match},
};

}  // namespace

extern const BuiltinFamily builtin_strings;
const BuiltinFamily builtin_strings{kTable};

}  // namespace fleetlint::rego
