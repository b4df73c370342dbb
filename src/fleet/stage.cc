#include "fleet/stage.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/strings.h"
#include "fleet/fleet.h"

namespace fleetlint::fleet {

namespace {

constexpr std::array<std::pair<std::string_view, Stage>, 27> kWords = {{
    {"acc", Stage::staging},
    {"acceptance", Stage::staging},
    {"dev", Stage::development},
    {"develop", Stage::development},
    {"development", Stage::development},
    {"int", Stage::testing},
    {"integration", Stage::testing},
    {"live", Stage::production},
    {"nonprod", Stage::testing},
    {"playground", Stage::development},
    {"prd", Stage::production},
    {"preprod", Stage::staging},
    {"preproduction", Stage::staging},
    {"prod", Stage::production},
    {"production", Stage::production},
    {"qa", Stage::testing},
    {"sandbox", Stage::development},
    {"sbx", Stage::development},
    {"stag", Stage::staging},
    {"stage", Stage::staging},
    {"staging", Stage::staging},
    {"stg", Stage::staging},
    {"test", Stage::testing},
    {"testing", Stage::testing},
    {"tst", Stage::testing},
    {"uat", Stage::staging},
    {"preview", Stage::testing},
}};

Stage stage_of_word(std::string_view word) {
  while (!word.empty() && word.back() >= '0' && word.back() <= '9') word.remove_suffix(1);
  for (const auto& [known, stage] : kWords) {
    if (known == word) return stage;
  }
  return Stage::unknown;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : to_lower(text)) {
    const bool is_part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_part) {
      word.push_back(c);
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (text.substr(0, star) != pattern.substr(0, star)) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at) {
    if (matches(rest, text.substr(at))) return true;
  }
  return false;
}

/// By the cluster's name: what its Cluster API object is labelled with, key and value.
using Labels = std::map<std::string, std::pair<std::string, std::string>, std::less<>>;

Labels labels_of_clusters(const Fleet& fleet) {
  constexpr std::array<std::string_view, 5> kKeys = {"environment", "env", "stage", "tier", "ring"};
  Labels labels;
  for (const auto& cluster : fleet.clusters) {
    for (const Index::Item& item : cluster->index.of_kind("cluster.x-k8s.io", "Cluster")) {
      for (const std::string_view key : kKeys) {
        for (const yaml::Entry& label : item.object->labels().entries()) {
          const std::string_view full = label.key.text();
          const std::string_view name =
              full.substr(full.rfind('/') == std::string_view::npos ? 0 : full.rfind('/') + 1);
          if (to_lower(name) != key || label.value.text().empty()) continue;
          labels.try_emplace(std::string(item.object->name()), full, label.value.text());
        }
      }
    }
  }
  return labels;
}

bool set_from_configuration(Cluster& cluster, const std::vector<ConfiguredGroup>& configured) {
  for (const ConfiguredGroup& group : configured) {
    const bool is_in = std::ranges::any_of(group.clusters, [&](const std::string& pattern) {
      return matches(pattern, cluster.name) || matches(pattern, cluster.entry.path);
    });
    if (!is_in) continue;
    cluster.group = group.name;
    cluster.stage = stage_of(group.name);
    cluster.grouped_by = "configuration";
    return true;
  }
  return false;
}

bool set_from_label(Cluster& cluster, const Labels& labels) {
  auto found = labels.find(cluster.name);
  if (found == labels.end()) found = labels.find(io::file_name_of(cluster.entry.path));
  if (found == labels.end()) return false;
  const auto& [key, value] = found->second;
  cluster.stage = stage_of(value);
  cluster.group = cluster.stage == Stage::unknown ? value : std::string(to_string(cluster.stage));
  cluster.grouped_by = "label " + key;
  return true;
}

void set_from_name(Cluster& cluster) {
  for (const std::string& text : {cluster.name, cluster.entry.path}) {
    cluster.stage = stage_of(text);
    if (cluster.stage == Stage::unknown) continue;
    cluster.group = to_string(cluster.stage);
    cluster.grouped_by = "name";
    return;
  }
}

}  // namespace

std::string_view to_string(Stage stage) {
  constexpr std::array<std::string_view, 5> kNames = {"unknown", "development", "testing", "staging",
                                                      "production"};
  return kNames[static_cast<std::size_t>(stage)];
}

Stage stage_of(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  Stage stage = Stage::unknown;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Stage own = stage_of_word(words[i]);
    if (own == Stage::unknown) continue;
    stage = own;
    if (own != Stage::production || i == 0) continue;
    if (words[i - 1] == "pre") stage = Stage::staging;
    if (words[i - 1] == "non" || words[i - 1] == "no") stage = Stage::testing;
  }
  return stage;
}

void group_clusters(Fleet& fleet, const std::vector<ConfiguredGroup>& configured) {
  const Labels labels = labels_of_clusters(fleet);
  for (const auto& cluster : fleet.clusters) {
    // Directories without Flux are parts of clusters, not clusters that run the same.
    if (set_from_configuration(*cluster, configured) || cluster->entry.plain) continue;
    if (!set_from_label(*cluster, labels)) set_from_name(*cluster);
  }
}

}  // namespace fleetlint::fleet
