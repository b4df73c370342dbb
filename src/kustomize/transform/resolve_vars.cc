// Vars: $(NAME) in fields becomes the value of a field of another object.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "kustomize/transform/alias.h"
#include "kustomize/transform/expand_vars.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/node_path.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// "ports[0]" is written as one part in field paths of vars.
std::vector<std::string> split_positions(const std::vector<std::string>& path) {
  std::vector<std::string> parts;
  for (const std::string& part : path) {
    const std::size_t open = part.rfind('[');
    const bool is_position = part.ends_with(']') && open != std::string::npos && open + 2 < part.size() &&
                             std::all_of(part.begin() + static_cast<std::ptrdiff_t>(open) + 1, part.end() - 1,
                                         [](char c) { return '0' <= c && c <= '9'; });
    if (!is_position) {
      parts.push_back(part);
      continue;
    }
    if (open > 0) parts.push_back(part.substr(0, open));
    parts.push_back(part.substr(open + 1, part.size() - open - 2));
  }
  return parts;
}

/// Upstream reads the number with Go's Atoi: decimal digits only.
bool is_plain_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return '0' <= c && c <= '9'; });
}

/// What kustomize gave no tag is a string to it here, and one for good afterwards.
bool is_number_without_tag(yaml::Node node) {
  return node.style() == yaml::Style::untagged && !node.is_string() && !node.text().empty();
}

class VarResolver {
 public:
  VarResolver(Context& context, ResMap& map) : context_(context), map_(map) {}

  void read(const Var& var) {
    const auto refers = [&](const Resource& resource) { return resource.referring_vars.contains(var.name); };
    const auto resource = std::ranges::find_if(map_.resources, refers);
    if (resource == map_.resources.end()) {
      const yaml::Node objref = var.node["objref"];
      context_.refuse_absence(
          "kustomize/patch-target-missing", at(objref ? objref : var.node),
          "var {} reads from an object that is not in this build ({} {}); mend objref or remove the var",
          quote(var.name), objref["kind"].text(), quote(objref["name"].text()));
      return;
    }
    const yaml::Node path_node = var.node["fieldref"]["fieldPath"];
    const std::string_view path =
        path_node.text().empty() ? std::string_view("metadata.name") : path_node.text();
    std::optional<Problem> problem;
    const yaml::Node value =
        look_up(resource->node(), split_positions(split_bracketed_path(path, '.')), problem);
    if (problem || !value || (value.kind() == yaml::Kind::integer && !is_plain_integer(value.text()))) {
      context_.refuse("kustomize/patch-target-missing", at(path_node ? path_node : var.node),
                      "var {} reads {} of {}, which has no such field; mend fieldPath", quote(var.name),
                      quote(path), describe(resource->current_id()));
      return;
    }
    values_[var.name] = {
        value.is_null() ? yaml::make_string(context_.arena, value.text(), value.origin()) : value, var.node};
  }

  bool empty() const { return values_.empty(); }

  void resolve(Resource& resource, const FieldSpecs& specs) {
    const Setter set = [this](yaml::Node old, std::optional<Problem>& problem) {
      return field(old, problem);
    };
    for (const FieldSpec& spec : specs) {
      overwritten_.clear();
      apply(context_, resource, {&spec, 1}, Leaf::none, {}, set);
      for (const auto& [before, after] : overwritten_) {
        resource.set_node(spread(context_.arena, resource.node(), before, after));
      }
    }
  }

 private:
  yaml::Node field(yaml::Node old, std::optional<Problem>& problem) {
    if (old.is_mapping()) {
      std::vector<yaml::Entry> entries(old.entries().begin(), old.entries().end());
      bool changed = false;
      for (yaml::Entry& entry : entries) {
        if (entry.key_kind != yaml::Kind::string) {
          problem = Problem{fmt::format("key {} is no string; quote it", quote(entry.key.text())), old};
          return old;
        }
        const yaml::Node after = scalar(entry.value);
        changed = changed || !same(after, entry.value);
        entry.value = after;
      }
      return changed ? yaml::make_mapping(context_.arena, entries, old.origin(), old.style()) : old;
    }
    if (old.is_sequence()) {
      std::vector<yaml::Node> items(old.items().begin(), old.items().end());
      bool changed = false;
      for (yaml::Node& item : items) {
        // A plain `<<` has the tag of merge keys wherever it stands.
        const bool is_merge_sign = item.text() == "<<" && can_be_time(item.style());
        if ((!item.is_string() && !is_number_without_tag(item)) || is_merge_sign) {
          problem =
              Problem{fmt::format("where vars are replaced, list items are strings; {} {} is none, quote it",
                                  describe(item), quote(item.text())),
                      item};
          return old;
        }
        const yaml::Node after = scalar(item);
        changed = changed || !same(after, item);
        item = after;
      }
      return changed ? yaml::make_sequence(context_.arena, items, old.origin(), old.style()) : old;
    }
    return scalar(old);
  }

  yaml::Node scalar(yaml::Node old) {
    if (is_number_without_tag(old)) {
      const yaml::Node text =
          yaml::make_string(context_.arena, old.text(), yaml::converted(context_.arena, old));
      overwritten_.emplace_back(old, text);
      return text;
    }
    if (!old.is_string() || old.text().find('$') == std::string_view::npos) return old;
    std::vector<const Value*> used;
    const Expanded expanded = expand_vars(old.text(), [&](std::string_view name) {
      const auto found = values_.find(name);
      // Lists and mappings have no text: the reference stays.
      if (found == values_.end() || !found->second.value.is_scalar()) return yaml::Node();
      if (std::ranges::find(used, &found->second) == used.end()) used.push_back(&found->second);
      return found->second.value;
    });
    if (!expanded.whole && expanded.text == old.text()) return old;
    // The first var is the last writer, those behind it follow, then the template.
    yaml::Origin origin = old.origin();
    if (used.empty()) origin = yaml::converted(context_.arena, old);
    for (auto it = used.rbegin(); it != used.rend(); ++it) {
      const yaml::Node name = (*it)->var["name"];
      origin = copied_from(context_.arena, (*it)->value.origin(), yaml::Operation::copied,
                           name ? name.origin() : (*it)->var.origin(), yaml::keep(context_.arena, origin));
    }
    const yaml::Node after = expanded.whole ? yaml::make_scalar(context_.arena, expanded.whole.kind(),
                                                                var_text(expanded.whole), origin)
                                            : yaml::make_string(context_.arena, expanded.text, origin);
    overwritten_.emplace_back(old, after);
    return after;
  }

  Context& context_;
  ResMap& map_;
  struct Value {
    yaml::Node value;
    yaml::Node var;  // what asks for it
  };
  std::map<std::string_view, Value> values_;
  std::vector<std::pair<yaml::Node, yaml::Node>> overwritten_;
};

}  // namespace

void resolve_vars(Context& context, ResMap& map, const std::vector<Var>& vars,
                  const TransformerConfig& config) {
  VarResolver resolver(context, map);
  for (const Var& var : vars) resolver.read(var);
  if (resolver.empty()) return;
  for (Resource& resource : map) resolver.resolve(resource, config.var_reference);
}

}  // namespace fleetlint::kustomize::transform
