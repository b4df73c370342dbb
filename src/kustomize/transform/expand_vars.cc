#include "kustomize/transform/expand_vars.h"

#include <charconv>
#include <cmath>

namespace fleetlint::kustomize::transform {

std::string var_text(yaml::Node value) {
  // Numbers and booleans pass through Go's types on the way.
  if (value.kind() == yaml::Kind::boolean) return value.as_bool().value_or(false) ? "true" : "false";
  if (value.kind() == yaml::Kind::integer) return std::to_string(value.as_int().value_or(0));
  if (value.kind() == yaml::Kind::floating) {
    const double number = value.as_double().value_or(0);
    const double size = std::fabs(number);
    const bool scientific = size != 0 && (size < 1e-4 || size >= 1e21);
    char buffer[400];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number,
                                      scientific ? std::chars_format::scientific : std::chars_format::fixed);
    return {buffer, result.ptr};
  }
  return std::string(value.text());
}

Expanded expand_vars(std::string_view text, const VarValues& values) {
  Expanded result;
  std::size_t copied = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '$') continue;
    result.text += text.substr(copied, i - copied);
    const char next = text[i + 1];
    const std::size_t close = next == '(' ? text.find(')', i + 2) : std::string_view::npos;
    if (close != std::string_view::npos) {
      const std::string_view name = text.substr(i + 2, close - i - 2);
      const yaml::Node value = values(name);
      if (value && !result.first) result.first = value;
      if (value && i == 0 && close + 1 == text.size()) {
        result.whole = value;
        return result;
      }
      result.text += value ? var_text(value) : std::string(text.substr(i, close + 1 - i));
      i = close;
    } else {
      if (next != '$') result.text += '$';
      result.text += next;
      ++i;
    }
    copied = i + 1;
  }
  result.text += text.substr(copied);
  return result;
}

}  // namespace fleetlint::kustomize::transform
