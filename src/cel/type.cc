#include "cel/type.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace fleetlint::cel {

namespace types {

const TypeData kDyn{TypeKind::dyn, "dyn", {}, nullptr, 0};
const TypeData kNull{TypeKind::null, "null_type", {}, nullptr, 0};
const TypeData kBool{TypeKind::boolean, "bool", {}, nullptr, 0};
const TypeData kInt{TypeKind::integer, "int", {}, nullptr, 0};
const TypeData kUint{TypeKind::unsigned_integer, "uint", {}, nullptr, 0};
const TypeData kDouble{TypeKind::floating, "double", {}, nullptr, 0};
const TypeData kString{TypeKind::string, "string", {}, nullptr, 0};
const TypeData kBytes{TypeKind::bytes, "bytes", {}, nullptr, 0};
const TypeData kTimestamp{TypeKind::timestamp, "timestamp", {}, nullptr, 0};
const TypeData kDuration{TypeKind::duration, "duration", {}, nullptr, 0};

namespace {
constexpr std::array<Type, 2> kDyns = {&kDyn, &kDyn};
}  // namespace

const TypeData kDynList{TypeKind::list, "list", std::span(kDyns).first(1), nullptr, 0};
const TypeData kDynMap{TypeKind::map, "map", kDyns, nullptr, 0};
const TypeData kDynOptional{TypeKind::optional, "optional_type", std::span(kDyns).first(1), nullptr, 0};
const TypeData kDynType{TypeKind::type, "type", std::span(kDyns).first(1), nullptr, 0};

}  // namespace types

namespace {

constexpr std::array<Type, 10> kSimple = {
    &types::kDyn,    &types::kNull,   &types::kBool,  &types::kInt,       &types::kUint,
    &types::kDouble, &types::kString, &types::kBytes, &types::kTimestamp, &types::kDuration};

Type make(Arena& arena, TypeKind kind, std::string_view name, std::span<const Type> parameters) {
  return arena.make<TypeData>(kind, name, arena.copy(parameters), nullptr, 0U);
}

}  // namespace

Type list_of(Arena& arena, Type element) { return make(arena, TypeKind::list, "list", std::array{element}); }

Type map_of(Arena& arena, Type key, Type value) {
  return make(arena, TypeKind::map, "map", std::array{key, value});
}

Type optional_of(Arena& arena, Type value) {
  return make(arena, TypeKind::optional, "optional_type", std::array{value});
}

Type type_of(Arena& arena, Type type) { return make(arena, TypeKind::type, "type", std::array{type}); }

Type opaque(Arena& arena, std::string_view name, std::span<const Type> parameters) {
  return make(arena, TypeKind::opaque, arena.copy(name), parameters);
}

Type object(Arena& arena, std::string_view name, const Shape* shape) {
  return arena.make<TypeData>(TypeKind::object, arena.copy(name), std::span<const Type>(), shape, 0U);
}

bool same_type(Type a, Type b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->parameters.size() != b->parameters.size()) return false;
  if (a->kind == TypeKind::opaque && a->name != b->name) return false;
  if (a->kind == TypeKind::object && (a->name != b->name || a->shape != b->shape)) return false;
  if (a->kind == TypeKind::parameter && (a->variable != b->variable || a->name != b->name)) return false;
  return std::equal(a->parameters.begin(), a->parameters.end(), b->parameters.begin(), same_type);
}

std::string to_string(Type type) {
  std::string text(type->name);
  if (type->parameters.empty()) return text;
  text += '(';
  for (std::size_t i = 0; i < type->parameters.size(); ++i) {
    if (i > 0) text += ", ";
    text += to_string(type->parameters[i]);
  }
  return text + ')';
}

std::string_view runtime_name(Type type) {
  switch (type->kind) {
    case TypeKind::timestamp: return "google.protobuf.Timestamp";
    case TypeKind::duration: return "google.protobuf.Duration";
    default: return type->name;
  }
}

Type take_type(Arena& arena, std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::size_t length = 0;
  while (length < text.size() && std::string_view("(), :").find(text[length]) == std::string_view::npos)
    ++length;
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  if (name.empty()) return nullptr;
  for (const Type simple : kSimple) {
    if (simple->name == name || runtime_name(simple) == name) return simple;
  }
  if (name == "any" || name == "google.protobuf.Any") return &types::kDyn;
  if (name == "null") return &types::kNull;
  std::array<Type, 4> parameters{};
  std::size_t count = 0;
  if (text.starts_with('(')) {
    do {
      text.remove_prefix(1);
      const Type parameter = count < parameters.size() ? take_type(arena, text) : nullptr;
      if (parameter == nullptr) return nullptr;
      parameters[count++] = parameter;
    } while (text.starts_with(','));
    if (!text.starts_with(')')) return nullptr;
    text.remove_prefix(1);
  }
  const auto parameter = [&](std::size_t i) { return i < count ? parameters[i] : &types::kDyn; };
  if (name == "list") return list_of(arena, parameter(0));
  if (name == "map") return map_of(arena, parameter(0), parameter(1));
  if (name == "optional" || name == "optional_type") return optional_of(arena, parameter(0));
  if (name == "type") return type_of(arena, parameter(0));
  if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') {
    return make(arena, TypeKind::parameter, arena.copy(name), {});
  }
  return opaque(arena, name, std::span(parameters).first(count));
}

Type parse_type(Arena& arena, std::string_view text) {
  const Type type = take_type(arena, text);
  return trim(text).empty() ? type : nullptr;
}

}  // namespace fleetlint::cel
