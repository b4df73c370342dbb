// ImageTagTransformer: one entry of `images`.
#include <re2/re2.h>

#include <optional>
#include <string>
#include <vector>

#include "base/strings.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/image_reference.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// The field of the entry that decides, for the origin: the tag or digest where it is set.
yaml::Node deciding_field(yaml::Node image) {
  for (const std::string_view field : {"newTag", "digest", "tagSuffix", "newName"}) {
    if (!image[field].text().empty()) return image[field];
  }
  return image;
}

/// Besides the specs' fields, upstream changes the image of every item of every
/// list called containers or initContainers, wherever in the object it is.
class ContainerLists {
 public:
  ContainerLists(Arena& arena, const Setter& set) : arena_(arena), set_(set) {}

  yaml::Node visit(yaml::Node node, std::optional<Problem>& problem) const {
    if (node.is_mapping()) return visit_mapping(node, problem);
    if (!node.is_sequence()) return node;
    std::vector<yaml::Node> items;
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      const yaml::Node before = node.items()[i];
      const yaml::Node after = visit(before, problem);
      if (same(before, after)) continue;
      if (items.empty()) items.assign(node.items().begin(), node.items().end());
      items[i] = after;
    }
    return items.empty() ? node : yaml::make_sequence(arena_, items, node.origin(), node.style());
  }

 private:
  yaml::Node visit_mapping(yaml::Node node, std::optional<Problem>& problem) const {
    static const yaml::Key kContainers("containers");
    static const yaml::Key kInitContainers("initContainers");
    std::vector<yaml::Entry> entries;
    for (std::size_t i = 0; i < node.entries().size(); ++i) {
      const yaml::Entry& entry = node.entries()[i];
      yaml::Node after = visit(entry.value, problem);
      if (entry.key == kContainers || entry.key == kInitContainers) after = set_images(after, problem);
      if (same(entry.value, after)) continue;
      if (entries.empty()) entries.assign(node.entries().begin(), node.entries().end());
      entries[i].value = after;
    }
    return entries.empty() ? node : yaml::make_mapping(arena_, entries, node.origin(), node.style());
  }

  yaml::Node set_images(yaml::Node list, std::optional<Problem>& problem) const {
    std::vector<yaml::Node> items(list.items().begin(), list.items().end());
    bool changed = false;
    for (yaml::Node& item : items) {
      if (item.is_null()) continue;
      if (!item.is_mapping()) {
        problem = Problem{fmt::format("a container is a mapping, found a {}", describe(item)), item};
        return list;
      }
      const yaml::Node image = item["image"];
      if (!image) continue;
      const yaml::Node after = set_(image, problem);
      if (problem) return list;
      if (same(image, after)) continue;
      item = yaml::set(arena_, item, "image", after, image.origin());
      changed = true;
    }
    return changed ? yaml::make_sequence(arena_, items, list.origin(), list.style()) : list;
  }

  Arena& arena_;
  const Setter& set_;
};

}  // namespace

void set_image(Context& context, ResMap& map, yaml::Node image, const FieldSpecs& specs) {
  if (!context.affords(image.origin(), map.size())) return;
  const std::string_view name = image["name"].text();
  // The name is a pattern: upstream puts it into a regular expression as it stands.
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 pattern("^" + std::string(name) + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$", options);
  if (!pattern.ok()) {
    context.refuse("kustomize/invalid-kustomization", at(image["name"]),
                   "image name {} is no valid regular expression ({}); escape its special characters",
                   quote(name), pattern.error());
    return;
  }

  const yaml::Origin place = deciding_field(image).origin();
  const Setter set = [&](yaml::Node old, std::optional<Problem>& problem) {
    if (old.is_mapping() || old.is_sequence()) {
      problem = Problem{fmt::format("an image is a scalar, found a {}", describe(old)), old};
      return old;
    }
    if (!RE2::PartialMatch(old.text(), pattern)) return old;
    ImageReference reference = split_image(old.text());
    const std::string_view new_name = image["newName"].text();
    const std::string_view new_tag = image["newTag"].text();
    const std::string_view digest = image["digest"].text();
    const std::string_view suffix = image["tagSuffix"].text();
    if (!new_name.empty()) reference.name = new_name;
    // A new tag or digest replaces both of the old.
    if (!new_tag.empty() || !digest.empty()) {
      reference.tag = new_tag;
      reference.digest = digest;
    } else if (!suffix.empty()) {
      reference.tag += suffix;
      reference.digest.clear();
    }
    const std::string text = reference.to_string();
    return scalar_in_place(context.arena, old, Tag::none, text,
                           made_by(context.arena, place, yaml::Operation::image_set, old));
  };
  const ContainerLists containers(context.arena, set);
  for (Resource& resource : map) {
    if (resource.kind() == "CustomResourceDefinition") continue;
    std::optional<Problem> problem;
    const yaml::Node after = containers.visit(resource.node(), problem);
    if (problem) {
      refuse(context, resource, *problem, "image", place);
      continue;
    }
    resource.set_node(after);
    apply(context, resource, specs, Leaf::none, place, set);
  }
}

}  // namespace fleetlint::kustomize::transform
