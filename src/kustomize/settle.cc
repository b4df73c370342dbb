#include "kustomize/settle.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "yaml/edit.h"
#include "yaml/go_number.h"
#include "yaml/scalar.h"
#include "yaml/scalar_style.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kOrigin = "config.kubernetes.io/origin";
constexpr std::string_view kTransformations = "alpha.config.kubernetes.io/transformations";

/// Annotations that kustomize keeps its own notes in; none is ever printed.
constexpr std::array<std::string_view, 18> kInternal = {
    "internal.config.kubernetes.io/previousKinds",
    "internal.config.kubernetes.io/previousNames",
    "internal.config.kubernetes.io/prefixes",
    "internal.config.kubernetes.io/suffixes",
    "internal.config.kubernetes.io/previousNamespaces",
    "internal.config.kubernetes.io/refBy",
    "internal.config.kubernetes.io/generatorBehavior",
    "internal.config.kubernetes.io/needsHashSuffix",
    "internal.config.kubernetes.io/allowNameChange",
    "internal.config.kubernetes.io/allowKindChange",
    "internal.config.kubernetes.io/path",
    "internal.config.kubernetes.io/index",
    "internal.config.kubernetes.io/seqindent",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "config.kubernetes.io/path",
    "config.kubernetes.io/index",
    "config.k8s.io/id",
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// go-yaml writes a folded scalar as a block only when this holds, else in quotes.
bool fits_block(std::string_view value) {
  if (value.empty() || is_blank(value.back())) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c < 0x20 && c != '\n' && c != '\t') return false;
    if (c == ' ' && i + 1 < value.size() && value[i + 1] == '\n') return false;
  }
  return true;
}

std::vector<std::string_view> texts_of(yaml::Node annotations, std::string_view name) {
  const yaml::Entry* entry = annotations.find(name);
  if (entry == nullptr) return {};
  return split(entry->value.text(), ',');
}

class Settler {
 public:
  Settler(Context& context, bool writes_times) : context_(context), writes_times_(writes_times) {}

  yaml::Node settle(yaml::Node node, bool is_root) {
    const bool was_in_flow = in_flow_;
    in_flow_ = in_flow_ || node.style() == yaml::Style::flow;
    const yaml::Node settled = settle_kind(node, is_root);
    in_flow_ = was_in_flow;
    return settled;
  }

 private:
  yaml::Node settle_kind(yaml::Node node, bool is_root) {
    switch (node.kind()) {
      case yaml::Kind::mapping: return mapping(node, is_root);
      case yaml::Kind::sequence: return sequence(node);
      case yaml::Kind::string: return string(node);
      case yaml::Kind::floating: return floating(node);
      case yaml::Kind::null: return null(node);
      default: return node;
    }
  }

  yaml::Node mapping(yaml::Node node, bool is_root) {
    const auto entries = node.entries();
    for (const yaml::Entry& entry : entries) {
      const bool is_time = is_plain_time(entry);
      if (is_root || (entry.key_kind == yaml::Kind::string && !is_time)) continue;
      context_.refuse("kustomize/invalid-resource", yaml::at_key(entry),
                      "key {} is {} {}, which kustomize cannot print; put it in quotes",
                      quote(entry.key.text()), entry.key_kind == yaml::Kind::integer ? "an" : "a",
                      is_time ? "time" : to_string(entry.key_kind));
    }
    std::vector<yaml::Entry> changed;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const yaml::Node value = settle(entries[i].value, false);
      if (same(value, entries[i].value)) continue;
      if (changed.empty()) changed.assign(entries.begin(), entries.end());
      changed[i].value = value;
    }
    return changed.empty() ? node : make_mapping(context_.arena, changed, node.origin(), node.style());
  }

  /// A key that looks like a time is one where it was written without quotes.
  bool is_plain_time(const yaml::Entry& entry) {
    const bool begins_as_one = !entry.key.text().empty() && entry.key.text().front() <= '9';
    if (!begins_as_one || !yaml::timestamp_value(entry.key.text())) return false;
    const yaml::Origin& origin = entry.key_origin;
    if (origin.file == source::FileId::none || origin.operation != yaml::Operation::written) return false;
    const std::string_view text = context_.files.text(origin.file);
    return text.substr(origin.span.begin, entry.key.text().size()) == entry.key.text();
  }

  yaml::Node sequence(yaml::Node node) {
    const auto items = node.items();
    std::vector<yaml::Node> changed;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const yaml::Node value = settle(items[i], false);
      if (same(value, items[i])) continue;
      if (changed.empty()) changed.assign(items.begin(), items.end());
      changed[i] = value;
    }
    return changed.empty() ? node : make_sequence(context_.arena, changed, node.origin(), node.style());
  }

  yaml::Node string(yaml::Node node) {
    if (writes_times_ && can_be_time(node.style())) {
      if (const auto time = yaml::timestamp_value(node.text())) {
        return yaml::make_string(context_.arena, *time, yaml::converted(context_.arena, node));
      }
    }
    const bool is_block = node.style() == yaml::Style::folded || node.style() == yaml::Style::literal;
    if (is_block && node.text().starts_with('\t') && fits_block(node.text())) {
      context_.refuse(
          "kustomize/invalid-resource", yaml::at(node),
          "block text begins with a tab, which kustomize writes in a way it cannot read; put it in quotes");
    }
    if (node.style() != yaml::Style::folded) return node;
    const std::string text = rewrite_folded(node.text());
    return text == node.text()
               ? node
               : yaml::make_string(context_.arena, text, yaml::converted(context_.arena, node));
  }

  yaml::Node floating(yaml::Node node) {
    if (yaml::json_number(node).empty()) {
      context_.refuse(
          "kustomize/invalid-resource", yaml::at(node),
          "{} is a number that JSON does not have, so kustomize cannot print it; put it in quotes",
          quote(node.text()));
    }
    return node;
  }

  /// An empty text that upstream put into a new field is no text, but between brackets it gets quotes.
  yaml::Node null(yaml::Node node) {
    const bool is_made = node && node.text().empty() && node.style() == yaml::Style::untagged;
    return is_made && in_flow_ ? yaml::make_string(context_.arena, "", node.origin()) : node;
  }

  Context& context_;
  bool writes_times_;
  bool in_flow_ = false;  // below a mapping or list in brackets
};

/// A key is text in JSON: numbers and booleans get theirs. Null has none.
bool as_json_key(yaml::Entry& entry) {
  if (entry.key_kind == yaml::Kind::string || entry.key_kind == yaml::Kind::null) return false;
  if (entry.key_kind == yaml::Kind::boolean) {
    entry.key = yaml::Key(to_lower(entry.key.text()) == "true" ? "true" : "false");
  }
  entry.key_kind = yaml::Kind::string;
  return true;
}

/// Numbers by the text that Go's yaml gives a double; plain strings that look like
/// times are strings for good.
yaml::Node as_go_writes(Arena& arena, yaml::Node node) {
  if (node.is_mapping()) {
    std::vector<yaml::Entry> entries(node.entries().begin(), node.entries().end());
    bool changed = node.style() == yaml::Style::flow;
    for (yaml::Entry& entry : entries) {
      changed = as_json_key(entry) || changed;
      const yaml::Node value = as_go_writes(arena, entry.value);
      changed = changed || !same(value, entry.value);
      entry.value = value;
    }
    return changed ? make_mapping(arena, entries, node.origin(), yaml::Style::any) : node;
  }
  if (node.is_sequence()) {
    std::vector<yaml::Node> items(node.items().begin(), node.items().end());
    bool changed = node.style() == yaml::Style::flow;
    for (yaml::Node& item : items) {
      const yaml::Node value = as_go_writes(arena, item);
      changed = changed || !same(value, item);
      item = value;
    }
    return changed ? make_sequence(arena, items, node.origin(), yaml::Style::any) : node;
  }
  if (node.is_string()) {
    if (can_be_time(node.style()) && yaml::timestamp_value(node.text())) {
      return yaml::make_string(arena, node.text(), node.origin());
    }
    // JSON knows no styles; what YAML is made of it has its own.
    const bool has_lines = node.text().find('\n') != std::string_view::npos;
    const yaml::Style style = has_lines && fits_block(node.text())
                                  ? yaml::Style::literal
                                  : yaml::style_of_string(node.text(), false);
    const bool is_same =
        style == node.style() || (style == yaml::Style::plain && node.style() == yaml::Style::any);
    return is_same ? node : make_scalar(arena, yaml::Kind::string, node.text(), node.origin(), style);
  }
  if (node.kind() == yaml::Kind::integer || node.kind() == yaml::Kind::floating) {
    const std::optional<double> value = yaml::float_value(node.text());
    if (!value) return node;
    const std::string text = yaml::shortest_float(*value);
    if (text == node.text()) return node;
    return make_scalar(arena, yaml::resolve_plain(text, yaml::Dialect::go_yaml_v3), text,
                       yaml::converted(arena, node));
  }
  return node;
}

/// What an object is after Go wrote it as JSON and read that as YAML: every string
/// in quotes, every number a double, everything in brackets.
yaml::Node as_json_reads(Arena& arena, yaml::Node node) {
  if (node.is_mapping()) {
    std::vector<yaml::Entry> entries(node.entries().begin(), node.entries().end());
    for (yaml::Entry& entry : entries) entry.value = as_json_reads(arena, entry.value);
    return make_mapping(arena, entries, node.origin(), yaml::Style::flow);
  }
  if (node.is_sequence()) {
    std::vector<yaml::Node> items(node.items().begin(), node.items().end());
    for (yaml::Node& item : items) item = as_json_reads(arena, item);
    return make_sequence(arena, items, node.origin(), yaml::Style::flow);
  }
  if (node.is_string()) {
    return make_scalar(arena, yaml::Kind::string, node.text(), node.origin(), yaml::Style::double_quoted);
  }
  if (node.kind() != yaml::Kind::integer && node.kind() != yaml::Kind::floating) return node;
  const std::optional<double> value = yaml::float_value(node.text());
  if (!value) return node;
  const std::string text =
      yaml::json_number(make_scalar(arena, yaml::Kind::floating, yaml::shortest_float(*value), {}));
  if (text.empty() || text == node.text()) return node;
  return make_scalar(arena, yaml::resolve_plain(text, yaml::Dialect::go_yaml_v3), text,
                     yaml::converted(arena, node));
}

yaml::Node annotations_as_strings(Arena& arena, yaml::Node object) {
  const yaml::Entry* entry = object["metadata"].find("annotations");
  if (entry == nullptr) return object;
  std::vector<yaml::Entry> entries(entry->value.entries().begin(), entry->value.entries().end());
  bool changed = false;
  for (yaml::Entry& annotation : entries) {
    if (annotation.value.is_string()) continue;
    annotation.value =
        yaml::make_string(arena, annotation.value.text(), yaml::converted(arena, annotation.value));
    changed = true;
  }
  if (!changed) return object;
  const yaml::Node metadata = object["metadata"];
  const yaml::Node texts = make_mapping(arena, entries, entry->value.origin());
  return set(arena, object, "metadata", set(arena, metadata, "annotations", texts, entry->key_origin),
             object.origin());
}

}  // namespace

yaml::Node settle_annotations(Arena& arena, const Resource& resource, bool with_origin,
                              bool with_transformations) {
  const yaml::Node object = resource.node();
  const yaml::Entry* entry = object["metadata"].find("annotations");
  std::vector<yaml::Entry> entries;
  bool changed = entry != nullptr && (!entry->value.is_mapping() || entry->value.entries().empty());
  if (entry != nullptr) {
    for (const yaml::Entry& annotation : entry->value.entries()) {
      const std::string_view key = annotation.key.text();
      const bool is_own = std::ranges::find(kInternal, key) != kInternal.end() ||
                          (key == kOrigin && !with_origin) ||
                          (key == kTransformations && !with_transformations);
      if (is_own || (key == kOrigin && !resource.origin_text.empty())) {
        changed = true;
        continue;
      }
      yaml::Entry kept = annotation;
      // A time in a plain scalar would be printed in full; as a string it stays as it is.
      const bool is_time = can_be_time(kept.value.style()) && yaml::timestamp_value(kept.value.text());
      // Written anew by upstream, so it is no block any more; that shows in folded text and behind a tab.
      const bool was_block =
          kept.value.style() == yaml::Style::folded ||
          (kept.value.style() == yaml::Style::literal && kept.value.text().starts_with('\t'));
      if (!kept.value.is_string() || is_time || was_block) {
        kept.value = yaml::make_string(
            arena, kept.value.text(),
            kept.value.is_string() ? kept.value.origin() : yaml::converted(arena, kept.value));
        changed = true;
      }
      entries.push_back(kept);
    }
  }
  const auto add = [&](std::string_view key, std::string_view text) {
    const yaml::Origin origin = derived(object.origin(), yaml::Operation::implied, nullptr);
    entries.push_back(yaml::make_entry(key, yaml::make_string(arena, text, origin), origin));
    changed = true;
  };
  if (with_origin && !resource.origin_text.empty()) add(kOrigin, resource.origin_text);
  if (with_transformations && !resource.transformations.empty()) {
    std::string text;
    for (std::string_view rest : resource.transformations.in_order()) {
      // Each is a mapping of its own, as an item of a list.
      for (std::string_view lead = "- "; !rest.empty(); lead = "  ") {
        const std::size_t end = rest.find('\n') + 1;
        text += lead;
        text += rest.substr(0, end);
        rest.remove_prefix(end);
      }
    }
    add(kTransformations, text);
  }
  if (!changed) return object;
  const yaml::Node metadata = object["metadata"];
  const yaml::Origin place = entry != nullptr ? entry->value.origin()
                                              : derived(metadata.origin(), yaml::Operation::implied, nullptr);
  const yaml::Node settled = entries.empty()
                                 ? unset(arena, metadata, "annotations")
                                 : set(arena, metadata, "annotations", make_mapping(arena, entries, place),
                                       entry != nullptr ? entry->key_origin : place);
  return set(arena, object, "metadata", settled, object.origin());
}

yaml::Node settle_values(Context& context, yaml::Node object) {
  return Settler(context, false).settle(object, true);
}

yaml::Node to_json_values(Context& context, const Resource& resource) {
  const yaml::Node object = Settler(context, true).settle(resource.node(), true);
  const yaml::Node metadata = object["metadata"];
  if (!resource.has_notes() || metadata["annotations"].is_mapping()) return object;
  const yaml::Origin place = derived(metadata.origin(), yaml::Operation::implied, nullptr);
  const yaml::Node notes = make_mapping(context.arena, {}, place);
  return set(context.arena, object, "metadata", set(context.arena, metadata, "annotations", notes, place),
             object.origin());
}

yaml::Node with_build_notes(Arena& arena, const Resource& resource, yaml::Node object) {
  if (resource.origin_text.empty() || !object["metadata"].is_mapping()) return object;
  const yaml::Origin origin = derived(object.origin(), yaml::Operation::implied, nullptr);
  const auto add = [&](std::string_view key) {
    const std::string_view path[] = {"metadata", "annotations", key};
    object = yaml::update(arena, object, path, true, origin,
                          [&](yaml::Node) { return yaml::make_string(arena, "note", origin); });
  };
  add(kOrigin);
  if (!resource.transformations.empty()) add(kTransformations);
  return object;
}

yaml::Node take_build_notes(Arena& arena, Resource& resource, yaml::Node object) {
  if (resource.origin_text.empty()) return object;
  yaml::Node annotations = object["metadata"]["annotations"];
  if (annotations[kOrigin].text() != "note") resource.origin_text = {};
  if (annotations[kTransformations].text() != "note") resource.transformations = {};
  if (annotations.find(kOrigin) == nullptr && annotations.find(kTransformations) == nullptr) return object;
  constexpr std::string_view kPath[] = {"metadata", "annotations"};
  return yaml::update(arena, object, kPath, false, annotations.origin(), [&](yaml::Node) {
    return unset(arena, unset(arena, annotations, kOrigin), kTransformations);
  });
}

yaml::Node from_json_values(Arena& arena, yaml::Node object) {
  return annotations_as_strings(arena, as_go_writes(arena, object));
}

yaml::Node list_item(Context& context, yaml::Node item) {
  return as_json_reads(context.arena, Settler(context, true).settle(item, true));
}

std::string rewrite_folded(std::string_view value) {
  if (!fits_block(value)) return std::string(value);
  // Whether go-yaml doubles a line break hangs on the first character that is no
  // break of the whole value, where the one after the break was meant.
  const std::size_t first = value.find_first_not_of('\n');
  const bool doubles = first != std::string_view::npos && !is_blank(value[first]);
  const std::size_t end = value.find_last_not_of('\n') + 1;
  std::string read(value.substr(0, std::min(first, value.size())));
  for (std::size_t at = first; at < end;) {
    const std::size_t line_end = std::min(value.find('\n', at), end);
    const std::string_view line = value.substr(at, line_end - at);
    read += line;
    const std::size_t next = std::min(value.find_first_not_of('\n', line_end), value.size());
    const std::size_t breaks = next - line_end;
    const bool is_indented = is_blank(line.front());
    const std::size_t written = breaks + (breaks > 0 && doubles && !is_indented ? 1 : 0);
    if (line_end == end) {
      // At the end one break is the usual one; more of them are all kept.
      read += breaks <= 1 ? std::string(breaks, '\n') : std::string(written, '\n');
    } else if (is_indented || is_blank(value[next])) {
      read += std::string(written, '\n');
    } else {
      read += written == 1 ? std::string(" ") : std::string(written - 1, '\n');
    }
    at = next;
  }
  return read;
}

void adopt_history(Arena& arena, Resource& resource) {
  const yaml::Node annotations = resource.node()["metadata"]["annotations"];
  if (annotations.is_null()) {
    constexpr std::string_view kPath[] = {"metadata", "annotations"};
    const yaml::Node empty = yaml::make_mapping(arena, {}, annotations.origin());
    resource.set_node(yaml::update(arena, resource.node(), kPath, false, annotations.origin(),
                                   [&](yaml::Node) { return empty; }));
    return;
  }
  const bool has_notes = std::ranges::any_of(annotations.entries(), [](const yaml::Entry& entry) {
    return entry.key.text().starts_with("internal.config.kubernetes.io/");
  });
  if (!has_notes) return;
  const auto names = texts_of(annotations, "internal.config.kubernetes.io/previousNames");
  const auto spaces = texts_of(annotations, "internal.config.kubernetes.io/previousNamespaces");
  const auto kinds = texts_of(annotations, "internal.config.kubernetes.io/previousKinds");
  if (names.size() == spaces.size() && names.size() == kinds.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      resource.previous.push_back(arena, {kinds[i], names[i], spaces[i]});
    }
  }
  for (const std::string_view text : texts_of(annotations, "internal.config.kubernetes.io/prefixes")) {
    resource.prefixes.push_back(arena, text);
  }
  for (const std::string_view text : texts_of(annotations, "internal.config.kubernetes.io/suffixes")) {
    resource.suffixes.push_back(arena, text);
  }
  resource.needs_hash = annotations["internal.config.kubernetes.io/needsHashSuffix"].text() == "enabled";
}

}  // namespace fleetlint::kustomize
