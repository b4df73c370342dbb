#include "kustomize/transform/image_reference.h"

#include <algorithm>

namespace fleetlint::kustomize::transform {

ImageReference split_image(std::string_view image) {
  std::size_t after_registry = image.find('/');
  if (after_registry == std::string_view::npos) after_registry = 0;
  const std::size_t at = image.find('@', after_registry);
  std::size_t colon = image.find(':', after_registry);
  if (at < colon) colon = std::string_view::npos;  // the digest's own colon

  ImageReference reference;
  const std::size_t name_end = std::min({colon, at, image.size()});
  reference.name = image.substr(0, name_end);
  if (colon != std::string_view::npos) {
    const std::size_t tag_end = std::min(at, image.size());
    reference.tag = image.substr(colon + 1, tag_end - colon - 1);
  }
  if (at != std::string_view::npos) reference.digest = image.substr(at + 1);
  return reference;
}

std::string ImageReference::to_string() const {
  std::string text = name;
  if (!tag.empty()) text += ":" + tag;
  if (!digest.empty()) text += "@" + digest;
  return text;
}

}  // namespace fleetlint::kustomize::transform
