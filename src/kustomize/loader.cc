#include "kustomize/loader.h"

#include <vector>

#include "base/strings.h"
#include "kustomize/remote.h"
#include "kustomize/vendored.h"

namespace fleetlint::kustomize {

std::string real_path(const io::FileTree& tree, const std::string& path) {
  const std::string root = tree.real_path("");
  const std::string real = tree.real_path(path);
  if (real == path || !is_below(real, root)) return path;
  std::string inside = root.empty() ? real : real.substr(std::min(root.size() + 1, real.size()));
  return tree.real_path(inside) == real ? inside : path;
}

bool is_below(std::string_view path, std::string_view directory) {
  if (directory.empty() || path == directory) return true;
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

Loader::Target Loader::find(std::string_view entry) const {
  std::string path;
  if (!entry.empty() && !entry.starts_with('/') && io::join_inside(directory_, entry, &path)) {
    switch (tree_.type(path)) {
      case io::FileType::file: return {Target::Kind::file, path};
      case io::FileType::directory: return {Target::Kind::directory, real_path(tree_, path)};
      case io::FileType::outside: return {Target::Kind::outside, path};
      case io::FileType::none: break;
    }
    if (is_remote(entry)) return find_remote(entry);
    return {Target::Kind::missing, path};
  }
  if (is_remote(entry)) return find_remote(entry);
  return {entry.empty() ? Target::Kind::missing : Target::Kind::outside, {}};
}

Loader::Target Loader::find_remote(std::string_view entry) const {
  if (run_.vendored != nullptr) {
    if (const std::optional<std::string> copy = run_.vendored->find(entry)) {
      const io::FileType type = tree_.type(*copy);
      if (type == io::FileType::file) return {Target::Kind::file, *copy};
      if (type == io::FileType::directory) return {Target::Kind::directory, real_path(tree_, *copy)};
    }
  }
  return {Target::Kind::remote, {}};
}

bool Loader::restricted(const std::string& path) const {
  return restrictor_ == LoadRestrictor::root_only && !is_below(real_path(tree_, path), directory_);
}

void Loader::report_missing(std::string_view entry, const yaml::Origin& at, std::string_view what) {
  std::string path;
  std::vector<std::string> names;
  if (io::join_inside(directory_, entry, &path)) {
    for (const io::DirEntry& sibling : tree_.list(io::parent_of(path))) names.push_back(sibling.name);
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string_view name = io::file_name_of(entry);
  std::string hint;
  if (const std::string_view nearest = closest_match(name, candidates); !nearest.empty()) {
    hint = "; did you mean " +
           quote(std::string(entry.substr(0, entry.size() - name.size())) + std::string(nearest)) + "?";
  }
  context_->incomplete = true;
  context_->refuse("kustomize/resource-missing", yaml::at(at), "{} {} does not exist{}", what, quote(entry),
                   hint);
}

void Loader::report_remote(std::string_view entry, const yaml::Origin& at) {
  context_->incomplete = true;
  context_->out.report("kustomize/remote-resource", yaml::at(at),
                       "{} is fetched from the network, so its objects are not checked; name a copy of it "
                       "under \"vendored\" in "
                       "the configuration to have them checked",
                       quote(entry));
}

void Loader::report_outside(std::string_view entry, const yaml::Origin& at) {
  context_->incomplete = true;
  context_->refuse("kustomize/outside-root", yaml::at(at),
                   "{} lies outside the tree; move it into the repository", quote(entry));
}

std::optional<LoadedFile> Loader::read(const std::string& path, const yaml::Origin& at,
                                       std::string_view what) {
  const Result<source::FileId> file = tree_.read(path);
  if (!file) {
    context_->incomplete = true;
    context_->refuse("kustomize/resource-missing", yaml::at(at), "{} {} cannot be read: {}", what,
                     quote(path), file.error().message);
    return std::nullopt;
  }
  paths_.add(*file, tree_.real_path(path));
  return LoadedFile{*file, run_.sources.text(*file), path};
}

std::optional<LoadedFile> Loader::load(yaml::Node name, std::string_view what) {
  return load(name.text(), name.origin(), what);
}

std::optional<LoadedFile> Loader::load(std::string_view path, const yaml::Origin& at, std::string_view what) {
  const Target target = find(path);
  switch (target.kind) {
    case Target::Kind::file:
      if (restricted(target.path)) {
        context_->incomplete = true;
        context_->refuse(
            "kustomize/outside-root", yaml::at(at),
            "{} {} is not in or below the directory of the kustomization; move it there, or build "
            "without load restrictions",
            what, quote(path));
        return std::nullopt;
      }
      return read(target.path, at, what);
    case Target::Kind::directory:
      context_->incomplete = true;
      context_->refuse("kustomize/resource-missing", yaml::at(at), "{} {} is a directory, a file is needed",
                       what, quote(path));
      return std::nullopt;
    case Target::Kind::remote: report_remote(path, at); return std::nullopt;
    case Target::Kind::outside: report_outside(path, at); return std::nullopt;
    case Target::Kind::missing: report_missing(path, at, what); return std::nullopt;
  }
  return std::nullopt;
}

const yaml::ParseCache::Parsed& Loader::documents(source::FileId file, yaml::Dialect dialect) {
  read_documents_.push_back({file, dialect});
  return run_.parsed.get(file, dialect);
}

std::string Loader::directory_name() const { return std::string(io::file_name_of(directory_)); }

}  // namespace fleetlint::kustomize
