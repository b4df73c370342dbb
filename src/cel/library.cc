#include "cel/library.h"

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace fleetlint::cel {

bool Context::charge(std::size_t cost) {
  budget_ -= static_cast<std::int64_t>(cost);
  return budget_ >= 0;
}

namespace {

constexpr auto kGroups = {add_operators, add_conversions,   add_strings,    add_string_formatting,
                          add_times,     add_lists,         add_sets,       add_regular_expressions,
                          add_optionals, add_urls,          add_addresses,  add_quantities,
                          add_semvers,   add_named_formats, add_authorizers};

/// Reads a row's signature. The tables are ours: a mistake in one is a bug, found by
/// any test that makes a library.
Overload read_signature(Arena& arena, std::string_view text, std::string_view& name) {
  Overload overload;
  const auto check = [&](bool good) {
    if (!good) throw std::logic_error("bad signature: " + std::string(text));
  };
  std::vector<Type> parameters;
  std::string_view rest = text;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    overload.is_member = true;
    parameters.push_back(take_type(arena, rest));
    check(rest.starts_with(':'));
    rest.remove_prefix(1);
  }
  const std::size_t open = rest.find('(');
  check(open != std::string_view::npos);
  name = rest.substr(0, open);
  rest.remove_prefix(open + 1);
  while (!rest.starts_with(')')) {
    parameters.push_back(take_type(arena, rest));
    check(parameters.back() != nullptr && !rest.empty());
    if (rest.starts_with(',')) rest.remove_prefix(1);
  }
  rest.remove_prefix(1);
  overload.result = take_type(arena, rest);
  check(overload.result != nullptr && rest.empty());
  overload.parameters = arena.copy(std::span<const Type>(parameters));
  return overload;
}

}  // namespace

Library::Library(const Features& features) : features_(features) {
  for (const TypeData* type :
       {&types::kBool, &types::kInt, &types::kUint, &types::kDouble, &types::kString, &types::kBytes,
        &types::kNull, &types::kDynList, &types::kDynMap, &types::kDynType, &types::kDynOptional}) {
    add_type(*type);
  }
  types_.emplace("google.protobuf.Timestamp", &types::kTimestamp);
  types_.emplace("google.protobuf.Duration", &types::kDuration);
  for (const auto& add_group : kGroups) add_group(*this);
}

const Function* Library::find(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : found->second.get();
}

Type Library::find_type(std::string_view name) const {
  const auto found = types_.find(name);
  return found == types_.end() ? nullptr : found->second;
}

void Library::add_type(const TypeData& type) { types_.emplace(type.name, &type); }

void Library::add(std::span<const Signature> rows) {
  for (const Signature& row : rows) {
    if (features_.minor < row.since || features_.minor >= row.until) continue;
    std::string_view name;
    Overload overload = read_signature(arena_, row.text, name);
    overload.run = row.run;
    overload.is_hidden = row.is_hidden;
    std::unique_ptr<Function>& function = functions_[name];
    if (function == nullptr) function = std::make_unique<Function>(Function{name, {}});
    function->overloads.push_back(overload);
  }
}

const Library& shared_library(const Features& features) {
  static std::mutex mutex;
  static std::map<std::pair<int, bool>, std::unique_ptr<Library>> libraries;
  const std::lock_guard lock(mutex);
  std::unique_ptr<Library>& library = libraries[{features.minor, features.spec_extensions}];
  if (library == nullptr) library = std::make_unique<Library>(features);
  return *library;
}

bool fits(const Value& value, Type parameter) {
  switch (parameter->kind) {
    case TypeKind::dyn:
    case TypeKind::parameter: return true;
    case TypeKind::null: return value.is(ValueKind::null);
    case TypeKind::boolean: return value.is(ValueKind::boolean);
    case TypeKind::integer: return value.is(ValueKind::integer);
    case TypeKind::unsigned_integer: return value.is(ValueKind::unsigned_integer);
    case TypeKind::floating: return value.is(ValueKind::floating);
    case TypeKind::string: return value.is(ValueKind::string);
    case TypeKind::bytes: return value.is(ValueKind::bytes);
    case TypeKind::timestamp: return value.is(ValueKind::timestamp);
    case TypeKind::duration: return value.is(ValueKind::duration);
    case TypeKind::list: return value.is(ValueKind::list);
    case TypeKind::map:
    case TypeKind::object: return value.is(ValueKind::map);
    case TypeKind::type: return value.is(ValueKind::type);
    case TypeKind::optional: return value.is(ValueKind::optional);
    case TypeKind::opaque:
      return value.is(ValueKind::opaque) && value.opaque_type()->type.name == parameter->name;
  }
  return false;
}

}  // namespace fleetlint::cel
