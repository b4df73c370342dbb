// Regular expressions, by RE2 as OPA's are; one cache of compiled ones a thread.
#include <re2/re2.h>

#include <cctype>
#include <memory>
#include <unordered_map>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxCached = 1000;

const RE2* compiled(std::string_view pattern) {
  thread_local std::unordered_map<std::string, std::unique_ptr<RE2>> cache;
  if (cache.size() > kMaxCached) cache.clear();
  std::unique_ptr<RE2>& regex = cache[std::string(pattern)];
  if (!regex) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{8} << 20);
    regex = std::make_unique<RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  }
  return regex.get();
}

const RE2& regex_of(std::string_view pattern) {
  const RE2* regex = compiled(pattern);
  if (!regex->ok()) fail_builtin("error parsing regexp: " + regex->error());
  return *regex;
}

struct Match {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<std::string_view> groups;
  std::vector<bool> present;
};

/// Go's rule for matches that follow one another: an empty one right behind a match does
/// not count.
std::vector<Match> find_all(const RE2& regex, std::string_view text, std::int64_t limit) {
  std::vector<Match> matches;
  const int count = regex.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(count));
  const re2::StringPiece whole(text.data(), text.size());
  std::size_t at = 0;
  std::size_t last_end = std::string_view::npos;
  while (at <= text.size() && (limit < 0 || matches.size() < static_cast<std::size_t>(limit))) {
    if (!regex.Match(whole, at, text.size(), RE2::UNANCHORED, groups.data(), count)) break;
    Match match;
    match.begin = static_cast<std::size_t>(groups[0].data() - text.data());
    match.end = match.begin + groups[0].size();
    const bool is_empty = match.begin == match.end;
    if (!is_empty || match.begin != last_end) {
      for (const re2::StringPiece& group : groups) {
        match.groups.emplace_back(group.data() == nullptr ? std::string_view()
                                                          : std::string_view(group.data(), group.size()));
        match.present.push_back(group.data() != nullptr);
      }
      last_end = match.end;
      matches.push_back(match);
    }
    at = match.end;
    if (is_empty) {
      ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
  }
  return matches;
}

Value match(const Call& c) {
  const std::string_view text = c.text(1);
  const RE2& regex = regex_of(c.text(0));
  return Value::boolean(
      regex.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, nullptr, 0));
}

Value is_valid(const Call& c) {
  return Value::boolean(c.arg(0).is(Type::string) && compiled(c.text(0))->ok());
}

Value split(const Call& c) {
  const std::string_view text = c.text(1);
  std::vector<Value> parts;
  std::size_t from = 0;
  for (const Match& found : find_all(regex_of(c.text(0)), text, -1)) {
    if (found.end == 0) continue;
    if (found.begin == text.size() && found.begin == found.end) continue;
    parts.push_back(Value::string(text.substr(from, found.begin - from)));
    from = found.end;
  }
  parts.push_back(Value::string(text.substr(from)));
  return c.heap.array(parts);
}

Value find_n(const Call& c) {
  std::vector<Value> found;
  for (const Match& one : find_all(regex_of(c.text(0)), c.text(1), c.integer(2)))
    found.push_back(Value::string(one.groups[0]));
  return c.heap.array(found);
}

Value find_submatches(const Call& c) {
  std::vector<Value> found;
  for (const Match& one : find_all(regex_of(c.text(0)), c.text(1), c.integer(2))) {
    std::vector<Value> groups;
    for (const std::string_view group : one.groups) groups.push_back(Value::string(group));
    found.push_back(c.heap.array(groups));
  }
  return c.heap.array(found);
}

/// $1, ${1}, $name, ${name}, $$ as Go expands them.
std::string expanded(const RE2& regex, const Match& match, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$' || i + 1 >= text.size()) {
      out += text[i++];
      continue;
    }
    if (text[i + 1] == '$') {
      out += '$';
      i += 2;
      continue;
    }
    const bool braces = text[i + 1] == '{';
    std::size_t begin = i + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
      ++end;
    if (end == begin || (braces && (end >= text.size() || text[end] != '}'))) {
      out += text[i++];
      continue;
    }
    const std::string name(text.substr(begin, end - begin));
    std::size_t group = match.groups.size();
    if (name.find_first_not_of("0123456789") == std::string::npos && name.size() < 6) {
      group = static_cast<std::size_t>(std::stoi(name));
    } else if (const auto found = regex.NamedCapturingGroups().find(name);
               found != regex.NamedCapturingGroups().end()) {
      group = static_cast<std::size_t>(found->second);
    }
    if (group < match.groups.size()) out += match.groups[group];
    i = end + (braces ? 1 : 0);
  }
  return out;
}

Value replace(const Call& c) {
  const std::string_view text = c.text(0);
  const RE2& regex = regex_of(c.text(1));
  std::string out;
  std::size_t from = 0;
  for (const Match& one : find_all(regex, text, -1)) {
    out += text.substr(from, one.begin - from);
    const std::string part = expanded(regex, one, c.text(2));
    c.heap.charge(part.size());
    out += part;
    from = one.end;
  }
  out += text.substr(from);
  return c.heap.string(out);
}

/// Text with regular expressions between delimiters: "urn:foo:{.*}".
Value template_match(const Call& c) {
  const std::string_view text = c.text(0);
  const std::string_view value = c.text(1);
  const std::string_view open = c.text(2);
  const std::string_view close = c.text(3);
  if (open.size() != 1 || close.size() != 1) fail_builtin("a delimiter must be one character");
  std::string pattern;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == close[0] && open != close) fail_builtin("unbalanced delimiters in the template");
    if (text[at] != open[0]) {
      pattern += RE2::QuoteMeta(re2::StringPiece(text.data() + at, 1));
      ++at;
      continue;
    }
    const std::size_t begin = ++at;
    for (std::size_t depth = 1; at < text.size(); ++at) {
      if (text[at] == close[0]) {
        if (--depth == 0) break;
      } else if (text[at] == open[0]) {
        ++depth;
      }
    }
    if (at >= text.size()) fail_builtin("unbalanced delimiters in the template");
    pattern += "(" + std::string(text.substr(begin, at - begin)) + ")";
    ++at;
  }
  return Value::boolean(
      RE2::FullMatch(re2::StringPiece(value.data(), value.size()), regex_of("(?:" + pattern + ")")));
}

constexpr Builtin kTable[] = {
    {"regex.template_match", 4, template_match},
    {"regex.match", 2, match},
    {"re_match", 2, match},
    {"regex.is_valid", 1, is_valid},
    {"regex.split", 2, split},
    {"regex.find_n", 3, find_n},
    {"regex.find_all_string_submatch_n", 3, find_submatches},
    {"regex.replace", 3, replace},
};

}  // namespace

extern const BuiltinFamily builtin_regex;
const BuiltinFamily builtin_regex{kTable};

}  // namespace fleetlint::rego
