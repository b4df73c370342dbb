// Form: which fields a configuration has, and of which types.
//
// kustomize decodes its files into structs. The structs are tables here, and one
// walk checks a node against them and gives it back in normal form: keys with
// their canonical spelling, nulls gone, numbers that stand for strings made
// strings where upstream does so.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "kustomize/context.h"
#include "yaml/node.h"

namespace fleetlint::kustomize {

struct FormField;

struct Form {
  enum class Type : std::uint8_t { text, boolean, integer, any, object, list, map };
  Type type = Type::any;
  std::span<const FormField> fields = {};  ///< of an object
  const Form* items = nullptr;             ///< of a list, of a map's values
};

struct FormField {
  std::string_view name;
  const Form* form = nullptr;
  bool is_embedded = false;  ///< of a struct within the struct upstream: numbers are no text there, nor below
};

struct FormRules {
  bool refuse_unknown = true;     ///< else unknown keys are left out
  bool numbers_are_text = false;  ///< where text is wanted: numbers and booleans in the text Go gives them
};

/// The node in normal form; missing when it has the wrong type. `what` names the
/// file for messages, `field` the node.
yaml::Node normalise(Context& context, yaml::Node node, const Form& form, const FormRules& rules,
                     std::string_view field);

/// A kustomization file.
const Form& kustomization_form();

/// A builtin transformer's or generator's file; nullptr for a kind that is none.
const Form* plugin_form(std::string_view kind);

/// A file of `configurations`.
const Form& transformer_config_form();

/// A file of `replacements[].path`: one entry.
const Form& replacement_form();

/// The field of that name; case does not count where no name fits exactly, as Go matches keys
/// of JSON. nullptr when there is none.
const FormField* find_field(const Form& form, std::string_view key);

}  // namespace fleetlint::kustomize
