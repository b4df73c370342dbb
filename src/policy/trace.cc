#include "policy/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace fleetlint::policy {

namespace {

constexpr std::size_t kMaxDepth = 100;

bool is_plain_key(std::string_view key) {
  return !key.empty() && key.find_first_of(". /[]\"") == std::string_view::npos;
}

std::string below(const std::string& path, std::string_view key) {
  if (!is_plain_key(key)) return fmt::format("{}[\"{}\"]", path, key);
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

class Search {
 public:
  explicit Search(const std::vector<const void*>& seen) : seen_(seen) { std::ranges::sort(seen_); }

  void look(yaml::Node node, const std::string& path, std::size_t depth) {
    if (depth > kMaxDepth) return;
    if (depth > best_depth_ && is_seen(node)) {
      best_depth_ = depth;
      best_ = {path, node};
    }
    for (const yaml::Entry& entry : node.entries())
      look(entry.value, below(path, entry.key.text()), depth + 1);
    std::size_t index = 0;
    for (const yaml::Node item : node.items()) look(item, fmt::format("{}[{}]", path, index++), depth + 1);
  }

  Place best() { return std::move(best_); }

 private:
  bool is_seen(yaml::Node node) const {
    const auto has = [&](const void* address) { return std::ranges::binary_search(seen_, address); };
    if (node.is_string()) return !node.text().empty() && has(node.text().data());
    return (node.is_mapping() || node.is_sequence()) && has(node.identity());
  }

  std::vector<const void*> seen_;
  std::size_t best_depth_ = 0;
  Place best_;
};

/// One step down; false where there is nothing.
bool step(Place& place, std::string_view key) {
  yaml::Node next = place.node[key];
  std::string path = below(place.path, key);
  const bool is_index =
      !key.empty() && key.size() < 8 && key.find_first_not_of("0123456789") == std::string_view::npos;
  if (!next && is_index && place.node.is_sequence()) {
    std::size_t index = 0;
    for (const char c : key) index = index * 10 + static_cast<std::size_t>(c - '0');
    if (index < place.node.items().size()) next = place.node.items()[index];
    path = fmt::format("{}[{}]", place.path, index);
  }
  if (!next) return false;
  place = {std::move(path), next};
  return true;
}

/// "a.b[0]["c.d"]" and "/a/b/0" in steps.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  if (path.starts_with('/')) {
    for (const std::string_view part : split(path.substr(1), '/')) steps.emplace_back(part);
    return steps;
  }
  if (path.starts_with("$")) path.remove_prefix(1);
  std::string current;
  const auto flush = [&] {
    if (!current.empty()) steps.push_back(std::move(current));
    current.clear();
  };
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.') {
      flush();
    } else if (path[i] == '[') {
      flush();
      const std::size_t end = path.find(']', i);
      std::string_view inside = path.substr(i + 1, end == std::string_view::npos ? end : end - i - 1);
      while (!inside.empty() && (inside.front() == '"' || inside.front() == '\'')) inside.remove_prefix(1);
      while (!inside.empty() && (inside.back() == '"' || inside.back() == '\'')) inside.remove_suffix(1);
      steps.emplace_back(inside);
      if (end == std::string_view::npos) break;
      i = end;
    } else {
      current += path[i];
    }
  }
  flush();
  return steps;
}

std::size_t depth_of(std::string_view path) {
  if (path.empty()) return 0;
  return 1 +
         static_cast<std::size_t>(std::ranges::count_if(path, [](char c) { return c == '.' || c == '['; }));
}

}  // namespace

Place place_of_seen(yaml::Node object, const std::vector<const void*>& seen) {
  if (seen.empty()) return {};
  Search search(seen);
  search.look(object, "", 0);
  return search.best();
}

Place place_of_path(yaml::Node object, std::string_view path) {
  Place place{"", object};
  for (const std::string& key : steps_of(path)) {
    if (!step(place, key)) break;
  }
  return place.path.empty() ? Place{} : place;
}

Place place_of_expression(yaml::Node object, std::string_view expression,
                          const std::vector<std::string_view>& roots) {
  const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  Place best;
  for (const std::string_view root : roots) {
    for (std::size_t at = 0; (at = expression.find(root, at)) != std::string_view::npos; at += root.size()) {
      if (at > 0 && (is_name(expression[at - 1]) || expression[at - 1] == '.')) continue;
      Place place{"", object};
      std::size_t i = at + root.size();
      while (i < expression.size() && expression[i] == '.') {
        std::size_t begin = ++i;
        if (i < expression.size() && expression[i] == '?') begin = ++i;
        while (i < expression.size() && is_name(expression[i])) ++i;
        if (i == begin || !step(place, expression.substr(begin, i - begin))) break;
      }
      if (depth_of(place.path) > depth_of(best.path)) best = place;
    }
  }
  return best;
}

}  // namespace fleetlint::policy
