// ReplacementTransformer: `replacements`.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/strings.h"
#include "kustomize/kustomization.h"
#include "kustomize/selector.h"
#include "kustomize/transform/alias.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/node_path.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

constexpr std::string_view kDefaultPath = "metadata.name";
/// More than a cluster stores for an object. Replacements that copy a field into itself double it.
constexpr std::size_t kMaxText = std::size_t{4} * 1024 * 1024;
constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";
constexpr std::string_view kNotFound = "kustomize/patch-target-missing";

/// The place of a field of the kustomization, or of what it should be in.
diag::Place place_of(yaml::Node field, yaml::Node parent) { return at(field ? field : parent); }

ResId selector_id(yaml::Node selector) {
  return {{selector["group"].text(), selector["version"].text(), selector["kind"].text()},
          selector["name"].text(),
          selector["namespace"].text(),
          false};
}

bool is_empty(const ResId& id) { return id.gvk == Gvk{} && id.name.empty() && id.name_space.empty(); }

/// The words of a selector, for messages: `Deployment "web" in namespace "prod"`.
std::string describe_selector(yaml::Node selector) {
  const ResId id = selector_id(selector);
  std::string text(id.gvk.kind.empty() ? std::string_view("resource") : id.gvk.kind);
  if (!id.gvk.group.empty()) text += " of group " + std::string(id.gvk.group);
  if (!id.gvk.version.empty()) text += " of version " + std::string(id.gvk.version);
  if (!id.name.empty()) text += " " + quote(id.name);
  if (!id.name_space.empty()) text += " in namespace " + quote(id.name_space);
  return text;
}

/// The current and all former identities. Upstream makes them here without a
/// look at the schema, so no kind counts as cluster-scoped.
std::vector<ResId> ids_of(const Resource& resource) {
  std::vector<ResId> ids{resource.current_id()};
  ids.front().cluster_scoped = false;
  for (const ResId& id : resource.previous_ids()) ids.push_back(id);
  return ids;
}

bool is_selected_by(const ResId& id, const ResId& selector) {
  return (selector.name.empty() || selector.name == id.name) &&
         (selector.name_space.empty() || selector.namespace_equals(id)) && id.gvk.is_selected(selector.gvk);
}

bool any_selected_by(std::span<const ResId> ids, const ResId& selector) {
  for (const ResId& id : ids) {
    if (is_selected_by(id, selector)) return true;
  }
  return false;
}

long index_of(yaml::Node options) { return static_cast<long>(options["index"].as_int().value_or(0)); }

std::vector<std::string_view> split_at(std::string_view text, std::string_view delimiter) {
  std::vector<std::string_view> parts;
  for (std::size_t found = text.find(delimiter); found != std::string_view::npos;
       found = text.find(delimiter)) {
    parts.push_back(text.substr(0, found));
    text.remove_prefix(found + delimiter.size());
  }
  parts.push_back(text);
  return parts;
}

/// The nodes of a value, up to a bound.
std::size_t count_nodes(yaml::Node value, std::size_t at_most) {
  std::size_t count = 1;
  for (const yaml::Node& item : value.items()) {
    if (count < at_most) count += count_nodes(item, at_most - count);
  }
  for (const yaml::Entry& entry : value.entries()) {
    if (count < at_most) count += count_nodes(entry.value, at_most - count);
  }
  return count;
}

Make make_like(yaml::Node value) {
  if (value.is_mapping()) return Make::mapping;
  return value.is_sequence() ? Make::sequence : Make::scalar;
}

class Replacer {
 public:
  Replacer(Context& context, ResMap& map) : context_(context), map_(map) {}

  /// False when upstream would stop here.
  bool replace(yaml::Node replacement) {
    const yaml::Node source = replacement["source"];
    const yaml::Node targets = replacement["targets"];
    if (!source || !targets) {
      context_.refuse(kInvalid, at(replacement), "a replacement needs a source and targets; add {}",
                      source ? "targets" : "a source");
      return false;
    }
    yaml::Node value = source_value(source);
    if (!value) return false;
    for (const yaml::Node& target : targets.items()) {
      if (!write_target(target, value)) return false;
    }
    return true;
  }

 private:
  yaml::Node source_value(yaml::Node source) {
    const Resource* resource = find_source(source);
    if (resource == nullptr) return {};
    const yaml::Node path_node = source["fieldPath"];
    const std::string_view path = path_node.text().empty() ? kDefaultPath : path_node.text();
    std::optional<Problem> problem;
    const yaml::Node value = look_up(resource->node(), split_bracketed_path(path, '.'), problem);
    const bool is_empty_list =
        (value.is_mapping() && value.entries().empty()) || (value.is_sequence() && value.items().empty());
    if (problem || !value || value.is_null() || is_empty_list) {
      context_.refuse_absence(kNotFound, place_of(path_node, source),
                              "the replacement's source {} has no value at {}{}{}", describe_selector(source),
                              quote(path), problem ? ": " : "", problem ? problem->message : "");
      return {};
    }
    const bool is_whole = source["options"]["delimiter"].text().empty();
    live_source_ = is_whole ? resource : nullptr;
    live_path_ = path;
    return refined(source["options"], value);
  }

  const Resource* find_source(yaml::Node source) {
    const ResId wanted = selector_id(source);
    const Resource* found = nullptr;
    for (const Resource& resource : map_) {
      if (!any_selected_by(ids_of(resource), wanted)) continue;
      if (found != nullptr) {
        context_.refuse(kInvalid, at(source),
                        "the replacement's source {} fits several resources; name kind, name and namespace",
                        describe_selector(source));
        return nullptr;
      }
      found = &resource;
    }
    if (found == nullptr) {
      context_.refuse_absence(kNotFound, at(source), "there is no {} for the replacement's source",
                              describe_selector(source));
    }
    return found;
  }

  /// The part of the value that the source's options ask for.
  yaml::Node refined(yaml::Node options, yaml::Node value) {
    const std::string_view delimiter = options["delimiter"].text();
    if (delimiter.empty()) return value;
    if (!value.is_scalar()) {
      context_.refuse(kInvalid, at(options["delimiter"]),
                      "a delimiter splits a scalar, the source's value is a {}", describe(value));
      return {};
    }
    const std::vector<std::string_view> parts = split_at(value.text(), delimiter);
    const long index = index_of(options);
    if (index < 0 || static_cast<std::size_t>(index) >= parts.size()) {
      context_.refuse(kInvalid, place_of(options["index"], options),
                      "index {} is outside the {} that {} splits the source's value into", index,
                      count_of(parts.size(), "part"), quote(delimiter));
      return {};
    }
    const std::string_view part = parts[static_cast<std::size_t>(index)];
    // The chain of the part is that of the value; whoever copies it names the replacement.
    const yaml::Origin& origin = value.origin();
    // The tag stays the source's; it only matters where the value replaces a list or mapping.
    const std::optional<yaml::Node> tagged = with_text(context_.arena, value, part, origin);
    return tagged ? *tagged : yaml::make_string(context_.arena, part, origin);
  }

  bool write_target(yaml::Node target, yaml::Node& value) {
    const yaml::Node select = target["select"];
    if (!select) {
      context_.refuse(
          kInvalid, at(target),
          "a replacement's target needs select; add the kind and name of the resources to write to");
      return false;
    }
    const ResId wanted = selector_id(select);
    for (Resource& resource : map_) {
      const std::vector<ResId> ids = ids_of(resource);
      bool valid = true;
      const bool chosen =
          any_selected_by(ids, wanted) && labels_match(resource, target, valid) && !rejected(ids, target);
      if (!valid) return false;
      if (chosen && !write_fields(resource, target, value)) return false;
    }
    return true;
  }

  bool selector_matches(const Resource& resource, yaml::Node selector, bool& valid) {
    const yaml::Node metadata = resource.node()["metadata"];
    const auto matches = [&](std::string_view field, yaml::Node labels) {
      bool readable = true;
      const bool result = matches_label_selector(selector[field].text(), labels, &readable);
      if (readable) return result;
      if (valid) {
        context_.refuse(kInvalid, at(selector[field]),
                        "{} {} cannot be read; write key=value, key in (a, b) or !key", field,
                        quote(selector[field].text()));
      }
      valid = false;
      return false;
    };
    return matches("annotationSelector", metadata["annotations"]) &&
           matches("labelSelector", metadata["labels"]);
  }

  bool labels_match(const Resource& resource, yaml::Node target, bool& valid) {
    if (!selector_matches(resource, target["select"], valid)) return false;
    for (const yaml::Node& reject : target["reject"].items()) {
      if (reject["annotationSelector"].text().empty() && reject["labelSelector"].text().empty()) continue;
      if (selector_matches(resource, reject, valid)) return false;
    }
    return valid;
  }

  static bool rejected(std::span<const ResId> ids, yaml::Node target) {
    for (const yaml::Node& reject : target["reject"].items()) {
      const ResId unwanted = selector_id(reject);
      if (!is_empty(unwanted) && any_selected_by(ids, unwanted)) return true;
    }
    return false;
  }

  bool write_fields(Resource& resource, yaml::Node target, yaml::Node& value) {
    const yaml::Node paths = target["fieldPaths"];
    if (paths.items().empty())
      return write_field(resource, target, kDefaultPath, target["select"] ? target["select"] : target, value);
    for (const yaml::Node& path : paths.items()) {
      if (!write_field(resource, target, path.text(), path, value)) return false;
    }
    return true;
  }

  /// `place` is what says which field to write.
  bool write_field(Resource& resource, yaml::Node target, std::string_view path, yaml::Node place,
                   yaml::Node& value) {
    const yaml::Node options = target["options"];
    const bool create = options["create"].as_bool().value_or(false);
    const yaml::Origin key_origin = derived(place.origin(), yaml::Operation::requested, nullptr);
    std::optional<Problem> problem;
    // Copies share their nodes here, but whoever prints or reads them has each of them.
    if (!context_.affords(place.origin(), count_nodes(value, Context::kMaxVisits))) return false;
    const Make make = create ? make_like(value) : Make::nothing;
    const std::vector<std::string> parts = split_bracketed_path(path, '.');
    if (&resource == live_source_ && !value.is_scalar()) {
      // A collection that is copied into itself: the place is made first, and is part of the copy.
      const Setter as_it_is = [](yaml::Node old, std::optional<Problem>&) { return old; };
      resource.set_node(
          write(context_.arena, resource.node(), parts, make, key_origin, as_it_is, problem).root);
      read_again(value);
    }
    const Setter set = [&](yaml::Node old, std::optional<Problem>& failed) {
      const yaml::Node result = merged(options, old, value, place, failed);
      // Where the source is read as a whole, it is the field itself that is copied: written
      // over on the way, its new value goes to the targets that follow.
      if (&resource == live_source_ && same(old, value)) value = result;
      return result;
    };
    const Written written =
        problem ? Written{} : write(context_.arena, resource.node(), parts, make, key_origin, set, problem);
    if (problem || written.fields == 0) {
      // The field may come with what is not here.
      context_.refused = true;
      if (context_.incomplete) return false;
      diag::Finding& finding = context_.refuse(
          kNotFound, at(place), "{} has no field {} that the replacement could write to{}{}{}",
          describe(resource.current_id()), quote(path), problem ? ": " : "", problem ? problem->message : "",
          create || problem ? "" : "; mend the path, or set options.create");
      const yaml::Node where = problem && problem->at ? problem->at : resource.node();
      for (const diag::Location& location : {at(where).primary}) finding.related.push_back(location);
      return false;
    }
    yaml::Node root = written.root;
    for (const auto& [before, after] : written.overwritten)
      root = spread(context_.arena, root, before, after);
    resource.set_node(root);
    if (&resource == live_source_ && !value.is_scalar()) read_again(value);
    return true;
  }

  /// What the source's field holds after a write into the object it stands in.
  void read_again(yaml::Node& value) {
    std::optional<Problem> problem;
    const yaml::Node now = look_up(live_source_->node(), split_bracketed_path(live_path_, '.'), problem);
    if (now && !problem) value = now;
  }

  /// What a field becomes: a scalar keeps its type and takes the text, anything else is replaced whole.
  yaml::Node merged(yaml::Node options, yaml::Node old, yaml::Node value, yaml::Node place,
                    std::optional<Problem>& problem) {
    const bool old_is_scalar = !old || old.is_scalar();
    const std::string_view delimiter = options["delimiter"].text();
    std::string text(value.text());
    if (!delimiter.empty()) {
      if (!old_is_scalar) {
        problem = Problem{fmt::format("a delimiter splits a scalar, the field is a {}", describe(old)), old};
        return old;
      }
      text = inserted(old.text(), delimiter, index_of(options),
                      value.is_null() ? std::string_view() : value.text());
    }
    if (text.size() > kMaxText) {
      problem = Problem{fmt::format("the value would have {} bytes, more than an object may", text.size()),
                        old ? old : value};
      return old;
    }
    const yaml::Origin origin =
        copied_from(context_.arena, value.origin(), yaml::Operation::copied, place.origin(),
                    old ? yaml::keep(context_.arena, old.origin()) : nullptr);
    if (!old_is_scalar) return yaml::with_origin(context_.arena, detach(context_.arena, value), origin);
    if (!old) return scalar_in_place(context_.arena, {}, Tag::none, text, origin);
    const std::optional<yaml::Node> result = with_text(context_.arena, old, text, origin);
    if (!result) {
      problem = Problem{fmt::format("the field holds {} {} and cannot become {}", describe(old),
                                    quote(old.text()), quote(text)),
                        old};
      return old;
    }
    return *result;
  }

  static std::string inserted(std::string_view old, std::string_view delimiter, long index,
                              std::string_view value) {
    std::vector<std::string_view> parts = split_at(old, delimiter);
    if (index < 0) {
      parts.insert(parts.begin(), value);
    } else if (static_cast<std::size_t>(index) >= parts.size()) {
      parts.push_back(value);
    } else {
      parts[static_cast<std::size_t>(index)] = value;
    }
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) text += delimiter;
      text += parts[i];
    }
    return text;
  }

  Context& context_;
  ResMap& map_;
  const Resource* live_source_ = nullptr;  // whose field is copied as it is
  std::string_view live_path_;             // to that field
};

/// The replacements of the list, with those of the files it names in their place.
std::vector<yaml::Node> collect(Context& context, yaml::Node list) {
  std::vector<yaml::Node> replacements;
  for (const yaml::Node& item : list.items()) {
    const yaml::Node path = item["path"];
    if (path.text().empty()) {
      replacements.push_back(item);
      continue;
    }
    if (item["source"] || !item["targets"].items().empty()) {
      context.refuse(kInvalid, at(path), "a replacement has either a path or source and targets; remove one");
      continue;
    }
    const std::optional<LoadedFile> file = context.files.load(path, "replacement");
    if (!file) continue;
    const yaml::ParseCache::Parsed& parsed = context.files.documents(file->file, yaml::Dialect::go_yaml_v2);
    context.out.add_all(parsed.findings);
    yaml::Node root = parsed.stream.documents.empty() ? yaml::Node() : parsed.stream.documents.front().root;
    if (!root.is_mapping() && !root.is_sequence()) {
      context.refuse(kInvalid, at(path),
                     "{} holds no replacement; write one with source and targets, or a list of them",
                     quote(path.text()));
      continue;
    }
    if (root.is_mapping()) root = yaml::make_sequence(context.arena, {&root, 1}, root.origin());
    const yaml::Entry entry = yaml::make_entry("replacements", root, root.origin());
    const yaml::Node config = yaml::make_mapping(context.arena, {&entry, 1}, root.origin());
    const yaml::Node checked = normalise_plugin(context, "ReplacementTransformer", config);
    for (const yaml::Node& replacement : checked["replacements"].items()) replacements.push_back(replacement);
  }
  return replacements;
}

}  // namespace

void replace(Context& context, ResMap& map, yaml::Node replacements) {
  Replacer replacer(context, map);
  for (const yaml::Node& replacement : collect(context, replacements)) {
    if (!context.affords(replacement.origin(), map.size()) || !replacer.replace(replacement)) return;
  }
}

}  // namespace fleetlint::kustomize::transform
