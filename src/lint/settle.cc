#include "lint/settle.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/strings.h"
#include "diag/collector.h"
#include "lint/baseline.h"
#include "lint/merge.h"
#include "lint/path_pattern.h"
#include "lint/rule_choice.h"
#include "lint/rule_pattern.h"
#include "rules/rule.h"
#include "source/line_index.h"

namespace fleetlint::lint {
namespace {

/// A suppression comment or an ignore entry, and which of its rules served.
struct Use {
  std::vector<bool> rules;
  bool any = false;
};

class Suppressor {
 public:
  Suppressor(const std::vector<SuppressedFile>& files, const Config& config, const source::SourceMap& sources)
      : files_(files), config_(config), choice_(config), sources_(sources) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      by_file_.emplace(static_cast<std::uint32_t>(files[i].file), i);
      uses_.emplace_back();
      for (const Suppression& s : files[i].suppressions)
        uses_.back().push_back({std::vector<bool>(s.rules.size()), false});
    }
    ignore_uses_.resize(config.ignore.size());
  }

  /// Marks the finding where a comment or an entry says so.
  void apply(Reported& reported) {
    by_comment(reported.finding);
    by_entry(reported);
  }

  /// Findings about the comments and entries themselves.
  std::vector<Reported> own_findings() const {
    std::vector<Reported> all;
    diag::Collector out;
    for (std::size_t f = 0; f < files_.size(); ++f) {
      for (std::size_t s = 0; s < files_[f].suppressions.size(); ++s) {
        judge_comment(files_[f], files_[f].suppressions[s], uses_[f][s], out);
      }
      for (diag::Finding& finding : out.take()) {
        for (const std::string& cluster : files_[f].clusters) all.push_back({finding, cluster, {}});
        if (files_[f].clusters.empty()) all.push_back({std::move(finding), {}, {}});
      }
    }
    for (std::size_t i = 0; i < config_.ignore.size(); ++i)
      judge_entry(config_.ignore[i], ignore_uses_[i], out);
    for (diag::Finding& finding : out.take()) all.push_back({std::move(finding), {}, {}});
    return all;
  }

 private:
  bool expired(const std::string& until) const {
    return !until.empty() && !config_.today.empty() && until < config_.today;
  }

  std::uint32_t line_of(const diag::Location& place) {
    const auto key = static_cast<std::uint32_t>(place.file);
    auto found = lines_.find(key);
    if (found == lines_.end())
      found = lines_.emplace(key, source::LineIndex(sources_.text(place.file))).first;
    return found->second.position(place.span.begin).line;
  }

  void by_comment(diag::Finding& finding) {
    const auto found = by_file_.find(static_cast<std::uint32_t>(finding.primary.file));
    if (found == by_file_.end()) return;
    const std::vector<Suppression>& suppressions = files_[found->second].suppressions;
    const std::uint32_t line = line_of(finding.primary);
    for (std::size_t s = 0; s < suppressions.size(); ++s) {
      const Suppression& suppression = suppressions[s];
      if (!suppression.mistake.empty()) continue;
      if (!suppression.whole_file && (line < suppression.first_line || line > suppression.last_line))
        continue;
      for (std::size_t r = 0; r < suppression.rules.size(); ++r) {
        const std::string& id = suppression.rules[r];
        if (!rule_matches(id, finding.rule)) continue;
        uses_[found->second][s].rules[r] = true;
        uses_[found->second][s].any = true;
        if (!expired(suppression.until)) suppress(finding, suppression.reason);
      }
    }
  }

  void by_entry(Reported& reported) {
    diag::Finding& finding = reported.finding;
    for (std::size_t i = 0; i < config_.ignore.size(); ++i) {
      const IgnoreEntry& entry = config_.ignore[i];
      if (!entry.rule.empty() && !rule_matches(entry.rule, finding.rule)) continue;
      if (!entry.path.empty() && !path_matches(entry.path, finding.primary.path)) continue;
      if (!entry.kind.empty() && !word_matches(entry.kind, finding.object.kind)) continue;
      if (!entry.name.empty() && !word_matches(entry.name, finding.object.name)) continue;
      if (!entry.cluster.empty() &&
          (reported.cluster.empty() || !word_matches(entry.cluster, reported.cluster)))
        continue;
      ignore_uses_[i].any = true;
      if (!expired(entry.until)) suppress(finding, entry.reason);
    }
  }

  static void suppress(diag::Finding& finding, const std::string& reason) {
    if (finding.suppressed) return;
    finding.suppressed = true;
    finding.suppression_reason = reason;
  }

  void judge_comment(const SuppressedFile& file, const Suppression& suppression, const Use& use,
                     diag::Collector& out) const {
    diag::Place place = diag::at(file.file, suppression.span);
    place.primary.path = file.path;
    if (!suppression.mistake.empty()) {
      out.report("lint/unused-suppression", place, "this suppression does nothing: {}", suppression.mistake);
      return;
    }
    if (suppression.reason.empty()) {
      out.report("lint/suppression-without-reason", place,
                 "suppression of {} has no reason; write it behind the brackets",
                 quote(join(suppression.rules, ", ")));
    }
    if (expired(suppression.until)) {
      out.report("lint/expired-suppression", place,
                 "suppression of {} ended on {}; mend the finding or set a new date",
                 quote(join(suppression.rules, ", ")), suppression.until);
      return;
    }
    for (std::size_t r = 0; r < suppression.rules.size(); ++r) {
      const std::string& id = suppression.rules[r];
      if (use.rules[r] || !choice_.any_enabled(id)) continue;
      const rules::Rule* page = rules::find_rule(id);
      if (!file.rendered && (page == nullptr || page->scope != rules::Scope::file)) continue;
      out.report("lint/unused-suppression", place, "no finding of {} is suppressed here; remove it",
                 quote(id));
    }
  }

  void judge_entry(const IgnoreEntry& entry, const Use& use, diag::Collector& out) const {
    const diag::Place place{entry.where, {}};
    if (entry.reason.empty()) {
      out.report("lint/suppression-without-reason", place, "this ignore entry has no \"reason\"");
    }
    if (expired(entry.until)) {
      out.report("lint/expired-suppression", place,
                 "this ignore entry ended on {}; mend the findings or set a new date", entry.until);
    } else if (!use.any && (entry.rule.empty() || choice_.any_enabled(entry.rule))) {
      out.report("lint/unused-suppression", place, "this ignore entry matches no finding; remove it");
    }
  }

  const std::vector<SuppressedFile>& files_;
  const Config& config_;
  RuleChoice choice_;
  const source::SourceMap& sources_;
  std::unordered_map<std::uint32_t, std::size_t> by_file_;
  std::unordered_map<std::uint32_t, source::LineIndex> lines_;
  std::vector<std::vector<Use>> uses_;
  std::vector<Use> ignore_uses_;
};

auto order_of(const diag::Finding& f) {
  return std::tie(f.primary.path, f.primary.span, f.rule, f.message, f.object_path, f.suppressed, f.object,
                  f.clusters, f.units);
}

/// One finding about all entries of the baseline that no finding needs any more. An entry of
/// a rule that does not speak in this run may still be needed.
std::vector<diag::Finding> judge_baseline(const std::vector<const BaselineEntry*>& unused,
                                          const RuleChoice& choice, const Config& config) {
  const BaselineEntry* first = nullptr;
  std::size_t number = 0;
  for (const BaselineEntry* entry : unused) {
    const RuleChoice::Voice voice = choice.of(entry->rule, entry->path);
    if (!voice.speaks || voice.severity < config.lowest_severity) continue;
    if (first == nullptr) first = entry;
    ++number;
  }
  diag::Collector out("lint/stale-baseline");
  if (first != nullptr) {
    out.report(diag::Place{first->where, {}},
               "{} of the baseline {} no finding; take out what is mended with `fleetlint baseline prune`",
               count_of(number, "entry", "entries"), number == 1 ? "matches" : "match");
  }
  return out.take();
}

}  // namespace

struct Settlement::Impl {
  const Config& config;
  const source::SourceMap& sources;
  RuleChoice choice;
  Suppressor suppressor;
  Merger merger;
  std::size_t added = 0;

  Impl(const std::vector<SuppressedFile>& files, const Config& settings, const source::SourceMap& texts)
      : config(settings), sources(texts), choice(settings), suppressor(files, settings, texts) {}

  /// Gives the finding what the rule's page and the configuration say of it. False where that is silence.
  bool prepare(diag::Finding& finding) const {
    const RuleChoice::Voice voice = choice.of(finding.rule, finding.primary.path);
    finding.severity = voice.severity;
    // Who found it may be less sure than its page, never more.
    if (const rules::Rule* page = rules::find_rule(finding.rule))
      finding.confidence = std::min(finding.confidence, page->confidence);
    return voice.speaks && voice.severity >= config.lowest_severity;
  }
};

Settlement::Settlement(const std::vector<SuppressedFile>& files, const Config& config,
                       const source::SourceMap& sources)
    : impl_(std::make_unique<Impl>(files, config, sources)) {}
Settlement::~Settlement() = default;

void Settlement::add(Reported reported) {
  ++impl_->added;
  if (!impl_->prepare(reported.finding)) return;
  impl_->suppressor.apply(reported);
  impl_->merger.take(std::move(reported));
}

std::size_t Settlement::added() const { return impl_->added; }

std::vector<diag::Finding> settle(std::vector<Reported> reported, const std::vector<SuppressedFile>& files,
                                  const Config& config, const source::SourceMap& sources) {
  Settlement settlement(files, config, sources);
  for (Reported& r : reported) settlement.add(std::move(r));
  return settlement.finish();
}

std::vector<diag::Finding> Settlement::finish() {
  const Config& config = impl_->config;
  const source::SourceMap& sources = impl_->sources;
  const auto prepare = [&](diag::Finding& finding) { return impl_->prepare(finding); };
  for (Reported& r : impl_->suppressor.own_findings()) {
    if (prepare(r.finding)) impl_->merger.take(std::move(r));
  }
  std::vector<diag::Finding> findings = impl_->merger.finish();
  drop_consequences(findings);
  const auto sort = [&] {
    std::sort(findings.begin(), findings.end(),
              [](const diag::Finding& a, const diag::Finding& b) { return order_of(a) < order_of(b); });
  };
  sort();
  set_fingerprints(findings, sources);
  for (diag::Finding& stale :
       judge_baseline(apply_baseline(config.baseline, findings), impl_->choice, config)) {
    if (!prepare(stale)) continue;
    findings.push_back(std::move(stale));
    sort();
    set_fingerprints(findings, sources);
  }
  return findings;
}

}  // namespace fleetlint::lint
