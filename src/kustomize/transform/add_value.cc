// ValueAddTransformer: one value into chosen fields of chosen objects.
#include <optional>
#include <string>
#include <vector>

#include "base/strings.h"
#include "kustomize/kustomization.h"
#include "kustomize/selector.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/node_path.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/set_namespace.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";

/// `part` put into a file path as its `position`-th step (from 1). An absolute
/// path stays one; a position beyond the end appends.
std::string insert_path_part(std::string_view path, std::size_t position, std::string_view part) {
  std::vector<std::string> steps;
  for (const std::string_view step : split(path, '/')) {
    if (step == ".." && !steps.empty() && steps.back() != "..") {
      steps.pop_back();
    } else if (!step.empty() && step != ".") {
      steps.emplace_back(step);
    }
  }
  const std::size_t index = std::min(position - 1, steps.size());
  steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(index), std::string(part));
  return (path.starts_with('/') ? "/" : "") + join(steps, "/");
}

/// Targets of the file, behind those that stand in the configuration itself.
std::vector<yaml::Node> collect_targets(Context& context, yaml::Node config) {
  std::vector<yaml::Node> targets(config["targets"].items().begin(), config["targets"].items().end());
  const yaml::Node path = config["targetFilePath"];
  if (path.text().empty()) return targets;
  const std::optional<LoadedFile> file = context.files.load(path, "target file");
  if (!file) return targets;
  const yaml::ParseCache::Parsed& parsed = context.files.documents(file->file, yaml::Dialect::go_yaml_v2);
  context.out.add_all(parsed.findings);
  if (parsed.stream.documents.empty()) return targets;
  const yaml::Node more =
      normalise_plugin(context, "ValueAddTransformer", parsed.stream.documents.front().root);
  targets.insert(targets.end(), more["targets"].items().begin(), more["targets"].items().end());
  return targets;
}

}  // namespace

void add_value(Context& context, ResMap& map, yaml::Node config) {
  const yaml::Node value_node = config["value"];
  std::string value(trim(value_node.text()));
  if (value.empty()) value = context.files.directory_name();
  // Without a value, the name of the directory is one.
  const yaml::Origin place =
      value_node ? value_node.origin() : derived(config.origin(), yaml::Operation::implied, nullptr);

  const std::vector<yaml::Node> targets = collect_targets(context, config);
  if (targets.empty()) {
    context.refuse(kInvalid, at(config), "a ValueAddTransformer needs targets; add one with a fieldPath");
  }
  for (const yaml::Node& target : targets) {
    const std::string_view path = target["fieldPath"].text();
    const long position = static_cast<long>(target["filePathPosition"].as_int().value_or(0));
    if (path.empty()) {
      context.refuse(kInvalid, at(target), "a target needs a fieldPath; add the field to write");
      continue;
    }
    if (position < 0) {
      context.refuse(kInvalid, at(target["filePathPosition"]),
                     "filePathPosition is {}; positions count from 1", position);
      continue;
    }

    std::vector<Resource*> chosen;
    if (target["selector"]) {
      chosen = select(context, map, target["selector"]);
    } else {
      for (Resource& resource : map) chosen.push_back(&resource);
    }
    const yaml::Origin& asked_at = target["fieldPath"].origin();
    const yaml::Origin key_origin = derived(asked_at, yaml::Operation::requested, nullptr);
    bool reached = false;
    const Setter set = [&](yaml::Node old, std::optional<Problem>& problem) {
      reached = true;
      if (old.is_mapping() || old.is_sequence()) {
        problem = Problem{fmt::format("a value is added to a scalar, found a {}", describe(old)), old};
        return old;
      }
      const std::string text =
          position == 0 ? value : insert_path_part(old.text(), static_cast<std::size_t>(position), value);
      return scalar_in_place(context.arena, old, Tag::none, text,
                             copied_from(context.arena, place, yaml::Operation::copied, asked_at,
                                         old ? yaml::keep(context.arena, old.origin()) : nullptr));
    };
    for (Resource* resource : chosen) {
      if (path == "metadata/namespace") {
        set_namespace_of(context, *resource, yaml::make_string(context.arena, value, place), {}, {});
        continue;
      }
      std::optional<Problem> problem;
      reached = false;
      const yaml::Node after =
          write_one(context.arena, resource->node(), split_path(path, '/'), key_origin, set, problem);
      // List items are not made; where a path is to be extended, upstream needs the old one.
      if (!problem && !reached && position > 0) problem = Problem{"there is no such list item", {}};
      if (problem) {
        refuse(context, *resource, *problem, path, place);
      } else {
        resource->set_node(after);
      }
    }
  }
}

}  // namespace fleetlint::kustomize::transform
