#include "lint/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/arena.h"
#include "base/strings.h"
#include "lint/day.h"
#include "lint/rule_pattern.h"
#include "source/line_index.h"
#include "yaml/parse.h"

namespace fleetlint::lint {
namespace {

/// "1.34", "v1.34.2": is there a major and a minor number?
bool is_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() < 2) return false;
  for (const std::string_view part : {parts[0], parts[1]}) {
    if (part.empty() || part.find_first_not_of("0123456789") != std::string_view::npos) return false;
  }
  return true;
}

constexpr std::array<std::string_view, 11> kKeys = {"clusters", "exclude",    "flux",      "groups",
                                                    "ignore",   "kubernetes", "overrides", "persona",
                                                    "rules",    "severity",   "vendored"};
constexpr std::array<std::string_view, 3> kSeverities = {"error", "warning", "info"};
constexpr std::array<std::string_view, 4> kSeveritiesAndOff = {"error", "warning", "info", "off"};
constexpr std::array<std::string_view, 3> kPersonas = {"default", "strict", "audit"};

/// Reads the nodes of the file; the first mistake wins.
class Reader {
 public:
  Reader(const io::FileTree& tree, std::string_view path, source::FileId file, std::string_view text)
      : tree_(tree), path_(path), file_(file), lines_(text) {}

  Config config;
  std::string error;

  void read(yaml::Node root) {
    if (!root || root.is_null()) return;  // an empty file
    using Self = Reader;
    // In the order of kKeys.
    static constexpr std::array<void (Self::*)(yaml::Node), kKeys.size()> kReaders = {
        &Self::read_clusters, &Self::read_exclude,    &Self::read_flux,      &Self::read_groups,
        &Self::read_ignore,   &Self::read_kubernetes, &Self::read_overrides, &Self::read_persona,
        &Self::read_rules,    &Self::read_severity,   &Self::read_vendored};
    if (!check_mapping(root, "the configuration", kKeys)) return;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
      if (const yaml::Node value = root[kKeys[i]]; value && !value.is_null()) (this->*kReaders[i])(value);
    }
  }

 private:
  void fail(const yaml::Origin& origin, std::string message) {
    if (!error.empty()) return;
    const std::uint32_t line = origin.file == file_ ? lines_.position(origin.span.begin).line : 1;
    error = fmt::format("{}:{}: {}", path_, line, message);
  }

  bool check_mapping(yaml::Node node, std::string_view what, std::span<const std::string_view> keys) {
    if (!node.is_mapping()) {
      fail(node.origin(), fmt::format("{} is a mapping of keys and values", what));
      return false;
    }
    for (const yaml::Entry& entry : node.entries()) {
      const std::string_view key = entry.key.text();
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      fail(entry.key_origin,
           fmt::format("unknown key {} in {}{}", quote(key), what, did_you_mean(key, keys)));
      return false;
    }
    return true;
  }

  std::span<const yaml::Node> list(yaml::Node node, std::string_view what) {
    if (!node.is_sequence()) fail(node.origin(), fmt::format("{} is a list", quote(what)));
    return node.items();
  }

  /// A scalar's text: `1.34` need not be quoted.
  std::string text(yaml::Node node, std::string_view what) {
    if (node && !node.is_scalar()) fail(node.origin(), fmt::format("{} is a text", quote(what)));
    return node.is_null() ? std::string() : std::string(node.text());
  }

  std::string version(yaml::Node node, std::string_view what) {
    std::string value = text(node, what);
    if (!value.empty() && !is_version(value)) {
      fail(node.origin(), fmt::format("{}: {} is no version; write it like \"1.34\"", what, quote(value)));
    }
    return value;
  }

  void read_kubernetes(yaml::Node node) { config.kubernetes = version(node, "kubernetes"); }
  void read_flux(yaml::Node node) { config.flux = version(node, "flux"); }

  void read_clusters(yaml::Node node) {
    static constexpr std::array<std::string_view, 4> kClusterKeys = {"path", "name", "kubernetes", "flux"};
    for (const yaml::Node item : list(node, "clusters")) {
      fleet::ConfiguredCluster cluster;
      if (item.is_string()) {
        cluster.path = io::normalise(item.text());
      } else if (check_mapping(item, "an entry of \"clusters\"", kClusterKeys)) {
        if (!item["path"]) fail(item.origin(), "an entry of \"clusters\" has a \"path\"");
        cluster.path = io::normalise(text(item["path"], "path"));
        cluster.name = text(item["name"], "name");
        cluster.kubernetes = version(item["kubernetes"], "kubernetes");
        cluster.flux = version(item["flux"], "flux");
      }
      config.clusters.push_back(std::move(cluster));
    }
  }

  void read_groups(yaml::Node node) {
    if (!node.is_mapping()) {
      fail(node.origin(), "\"groups\" is a mapping from a group's name to patterns of clusters");
      return;
    }
    for (const yaml::Entry& entry : node.entries()) {
      fleet::ConfiguredGroup group{std::string(entry.key.text()), {}};
      for (const yaml::Node item : list(entry.value, group.name))
        group.clusters.push_back(text(item, group.name));
      config.groups.push_back(std::move(group));
    }
  }

  void read_persona(yaml::Node node) {
    const std::string word = text(node, "persona");
    if (word == "strict") {
      config.persona = rules::Persona::strict;
    } else if (word == "audit") {
      config.persona = rules::Persona::audit;
    } else if (word != "default") {
      fail(node.origin(), fmt::format("persona {} is none of default, strict, audit{}", quote(word),
                                      did_you_mean(word, kPersonas)));
    }
  }

  void read_severity(yaml::Node node) {
    const std::string word = text(node, "severity");
    const std::optional<diag::Severity> severity = diag::parse_severity(word);
    if (severity) {
      config.lowest_severity = *severity;
    } else {
      fail(node.origin(), fmt::format("severity {} is none of error, warning, info{}", quote(word),
                                      did_you_mean(word, kSeverities)));
    }
  }

  void read_rules(yaml::Node node) { config.rules = settings(node); }

  void read_overrides(yaml::Node node) {
    static constexpr std::array<std::string_view, 2> kOverrideKeys = {"paths", "rules"};
    for (const yaml::Node item : list(node, "overrides")) {
      if (!check_mapping(item, "an entry of \"overrides\"", kOverrideKeys)) return;
      if (!item["paths"] || !item["rules"]) {
        fail(item.origin(), "an entry of \"overrides\" has \"paths\" and \"rules\"");
        return;
      }
      RuleOverride entry;
      for (const yaml::Node path : list(item["paths"], "paths")) entry.paths.push_back(text(path, "paths"));
      entry.rules = settings(item["rules"]);
      config.overrides.push_back(std::move(entry));
    }
  }

  RuleSettings settings(yaml::Node node) {
    RuleSettings settings;
    if (!node.is_mapping()) {
      fail(node.origin(), "\"rules\" is a mapping from a rule or an area to a severity or off");
      return settings;
    }
    for (const yaml::Entry& entry : node.entries()) {
      const std::string id(entry.key.text());
      check_rule(entry.key_origin, id);
      // `off` is a boolean to YAML 1.1 readers.
      const std::string word = entry.value.kind() == yaml::Kind::boolean && entry.value.as_bool() == false
                                   ? "off"
                                   : text(entry.value, id);
      const std::optional<diag::Severity> severity = diag::parse_severity(word);
      if (!severity && word != "off") {
        fail(entry.value.origin(), fmt::format("{} is none of error, warning, info, off{}", quote(word),
                                               did_you_mean(word, kSeveritiesAndOff)));
      }
      settings[id] = severity;
    }
    return settings;
  }

  void check_rule(const yaml::Origin& origin, std::string_view id) {
    if (std::string mistake = rule_mistake(id); !mistake.empty()) fail(origin, std::move(mistake));
  }

  void read_ignore(yaml::Node node) {
    static constexpr std::array<std::string_view, 7> kEntryKeys = {"rule",    "path",   "kind", "name",
                                                                   "cluster", "reason", "until"};
    for (const yaml::Node item : list(node, "ignore")) {
      if (!check_mapping(item, "an entry of \"ignore\"", kEntryKeys)) return;
      IgnoreEntry entry;
      entry.rule = text(item["rule"], "rule");
      entry.path = text(item["path"], "path");
      entry.kind = text(item["kind"], "kind");
      entry.name = text(item["name"], "name");
      entry.cluster = text(item["cluster"], "cluster");
      entry.reason = text(item["reason"], "reason");
      entry.until = text(item["until"], "until");
      entry.where.file = item.origin().file;
      entry.where.span = item.origin().span;
      entry.where.path = path_;
      if (!entry.rule.empty()) check_rule(item["rule"].origin(), entry.rule);
      if (!entry.until.empty() && !is_day(entry.until)) {
        fail(item["until"].origin(),
             fmt::format("until: {} is no day; write it as YYYY-MM-DD", quote(entry.until)));
      }
      if (entry.rule.empty() && entry.path.empty() && entry.kind.empty() && entry.name.empty() &&
          entry.cluster.empty()) {
        fail(item.origin(),
             "an entry of \"ignore\" that names no rule, path, kind, name or cluster would hide everything");
      }
      config.ignore.push_back(std::move(entry));
    }
  }

  void read_vendored(yaml::Node node) {
    if (!node.is_mapping()) {
      fail(node.origin(), "\"vendored\" is a mapping from a URL to the path of its copy");
      return;
    }
    for (const yaml::Entry& entry : node.entries()) {
      const std::string path = io::normalise(text(entry.value, "vendored"));
      if (tree_.type(path) == io::FileType::none)
        fail(entry.value.origin(), fmt::format("there is no copy at {}", quote(path)));
      config.vendored.add(entry.key.text(), path);
    }
  }

  void read_exclude(yaml::Node node) {
    for (const yaml::Node item : list(node, "exclude")) config.exclude.push_back(text(item, "exclude"));
  }

  const io::FileTree& tree_;
  std::string path_;
  source::FileId file_;
  source::LineIndex lines_;
};

Result<Config> read_config(const io::FileTree& tree, const source::SourceMap& sources,
                           std::string_view path) {
  if (tree.type(path) == io::FileType::none) return Config{};
  const Result<source::FileId> file = tree.read(path);
  if (!file) return Error{fmt::format("{}: {}", path, file.error().message)};

  const std::string_view content = sources.text(*file);
  Arena arena;
  diag::Collector findings;
  const yaml::Stream stream = yaml::parse(arena, *file, content, {}, findings);
  if (!findings.empty()) {
    const diag::Finding& first = findings.findings().front();
    const std::uint32_t line = source::LineIndex(content).position(first.primary.span.begin).line;
    return Error{fmt::format("{}:{}: {}", path, line, first.message)};
  }
  Reader reader(tree, path, *file, content);
  if (stream.documents.size() > 1) {
    return Error{fmt::format("{}: the configuration is one YAML document, here are {}", path,
                             stream.documents.size())};
  }
  if (!stream.documents.empty()) reader.read(stream.documents.front().root);
  if (!reader.error.empty()) return Error{reader.error};
  return std::move(reader.config);
}

}  // namespace

Result<Config> load_config(const io::FileTree& tree, const source::SourceMap& sources,
                           std::string_view path) {
  Result<Config> config = read_config(tree, sources, path);
  if (!config) return config;
  Result<std::vector<BaselineEntry>> baseline = load_baseline(tree, sources, kBaselinePath);
  if (!baseline) return baseline.error();
  config->baseline = *std::move(baseline);
  return config;
}

}  // namespace fleetlint::lint
