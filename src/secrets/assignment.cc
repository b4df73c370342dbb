#include "secrets/assignment.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "secrets/literal_set.h"

namespace fleetlint::secrets {
namespace {

constexpr std::size_t kMaxKey = 160;
constexpr std::size_t kMaxValue = 4096;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

const LiteralSet& key_words() {
  static const LiteralSet words(
      {"pass", "pwd", "pw", "secret", "token", "key", "cred", "auth", "salt", "pepper", "jwt", "bearer",
       "pat", "psk", "otp", "seed", "mnemonic", "psw", "pswd"},
      true);
  return words;
}

struct Value {
  std::size_t offset = 0;
  std::string_view text;
  std::size_t end = 0;  // behind quotes
};

std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}
std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t found = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return found == std::string_view::npos ? 0 : found + 1;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

std::size_t indent_of(std::string_view text, std::size_t begin) { return skip_blanks(text, begin) - begin; }

/// A quote, be it escaped (`\"` of JSON in a string): its length and the sign.
std::optional<std::pair<std::size_t, char>> quote_at(std::string_view text, std::size_t at) {
  std::size_t i = at;
  while (i < text.size() && text[i] == '\\' && i < at + 3) ++i;
  if (i >= text.size() || (text[i] != '"' && text[i] != '\'' && text[i] != '`')) return std::nullopt;
  return std::pair(i + 1 - at, text[i]);
}

/// The value of a block scalar whose header ends the line: only a single line counts.
std::optional<Value> block_value(std::string_view text, std::size_t header, std::size_t key_line) {
  std::size_t begin = line_end(text, header) + 1;
  if (begin >= text.size()) return std::nullopt;
  const std::size_t indent = indent_of(text, begin);
  if (indent <= indent_of(text, key_line)) return std::nullopt;
  const std::size_t end = line_end(text, begin);
  if (end + 1 < text.size() && indent_of(text, end + 1) >= indent &&
      line_end(text, end + 1) > end + 1 + indent)
    return std::nullopt;
  begin += indent;
  const std::string_view value = trim(text.substr(begin, end - begin));
  return Value{begin, value, end};
}

/// The value that begins at `at`, in its line. `spaces` may be part of it: YAML after a colon.
std::optional<Value> read_value(std::string_view text, std::size_t at, bool spaces) {
  at = skip_blanks(text, at);
  // A tag or an anchor.
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {
    const std::size_t blank = text.find_first_of(" \n", at);
    if (blank == std::string_view::npos || text[blank] == '\n' || blank - at > 40) break;
    at = skip_blanks(text, blank);
  }
  const std::size_t end = std::min(line_end(text, at), at + kMaxValue);
  if (at >= end) return std::nullopt;
  if (const auto quote = quote_at(text, at)) {
    const std::size_t begin = at + quote->first;
    const bool escaped = quote->first > 1;
    for (std::size_t i = begin; i < end; ++i) {
      if (text[i] == '\\' && !escaped && quote->second != '\'') {
        ++i;
        continue;
      }
      if (text[i] != quote->second) continue;
      std::size_t stop = i;
      if (escaped) {
        while (stop > begin && text[stop - 1] == '\\') --stop;
      }
      return Value{begin, text.substr(begin, stop - begin), i + 1};
    }
    return std::nullopt;
  }
  std::size_t stop = at;
  while (stop < end) {
    const char c = text[stop];
    if (c == '"' || c == '\'' || c == '`' || c == '<' || c == '\r') break;
    if (c == '\\' && stop + 1 < end &&
        (text[stop + 1] == 'n' || text[stop + 1] == '"' || text[stop + 1] == 'r'))
      break;
    if (!spaces && (c == ' ' || c == '\t' || c == ';' || c == '&' || c == ',' || c == ')')) break;
    if (spaces && c == '#' && stop > at && text[stop - 1] == ' ') break;
    if (spaces && c == ',' && stop + 1 < end && text[stop + 1] == ' ') break;
    if ((c == '}' || c == ']') &&
        text.substr(at, stop - at).find(c == '}' ? '{' : '[') == std::string_view::npos)
      break;
    ++stop;
  }
  const std::string_view value = trim(text.substr(at, stop - at));
  if (value.empty()) return std::nullopt;
  return Value{at, value, stop};
}

/// What stands before a place in its line, without blanks, quotes and dashes of lists.
std::string_view line_before(std::string_view text, std::size_t at) {
  const std::size_t begin = line_begin(text, at);
  return text.substr(begin, at - begin);
}

/// Is this the value of `name:` (or `key:`, `path:`) of a pair whose other half is `value:`?
bool is_named(std::string_view before) {
  before = trim(before);
  while (!before.empty() &&
         (before.back() == '"' || before.back() == '\'' || before.back() == '\\' || before.back() == '/'))
    before.remove_suffix(1);
  before = trim(before);
  // A JSON pointer: path: /stringData/password
  const std::size_t word = before.find_last_of(" \t,{\"'");
  const std::string_view last = word == std::string_view::npos ? before : before.substr(word + 1);
  if (last.starts_with('/')) before = trim(before.substr(0, word));
  while (!before.empty() && (before.back() == '"' || before.back() == '\'')) before.remove_suffix(1);
  if (before.ends_with(':'))
    before = trim(before.substr(0, before.size() - 1));
  else if (before.ends_with('='))
    before = trim(before.substr(0, before.size() - 1));
  else
    return false;
  while (!before.empty() && (before.back() == '"' || before.back() == '\'' || before.back() == '\\'))
    before.remove_suffix(1);
  for (const std::string_view name : {"name", "key", "path", "Name", "Key", "variable", "envName", "field"}) {
    if (!before.ends_with(name)) continue;
    const std::string_view rest = before.substr(0, before.size() - name.size());
    if (rest.empty() || std::string_view(" \t-{,\"'\\<").find(rest.back()) != std::string_view::npos)
      return true;
  }
  return false;
}

/// The `value:` that stands beside a `name:` at `at`: in the same line, or a line near by of the same indent.
std::optional<Value> paired_value(std::string_view text, std::size_t at) {
  const auto value_in = [&](std::size_t from, std::size_t to) -> std::optional<Value> {
    for (const std::string_view word : {"value", "Value"}) {
      for (std::size_t found = text.find(word, from); found < to; found = text.find(word, found + 1)) {
        if (found > 0 && is_key_character(text[found - 1])) continue;
        std::size_t p = found + word.size();
        if (const auto quote = quote_at(text, p)) p += quote->first;
        p = skip_blanks(text, p);
        if (p >= to || (text[p] != ':' && text[p] != '=')) continue;
        const std::size_t header = skip_blanks(text, p + 1);
        if (header < text.size() && (text[header] == '|' || text[header] == '>'))
          return block_value(text, header, line_begin(text, found));
        return read_value(text, p + 1, true);
      }
    }
    return std::nullopt;
  };
  const std::size_t end = line_end(text, at);
  if (std::optional<Value> same = value_in(at, end)) return same;
  const std::size_t begin = line_begin(text, at);
  const auto key_column = [&](std::size_t line) {
    std::size_t i = skip_blanks(text, line);
    while (i < text.size() && text[i] == '-' && i + 1 < text.size() && text[i + 1] == ' ')
      i = skip_blanks(text, i + 1);
    return i - line;
  };
  const std::size_t column = key_column(begin);
  // Behind: until the next item of the list.
  std::size_t line = end + 1;
  for (int i = 0; i < 4 && line < text.size(); ++i) {
    const std::size_t stop = line_end(text, line);
    const std::size_t first = skip_blanks(text, line);
    if (first >= stop) break;
    if (text[first] == '-' && first - line < column) break;
    if (key_column(line) == column) {
      if (std::optional<Value> found = value_in(line, stop)) return found;
    }
    line = stop + 1;
  }
  // Before: `value:` written first; the list item's dash may stand there.
  line = begin;
  for (int i = 0; i < 3 && line > 0; ++i) {
    const std::size_t first = skip_blanks(text, line);
    if (first < text.size() && text[first] == '-') break;
    line = line_begin(text, line - 1);
    if (key_column(line) != column) break;
    if (std::optional<Value> found = value_in(line, line_end(text, line))) return found;
  }
  return std::nullopt;
}

/// `checksum/secret`, `STAKATER_DB_SECRET`: a hash that makes pods start again when the Secret changes.
bool is_of_checksum(std::string_view text, std::size_t begin) {
  if (text.substr(begin, 9) == "STAKATER_") return true;
  if (begin == 0 || text[begin - 1] != '/') return false;
  std::size_t from = begin - 1;
  while (from > 0 && is_key_character(text[from - 1])) --from;
  const std::string domain = to_lower(text.substr(from, begin - 1 - from));
  return domain.find("checksum") != std::string::npos || domain.find("hash") != std::string::npos ||
         domain.find("digest") != std::string::npos || domain.find("sha") == 0;
}

struct Key {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<Value> value_of(std::string_view text, const Key& key) {
  std::size_t p = key.end;
  bool quoted = false;
  if (const auto quote = quote_at(text, p)) {
    p += quote->first;
    quoted = true;
  }
  if (p < text.size() && text[p] == ']') ++p;  // auth["token"] = …
  p = skip_blanks(text, p);
  if (p >= text.size()) return std::nullopt;
  const char next = p + 1 < text.size() ? text[p + 1] : '\n';
  if (text[p] == ':') {
    if (next == '=') return read_value(text, p + 2, false);
    const bool spaced = next == ' ' || next == '\t' || next == '\n' || next == '\r';
    if (!spaced && !quoted && next != '"' && next != '\'') return std::nullopt;
    const std::size_t value = skip_blanks(text, p + 1);
    if (value < text.size() && (text[value] == '|' || text[value] == '>'))
      return block_value(text, value, line_begin(text, key.begin));
    return read_value(text, p + 1, true);
  }
  if (text[p] == '=') {
    if (next == '=' || next == '~') return std::nullopt;
    const bool arrow = next == '>';
    const bool open =
        p > key.end || quoted || next == ' ' || arrow;  // `key = value`: as in properties and TOML
    return read_value(
        text, p + (arrow ? 2 : 1),
        open && line_before(text, key.begin).find_first_not_of(" \t#;/export") == std::string_view::npos);
  }
  if (text[p] == '>' && p == key.end) {  // <password>…</password>
    const std::size_t open = line_before(text, key.begin).rfind('<');
    if (open == std::string_view::npos) return std::nullopt;
    return read_value(text, p + 1, true);
  }
  if (text.substr(key.begin, 2) == "--") {
    // In a list of arguments the value is the next item.
    if (text[p] == ',') return read_value(text, p + 1, false);
    const std::size_t end = line_end(text, p);
    if (p < end && p > key.end && !quoted && text[p] != '-') return read_value(text, p, false);
    const std::size_t item = skip_blanks(text, end + 1);
    if (p == end && item + 1 < text.size() && text[item] == '-' && text[item + 1] == ' ')
      return read_value(text, item + 1, true);
  }
  // .netrc: machine HOST login USER password VALUE
  const bool netrc = text.substr(key.begin, key.end - key.begin) == "password" && p > key.end &&
                     line_before(text, key.begin).find("login ") != std::string_view::npos;
  if (netrc) return read_value(text, p, false);
  return std::nullopt;
}

}  // namespace

std::vector<Assignment> find_assignments(std::string_view text) {
  std::vector<Assignment> found;
  std::size_t done = 0;
  key_words().search(text, [&](std::size_t, std::size_t end) {
    if (end <= done) return;
    Key key{end, end};
    while (key.begin > 0 && is_key_character(text[key.begin - 1]) && end - key.begin < kMaxKey) --key.begin;
    while (key.end < text.size() && is_key_character(text[key.end]) && key.end - end < kMaxKey) ++key.end;
    if (key.end - key.begin > kMaxKey) return;
    done = key.end;
    const std::string_view name = text.substr(key.begin, key.end - key.begin);
    if (is_of_checksum(text, key.begin)) return;
    const KeyClass key_class = classify_key(name);
    if (key_class == KeyClass::none) return;
    std::optional<Value> value = value_of(text, key);
    if (!value && is_named(line_before(text, key.begin))) value = paired_value(text, key.end);
    if (!value || value->text.empty()) return;
    found.push_back({name, key_class, value->offset, value->text});
  });
  std::sort(found.begin(), found.end(),
            [](const Assignment& a, const Assignment& b) { return a.offset < b.offset; });
  return found;
}

std::vector<UrlPassword> find_url_passwords(std::string_view text) {
  static const LiteralSet marks({"://"});
  std::vector<UrlPassword> found;
  constexpr std::string_view kEnds = " \t\r\n\"'`<>|\\,;(){}";
  marks.search(text, [&](std::size_t, std::size_t begin) {
    std::size_t scheme = begin - 3;
    while (scheme > 0 && (is_key_character(text[scheme - 1]) || text[scheme - 1] == '+')) --scheme;
    if (begin - 3 - scheme < 2) return;
    // Until the last @ before the path.
    std::size_t at = std::string_view::npos;
    std::size_t i = begin;
    for (; i < text.size() && i < begin + 400; ++i) {
      if (kEnds.find(text[i]) != std::string_view::npos) break;
      if (text[i] == '@') at = i;
      if ((text[i] == '/' || text[i] == '?' || text[i] == '#') && at != std::string_view::npos) break;
      if (text[i] == '/' && text.substr(begin, i - begin).find(':') == std::string_view::npos) break;
    }
    if (at == std::string_view::npos) return;
    const std::string_view user_info = text.substr(begin, at - begin);
    const std::size_t colon = user_info.find(':');
    if (colon == std::string_view::npos || colon + 1 >= user_info.size()) return;
    const std::string_view host = text.substr(at + 1, i - at - 1);
    if (host.empty()) return;
    found.push_back({begin + colon + 1, user_info.substr(0, colon), user_info.substr(colon + 1), host});
  });
  return found;
}

}  // namespace fleetlint::secrets
