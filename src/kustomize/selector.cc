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

LabelSelector parse(Context& context, yaml::Node selector, std::string_view field) {
  const yaml::Node node = selector[field];
  LabelSelector parsed = parse_label_selector(node.text());
  if (!parsed.valid) {
    context.refuse("kustomize/invalid-patch", yaml::at(node), "{} {} is not a label selector", field,
                   quote(node.text()));
  }
  return parsed;
}

}  // namespace

std::vector<Resource*> select(Context& context, ResMap& map, yaml::Node selector) {
  const Pattern group(context, selector, "group");
  const Pattern version(context, selector, "version");
  const Pattern kind(context, selector, "kind");
  const Pattern name(context, selector, "name");
  const Pattern name_space(context, selector, "namespace");
  const LabelSelector labels = parse(context, selector, "labelSelector");
  const LabelSelector annotations = parse(context, selector, "annotationSelector");
  std::vector<Resource*> found;
  if (!group.valid() || !version.valid() || !kind.valid() || !name.valid() || !name_space.valid()) return found;
  if (!labels.valid || !annotations.valid) return found;
  for (Resource& resource : map) {
    const ResId current = resource.current_id();
    const Gvk& gvk = current.gvk;
    if (!group.matches(gvk.group) || !version.matches(gvk.version) || !kind.matches(gvk.kind)) continue;
    const ResId original = resource.original_id();
    if (!name.matches(original.name) && !name.matches(current.name)) continue;
    if (!name_space.matches(original.effective_namespace()) && !name_space.matches(current.effective_namespace())) {
      continue;
    }
    const yaml::Node metadata = resource.node()["metadata"];
    if (!labels.matches(metadata["labels"]) || !annotations.matches(metadata["annotations"])) continue;
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
