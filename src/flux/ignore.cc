#include "flux/ignore.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/strings.h"
#include "flux/glob.h"

namespace fleetlint::flux {

namespace {

bool component_matches(std::string_view pattern, std::string_view component) {
  if (pattern.find_first_of("*?[\\") == std::string_view::npos) return pattern == component;
  return glob_match(pattern, component).value_or(false);
}

/// A blank at the end counts only behind a backslash.
std::string_view without_trailing_blanks(std::string_view line) {
  if (line.ends_with("\\ ")) return line;
  while (line.ends_with(' ')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::string_view IgnorePatterns::version_control() {
  return ".git/\n.gitignore\n.gitmodules\n.gitattributes\n";
}

std::string_view IgnorePatterns::defaults() {
  return "*.jpg\n*.jpeg\n*.gif\n*.png\n*.wmv\n*.flv\n*.tar.gz\n*.zip\n"
         ".github/\n.circleci/\n.travis.yml\n.gitlab-ci.yml\nappveyor.yml\n.drone.yml\ncloudbuild.yaml\n"
         "codeship-services.yml\ncodeship-steps.yml\n"
         "**/.goreleaser.yml\n**/.sops.yaml\n**/.flux.yaml\n";
}

void IgnorePatterns::add(std::string_view lines, std::string_view domain) {
  for (std::string_view line : split(lines, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with('#') || trim(line).empty()) continue;
    Pattern pattern;
    if (!domain.empty()) pattern.domain = std::string(domain) + "/";
    line = without_trailing_blanks(line);
    if (line.starts_with('!')) {
      pattern.includes = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.directories_only = true;
      line.remove_suffix(1);
    }
    pattern.anywhere = line.find('/') == std::string_view::npos;
    for (const std::string_view component : split(line, '/')) pattern.components.emplace_back(component);
    patterns_.push_back(std::move(pattern));
  }
}

void IgnorePatterns::add(IgnorePatterns later) {
  std::move(later.patterns_.begin(), later.patterns_.end(), std::back_inserter(patterns_));
}

bool IgnorePatterns::matches(const Pattern& pattern, std::string_view path, bool is_directory) {
  if (!path.starts_with(pattern.domain)) return false;
  path.remove_prefix(pattern.domain.size());
  const std::vector<std::string_view> names = split(path, '/');
  const auto is_file = [&](std::size_t index) { return index + 1 == names.size() && !is_directory; };

  if (pattern.anywhere) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (component_matches(pattern.components[0], names[i]))
        return !(pattern.directories_only && is_file(i));
    }
    return false;
  }
  // Each component in turn; whatever lies below a match is matched too. After a
  // `**` the first component that fits is taken, and no other is tried later.
  std::size_t at = 0;
  bool matched = false;
  bool skipping = false;
  for (std::size_t i = 0; i < pattern.components.size(); ++i) {
    const std::string& component = pattern.components[i];
    if (component.empty()) {
      skipping = false;
      continue;
    }
    if (component == "**") {
      if (i + 1 == pattern.components.size()) break;
      skipping = true;
      continue;
    }
    if (component.find("**") != std::string::npos || at == names.size()) return false;
    while (skipping && at + 1 < names.size() && !component_matches(component, names[at])) ++at;
    skipping = false;
    matched = component_matches(component, names[at++]);
    if (!matched) return false;
  }
  return matched && !(pattern.directories_only && is_file(at - 1));
}

bool IgnorePatterns::excludes(std::string_view path, bool is_directory) const {
  const auto last = std::find_if(patterns_.rbegin(), patterns_.rend(), [&](const Pattern& pattern) {
    return matches(pattern, path, is_directory);
  });
  return last != patterns_.rend() && !last->includes;
}

}  // namespace fleetlint::flux
