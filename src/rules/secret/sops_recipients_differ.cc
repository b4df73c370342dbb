#include <algorithm>
#include <string>
#include <vector>

#include "base/strings.h"
#include "io/file_tree.h"
#include "rules/twins.h"
#include "secrets/sops.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// The nearest `.sops.yaml` above the file, as sops looks for it, and the file's path below its folder.
yaml::Node configuration_for(const FileContext& file, std::string_view* below) {
  std::string_view folder = file.path;
  while (!folder.empty()) {
    folder = io::parent_of(folder);
    const std::string path = folder.empty() ? ".sops.yaml" : std::string(folder) + "/.sops.yaml";
    const yaml::Stream* const stream = file.stream_at ? file.stream_at(path) : nullptr;
    if (stream == nullptr || stream->documents.empty()) continue;
    *below = folder.empty() ? file.path : file.path.substr(folder.size() + 1);
    return stream->documents.front().root;
  }
  return {};
}

/// Fingerprints are written in groups at times, and in any case.
std::string folded(std::string_view name) {
  std::string text = to_lower(name);
  std::erase(text, ' ');
  return text;
}

}  // namespace

void sops_recipients_differ(const FileContext& file, diag::Collector& out) {
  for (const yaml::Document& document : file.stream.documents) {
    const yaml::Node metadata = secrets::sops_metadata(document.root);
    if (!metadata) continue;
    std::string_view below;
    const yaml::Node configuration = configuration_for(file, &below);
    if (!configuration) return;
    const yaml::Node rule = secrets::creation_rule_for(configuration, below);
    if (!rule) continue;
    const std::vector<std::string> wanted = secrets::recipients_of(rule);
    std::vector<std::string> have = secrets::recipients_of(metadata);
    std::vector<std::string> lacking;
    std::vector<std::string> surplus;
    const auto same = [](const std::string& a, const std::string& b) {
      // Fingerprints of PGP keys are written in any case, and at times only their end.
      const std::string x = folded(a), y = folded(b);
      return x == y || (x.size() >= 16 && y.size() >= 16 && (x.ends_with(y) || y.ends_with(x)));
    };
    const auto has = [&](const std::vector<std::string>& names, const std::string& name) {
      return std::any_of(names.begin(), names.end(),
                         [&](const std::string& other) { return same(name, other); });
    };
    // Keys of clouds are named in other ways in rules; only what is named alike is compared.
    const auto comparable = [](const std::string& name) {
      return name.starts_with("age1") || name.starts_with("arn:") || folded(name).size() == 40;
    };
    for (const std::string& name : wanted) {
      if (comparable(name) && !has(have, name)) lacking.push_back(quote(name, 70));
    }
    for (const std::string& name : have) {
      if (comparable(name) && !wanted.empty() && !has(wanted, name)) surplus.push_back(quote(name, 70));
    }
    if (lacking.empty() && surplus.empty()) continue;
    std::string what;
    if (!lacking.empty()) what = "lacks " + join(lacking, ", ");
    if (!surplus.empty())
      what += (what.empty() ? "" : " and ") + std::string("still has ") + join(surplus, ", ");
    out.report(at_key(*document.root.find("sops")),
               "the file {}, by the rule of .sops.yaml that is for it; run sops updatekeys", what);
  }
}

}  // namespace fleetlint::rules::secret
