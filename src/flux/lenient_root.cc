#include "flux/lenient_root.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"
#include "kustomize/form.h"
#include "yaml/edit.h"
#include "yaml/place.h"

namespace fleetlint::flux {

namespace {

using kustomize::Form;
using kustomize::FormField;
using yaml::Entry;
using yaml::Node;

class Decoder {
 public:
  Decoder(Arena& arena, diag::Collector& out) : arena_(arena), out_(out) {}

  /// `field` is the node's own path, empty at the root. What has the wrong type
  /// stays for kustomize to refuse.
  Node decode(Node node, const Form& form, const std::string& field) {
    if (form.type == Form::Type::object && node.is_mapping()) return object(node, form, field);
    if (form.type == Form::Type::map && node.is_mapping()) return map(node, form, field);
    if (form.type == Form::Type::list && node.is_sequence()) return list(node, form, field);
    return node;
  }

 private:
  Node object(Node node, const Form& form, const std::string& field) {
    std::vector<Entry> entries;
    bool changed = false;
    for (Entry entry : node.entries()) {
      const FormField* known = find_field(form, entry.key.text());
      if (known == nullptr || (field.empty() && known->name == "imageTags")) {
        report(entry, form, field, known != nullptr);
        changed = true;
        continue;
      }
      const std::string path =
          field.empty() ? std::string(known->name) : fmt::format("{}.{}", field, known->name);
      const Node value = decode(entry.value, *known->form, path);
      const bool respelt = entry.key.text() != known->name;
      changed = changed || respelt || !same(value, entry.value);
      entry.value = value;
      if (respelt) entry.key = yaml::Key(known->name);
      // Two spellings of one field: the later one counts.
      const auto twin =
          std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == entry.key; });
      if (twin != entries.end()) {
        *twin = entry;
      } else {
        entries.push_back(entry);
      }
    }
    return changed ? yaml::make_mapping(arena_, entries, node.origin(), node.style()) : node;
  }

  Node map(Node node, const Form& form, const std::string& field) {
    std::vector<Entry> entries(node.entries().begin(), node.entries().end());
    bool changed = false;
    for (Entry& entry : entries) {
      const Node value = decode(entry.value, *form.items, fmt::format("{}.{}", field, entry.key.text()));
      changed = changed || !same(value, entry.value);
      entry.value = value;
    }
    return changed ? yaml::make_mapping(arena_, entries, node.origin(), node.style()) : node;
  }

  Node list(Node node, const Form& form, const std::string& field) {
    std::vector<Node> items;
    bool changed = false;
    for (std::size_t i = 0; i < node.items().size(); ++i) {
      items.push_back(decode(node.items()[i], *form.items, fmt::format("{}[{}]", field, i)));
      changed = changed || !same(items.back(), node.items()[i]);
    }
    return changed ? yaml::make_sequence(arena_, items, node.origin(), node.style()) : node;
  }

  void report(const Entry& entry, const Form& form, const std::string& field, bool deprecated) {
    const std::string_view key = entry.key.text();
    if (deprecated) {
      out_.report(
          "kustomize/deprecated-field", yaml::at_key(entry),
          "{} is deprecated, and Flux leaves it out where it reads this file itself; use \"images\" instead",
          quote(key));
      return;
    }
    std::vector<std::string_view> names;
    for (const FormField& known : form.fields) names.push_back(known.name);
    out_.report("kustomize/unknown-field", yaml::at_key(entry), "unknown field {}{}{}", quote(key),
                field.empty() ? std::string() : " in " + quote(field), did_you_mean(key, names));
  }

  Arena& arena_;
  diag::Collector& out_;
};

}  // namespace

Node decoded_leniently(Arena& arena, Node root, diag::Collector& out) {
  return Decoder(arena, out).decode(root, kustomize::kustomization_form(), {});
}

}  // namespace fleetlint::flux
