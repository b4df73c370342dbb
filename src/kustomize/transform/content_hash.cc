#include "kustomize/transform/content_hash.h"

#include <vector>

#include "base/hash.h"
#include "kustomize/settle.h"
#include "yaml/edit.h"
#include "yaml/emit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// Some characters are replaced, so that no words come about.
char replacement(char hex) {
  switch (hex) {
    case '0': return 'g';
    case '1': return 'h';
    case '3': return 'k';
    case 'a': return 'm';
    case 'e': return 't';
    default: return hex;
  }
}

/// A field as upstream hashes it: lists and mappings as they are, scalars as text, "" when absent.
yaml::Node hashed_value(Arena& arena, yaml::Node field) {
  if (field.is_mapping()) {
    // Upstream hashes what it wrote and read again, which changes folded text.
    std::vector<yaml::Entry> entries(field.entries().begin(), field.entries().end());
    bool changed = false;
    for (yaml::Entry& entry : entries) {
      if (entry.value.style() != yaml::Style::folded) continue;
      entry.value = yaml::make_string(arena, rewrite_folded(entry.value.text()), {});
      changed = true;
    }
    return changed ? yaml::make_mapping(arena, entries, {}) : field;
  }
  if (field.is_sequence()) return field;
  return yaml::make_string(arena, field.text(), {});
}

}  // namespace

std::string content_hash(yaml::Node object) {
  Arena arena;
  std::vector<yaml::Entry> entries;
  const auto add = [&](std::string_view key, yaml::Node value) {
    entries.push_back(yaml::make_entry(key, hashed_value(arena, value), {}));
  };
  const std::string_view kind = object["kind"].text();
  if (kind == "ConfigMap" || kind == "Secret") {
    entries.push_back(yaml::make_entry("kind", yaml::make_string(arena, kind, {}), {}));
    // Upstream looks the name up under a key that no object has.
    entries.push_back(yaml::make_entry("name", yaml::make_string(arena, "", {}), {}));
    add("data", object["data"]);
    const std::string_view second = kind == "Secret" ? "stringData" : "binaryData";
    if (object[second].is_mapping()) add(second, object[second]);
    if (kind == "Secret") add("type", object["type"]);
  }
  const yaml::Node hashed = entries.empty() ? object : yaml::make_mapping(arena, entries, {});
  std::string hash = sha256_hex(yaml::to_json(hashed)).substr(0, 10);
  for (char& c : hash) c = replacement(c);
  return hash;
}

}  // namespace fleetlint::kustomize::transform
