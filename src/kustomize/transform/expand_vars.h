// $(NAME) in a text, as kustomize's vars have it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/node.h"

namespace fleetlint::kustomize::transform {

/// The value of a var, as a scalar: missing where there is no such var (or it
/// stands for a list or mapping), then the reference stays as it is.
using VarValues = std::function<yaml::Node(std::string_view name)>;

/// What became of a text.
struct Expanded {
  yaml::Node whole;  ///< the value, where the text is nothing but one reference
  std::string text;  ///< otherwise
  yaml::Node first;  ///< the first value that was put in; missing for none
};

/// `$$` stands for one `$`, so `$$(NAME)` is no reference. An opening without its
/// closing bracket is text.
Expanded expand_vars(std::string_view text, const VarValues& values);

/// The value as upstream prints it inside of a text.
std::string var_text(yaml::Node value);

}  // namespace fleetlint::kustomize::transform
