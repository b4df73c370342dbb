#include "lint/scan.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/strings.h"

namespace fleetlint::lint {
namespace {

bool is_yaml(std::string_view path) {
  const std::string extension = to_lower(io::extension_of(path));
  return extension == ".yaml" || extension == ".yml" || is_kustomization_file(path);
}

/// By its name, no text.
bool is_binary(const std::string& path) {
  constexpr std::array<std::string_view, 26> kEnds = {
      ".png", ".jpg",  ".jpeg",  ".gif", ".svg", ".ico", ".webp", ".pdf", ".zip",
      ".gz",  ".tgz",  ".tar",   ".bz2", ".xz",  ".jar", ".war",  ".so",  ".dll",
      ".exe", ".woff", ".woff2", ".ttf", ".eot", ".mp4", ".mov",  ".bin"};
  const std::string extension = to_lower(io::extension_of(path));
  return std::find(kEnds.begin(), kEnds.end(), extension) != kEnds.end();
}

/// Is there a line that begins with the key?
bool has_top_level_key(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at == 0 || text[at - 1] == '\n') return true;
  }
  return false;
}

bool lies_in(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

}  // namespace

bool is_kustomization_file(std::string_view path) {
  const std::string_view name = io::file_name_of(path);
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

Scan scan(const io::FileTree& tree, yaml::ParseCache& parsed, TaskPool& pool) {
  Scan result;
  std::vector<std::string> paths = io::all_files(tree);
  for (const std::string& path : paths) {
    if (io::file_name_of(path) == "Chart.yaml") result.charts.emplace_back(io::parent_of(path));
  }
  const auto yaml_end = std::stable_partition(paths.begin(), paths.end(),
                                              [](const std::string& path) { return is_yaml(path); });
  std::vector<std::string> others(std::make_move_iterator(yaml_end), std::make_move_iterator(paths.end()));
  paths.erase(yaml_end, paths.end());
  std::erase_if(others, is_binary);

  std::vector<ScannedFile> files(paths.size());
  std::vector<std::string> failures(paths.size());
  pool.run(paths.size(), [&](std::size_t i) {
    files[i].path = std::move(paths[i]);
    const Result<source::FileId> file = tree.read(files[i].path);
    if (!file) {
      failures[i] = file.error().message;
      return;
    }
    files[i].file = *file;
    const bool v2 = is_kustomization_file(files[i].path);
    files[i].parsed = &parsed.get(*file, v2 ? yaml::Dialect::go_yaml_v2 : yaml::Dialect::go_yaml_v3);
  });
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].parsed != nullptr) {
      result.files.push_back(std::move(files[i]));
    } else {
      result.unreadable.emplace_back(std::move(files[i].path), std::move(failures[i]));
    }
  }

  std::vector<source::FileId> contents(others.size(), source::FileId::none);
  pool.run(others.size(), [&](std::size_t i) {
    if (const Result<source::FileId> file = tree.read(others[i])) contents[i] = *file;
  });
  for (std::size_t i = 0; i < others.size(); ++i) {
    if (contents[i] != source::FileId::none) result.others.emplace_back(std::move(others[i]), contents[i]);
  }
  return result;
}

bool is_loose_manifest(const ScannedFile& file, std::string_view text, const Scan& scan) {
  // `.github`, `.gitlab-ci.yml`, editors: nothing that is applied is hidden.
  for (const std::string_view part : split(file.path, '/')) {
    if (part.starts_with('.')) return false;
  }
  const auto in_chart = [&](const std::string& chart) { return lies_in(file.path, chart); };
  if (std::any_of(scan.charts.begin(), scan.charts.end(), in_chart)) return false;
  if (text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos) return false;
  if (is_kustomization_file(file.path)) return true;
  return has_top_level_key(text, "apiVersion:") && has_top_level_key(text, "kind:");
}

}  // namespace fleetlint::lint
