#include <algorithm>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::image {

namespace {

constexpr std::string_view kGroup = "image.toolkit.fluxcd.io";

enum class Markers { none, some, unknown };

bool has_marker(const FileContext& file, const yaml::Stream& stream) {
  return std::ranges::any_of(stream.comments, [&](const yaml::Comment& comment) {
    return file.sources->text(stream.file, comment.span).find("$imagepolicy") != std::string_view::npos;
  });
}

/// In the YAML files of the folder and below; `files` counts them.
Markers markers_below(const FileContext& file, const io::FileTree& tree, const std::string& folder,
                      std::size_t& files) {
  for (const io::DirEntry& entry : tree.list(folder)) {
    const std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
    Markers found = Markers::none;
    if (entry.type == io::FileType::directory) {
      found = markers_below(file, tree, path, files);
    } else if (path.ends_with(".yaml") || path.ends_with(".yml")) {
      const yaml::Stream* stream = file.stream_at(tree.real_path(path));
      ++files;
      if (stream == nullptr) return Markers::unknown;
      // What could not be read may have one.
      if (std::ranges::any_of(stream->documents, &yaml::Document::broken)) return Markers::unknown;
      if (has_marker(file, *stream)) return Markers::some;
    }
    if (found != Markers::none) return found;
  }
  return Markers::none;
}

/// Is what the automation checks out this repository, as far as the cluster tells? A source that nobody
/// renders is a mistake of its own; it can only have meant this one where the folder is here.
bool is_about_this_repository(const fleetlint::fleet::Cluster& cluster, const kube::Object& automation) {
  const yaml::Node reference = automation["spec"]["sourceRef"];
  const std::string_view name_space = rules::flux::namespace_of(reference, automation.name_space());
  const std::string_view name = reference["name"].text();
  if (cluster.is_own_source("GitRepository", name_space, name)) return true;
  return cluster.index.find(rules::flux::kSourceGroup, "GitRepository", name_space, name).object == nullptr &&
         !cluster.is_open_to_flux(name_space);
}

void check(const FileContext& file, const kube::Object& automation, diag::Collector& out) {
  const yaml::Node update = automation["spec"]["update"];
  const yaml::Node path = update["path"];
  const std::string_view strategy = update["strategy"].text();
  if (!update.is_mapping() || (!strategy.empty() && strategy != "Setters")) return;
  if (path && (!rules::flux::is_known(path) || path.text().find("..") != std::string_view::npos)) return;
  const std::string folder = io::normalise(path.text());
  for (const auto& cluster : file.fleet->clusters) {
    const fleetlint::fleet::Index::Item found =
        cluster->index.find(kGroup, "ImageUpdateAutomation", automation.name_space(), automation.name());
    if (found.object == nullptr || found.object->node().origin().file != file.stream.file) continue;
    if (!cluster->entry.folder.empty() || !is_about_this_repository(*cluster, automation)) return;
    const io::TreePtr& tree = cluster->graph.units.front().tree;
    if (!tree || tree->type(folder) != io::FileType::directory) return;
    std::size_t files = 0;
    if (markers_below(file, *tree, folder, files) != Markers::none || files == 0) return;
    out.set_object(automation.ref());
    out.report(
           at(path ? path : update),
           "no file below {} has a marker comment, so nothing is ever updated; write # {{\"$imagepolicy\": "
           "\"namespace:policy\"}} behind the image",
           quote(path ? path.text() : "."))
        .object_path = path ? "spec.update.path" : "spec.update";
    return;
  }
}

}  // namespace

void automation_without_markers(const FileContext& file, diag::Collector& out) {
  if (file.fleet == nullptr || file.sources == nullptr || !file.stream_at ||
      file.text.find("ImageUpdateAutomation") == std::string_view::npos)
    return;
  for (const yaml::Document& document : file.stream.documents) {
    const kube::Object object(document.root);
    if (object.is(kGroup, "ImageUpdateAutomation")) check(file, object, out);
  }
}

}  // namespace fleetlint::rules::image
