#include "kustomize/patch/patches.h"

#include <algorithm>
#include <memory>

#include "base/strings.h"
#include "kustomize/embedded.h"
#include "kustomize/manifests.h"
#include "kustomize/patch/json_patch.h"
#include "kustomize/patch/json_text.h"
#include "kustomize/patch/strategic_merge.h"
#include "kustomize/selector.h"
#include "kustomize/settle.h"
#include "kustomize/transform/alias.h"
#include "yaml/edit.h"
#include "yaml/scalar.h"

namespace fleetlint::kustomize::patch {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-patch";
constexpr std::string_view kTargetMissing = "kustomize/patch-target-missing";

/// The documents of a patch, wherever its text stands.
struct Text {
  Embedded embedded;                                 // of an inline patch
  const yaml::ParseCache::Parsed* parsed = nullptr;  // of a file
  yaml::Node place;                                  // what names the patch, or holds it
  source::FileId file = source::FileId::none;        // of a file
  bool is_trimmed = false;                           // of an inline patch
  const yaml::Stream& stream() const { return parsed != nullptr ? parsed->stream : embedded.stream; }
  const std::vector<diag::Finding>& findings() const {
    return parsed != nullptr ? parsed->findings : embedded.findings;
  }
};

std::optional<Text> from_file(Context& context, yaml::Node path) {
  const std::optional<LoadedFile> file = context.files.load(path, "patch");
  if (!file) return std::nullopt;
  Text text;
  text.parsed = &context.files.documents(file->file, yaml::Dialect::go_yaml_v3);
  text.place = path;
  text.file = file->file;
  return text;
}

Text from_scalar(Context& context, yaml::Node scalar, bool trimmed = false) {
  Text text;
  text.is_trimmed = trimmed;
  text.embedded = parse_embedded(context.arena, context.files.text(scalar.origin().file), scalar,
                                 yaml::Dialect::go_yaml_v3, trimmed);
  text.place = scalar;
  return text;
}

void report_broken(Context& context, const Text& text) {
  context.refused = true;
  context.incomplete = true;  // what the patch would have named or added is not here
  // Files report their syntax errors once, with the file.
  if (text.parsed == nullptr) context.out.add_all(text.embedded.findings);
  if (text.findings().empty()) {
    context.refuse(kInvalid, yaml::at(text.place),
                   "this is neither a strategic merge patch (an object with kind and "
                   "metadata.name) nor a JSON patch (a list of operations)");
  }
}

/// Values that the parser could not read as their tags say, keys that are there twice; go-yaml refuses
/// the text.
bool has_complaints(const Text& text) {
  return std::ranges::any_of(text.findings(), [](const diag::Finding& finding) {
    return finding.rule == "yaml/syntax" || finding.rule == "yaml/duplicate-key";
  });
}

bool is_broken(const yaml::Stream& stream) {
  for (const yaml::Document& document : stream.documents) {
    if (document.broken) return true;
  }
  return false;
}

/// What kustomize takes for a JSON patch: text that begins with a bracket has to be JSON.
bool reads_as_json_patch(std::string_view raw) { return !raw.starts_with('[') || is_json(raw); }

constexpr std::string_view kNoJson =
    "a patch that begins with \"[\" has to be JSON: put names and texts in double quotes, without comments; "
    "or write the "
    "operations as a YAML list";

/// The first document that holds something: JSON patches have no others.
yaml::Node first_document(const yaml::Stream& stream) {
  return stream.documents.empty() ? yaml::Node() : stream.documents.front().root;
}

constexpr std::string_view kAllowNameChange = "allowNameChange";
constexpr std::string_view kAllowKindChange = "allowKindChange";

bool is_option_set(yaml::Node options, std::string_view name) {
  return options[name].as_bool().value_or(false);
}

/// kustomize takes any option, and looks at two.
void check_options(Context& context, yaml::Node options) {
  constexpr std::string_view kKnown[] = {kAllowNameChange, kAllowKindChange};
  for (const yaml::Entry& option : options.entries()) {
    if (std::ranges::find(kKnown, option.key.text()) != std::end(kKnown)) continue;
    context.out.report("kustomize/unknown-field", yaml::at_key(option),
                       "a patch has no option {}, so this does nothing{}", quote(option.key.text()),
                       did_you_mean(option.key.text(), kKnown));
  }
}

// -- strategic merge

/// Where kustomize copies labels and annotations of a patch it makes maps of strings
/// of them: a null in them is the text "null", and a null or empty map is no map.
yaml::Node settle_patch_metadata(Context& context, yaml::Node patch,
                                 std::span<const std::string_view> fields) {
  yaml::Node metadata = patch["metadata"];
  for (const std::string_view field : fields) {
    const yaml::Entry* entry = metadata.find(field);
    if (entry == nullptr) continue;
    std::vector<yaml::Entry> entries(entry->value.entries().begin(), entry->value.entries().end());
    for (yaml::Entry& label : entries) {
      if (!label.value.is_string()) {
        label.value =
            make_string(context.arena, label.value.text(), yaml::converted(context.arena, label.value));
      }
    }
    metadata = entries.empty()
                   ? unset(context.arena, metadata, field)
                   : set(context.arena, metadata, field,
                         make_mapping(context.arena, entries, entry->value.origin()), entry->key_origin);
  }
  return same(metadata, patch["metadata"]) ? patch
                                           : set(context.arena, patch, "metadata", metadata, patch.origin());
}

/// The patched object keeps its kind, name and namespace unless the patch may change them.
yaml::Node keep_identity(Context& context, yaml::Node before, yaml::Node after, const Resource& patch) {
  const auto restore = [&](std::span<const std::string_view> keys) {
    yaml::Node old = before;
    yaml::Node now = after;
    const yaml::Entry* entry = nullptr;
    for (const std::string_view key : keys) {
      entry = old.find(key);
      old = old[key];
      now = now[key];
    }
    // kustomize writes the text anew, without a tag.
    if (old.is_string() && old.style() == yaml::Style::plain) {
      const yaml::Kind kind = yaml::resolve_plain(old.text(), yaml::Dialect::go_yaml_v3);
      const yaml::Origin origin =
          kind == yaml::Kind::string ? old.origin() : yaml::converted(context.arena, old);
      old = make_scalar(context.arena, kind, old.text(), origin, yaml::Style::untagged);
    }
    // A mapping is no namespace: kustomize finds none and writes none.
    if (old && !old.is_scalar()) old = yaml::Node();
    if (same(old, now)) return;
    after = update(context.arena, after, keys, true, entry != nullptr ? entry->key_origin : before.origin(),
                   [&](yaml::Node) { return old; });
  };
  constexpr std::string_view kKind[] = {"kind"};
  constexpr std::string_view kName[] = {"metadata", "name"};
  constexpr std::string_view kNamespace[] = {"metadata", "namespace"};
  if (!patch.allow_kind_change) restore(kKind);
  if (!patch.allow_name_change) restore(kName);
  restore(kNamespace);
  return after;
}

/// kustomize's merge visits all fields and quotes scalars without a tag that YAML 1.1 would misread.
yaml::Node quote_untagged(Arena& arena, yaml::Node node) {
  if (node.style() == yaml::Style::untagged || (node.is_string() && node.style() == yaml::Style::plain)) {
    if (node.text().empty() ||
        yaml::resolve_plain(node.text(), yaml::Dialect::go_yaml_v2) == yaml::Kind::string) {
      return node;
    }
    const yaml::Origin origin = node.is_string() ? node.origin() : yaml::converted(arena, node);
    return make_scalar(arena, yaml::Kind::string, node.text(), origin, yaml::Style::double_quoted);
  }
  if (!node.is_mapping()) return node;
  std::vector<yaml::Entry> changed;
  const auto entries = node.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const yaml::Node value = quote_untagged(arena, entries[i].value);
    if (same(value, entries[i].value)) continue;
    if (changed.empty()) changed.assign(entries.begin(), entries.end());
    changed[i].value = value;
  }
  return changed.empty() ? node : make_mapping(arena, changed, node.origin(), node.style());
}

void merge_into(Context& context, Resource& target, const Resource& patch) {
  const yaml::Node before = target.node();
  std::optional<MergeProblem> problem;
  context.has_merged = true;
  context.refused = context.refused || context.openapi->is_broken();
  yaml::Node after = strategic_merge(context.arena, *context.openapi,
                                     with_build_notes(context.arena, target, before), patch.node(), problem);
  if (problem) {
    diag::Place place = yaml::at(problem->at);
    context.refuse(kInvalid, std::move(place), "patch for {} {} does not fit: {}", before["kind"].text(),
                   quote(before["metadata"]["name"].text()), problem->message);
    return;
  }
  if (after) after = take_build_notes(context.arena, target, quote_untagged(context.arena, after));
  if (patch.allow_name_change || patch.allow_kind_change) target.store_previous_id(context.arena);
  if (after && after.is_mapping() && !after.entries().empty()) {
    // Labels that a transformer put into several fields at once are written in all of them.
    after = transform::spread_changes(context.arena, before, after);
    after = keep_identity(context, before, after, patch);
  }
  target.set_node(after);
}

/// The single resource that has or had the patch's id.
Resource* find_target(Context& context, ResMap& map, const Resource& patch) {
  const ResId id = patch.current_id();
  const std::vector<Resource*> found = map.by_any_id([&](const ResId& other) { return other.equals(id); });
  if (found.size() == 1) return found.front();
  diag::Place place = yaml::at(patch.node()["metadata"]["name"]);
  const std::string what = std::string(id.gvk.kind) + " " + quote(id.name);
  if (found.size() > 1) {
    context.refuse(kTargetMissing, std::move(place),
                   "patch for {} fits {} resources; name one of them with a target", what, found.size());
    return nullptr;
  }
  // The usual slips: another name, another apiVersion, another namespace.
  std::vector<std::string_view> names;
  std::string hint;
  for (const Resource& resource : map) {
    const ResId other = resource.current_id();
    if (other.gvk.kind != id.gvk.kind) continue;
    names.push_back(other.name);
    if (other.name != id.name) continue;
    if (other.gvk != id.gvk) {
      hint = "; there is one of apiVersion " + quote(resource.node()["apiVersion"].text());
    } else if (!other.namespace_equals(id)) {
      hint = other.name_space.empty() ? std::string("; there is one without a namespace")
                                      : "; there is one in namespace " + quote(other.name_space);
    }
  }
  if (hint.empty()) hint = did_you_mean(id.name, names);
  context.refuse_absence(kTargetMissing, std::move(place), "patch for {} finds no such resource{}", what,
                         hint);
  return nullptr;
}

/// With a target the patch goes to all that it selects; its own name does not count.
void apply_to_all(Context& context, ResMap& map, const std::vector<Resource*>& targets, Resource patch) {
  if (targets.empty()) return;
  constexpr std::string_view kFields[] = {"labels", "annotations"};
  patch.set_node(settle_patch_metadata(context, patch.node(), kFields));
  for (Resource* target : targets) {
    if (const yaml::Node version = target->node()["apiVersion"]; version && !version.is_scalar()) {
      context.refuse(kInvalid, yaml::at(version), "apiVersion must be a string, not a {}",
                     to_string(version.kind()));
      return;
    }
    Resource copy = patch;
    // The version and group of the patch do not count, its kind does.
    const yaml::Node api_version = target->node()["apiVersion"];
    yaml::Node node = copy.node();
    node = api_version ? set(context.arena, node, "apiVersion", api_version, api_version.origin())
                       : unset(context.arena, node, "apiVersion");
    copy.set_node(node);
    merge_into(context, *target, copy);
    if (!api_version && !target->is_empty()) {
      // kustomize writes the version of the target into the patch, be it none.
      const yaml::Origin origin = derived(patch.node().origin(), yaml::Operation::implied, nullptr);
      target->set_node(set(context.arena, target->node(), "apiVersion",
                           make_scalar(context.arena, yaml::Kind::null, "null", origin), origin));
    }
  }
  // What now shares an identity is a conflict, and deleted objects go.
  ResMap rebuilt;
  Adder adder(context, rebuilt);
  for (const Resource& resource : map) {
    if (!resource.is_empty()) adder.add(resource);
  }
  map = std::move(rebuilt);
}

std::vector<Resource> as_resources(Context& context, const yaml::Stream& stream, yaml::Node options) {
  std::vector<yaml::Node> nodes;
  read_objects(context, stream, nodes);
  std::vector<Resource> patches;
  for (const yaml::Node node : nodes) {
    Resource& patch = patches.emplace_back(node, *context.openapi);
    patch.allow_name_change = is_option_set(options, kAllowNameChange);
    patch.allow_kind_change = is_option_set(options, kAllowKindChange);
    // These options are notes in the patch's annotations upstream.
    constexpr std::string_view kFields[] = {"annotations"};
    if (patch.allow_name_change || patch.allow_kind_change) {
      patch.set_node(settle_patch_metadata(context, patch.node(), kFields));
    }
  }
  return patches;
}

// -- patchesStrategicMerge

void take_strategic(Context& context, const Text& text, std::vector<Resource>& patches) {
  if (is_broken(text.stream()) || !looks_like_objects(text.stream())) {
    report_broken(context, text);
    return;
  }
  for (Resource& patch : as_resources(context, text.stream(), {})) patches.push_back(std::move(patch));
}

/// Text that reads as objects is a patch, anything else names a file.
void read_strategic(Context& context, yaml::Node item, std::vector<Resource>& patches) {
  const Text inline_text = from_scalar(context, item);
  const bool is_patch = !is_broken(inline_text.stream()) && looks_like_objects(inline_text.stream());
  if (is_patch || item.text().find('\n') != std::string_view::npos) {
    take_strategic(context, inline_text, patches);
  } else if (const std::optional<Text> text = from_file(context, item)) {
    take_strategic(context, *text, patches);
  }
}

/// All patches are read before the first is applied.
void apply_all_strategic(Context& context, ResMap& map, const std::vector<Resource>& patches,
                         yaml::Node place) {
  if (patches.empty() && !context.refused) {
    context.refuse(kInvalid, yaml::at(place), "the patches are empty; write one or remove the entries");
  }
  for (const Resource& patch : patches) {
    if (Resource* target = find_target(context, map, patch)) apply_to_all(context, map, {target}, patch);
  }
}

// -- JSON patches

/// The list of operations. kustomize makes JSON of it with the older reader.
yaml::Node operations_of(Context& context, const Text& text) {
  if (text.parsed != nullptr) {
    return first_document(context.files.documents(text.file, yaml::Dialect::go_yaml_v2).stream);
  }
  return first_document(parse_embedded(context.arena, context.files.text(text.place.origin().file),
                                       text.place, yaml::Dialect::go_yaml_v2, text.is_trimmed)
                            .stream);
}

void apply_operations(Context& context, ResMap& map, const Text& text, yaml::Node selector, bool remember) {
  const yaml::Node operations = operations_of(context, text);
  for (Resource* target : select(context, map, selector)) {
    if (remember) target->store_previous_id(context.arena);
    std::optional<JsonPatchProblem> problem;
    const yaml::Node before = with_build_notes(context.arena, *target, to_json_values(context, *target));
    yaml::Node after = apply_json_patch(context.arena, before, operations, problem);
    after = take_build_notes(context.arena, *target, after);
    // Upstream reads the object anew from JSON: from here on every value stands for itself.
    target->set_node(transform::unshare(context.arena, from_json_values(context.arena, after)));
    if (!problem) continue;
    context.refuse(kInvalid, yaml::at(problem->at), "JSON patch does not apply to {} {}: {}",
                   target->node()["kind"].text(), quote(target->name()), problem->message);
  }
}

bool is_json_patch(yaml::Node document) {
  JsonPatchProblem problem;
  return check_json_patch(document, problem);
}

}  // namespace

void report_unmatched(Context& context, ResMap& map, yaml::Node entry) {
  const yaml::Node target = entry["target"];
  const std::string_view kind = target["kind"].text();
  const std::string_view name = target["name"].text();
  // Only a plain name means a certain object; expressions and selectors take what there is.
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  const bool is_plain = name.find_first_not_of(kPlain) == std::string_view::npos &&
                        kind.find_first_not_of(kPlain) == std::string_view::npos;
  if (kind.empty() || name.empty() || !is_plain || target["labelSelector"] || target["annotationSelector"])
    return;
  // Where nothing is at all, the files are placeholders: Flux's bootstrap fills them later.
  if (context.incomplete || map.resources.empty() || !select(context, map, target).empty()) return;
  std::vector<std::string_view> names;
  std::string hint;
  for (const Resource& resource : map) {
    const ResId id = resource.current_id();
    if (id.gvk.kind != kind) continue;
    names.push_back(id.name);
    if (id.name != name) continue;
    hint = id.name_space.empty() ? std::string("; look at its group, version and namespace")
                                 : "; there is one in namespace " + quote(id.name_space);
  }
  if (hint.empty()) hint = did_you_mean(name, names);
  context.out.report("kustomize/patch-matches-nothing", yaml::at(target["name"]),
                     "no {} {} is among the resources, so this patch does nothing{}", kind, quote(name),
                     hint);
  // Under the name that it would have given, others may look for the object.
  if (!hint.empty() && is_option_set(entry["options"], kAllowNameChange)) context.incomplete = true;
}

void apply(Context& context, ResMap& map, yaml::Node entry) {
  if (!context.affords(entry.origin(), map.size())) return;
  check_options(context, entry["options"]);
  const yaml::Node path = entry["path"];
  const yaml::Node inline_patch = entry["patch"];
  const bool has_path = !path.text().empty();
  const bool has_patch = !trim(inline_patch.text()).empty();
  if (has_path == has_patch) {
    context.refuse(kInvalid, yaml::at(entry), "{}",
                   has_path ? "a patch has either path or patch, not both" : "a patch needs path or patch");
    return;
  }
  std::optional<Text> text;
  if (has_path) {
    text = from_file(context, path);
  } else {
    text = from_scalar(context, inline_patch, true);
  }
  if (!text) return;
  const yaml::Node target = entry["target"];
  const yaml::Stream& stream = text->stream();
  const std::string_view raw = has_path ? context.files.text(text->file) : trim(inline_patch.text());
  if (!reads_as_json_patch(raw)) {
    context.refuse(kInvalid, yaml::at(text->place), "{}", kNoJson);
    return;
  }
  if (!is_broken(stream) && is_json_patch(first_document(stream))) {
    if (first_document(stream).items().empty()) {
      context.refuse(kInvalid, yaml::at(text->place), "the patch is empty; write one or remove the entry");
      return;
    }
    if (!target) {
      context.refuse(kInvalid, yaml::at(entry), "a JSON patch does not say what it is for; give it a target");
      return;
    }
    apply_operations(context, map, *text, target, true);
    return;
  }
  if (is_broken(stream) || has_complaints(*text) || !looks_like_objects(stream)) {
    report_broken(context, *text);
    return;
  }
  std::vector<Resource> patches = as_resources(context, stream, entry["options"]);
  if (patches.empty()) {
    context.refuse(kInvalid, yaml::at(text->place), "the patch is empty; write one or remove the entry");
    return;
  }
  if (!target) {
    bool has_deleted = false;
    for (const Resource& patch : patches) {
      if (has_deleted) {
        context.refuse(
            kInvalid, yaml::at(patch.node()),
            "kustomize fails at a patch behind one that deletes its object; give each an entry of its own");
        return;
      }
      Resource* object = find_target(context, map, patch);
      if (object == nullptr) continue;
      merge_into(context, *object, patch);
      has_deleted = object->is_empty();
    }
    return;
  }
  if (patches.size() > 1) {
    context.refuse(kInvalid, yaml::at(target),
                   "several strategic merge patches in one entry cannot share a target; "
                   "give each an entry of its own");
    return;
  }
  apply_to_all(context, map, select(context, map, target), patches.front());
}

void apply_strategic(Context& context, ResMap& map, yaml::Node list) {
  std::vector<Resource> patches;
  for (const yaml::Node item : list.items()) read_strategic(context, item, patches);
  apply_all_strategic(context, map, patches, list);
}

void apply_strategic_plugin(Context& context, ResMap& map, yaml::Node config) {
  if (config["paths"].items().empty() && config["patches"].text().empty()) {
    context.refuse(kInvalid, yaml::at(config), "a PatchStrategicMergeTransformer needs paths or patches");
    return;
  }
  std::vector<Resource> patches;
  for (const yaml::Node item : config["paths"].items()) read_strategic(context, item, patches);
  if (const yaml::Node text = config["patches"]; !text.text().empty()) {
    take_strategic(context, from_scalar(context, text), patches);
  }
  apply_all_strategic(context, map, patches, config);
}

void apply_json(Context& context, ResMap& map, yaml::Node entry, std::string_view text_field) {
  const yaml::Node path = entry["path"];
  const yaml::Node operations = entry[text_field];
  if (!entry["target"]) {
    context.refuse(kInvalid, yaml::at(entry), "a JSON patch does not say what it is for; give it a target");
    return;
  }
  if (entry["target"]["name"].text().empty()) {
    context.refuse(kInvalid, yaml::at(entry["target"]),
                   "a JSON patch of this kind needs the name of its target; add it");
    return;
  }
  if (path.text().empty() == operations.text().empty()) {
    if (path.text().empty()) {
      context.refuse(kInvalid, yaml::at(entry), "a JSON patch needs path or {}", text_field);
    } else {
      context.refuse(kInvalid, yaml::at(entry), "a JSON patch has either path or {}, not both", text_field);
    }
    return;
  }
  std::optional<Text> text;
  if (!path.text().empty()) {
    text = from_file(context, path);
  } else {
    text = from_scalar(context, operations);
  }
  if (!text) return;
  const yaml::Node document = first_document(text->stream());
  JsonPatchProblem problem;
  const std::string_view raw = path.text().empty() ? operations.text() : context.files.text(text->file);
  if (!reads_as_json_patch(raw)) {
    context.refuse(kInvalid, yaml::at(text->place), "{}", kNoJson);
  } else if (is_broken(text->stream())) {
    report_broken(context, *text);
  } else if (!check_json_patch(document, problem)) {
    context.refuse(kInvalid, yaml::at(problem.at ? problem.at : text->place), "{}", problem.message);
  } else if (document.items().empty()) {
    context.refuse(kInvalid, yaml::at(text->place), "the patch is empty; write one or remove the entry");
  } else {
    apply_operations(context, map, *text, entry["target"], false);
  }
}

}  // namespace fleetlint::kustomize::patch
