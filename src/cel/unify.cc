// The rules are cel-go's: dyn goes with everything, null with the types that may be
// absent, a parameter with the most general type that was seen for it.
#include "cel/unify.h"

#include <algorithm>

namespace fleetlint::cel {

namespace {

/// May null stand for a value of this type?
bool takes_null(Type type) {
  switch (type->kind) {
    case TypeKind::null:
    case TypeKind::timestamp:
    case TypeKind::duration:
    case TypeKind::optional:
    case TypeKind::opaque:
    case TypeKind::object: return true;
    default: return false;
  }
}

template <typename Change>
Type rebuild(Arena& arena, Type type, Change change) {
  std::vector<Type> parameters;
  bool changed = false;
  for (const Type parameter : type->parameters) {
    parameters.push_back(change(parameter));
    changed = changed || parameters.back() != parameter;
  }
  if (!changed) return type;
  return arena.make<TypeData>(type->kind, type->name, arena.copy(std::span<const Type>(parameters)),
                              type->shape, type->variable);
}

}  // namespace

Type Unifier::fresh() {
  bound_.push_back(nullptr);
  return arena_.make<TypeData>(TypeKind::parameter, std::string_view("T"), std::span<const Type>(), nullptr,
                               static_cast<std::uint32_t>(bound_.size()));
}

Type Unifier::resolve(Type type) const {
  while (type->kind == TypeKind::parameter && type->variable > 0 && bound_[type->variable - 1] != nullptr)
    type = bound_[type->variable - 1];
  return type;
}

bool Unifier::occurs(Type parameter, Type in) const {
  in = resolve(in);
  if (in->kind == TypeKind::parameter) return in->variable == parameter->variable;
  return std::ranges::any_of(in->parameters, [&](Type part) { return occurs(parameter, part); });
}

bool Unifier::is_as_general(Type a, Type b) const {
  a = resolve(a);
  b = resolve(b);
  if (a->kind == TypeKind::dyn || a->kind == TypeKind::parameter) return true;
  if (b->kind == TypeKind::dyn || b->kind == TypeKind::parameter) return false;
  if (b->kind == TypeKind::null && takes_null(a)) return true;
  if (a->kind != b->kind || a->parameters.size() != b->parameters.size()) return false;
  if (a->kind == TypeKind::type) return true;
  if (a->kind == TypeKind::opaque || a->kind == TypeKind::object) {
    if (a->name != b->name) return false;
  }
  for (std::size_t i = 0; i < a->parameters.size(); ++i) {
    if (!is_as_general(a->parameters[i], b->parameters[i])) return false;
  }
  return true;
}

Type Unifier::more_general(Type a, Type b) const { return is_as_general(a, b) ? a : b; }

bool Unifier::bind(Type type, Type parameter, bool& had_binding) {
  had_binding = false;
  if (type->kind == TypeKind::parameter && type->variable == parameter->variable) return true;
  if (const Type known = bound_[parameter->variable - 1]; known != nullptr) {
    had_binding = true;
    if (!unify(type, known)) return false;
    const Type wider = more_general(type, known);
    if (!occurs(parameter, wider)) set(parameter, wider);
    return true;
  }
  if (occurs(parameter, type)) return false;
  set(parameter, type);
  return true;
}

void Unifier::set(Type parameter, Type type) {
  Type& place = bound_[parameter->variable - 1];
  trail_.emplace_back(parameter->variable - 1, place);
  place = type;
}

bool Unifier::unify(Type from, Type to) {
  bool had_binding = false;
  if (to->kind == TypeKind::parameter) {
    if (bind(resolve(from), to, had_binding)) return true;
    if (had_binding) return false;
  }
  if (from->kind == TypeKind::parameter) return bind(resolve(to), from, had_binding);
  if (from->kind == TypeKind::dyn || to->kind == TypeKind::dyn) return true;
  if (from->kind == TypeKind::null) return takes_null(to);
  if (to->kind == TypeKind::null) return takes_null(from);
  if (from->kind != to->kind) return false;
  if (from->kind == TypeKind::type) return true;
  if ((from->kind == TypeKind::opaque || from->kind == TypeKind::object) && from->name != to->name)
    return false;
  if (from->parameters.size() != to->parameters.size()) return false;
  for (std::size_t i = 0; i < from->parameters.size(); ++i) {
    if (!unify(from->parameters[i], to->parameters[i])) return false;
  }
  return true;
}

bool Unifier::assign(Type from, Type to) { return assign_all(std::span(&from, 1), std::span(&to, 1)); }

bool Unifier::assign_all(std::span<const Type> from, std::span<const Type> to) {
  trail_.clear();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (unify(from[i], to[i])) continue;
    for (auto change = trail_.rbegin(); change != trail_.rend(); ++change)
      bound_[change->first] = change->second;
    return false;
  }
  return true;
}

Type Unifier::join(Type a, Type b) { return assign(a, b) ? more_general(a, b) : nullptr; }

Type Unifier::instantiate(Type type, std::vector<Letter>& letters) {
  if (type->kind == TypeKind::parameter) {
    const auto found = std::ranges::find(letters, type->name, &Letter::name);
    if (found != letters.end()) return found->parameter;
    letters.push_back({type->name, fresh()});
    return letters.back().parameter;
  }
  return rebuild(arena_, type, [&](Type part) { return instantiate(part, letters); });
}

Type Unifier::settle(Type type) const {
  type = resolve(type);
  if (type->kind == TypeKind::parameter) return &types::kDyn;
  return rebuild(arena_, type, [&](Type part) { return settle(part); });
}

}  // namespace fleetlint::cel
