#include "kustomize/form.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "yaml/edit.h"
#include "yaml/go_number.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";

std::string_view name_of(Form::Type type) {
  switch (type) {
    case Form::Type::text: return "a string";
    case Form::Type::boolean: return "true or false";
    case Form::Type::integer: return "an integer";
    case Form::Type::any: return "a value";
    case Form::Type::object:
    case Form::Type::map: return "a mapping";
    case Form::Type::list: return "a list";
  }
  return "a value";
}

/// "an integer", "a mapping".
std::string with_article(yaml::Kind kind) {
  const std::string_view name = to_string(kind);
  return (name.starts_with('i') ? "an " : "a ") + std::string(name);
}

yaml::Node wrong_type(Context& context, yaml::Node node, const Form& form, std::string_view field) {
  // The value is not quoted: it may be a secret.
  const bool wants_quotes = form.type == Form::Type::text && node.is_scalar() && !node.is_null();
  context.incomplete = true;
  context.refuse(kInvalid, yaml::at(node), "{} must be {}, not {}{}", quote(field), name_of(form.type),
                 with_article(node.kind()), wants_quotes ? "; put it in quotes" : "");
  return {};
}

void unknown_field(Context& context, const yaml::Entry& entry, const Form& form, std::string_view field) {
  std::vector<std::string_view> names;
  for (const FormField& known : form.fields) names.push_back(known.name);
  // What it was meant to bring is not here.
  context.incomplete = true;
  context.refuse("kustomize/unknown-field", yaml::at_key(entry), "unknown field {}{}{}",
                 quote(entry.key.text()), field.empty() ? std::string() : " in " + quote(field),
                 did_you_mean(entry.key.text(), names));
}

/// A number or boolean as sigs.k8s.io/yaml writes it where text is wanted.
std::string text_of(yaml::Node node) {
  switch (node.kind()) {
    case yaml::Kind::boolean: return node.as_bool().value_or(false) ? "true" : "false";
    case yaml::Kind::integer:
      if (const std::optional<std::int64_t> value = node.as_int()) return std::to_string(*value);
      break;
    case yaml::Kind::floating:
      if (const std::optional<double> value = node.as_double())
        return yaml::shortest_float(static_cast<float>(*value));
      break;
    default: break;
  }
  return std::string(node.text());
}

/// Of two spellings of one key that of the greater text counts: JSON made of YAML is sorted.
void put(std::vector<yaml::Entry>& entries, yaml::Entry entry, std::string_view spelling,
         std::vector<std::string_view>& spellings) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].key != entry.key) continue;
    if (spelling < spellings[i]) return;
    entries[i] = entry;
    spellings[i] = spelling;
    return;
  }
  entries.push_back(entry);
  spellings.push_back(spelling);
}

yaml::Node normalise_object(Context& context, yaml::Node node, const Form& form, const FormRules& rules,
                            std::string_view field) {
  std::vector<yaml::Entry> entries;
  std::vector<std::string_view> spellings;
  for (const yaml::Entry& entry : node.entries()) {
    const FormField* known = find_field(form, entry.key.text());
    if (known == nullptr) {
      if (rules.refuse_unknown) unknown_field(context, entry, form, field);
      continue;
    }
    if (!entry.value || entry.value.is_null()) continue;
    const std::string path =
        field.empty() ? std::string(known->name) : std::string(field) + "." + std::string(known->name);
    FormRules own = rules;
    if (known->is_embedded) own.numbers_are_text = false;
    const yaml::Node value = normalise(context, entry.value, *known->form, own, path);
    if (!value) continue;
    yaml::Entry made = entry;
    made.key = yaml::Key(known->name);
    made.value = value;
    put(entries, made, entry.key.text(), spellings);
  }
  return make_mapping(context.arena, entries, node.origin(), node.style());
}

yaml::Node normalise_map(Context& context, yaml::Node node, const Form& form, const FormRules& rules,
                         std::string_view field) {
  std::vector<yaml::Entry> entries;
  for (const yaml::Entry& entry : node.entries()) {
    yaml::Entry made = entry;
    if (!entry.value || entry.value.is_null()) {
      // A null in a map of strings is the empty string, not an absent key.
      if (form.items->type != Form::Type::text) continue;
      made.value = make_string(context.arena, "",
                               entry.value ? yaml::converted(context.arena, entry.value) : entry.key_origin);
    } else {
      made.value = normalise(context, entry.value, *form.items, rules,
                             std::string(field) + "." + std::string(entry.key.text()));
    }
    if (made.value) entries.push_back(made);
  }
  return make_mapping(context.arena, entries, node.origin(), node.style());
}

yaml::Node normalise_list(Context& context, yaml::Node node, const Form& form, const FormRules& rules,
                          std::string_view field) {
  std::vector<yaml::Node> items;
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    const yaml::Node item = node.items()[i];
    if (item.is_null()) {
      // The zero value of what the list holds.
      if (form.items->type == Form::Type::text) {
        items.push_back(make_string(context.arena, "", yaml::converted(context.arena, item)));
      }
      if (form.items->type == Form::Type::object)
        items.push_back(make_mapping(context.arena, {}, item.origin()));
      continue;
    }
    const bool refused_before = std::exchange(context.refused, false);
    const yaml::Node made = normalise(context, item, *form.items, rules, fmt::format("{}[{}]", field, i));
    const bool well_formed = !std::exchange(context.refused, context.refused || refused_before);
    // Half an entry (a patch without its misspelt target) would only bring more findings.
    if (made && well_formed) items.push_back(made);
  }
  return make_sequence(context.arena, items, node.origin(), node.style());
}

}  // namespace

const FormField* find_field(const Form& form, std::string_view key) {
  for (const FormField& field : form.fields) {
    if (field.name == key) return &field;
  }
  // Go matches keys of JSON without regard to case.
  const std::string lower = to_lower(key);
  for (const FormField& field : form.fields) {
    if (to_lower(field.name) == lower) return &field;
  }
  return nullptr;
}

yaml::Node normalise(Context& context, yaml::Node node, const Form& form, const FormRules& rules,
                     std::string_view field) {
  switch (form.type) {
    case Form::Type::any: return node;
    case Form::Type::text:
      if (node.is_string()) return node;
      if (rules.numbers_are_text && node.is_scalar()) {
        return make_string(context.arena, context.arena.copy(text_of(node)),
                           yaml::converted(context.arena, node));
      }
      return wrong_type(context, node, form, field);
    case Form::Type::boolean:
      return node.kind() == yaml::Kind::boolean ? node : wrong_type(context, node, form, field);
    case Form::Type::integer:
      return node.kind() == yaml::Kind::integer ? node : wrong_type(context, node, form, field);
    case Form::Type::object:
      return node.is_mapping() ? normalise_object(context, node, form, rules, field)
                               : wrong_type(context, node, form, field);
    case Form::Type::map:
      return node.is_mapping() ? normalise_map(context, node, form, rules, field)
                               : wrong_type(context, node, form, field);
    case Form::Type::list:
      return node.is_sequence() ? normalise_list(context, node, form, rules, field)
                                : wrong_type(context, node, form, field);
  }
  return {};
}

}  // namespace fleetlint::kustomize
