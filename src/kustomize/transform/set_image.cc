// ImageTagTransformer: one entry of `images`.
#include <re2/re2.h>

#include <string>

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

}  // namespace

void set_image(Context& context, ResMap& map, yaml::Node image, const FieldSpecs& specs) {
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
  for (Resource& resource : map) {
    if (resource.kind() == "CustomResourceDefinition") continue;
    apply(context, resource, specs, Leaf::none, place, set);
  }
}

}  // namespace fleetlint::kustomize::transform
