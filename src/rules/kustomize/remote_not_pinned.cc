#include <re2/re2.h>

#include <string>

#include "base/strings.h"
#include "rules/rule.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::kustomize {

namespace {

/// What comes over the network: an address, or a host with a path as git takes it.
bool is_remote(const std::string& entry) {
  static const re2::RE2 kRemote(
      R"(^(https?://|ssh://|git::|git@|(github\.com|gitlab\.com|bitbucket\.org)[/:]))");
  return re2::RE2::PartialMatch(entry, kRemote);
}

/// A commit, or a tag of a version; an address of a release says one in its path.
bool is_pinned(const std::string& entry) {
  static const re2::RE2 kRef(
      R"([?&](ref|version)=([0-9a-f]{7,40}|refs/tags/[^&]+|[^&]*v?[0-9]+\.[0-9]+[^&]*)(&|$))");
  static const re2::RE2 kPath(
      R"(^https?://[^?]*/([0-9a-f]{40}|(refs/tags/)?[^/]*v?[0-9]+\.[0-9]+[^/]*)/[^?]*$)");
  return re2::RE2::PartialMatch(entry, kRef) || re2::RE2::PartialMatch(entry, kPath);
}

}  // namespace

void remote_not_pinned(const FileContext& file, diag::Collector& out) {
  const std::string_view name = file.path.substr(file.path.rfind('/') + 1);
  if (name != "kustomization.yaml" && name != "kustomization.yml" && name != "Kustomization") return;
  for (const yaml::Document& document : file.stream.documents) {
    for (const std::string_view field : {"resources", "bases", "components", "crds"}) {
      for (const yaml::Node& entry : document.root[field].items()) {
        const std::string text(entry.text());
        if (!is_remote(text) || is_pinned(text)) continue;
        out.report(at(entry),
                   "{} names no commit and no version, so what is applied changes without this repository; "
                   "add ?ref= with one",
                   quote(text));
      }
    }
  }
}

}  // namespace fleetlint::rules::kustomize
