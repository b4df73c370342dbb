#include "cel/shape.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cel/lexer.h"

namespace fleetlint::cel {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEscapes = {{
    {"__", "__underscores__"},
    {".", "__dot__"},
    {"-", "__dash__"},
    {"/", "__slash__"},
}};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::optional<Shape::Field> Shape::field(std::string_view) const { return std::nullopt; }

Type type_of_shape(const Shape* shape) { return shape == nullptr ? &types::kDyn : shape->type(); }

std::optional<std::string> escape_name(std::string_view property) {
  if (property.empty() || (property[0] >= '0' && property[0] <= '9')) return std::nullopt;
  if (is_reserved_word(property)) return "__" + std::string(property) + "__";
  std::string name;
  for (std::size_t at = 0; at < property.size();) {
    const auto* escape = std::ranges::find_if(
        kEscapes, [&](const auto& row) { return property.substr(at).starts_with(row.first); });
    if (escape != kEscapes.end()) {
      name += escape->second;
      at += escape->first.size();
    } else if (is_word_character(property[at])) {
      name += property[at++];
    } else {
      return std::nullopt;
    }
  }
  return name;
}

std::optional<std::string> unescape_name(std::string_view name) {
  if (name.size() > 4 && name.starts_with("__") && name.ends_with("__")) {
    const std::string_view word = name.substr(2, name.size() - 4);
    if (is_reserved_word(word)) return std::string(word);
  }
  std::string property;
  for (std::size_t at = 0; at < name.size();) {
    if (!name.substr(at).starts_with("__")) {
      property += name[at++];
      continue;
    }
    const auto* escape = std::ranges::find_if(
        kEscapes, [&](const auto& row) { return name.substr(at).starts_with(row.second); });
    if (escape == kEscapes.end()) return std::nullopt;
    property += escape->first;
    at += escape->second.size();
  }
  return property;
}

}  // namespace fleetlint::cel
