#include "kustomize/generate/object.h"

#include <algorithm>

#include "kustomize/transform/scalar.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::generate {

namespace {

Behavior parse_behavior(std::string_view word) {
  if (word == "create") return Behavior::create;
  if (word == "replace") return Behavior::replace;
  return word == "merge" ? Behavior::merge : Behavior::unspecified;
}

/// A generator's own file may give name and namespace in its metadata.
yaml::Node own_or_metadata(yaml::Node args, std::string_view field) {
  return args[field].text().empty() ? args["metadata"][field] : args[field];
}

}  // namespace

ObjectBuilder::ObjectBuilder(Context& context, std::string_view kind, yaml::Node args, yaml::Node options)
    : context_(context),
      args_(args),
      options_(options),
      name_(own_or_metadata(args, "name")),
      name_space_(own_or_metadata(args, "namespace")) {
  const yaml::Origin implied = derived(args.origin(), yaml::Operation::implied, nullptr);
  add_text("apiVersion", "v1", implied);
  add_text("kind", kind, implied);
}

yaml::Origin ObjectBuilder::origin_of(yaml::Node field) const {
  return derived(field ? field.origin() : args_.origin(), yaml::Operation::generated, nullptr);
}

yaml::Node ObjectBuilder::text(std::string_view value, const yaml::Origin& origin) const {
  return yaml::make_string(context_.arena, value, origin);
}

void ObjectBuilder::add(std::string_view key, yaml::Node value, const yaml::Origin& origin) {
  fields_.push_back(yaml::make_entry(key, value, origin));
}

void ObjectBuilder::add_text(std::string_view key, std::string_view value, const yaml::Origin& origin) {
  add(key, text(value, origin), origin);
}

yaml::Node ObjectBuilder::merged_texts(std::string_view field) const {
  std::vector<yaml::Entry> entries;
  const yaml::Node own = args_["options"][field];
  for (const yaml::Node& pairs : {own, options_[field]}) {
    for (const yaml::Entry& pair : pairs.entries()) {
      const bool known =
          std::ranges::any_of(entries, [&](const yaml::Entry& entry) { return entry.key == pair.key; });
      if (known) continue;
      const yaml::Origin key_origin = derived(pair.key_origin, yaml::Operation::generated, nullptr);
      entries.push_back(
          yaml::make_entry(pair.key.text(), text(pair.value.text(), origin_of(pair.value)), key_origin));
    }
  }
  return entries.empty()
             ? yaml::Node()
             : yaml::make_mapping(context_.arena, entries, origin_of(own ? own : options_[field]));
}

yaml::Node ObjectBuilder::enabled(std::string_view option) const {
  for (const yaml::Node& options : {args_["options"], options_}) {
    if (options[option].as_bool().value_or(false)) return options[option];
  }
  return {};
}

yaml::Node ObjectBuilder::metadata() {
  std::vector<yaml::Entry> entries;
  const auto add_entry = [&](std::string_view key, yaml::Node value) {
    if (value) entries.push_back(yaml::make_entry(key, value, value.origin()));
  };
  add_entry("name", transform::scalar_in_new_field(context_.arena, name_.text(), origin_of(name_)));
  if (!name_space_.text().empty()) {
    add_entry("namespace",
              transform::scalar_in_new_field(context_.arena, name_space_.text(), origin_of(name_space_)));
  }
  add_entry("labels", merged_texts("labels"));
  add_entry("annotations", merged_texts("annotations"));
  return yaml::make_mapping(context_.arena, entries, origin_of(args_));
}

void ObjectBuilder::finish(std::vector<Resource>& out) {
  if (name_.text().empty()) {
    context_.refuse("kustomize/generator-invalid", at(args_),
                    "the generator has no name; add one, the object gets it");
    return;
  }
  add("metadata", metadata(), origin_of(args_));
  if (const yaml::Node immutable = enabled("immutable")) {
    const yaml::Origin origin = origin_of(immutable);
    add("immutable", yaml::make_scalar(context_.arena, yaml::Kind::boolean, "true", origin), origin);
  }
  Resource resource(yaml::make_mapping(context_.arena, fields_, origin_of(args_)), *context_.openapi);
  resource.behavior = parse_behavior(args_["behavior"].text());
  resource.needs_hash = !enabled("disableNameSuffixHash");
  out.push_back(resource);
}

}  // namespace fleetlint::kustomize::generate
