#include "kustomize/selector.h"

#include <re2/re2.h>

#include <array>
#include <memory>

#include "base/strings.h"
#include "kustomize/label_selector.h"

namespace fleetlint::kustomize {

namespace {

/// One pattern of a selector; without one everything matches.
class Pattern {
 public:
  Pattern(Context& context, yaml::Node selector, std::string_view field) {
    const yaml::Node node = selector[field];
    if (node.text().empty()) return;
    RE2::Options options;
    options.set_log_errors(false);
    regex_ = std::make_unique<RE2>("^(?:" + std::string(node.text()) + ")$", options);
    if (regex_->ok()) return;
    valid_ = false;
    context.refuse("kustomize/invalid-patch", yaml::at(node), "{} {} is not a regular expression: {}", field,
                   quote(node.text()), regex_->error());
  }

  bool valid() const { return valid_; }
  bool matches(std::string_view text) const {
    return regex_ == nullptr || RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex_);
  }

 private:
  std::unique_ptr<RE2> regex_;
  bool valid_ = true;
};

/// Upstream reads the selector when it first meets an object to try it on.
bool is_readable(Context& context, const LabelSelector& parsed, yaml::Node selector, std::string_view field) {
  if (parsed.valid) return true;
  const yaml::Node node = selector[field];
  context.refuse("kustomize/invalid-patch", yaml::at(node), "{} {} is not a label selector", field,
                 quote(node.text()));
  return false;
}

}  // namespace

std::vector<Resource*> select(Context& context, ResMap& map, yaml::Node selector) {
  const Pattern group(context, selector, "group");
  const Pattern version(context, selector, "version");
  const Pattern kind(context, selector, "kind");
  const Pattern name(context, selector, "name");
  const Pattern name_space(context, selector, "namespace");
  const LabelSelector labels = parse_label_selector(selector["labelSelector"].text());
  const LabelSelector annotations = parse_label_selector(selector["annotationSelector"].text());
  std::vector<Resource*> found;
  if (!group.valid() || !version.valid() || !kind.valid() || !name.valid() || !name_space.valid())
    return found;
  for (Resource& resource : map) {
    const ResId current = resource.current_id();
    const Gvk& gvk = current.gvk;
    if (!group.matches(gvk.group) || !version.matches(gvk.version) || !kind.matches(gvk.kind)) continue;
    const ResId original = resource.original_id();
    if (!name.matches(original.name) && !name.matches(current.name)) continue;
    if (!name_space.matches(original.effective_namespace()) &&
        !name_space.matches(current.effective_namespace())) {
      continue;
    }
    const yaml::Node metadata = resource.node()["metadata"];
    if (!is_readable(context, labels, selector, "labelSelector")) return {};
    if (!labels.matches(metadata["labels"])) continue;
    if (!is_readable(context, annotations, selector, "annotationSelector")) return {};
    if (!annotations.matches(metadata["annotations"])) continue;
    found.push_back(&resource);
  }
  return found;
}

bool matches_label_selector(std::string_view selector, yaml::Node labels, bool* valid) {
  const LabelSelector parsed = parse_label_selector(selector);
  *valid = parsed.valid;
  return parsed.valid && parsed.matches(labels);
}

}  // namespace fleetlint::kustomize
