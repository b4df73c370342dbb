#include "flux/generate.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"
#include "flux/lenient_root.h"
#include "yaml/edit.h"
#include "yaml/parse.h"
#include "yaml/place.h"

namespace fleetlint::flux {

namespace {

using yaml::Entry;
using yaml::Node;
using yaml::Origin;

std::string join_path(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

// --- a plain directory ----------------------------------------------------------

/// What a document of a plain directory lacks to be a Kubernetes object; empty
/// when it is one.
std::string_view missing_part(Node document) {
  if (!document.is_mapping()) return "it is no mapping";
  const std::string_view kind = document["kind"].text();
  if (kind.empty()) return "it has no kind";
  if (document["metadata"]["name"].text().empty() && !kind.ends_with("List"))
    return "it has no metadata.name";
  return {};
}

class ManifestWalk {
 public:
  ManifestWalk(kustomize::Run run, const io::FileTree& tree, source::LoadedPaths& paths, diag::Collector& out)
      : run_(run), tree_(tree), paths_(paths), out_(out) {}

  /// Adds what lies below `directory`, as paths relative to where the walk began.
  void walk(const std::string& directory, const std::string& relative) {
    for (const io::DirEntry& entry : tree_.list(directory)) {
      const std::string path = join_path(directory, entry.name);
      const std::string inner = join_path(relative, entry.name);
      if (entry.type == io::FileType::directory) {
        if (kustomize::find_kustomization_file(tree_, path).empty()) {
          walk(path, inner);
        } else {
          resources_.push_back(inner);
        }
      } else if (entry.type == io::FileType::file &&
                 (entry.name.ends_with(".yaml") || entry.name.ends_with(".yml"))) {
        if (is_manifest(path)) resources_.push_back(inner);
      }
    }
  }

  const std::vector<std::string>& resources() const { return resources_; }
  bool valid() const { return valid_; }

 private:
  bool is_manifest(const std::string& path) {
    const auto file = tree_.read(path);
    if (!file) return true;  // whoever builds says why it cannot be read
    const yaml::ParseCache::Parsed& parsed = run_.parsed.get(*file, yaml::Dialect::go_yaml_v3);
    bool good = true;
    for (const yaml::Document& document : parsed.stream.documents) {
      // A broken document has its own finding when it is built.
      if (document.broken || !document.root || document.root.is_null()) continue;
      const std::string_view missing = missing_part(document.root);
      if (missing.empty()) continue;
      if (good) paths_.add(*file, tree_.real_path(path));
      good = false;
      const std::size_t line = run_.sources.text(*file, document.root.origin().span).find('\n');
      source::Span span = document.root.origin().span;
      if (line != std::string_view::npos) span.end = span.begin + static_cast<std::uint32_t>(line);
      out_.report("flux/not-a-manifest", diag::at(*file, span),
                  "{} is no Kubernetes object: {}; Flux builds every YAML file below a directory without a "
                  "kustomization file, and this one makes it fail: add a kustomization.yaml that lists the "
                  "manifests, "
                  "or move the file",
                  quote(io::file_name_of(path)), missing);
    }
    valid_ = valid_ && good;
    return good;
  }

  kustomize::Run run_;
  const io::FileTree& tree_;
  source::LoadedPaths& paths_;
  diag::Collector& out_;
  std::vector<std::string> resources_;
  bool valid_ = true;
};

// --- what the Flux object adds -----------------------------------------------------

class Additions {
 public:
  Additions(Arena& arena, Node spec, const io::FileTree& tree, std::string_view directory)
      : arena_(arena), spec_(spec), tree_(tree), directory_(directory) {}

  /// Is there anything to write into the file?
  bool any() const {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"targetNamespace", "namePrefix", "nameSuffix", "patches",
                                                "components", "images", "buildMetadata"},
        [&](std::string_view field) { return is_set(spec_[field]); });
  }

  Node apply(Node root) {
    root = replace(root, "namespace", "targetNamespace");
    root = replace(root, "namePrefix", "namePrefix");
    root = replace(root, "nameSuffix", "nameSuffix");
    root = append(root, "patches", patches());
    root = append(root, "components", components());
    root = images(root);
    return replace(root, "buildMetadata", "buildMetadata");
  }

 private:
  static bool is_set(Node node) {
    return node && !node.is_null() && !(node.is_string() && node.text().empty()) &&
           !(node.is_sequence() && node.items().empty());
  }

  const Origin& key_origin(std::string_view field) const { return spec_.find(field)->key_origin; }

  Node replace(Node root, std::string_view field, std::string_view from) {
    Node value = spec_[from];
    if (!is_set(value)) return root;
    if (const Node old = root[field]; old && !old.is_null())
      value = yaml::overriding(arena_, value, old.origin());
    return yaml::set(arena_, root, field, value, key_origin(from));
  }

  Node append(Node root, std::string_view field, const std::vector<Node>& more) {
    if (more.empty()) return root;
    const Node old = root[field];
    std::vector<Node> items(old.items().begin(), old.items().end());
    items.insert(items.end(), more.begin(), more.end());
    const Node list =
        yaml::make_sequence(arena_, items, old.is_sequence() ? old.origin() : spec_[field].origin());
    return yaml::set(arena_, root, field, list, key_origin(field));
  }

  std::vector<Node> patches() const {
    const auto items = spec_["patches"].items();
    return {items.begin(), items.end()};
  }

  std::vector<Node> components() const {
    const bool ignore_missing = spec_["ignoreMissingComponents"].as_bool().value_or(false);
    std::vector<Node> found;
    for (const Node& component : spec_["components"].items()) {
      std::string path;
      const bool exists =
          io::join_inside(directory_, component.text(), &path) && tree_.type(path) == io::FileType::directory;
      if (exists || !ignore_missing) found.push_back(component);
    }
    return found;
  }

  /// By exact name: newName replaces when given, newTag and digest together.
  Node images(Node root) {
    const Node wanted = spec_["images"];
    if (!is_set(wanted)) return root;
    const Node old = root["images"];
    std::vector<Node> items(old.items().begin(), old.items().end());
    for (const Node& image : wanted.items()) {
      const auto same_name = [&](Node item) { return item["name"].text() == image["name"].text(); };
      const auto found = std::find_if(items.begin(), items.end(), same_name);
      if (found == items.end()) {
        items.push_back(image);
      } else {
        *found = merged_image(*found, image);
      }
    }
    const Node list = yaml::make_sequence(arena_, items, old.is_sequence() ? old.origin() : wanted.origin());
    return yaml::set(arena_, root, "images", list, key_origin("images"));
  }

  Node merged_image(Node old, Node image) {
    const auto put = [&](std::string_view field) {
      if (is_set(image[field]))
        old = yaml::set(arena_, old, field, image[field], image.find(field)->key_origin);
    };
    put("newName");
    if (is_set(image["newTag"]) || is_set(image["digest"])) {
      old = yaml::unset(arena_, yaml::unset(arena_, old, "newTag"), "digest");
      put("newTag");
      put("digest");
    }
    return old;
  }

  Arena& arena_;
  Node spec_;
  const io::FileTree& tree_;
  std::string_view directory_;
};

Node header(Arena& arena, const Origin& origin) {
  Node root = yaml::set(arena, Node(), "apiVersion",
                        yaml::make_string(arena, "kustomize.config.k8s.io/v1beta1", origin), origin);
  return yaml::set(arena, root, "kind", yaml::make_string(arena, "Kustomization", origin), origin);
}

Node list_of(Arena& arena, const std::vector<std::string>& texts, const Origin& origin) {
  std::vector<Node> items;
  for (const std::string& text : texts) items.push_back(yaml::make_string(arena, text, origin));
  return yaml::make_sequence(arena, items, origin);
}

}  // namespace

std::string path_in_artifact(std::string_view path) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.emplace_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return join(parts, "/");
}

namespace {

std::ptrdiff_t number_of_files(const io::FileTree& tree, std::string_view directory) {
  constexpr std::string_view kNames[] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};
  return std::ranges::count_if(kNames, [&](std::string_view name) {
    return tree.type(join_path(directory, name)) == io::FileType::file;
  });
}

/// The file's own node, or what stands for it: the same for all who ask.
KustomizationToBuild without_additions(kustomize::Run run, const io::FileTree& tree,
                                       std::string_view directory) {
  Arena& arena = run.arenas.local();
  // What the controller makes up is written nowhere.
  const Origin implied{source::FileId::none, {}, yaml::Operation::implied, nullptr};
  KustomizationToBuild result;
  const std::string name = kustomize::find_kustomization_file(tree, directory);
  if (name.empty()) {
    diag::Collector out;
    source::LoadedPaths paths;
    ManifestWalk walk(run, tree, paths, out);
    walk.walk(std::string(directory), "");
    result.paths = std::make_shared<const source::LoadedPaths>(std::move(paths));
    result.valid = walk.valid();
    result.findings = out.take();
    result.node = header(arena, implied);
    if (walk.resources().empty()) {
      // The namespace keeps kustomize from refusing a file without content.
      const Node placeholder = yaml::make_string(arena, "_placeholder", implied);
      result.node = yaml::set(arena, result.node, "namespace", placeholder, implied);
    } else {
      result.node =
          yaml::set(arena, result.node, "resources", list_of(arena, walk.resources(), implied), implied);
    }
    return result;
  }

  // Several files make kustomize refuse the directory, whichever of them Flux has read.
  if (number_of_files(tree, directory) > 1) return result;
  const std::string path = join_path(directory, name);
  const auto file = tree.read(path);
  if (!file) return result;
  const std::vector<yaml::Document>& documents =
      run.parsed.get(*file, yaml::Dialect::go_yaml_v2).stream.documents;
  const bool broken = std::any_of(documents.begin(), documents.end(), [](const auto& d) { return d.broken; });
  const Node written = documents.empty() ? Node() : documents.front().root;
  if (broken || (written && !written.is_mapping() && !written.is_null())) return result;
  source::LoadedPaths paths;
  paths.add(*file, tree.real_path(path));
  result.paths = std::make_shared<const source::LoadedPaths>(std::move(paths));
  diag::Collector out;
  result.node = written.is_mapping() ? decoded_leniently(arena, written, out)
                                     : header(arena, Origin{*file, {}, yaml::Operation::implied, nullptr});
  result.findings = out.take();
  result.unchanged = same(result.node, written);
  if (result.node["resources"].items().empty()) {
    // The controller sets this so that kustomize does not refuse a file that lists nothing.
    result.unchanged = false;
    const Origin origin{*file, result.node.origin().span, yaml::Operation::implied, nullptr};
    result.node =
        yaml::set(arena, result.node, "buildMetadata", list_of(arena, {"originAnnotations"}, origin), origin);
  }
  return result;
}

}  // namespace

const KustomizationToBuild& KustomizationMaker::get(const io::FileTree& tree, std::string_view directory,
                                                    const kube::Object& object) {
  const Node spec = object["spec"];
  Arena& arena = run_.arenas.local();
  Additions additions(arena, spec, tree, directory);
  const Key key{&tree, std::string(directory), additions.any() ? spec.identity() : nullptr};
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = made_.find(key); found != made_.end()) return *found->second;
  }
  auto made = std::make_unique<KustomizationToBuild>(
      additions.any() ? get(tree, directory, kube::Object()) : without_additions(run_, tree, directory));
  if (additions.any() && made->node) {
    made->node = additions.apply(made->node);
    made->unchanged = false;
  }
  const std::lock_guard lock(mutex_);
  return *made_.try_emplace(key, std::move(made)).first->second;
}

}  // namespace fleetlint::flux
