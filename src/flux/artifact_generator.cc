#include "flux/artifact_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/strings.h"
#include "flux/glob.h"

namespace fleetlint::flux {

namespace {

using Captures = std::vector<std::pair<std::string, std::string>>;  // "{app}" and what stands for it

bool is_pattern(std::string_view path) { return path.find_first_of("*?[]") != std::string_view::npos; }

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return name.empty() ? std::string(folder) : fmt::format("{}/{}", folder, name);
}

/// Paths that a pattern matches, component by component; `*` and `**` alike are one.
std::vector<std::string> matches_of(const io::FileTree& tree, std::string_view pattern) {
  std::vector<std::string> found{""};
  for (const std::string_view component : split(pattern, '/')) {
    if (component.empty() || component == ".") continue;
    std::vector<std::string> next;
    for (const std::string& folder : found) {
      if (!is_pattern(component)) {
        std::string path = join_path(folder, component);
        if (tree.type(path) == io::FileType::file || tree.type(path) == io::FileType::directory) {
          next.push_back(std::move(path));
        }
        continue;
      }
      for (const io::DirEntry& entry : tree.list(folder)) {
        if (glob_match(component, entry.name).value_or(false)) next.push_back(join_path(folder, entry.name));
      }
    }
    found = std::move(next);
  }
  return found;
}

/// Components against components; `**` is any number of them.
bool path_matches(std::span<const std::string_view> pattern, std::span<const std::string_view> path) {
  std::size_t step = 0;
  std::size_t at = 0;
  std::size_t star_step = std::string_view::npos;  // behind the last `**`, and what it took so far
  std::size_t star_at = 0;
  while (at < path.size() || step < pattern.size()) {
    if (step < pattern.size() && pattern[step] == "**") {
      star_step = ++step;
      star_at = at;
    } else if (step < pattern.size() && at < path.size() &&
               glob_match(pattern[step], path[at]).value_or(false)) {
      ++step;
      ++at;
    } else if (star_step != std::string_view::npos && star_at < path.size()) {
      step = star_step;
      at = ++star_at;
    } else {
      return false;
    }
  }
  return true;
}

/// The first reason stays.
void set_incomplete(GeneratedArtifact& artifact, std::string reason) {
  if (artifact.complete) artifact.reason = std::move(reason);
  artifact.complete = false;
}

/// One copy rule at work.
class Copier {
 public:
  Copier(const io::FileTree& tree, yaml::Node rule, std::map<std::string, std::string>& files,
         GeneratedArtifact& out)
      : tree_(tree), rule_(rule), files_(files), out_(out) {}

  /// Nothing when something was copied, else what is wrong.
  std::optional<std::string> run(std::string_view from, std::string_view to) {
    const bool into_folder = to.ends_with('/') || to.empty();
    const std::string target = io::normalise(to);
    if (is_pattern(from)) {
      base_ = from.substr(0, from.find_first_of("*?[]"));
      base_ = io::parent_of(base_ + "x");
      const std::vector<std::string> found = matches_of(tree_, from);
      if (found.empty()) return fmt::format("no files match {}", quote(from));
      const std::string_view folder =
          from.ends_with("/**") ? from.substr(0, from.size() - 3) : std::string_view();
      bool all_excluded = true;
      for (const std::string& path : found) {
        if (is_excluded(path)) continue;
        all_excluded = false;
        std::string_view inner = path;
        if (!folder.empty() && inner.starts_with(fmt::format("{}/", folder)))
          inner.remove_prefix(folder.size() + 1);
        copy(path, join_path(target, inner));
      }
      if (all_excluded) return fmt::format("all files matching {} are excluded", quote(from));
      return std::nullopt;
    }
    const std::string path = io::normalise(from);
    switch (tree_.type(path)) {
      case io::FileType::directory:
        base_ = path;
        copy(path, join_path(target, io::file_name_of(path)));
        return std::nullopt;
      case io::FileType::file:
        if (!is_excluded(path))
          copy(path, into_folder || is_folder(target) ? join_path(target, io::file_name_of(path)) : target);
        return std::nullopt;
      default: return fmt::format("{} does not exist in the source", quote(from));
    }
  }

 private:
  bool is_folder(const std::string& target) const {
    const auto next = files_.lower_bound(target + "/");
    return next != files_.end() && next->first.starts_with(target + "/");
  }

  bool is_excluded(std::string_view path) const {
    const auto excludes = [&](std::string_view pattern, std::string_view candidate) {
      const auto pattern_parts = split(pattern, '/');
      if (path_matches(pattern_parts, split(candidate, '/'))) return true;
      return pattern_parts.size() == 1 && glob_match(pattern, io::file_name_of(candidate)).value_or(false);
    };
    for (const yaml::Node& pattern : rule_["exclude"].items()) {
      if (excludes(pattern.text(), path)) return true;
      if (!base_.empty() && path.starts_with(base_ + "/") &&
          excludes(pattern.text(), path.substr(base_.size() + 1))) {
        return true;
      }
    }
    return false;
  }

  void copy(const std::string& path, const std::string& target) {
    if (tree_.type(path) == io::FileType::file) {
      if (rule_["strategy"].text() == "Merge" && files_.contains(target)) {
        set_incomplete(out_,
                       fmt::format("strategy Merge puts two files together as {}, which is not followed here",
                                   quote(target)));
      }
      files_[target] = tree_.real_path(path);
      return;
    }
    for (const io::DirEntry& entry : tree_.list(path)) {
      const std::string inner = join_path(path, entry.name);
      if (!is_excluded(inner)) copy(inner, join_path(target, entry.name));
    }
  }

  const io::FileTree& tree_;
  yaml::Node rule_;
  std::map<std::string, std::string>& files_;
  GeneratedArtifact& out_;
  std::string base_;  // the folder that exclude patterns may be relative to
};

std::string with_captures(std::string_view text, const Captures& captures) {
  std::string out(text);
  for (const auto& [name, value] : captures) {
    for (std::size_t at = out.find(name); at != std::string::npos; at = out.find(name, at + value.size())) {
      out.replace(at, name.size(), value);
    }
  }
  return out;
}

/// "@alias/rest": alias and rest.
std::pair<std::string_view, std::string_view> split_alias(std::string_view text) {
  if (!text.starts_with('@')) return {};
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {text.substr(1), {}};
  return {text.substr(1, slash - 1), text.substr(slash + 1)};
}

GeneratedArtifact generate(yaml::Node artifact,
                           const std::map<std::string, io::TreePtr, std::less<>>& sources,
                           const Captures& captures) {
  GeneratedArtifact out;
  Captures lower = captures;
  for (auto& [name, value] : lower) value = to_lower(value);
  out.name = with_captures(artifact["name"].text(), lower);

  std::map<std::string, std::string> files;
  for (const yaml::Node& rule : artifact["copy"].items()) {
    const std::string from = with_captures(rule["from"].text(), captures);
    const std::string to = with_captures(rule["to"].text(), captures);
    const auto [alias, pattern] = split_alias(from);
    const auto source = sources.find(alias);
    if (rule["strategy"].text() == "Extract") {
      set_incomplete(out, fmt::format("strategy Extract unpacks the archive {}, which is not followed here",
                                      quote(from)));
      continue;
    }
    if (source == sources.end() || source->second == nullptr) {
      set_incomplete(out, fmt::format("the files of {} are not in the repository", quote(from)));
      continue;
    }
    if (!to.starts_with("@artifact/")) {
      set_incomplete(out, fmt::format("{} does not begin with @artifact/, so nothing is copied", quote(to)));
      continue;
    }
    Copier copier(*source->second, rule, files, out);
    auto failure = copier.run(pattern, std::string_view(to).substr(std::string_view("@artifact/").size()));
    if (failure && !rule["optional"].as_bool().value_or(false)) {
      out.failures.emplace_back(rule["from"], std::move(*failure));
    }
  }
  IgnorePatterns patterns;
  patterns.add(IgnorePatterns::version_control(), "");
  patterns.add(IgnorePatterns::defaults(), "");
  for (auto& [path, real] : files) {
    if (!patterns.excludes(path, false)) out.files.emplace_back(path, real);
  }
  return out;
}

/// The folders that "@alias/apps/{app}" matches, as what each capture stands for.
std::vector<Captures> captures_of(std::string_view path_pattern,
                                  const std::map<std::string, io::TreePtr, std::less<>>& sources) {
  const auto [alias, pattern] = split_alias(path_pattern);
  const auto source = sources.find(alias);
  if (source == sources.end() || source->second == nullptr) return {};
  std::vector<std::pair<std::string, Captures>> found{{"", {}}};
  for (const std::string_view component : split(pattern, '/')) {
    if (component.empty()) continue;
    std::vector<std::pair<std::string, Captures>> next;
    for (const auto& [folder, captures] : found) {
      for (const io::DirEntry& entry : source->second->list(folder)) {
        if (entry.type != io::FileType::directory) continue;
        Captures more = captures;
        if (component.starts_with('{') && component.ends_with('}')) {
          more.emplace_back(std::string(component), entry.name);
        } else if (!glob_match(component, entry.name).value_or(false)) {
          continue;
        }
        next.emplace_back(join_path(folder, entry.name), std::move(more));
      }
    }
    found = std::move(next);
  }
  std::vector<Captures> out;
  for (auto& [folder, captures] : found) out.push_back(std::move(captures));
  return out;
}

}  // namespace

std::vector<GeneratedArtifact> generate_artifacts(
    const kube::Object& generator, const std::map<std::string, io::TreePtr, std::less<>>& sources) {
  const yaml::Node spec = generator["spec"];
  std::vector<Captures> repeats{Captures{}};
  if (spec["pathPattern"]) repeats = captures_of(spec["pathPattern"].text(), sources);
  std::vector<GeneratedArtifact> out;
  for (const Captures& captures : repeats) {
    for (const yaml::Node& artifact : spec["artifacts"].items())
      out.push_back(generate(artifact, sources, captures));
  }
  return out;
}

}  // namespace fleetlint::flux
