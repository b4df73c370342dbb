// matches(), find() and findAll().
#include <re2/re2.h>

#include "base/strings.h"
#include "cel/library.h"
#include "cel/regex.h"

namespace fleetlint::cel {

std::unique_ptr<re2::RE2> compile_pattern(std::string_view text) {
  constexpr std::int64_t kMaxMemory = std::int64_t{4} << 20;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  return std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
}

bool takes_pattern(std::string_view function) {
  return function == "matches" || function == "find" || function == "findAll";
}

namespace {

/// The pattern of the call at hand: compiled before, where it was a literal.
class Pattern {
 public:
  Pattern(Context& c, std::span<const Value> a) : pattern_(c.pattern) {
    if (pattern_ == nullptr) {
      // Compiling costs far more than matching; a loop mostly has one pattern.
      constexpr std::size_t kCompileCost = 1000;
      if (c.run_pattern == nullptr || c.run_pattern_text != a[1].text()) {
        c.charge(kCompileCost);
        c.run_pattern = compile_pattern(a[1].text());
        c.run_pattern_text = std::string(a[1].text());
      }
      pattern_ = c.run_pattern.get();
    }
    if (!pattern_->ok()) {
      error_ = c.error(quote(a[1].text()) + " is no regular expression of RE2: " + pattern_->error());
    } else if (!c.charge((a[0].text().size() + 10) * (a[1].text().size() + 4) / 40)) {
      error_ = c.over_budget();
    }
  }

  const re2::RE2& operator*() const { return *pattern_; }
  const std::optional<Value>& error() const { return error_; }

 private:
  const re2::RE2* pattern_;
  std::optional<Value> error_;
};

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

Value matches(Context& c, std::span<const Value> a) {
  const Pattern pattern(c, a);
  if (pattern.error()) return *pattern.error();
  return Value::of(re2::RE2::PartialMatch(piece(a[0].text()), *pattern));
}

/// As Go's FindAllString: no empty match right after a match.
Value find_some(Context& c, std::span<const Value> a, std::int64_t limit) {
  const Pattern pattern(c, a);
  if (pattern.error()) return *pattern.error();
  const std::string_view text = a[0].text();
  std::vector<Value> found;
  std::size_t at = 0;
  std::size_t last_end = std::string_view::npos;
  while (at <= text.size() && (limit < 0 || found.size() < static_cast<std::size_t>(limit))) {
    re2::StringPiece match;
    if (!(*pattern).Match(piece(text), at, text.size(), re2::RE2::UNANCHORED, &match, 1)) break;
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    const std::size_t end = begin + match.size();
    if (!match.empty() || begin != last_end) found.push_back(Value::text(text.substr(begin, match.size())));
    last_end = end;
    at = match.empty() ? end + 1 : end;
    while (match.empty() && at < text.size() && (text[at] & '\xC0') == '\x80') ++at;
    if (!c.charge(1)) return c.over_budget();
  }
  return c.list(found);
}

Value find(Context& c, std::span<const Value> a) {
  const Pattern pattern(c, a);
  if (pattern.error()) return *pattern.error();
  const std::string_view text = a[0].text();
  re2::StringPiece match;
  if (!(*pattern).Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, &match, 1)) return Value::text("");
  return Value::text(text.substr(static_cast<std::size_t>(match.data() - text.data()), match.size()));
}
Value find_all(Context& c, std::span<const Value> a) { return find_some(c, a, -1); }
Value find_limited(Context& c, std::span<const Value> a) { return find_some(c, a, a[2].integer()); }

constexpr Signature kRows[] = {
    {"matches(string, string) bool", matches},
    {"string:matches(string) bool", matches},
    {"string:find(string) string", find},
    {"string:findAll(string) list(string)", find_all},
    {"string:findAll(string, int) list(string)", find_limited},
};

}  // namespace

void add_regular_expressions(Library& library) { library.add(kRows); }

}  // namespace fleetlint::cel
