#include "lint/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/strings.h"

namespace fleetlint::lint {
namespace {

constexpr std::string_view kHeading =
    "# Findings that were there when this file was written; fleetlint reports only new ones.\n"
    "# `fleetlint baseline prune` takes out what has been mended, `fleetlint baseline create` begins anew.\n";

/// The next word of `line`, which is shortened by it.
std::string_view take_word(std::string_view& line) {
  line = trim(line);
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

bool is_fingerprint(std::string_view word) {
  return word.size() == 64 && word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A path is there for the reader: what would break its line is replaced.
std::string on_one_line(std::string path) {
  std::ranges::replace_if(
      path, [](char c) { return c >= 0 && c < ' '; }, '?');
  return path;
}

}  // namespace

Result<std::vector<BaselineEntry>> load_baseline(const io::FileTree& tree, const source::SourceMap& sources,
                                                 std::string_view path) {
  std::vector<BaselineEntry> entries;
  if (tree.type(path) == io::FileType::none) return entries;
  const Result<source::FileId> file = tree.read(path);
  if (!file) return Error{fmt::format("{}: {}", path, file.error().message)};
  const std::string_view text = sources.text(*file);
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = trim(text.substr(begin, end - begin));
    ++number;
    if (!line.empty() && !line.starts_with('#')) {
      const std::string_view fingerprint = take_word(line);
      const std::string_view rule = take_word(line);
      if (!is_fingerprint(fingerprint) || rule.find('/') == std::string_view::npos) {
        return Error{fmt::format(
            "{}:{}: not an entry of a baseline, which is a fingerprint, a rule and a path; write the file "
            "with `fleetlint baseline create`",
            path, number)};
      }
      diag::Location where{
          *file, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, std::string(path), {}};
      entries.push_back(
          {std::string(fingerprint), std::string(rule), std::string(trim(line)), std::move(where)});
    }
    begin = end + 1;
  }
  return entries;
}

std::vector<const BaselineEntry*> apply_baseline(const std::vector<BaselineEntry>& baseline,
                                                 std::vector<diag::Finding>& findings) {
  struct Use {
    const BaselineEntry* entry = nullptr;
    bool used = false;
  };
  std::unordered_map<std::string_view, Use> uses;
  for (const BaselineEntry& entry : baseline) uses.try_emplace(entry.fingerprint, Use{&entry, false});
  for (diag::Finding& finding : findings) {
    const auto found = uses.find(finding.fingerprint);
    if (found == uses.end()) continue;
    found->second.used = true;
    if (finding.suppressed) continue;
    finding.suppressed = true;
    finding.suppression_reason = "in the baseline";
  }
  std::vector<const BaselineEntry*> unused;
  for (const BaselineEntry& entry : baseline) {
    const Use& use = uses.at(entry.fingerprint);
    if (!use.used && use.entry == &entry) unused.push_back(&entry);
  }
  return unused;
}

std::string baseline_text(const std::vector<diag::Finding>& findings) {
  std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> rows;
  for (const diag::Finding& finding : findings) {
    if (!finding.suppressed) rows.emplace_back(finding.primary.path, finding.rule, finding.fingerprint);
  }
  std::ranges::sort(rows);
  const auto repeated = std::unique(rows.begin(), rows.end());
  rows.erase(repeated, rows.end());
  std::string text(kHeading);
  for (const auto& [path, rule, fingerprint] : rows) {
    text += fmt::format("{} {} {}\n", fingerprint, rule, path.empty() ? "." : on_one_line(std::string(path)));
  }
  return text;
}

}  // namespace fleetlint::lint
