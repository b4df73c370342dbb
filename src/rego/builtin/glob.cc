// glob.match: `*` up to a delimiter, `**` over it, `?`, `[a-c]`, `[!a-c]`, `{a,b}`; and the
// question whether two simple patterns can match the same text.
#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "base/unicode.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxCached = 1000;
constexpr std::size_t kMaxDepth = 50;

/// One pattern as a regular expression.
class Translator {
 public:
  Translator(std::string_view pattern, std::string_view delimiters)
      : points_(code_points(pattern)),
        single_(delimiters.empty() ? "(?s:.)" : "[^" + escaped_class(delimiters) + "]") {}

  std::string regex() {
    std::string text = sequence(0);
    if (at_ < points_.size()) text += literal(points_[at_]);
    return text;
  }

 private:
  static std::string escaped_class(std::string_view members) {
    std::string out;
    for (const std::string_view point : code_points(members)) {
      if (point.size() == 1 && std::string_view("\\]^-[&~").find(point[0]) != std::string_view::npos)
        out += '\\';
      out += point;
    }
    return out;
  }

  static std::string literal(std::string_view point) {
    return RE2::QuoteMeta(re2::StringPiece(point.data(), point.size()));
  }

  bool is(std::string_view symbol) const { return at_ < points_.size() && points_[at_] == symbol; }

  std::string sequence(std::size_t depth) {
    if (depth > kMaxDepth) fail_builtin("the pattern is nested too deeply");
    std::string out;
    for (; at_ < points_.size(); ++at_) {
      const std::string_view point = points_[at_];
      if (depth > 0 && (point == "," || point == "}")) return out;
      if (point == "*") {
        const bool is_super = at_ + 1 < points_.size() && points_[at_ + 1] == "*";
        while (at_ + 1 < points_.size() && points_[at_ + 1] == "*") ++at_;
        out += is_super ? "(?s:.*)" : single_ + "*";
      } else if (point == "?") {
        out += single_;
      } else if (point == "[") {
        out += range();
      } else if (point == "{") {
        out += alternatives(depth);
      } else if (point == "\\" && at_ + 1 < points_.size()) {
        out += literal(points_[++at_]);
      } else {
        out += literal(point);
      }
    }
    if (depth > 0) fail_builtin("unexpected end of the pattern: a brace is not closed");
    return out;
  }

  std::string alternatives(std::size_t depth) {
    std::string out = "(?:";
    do {
      ++at_;
      out += sequence(depth + 1);
      if (is(",")) out += '|';
    } while (is(","));
    return out + ")";
  }

  std::string range() {
    ++at_;
    std::string out = "[";
    if (is("!")) {
      out += '^';
      ++at_;
    }
    bool is_empty = true;
    for (; at_ < points_.size() && (points_[at_] != "]" || is_empty); ++at_) {
      const bool is_span =
          points_[at_] == "-" && !is_empty && at_ + 1 < points_.size() && points_[at_ + 1] != "]";
      if (points_[at_] == "\\" && at_ + 1 < points_.size()) ++at_;
      out += is_span ? "-" : escaped_class(points_[at_]);
      is_empty = false;
    }
    if (at_ >= points_.size()) fail_builtin("unexpected end of the pattern: a bracket is not closed");
    return out + "]";
  }

  std::vector<std::string_view> points_;
  std::string single_;
  std::size_t at_ = 0;
};

const RE2& compiled(const std::string& delimiters, std::string_view pattern) {
  thread_local std::unordered_map<std::string, std::unique_ptr<RE2>> cache;
  if (cache.size() > kMaxCached) cache.clear();
  std::unique_ptr<RE2>& regex = cache[delimiters + '\0' + std::string(pattern)];
  if (!regex) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{8} << 20);
    std::string text;
    try {
      text = Translator(pattern, delimiters).regex();
    } catch (const BuiltinFailure&) {
      cache.erase(delimiters + '\0' + std::string(pattern));
      throw;
    }
    regex = std::make_unique<RE2>(text, options);
  }
  if (!regex->ok()) fail_builtin("the pattern cannot be read: " + regex->error());
  return *regex;
}

Value match(const Call& c) {
  std::string delimiters;
  c.text(0);
  if (!c.arg(1).is(Type::null)) {
    for (const Value item : c.heap.items(c.require(1, Type::array, Type::null))) {
      if (!item.is(Type::string)) fail_type(1, "an array of single characters", item);
      if (count_code_points(item.text()) != 1) fail_type(1, "an array of single characters", c.arg(1));
      delimiters += item.text();
    }
    if (delimiters.empty()) delimiters = ".";
  }
  const std::string_view text = c.text(2);
  const RE2& regex = compiled(delimiters, c.text(0));
  return Value::boolean(RE2::FullMatch(re2::StringPiece(text.data(), text.size()), regex));
}

Value quote_meta(const Call& c) {
  std::string out;
  for (const char ch : c.text(0)) {
    if (std::string_view("*?\\[]{}").find(ch) != std::string_view::npos) out += '\\';
    out += ch;
  }
  return c.heap.string(out);
}

/// A piece of a simple pattern: which characters it stands for, and how often.
struct Piece {
  bool any = false;
  std::vector<std::pair<char32_t, char32_t>> ranges;
  char repeat = 0;  // 0, '*' or '+'
};

[[noreturn]] void invalid(std::string_view pattern, std::string_view why) {
  fail_builtin("input:" + std::string(pattern) + ", " + std::string(why) + ": the input provided is invalid");
}

std::vector<Piece> pieces_of(std::string_view pattern) {
  std::vector<char32_t> points;
  for (std::string_view rest = pattern; !rest.empty();) {
    const CodePoint point = decode_utf8(rest);
    points.push_back(point.value);
    rest.remove_prefix(point.size);
  }
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < points.size(); ++i) {
    Piece piece;
    switch (points[i]) {
      case U'.': piece.any = true; break;
      case U'*':
      case U'+': invalid(pattern, "a repetition with nothing before it");
      case U']': invalid(pattern, "set-close ']' with no preceding '['");
      case U'[':
        for (++i; i < points.size() && points[i] != U']'; ++i) {
          if (points[i] == U'\\' && i + 1 < points.size()) ++i;
          const char32_t first = points[i];
          if (i + 2 < points.size() && points[i + 1] == U'-' && points[i + 2] != U']') {
            piece.ranges.emplace_back(first, points[i + 2]);
            i += 2;
          } else {
            piece.ranges.emplace_back(first, first);
          }
        }
        if (i >= points.size()) invalid(pattern, "set-open '[' without ']'");
        break;
      case U'\\':
        if (i + 1 >= points.size()) invalid(pattern, "an escape with nothing behind it");
        ++i;
        piece.ranges.emplace_back(points[i], points[i]);
        break;
      default: piece.ranges.emplace_back(points[i], points[i]);
    }
    if (i + 1 < points.size() && (points[i + 1] == U'*' || points[i + 1] == U'+'))
      piece.repeat = static_cast<char>(points[++i]);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

bool share_a_character(const Piece& a, const Piece& b) {
  if (a.any) return b.any || !b.ranges.empty();
  if (b.any) return !a.ranges.empty();
  return std::ranges::any_of(a.ranges, [&](const auto& x) {
    return std::ranges::any_of(b.ranges,
                               [&](const auto& y) { return x.first <= y.second && y.first <= x.second; });
  });
}

/// Walks both patterns at once over all texts that both may match.
Value globs_match(const Call& c) {
  std::vector<Piece> sides[2] = {pieces_of(c.text(0)), pieces_of(c.text(1))};
  // x+ is x followed by x*.
  for (std::vector<Piece>& side : sides) {
    std::vector<Piece> plain;
    for (Piece& piece : side) {
      if (piece.repeat == '+') {
        plain.push_back(piece);
        plain.back().repeat = 0;
        piece.repeat = '*';
      }
      plain.push_back(std::move(piece));
    }
    side = std::move(plain);
  }
  const std::vector<Piece>& a = sides[0];
  const std::vector<Piece>& b = sides[1];
  const std::size_t width = b.size() + 1;
  c.heap.charge((a.size() + 1) * width);
  std::vector<bool> seen((a.size() + 1) * width);
  std::vector<std::pair<std::size_t, std::size_t>> left{{0, 0}};
  while (!left.empty()) {
    const auto [i, j] = left.back();
    left.pop_back();
    if (seen[i * width + j]) continue;
    seen[i * width + j] = true;
    if (i == a.size() && j == b.size()) return Value::boolean(true);
    if (i < a.size() && a[i].repeat == '*') left.emplace_back(i + 1, j);
    if (j < b.size() && b[j].repeat == '*') left.emplace_back(i, j + 1);
    if (i < a.size() && j < b.size() && share_a_character(a[i], b[j]))
      left.emplace_back(a[i].repeat == '*' ? i : i + 1, b[j].repeat == '*' ? j : j + 1);
  }
  return Value::boolean(false);
}

constexpr Builtin kTable[] = {
    {"glob.match", 3, match},
    {"glob.quote_meta", 1, quote_meta},
    {"regex.globs_match", 2, globs_match},
};

}  // namespace

extern const BuiltinFamily builtin_glob;
const BuiltinFamily builtin_glob{kTable};

}  // namespace fleetlint::rego
