#include "secrets/token.h"

#include <re2/re2.h>

#include <algorithm>
#include <memory>

#include "secrets/format.h"
#include "secrets/literal_set.h"
#include "secrets/randomness.h"
#include "secrets/value.h"

namespace fleetlint::secrets {
namespace {

constexpr std::size_t kLongest = 1200;  // of a token
constexpr std::size_t kBefore = 120;    // of what stands before a literal inside

/// Ready formats: compiled once, the first time that a text is looked at.
struct Formats {
  struct Row {
    const TokenFormat* format;
    std::unique_ptr<re2::RE2> pattern;
  };
  std::vector<Row> rows;
  std::unique_ptr<LiteralSet> literals;

  Formats() {
    std::vector<std::string_view> marks;
    for (const FormatFamily* family : all_formats()) {
      for (const TokenFormat& format : family->formats) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto pattern = std::make_unique<re2::RE2>(
            re2::StringPiece(format.pattern.data(), format.pattern.size()), options);
        rows.push_back({&format, std::move(pattern)});
        marks.push_back(format.literal);
      }
    }
    literals = std::make_unique<LiteralSet>(marks);
  }
};

const Formats& formats() {
  static const Formats all;
  return all;
}

bool is_word(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Does the token end and begin where it says, and not in the middle of something longer?
bool is_whole(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin > 0 && is_word(text[begin]) && (is_word(text[begin - 1]) || text[begin - 1] == '_')) {
    // A key and its value run together, as in "%2Fghp_…" and "\nghp_…".
    const bool escaped = begin > 1 && text[begin - 2] == '\\' &&
                         std::string_view("nrt").find(text[begin - 1]) != std::string_view::npos;
    if (!escaped) return false;
  }
  return end >= text.size() || !is_word(text[end]) || !is_word(text[end - 1]);
}

bool is_made_up(std::string_view part, const TokenFormat& format) {
  return entropy(part) < format.least_entropy || is_patterned(part) || holds_sample_word(part);
}

}  // namespace

std::vector<Token> find_tokens(std::string_view text) {
  const Formats& all = formats();
  std::vector<Token> found;
  all.literals->search(text, [&](std::size_t literal, std::size_t end) {
    const Formats::Row& row = all.rows[literal];
    const TokenFormat& format = *row.format;
    const std::size_t at = end - format.literal.size();
    const bool front = format.mark == Mark::front;
    const std::size_t from = front ? at : at - std::min(at, kBefore);
    const std::size_t to = std::min(text.size(), end + kLongest);
    re2::StringPiece parts[2];
    const re2::StringPiece whole(text.data(), text.size());
    const int wanted = row.pattern->NumberOfCapturingGroups() > 0 ? 2 : 1;
    std::size_t start = from;
    while (start <= at &&
           row.pattern->Match(whole.substr(0, to), start, to,
                              front ? re2::RE2::ANCHOR_START : re2::RE2::UNANCHORED, parts, wanted)) {
      const auto begin = static_cast<std::size_t>(parts[0].data() - text.data());
      const std::size_t size = parts[0].size();
      if (begin > at) return;
      if (begin + size >= end && is_whole(text, begin, begin + size)) {
        std::string_view part(parts[0].data(), parts[0].size());
        if (wanted == 2) {
          part = std::string_view(parts[1].data(), parts[1].size());
        } else if (front) {
          part.remove_prefix(std::min(part.size(), format.literal.size()));
        }
        if (!is_made_up(part, format)) {
          const bool grouped = wanted == 2 && !part.empty();
          found.push_back({grouped ? static_cast<std::size_t>(part.data() - text.data()) : begin,
                           grouped ? part.size() : size, format.what});
        }
        return;
      }
      if (front) return;
      start = begin + 1;
    }
  });
  // The longest at each place speaks for the others.
  std::sort(found.begin(), found.end(), [](const Token& a, const Token& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.size > b.size;
  });
  std::vector<Token> kept;
  for (const Token& token : found) {
    if (!kept.empty() && token.offset < kept.back().offset + kept.back().size) continue;
    kept.push_back(token);
  }
  return kept;
}

}  // namespace fleetlint::secrets
