#include "kustomize/transform/image_reference.h"

#include "tests/catch.h"

namespace fleetlint::kustomize::transform {
namespace {

TEST_CASE("image references come apart and together") {
  struct Row {
    std::string_view image;
    std::string_view name;
    std::string_view tag;
    std::string_view digest;
  };
  for (const Row& row : {
           Row{"nginx", "nginx", "", ""},
           Row{"nginx:1.27", "nginx", "1.27", ""},
           Row{"nginx@sha256:ab", "nginx", "", "sha256:ab"},
           Row{"nginx:1.27@sha256:ab", "nginx", "1.27", "sha256:ab"},
           Row{"reg:5000/a/b", "reg:5000/a/b", "", ""},
           Row{"reg:5000/a/b:2", "reg:5000/a/b", "2", ""},
           Row{"reg:5000/a/b@sha256:ab", "reg:5000/a/b", "", "sha256:ab"},
           Row{"", "", "", ""},
       }) {
    INFO(row.image);
    const ImageReference reference = split_image(row.image);
    CHECK(reference.name == row.name);
    CHECK(reference.tag == row.tag);
    CHECK(reference.digest == row.digest);
    CHECK(reference.to_string() == row.image);
  }
}

}  // namespace
}  // namespace fleetlint::kustomize::transform
