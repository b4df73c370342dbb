#include "json_node.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "yaml/edit.h"

namespace fleetlint::pack_schemas {

namespace {

yaml::Node to_node(Arena& arena, const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::object: {
      std::vector<yaml::Entry> entries;
      for (const auto& [key, child] : value.items())
        entries.push_back(yaml::make_entry(key, to_node(arena, child), {}));
      return yaml::make_mapping(arena, entries, {});
    }
    case nlohmann::json::value_t::array: {
      std::vector<yaml::Node> items;
      for (const auto& child : value) items.push_back(to_node(arena, child));
      return yaml::make_sequence(arena, items, {});
    }
    case nlohmann::json::value_t::string: return yaml::make_string(arena, value.get<std::string>(), {});
    case nlohmann::json::value_t::boolean:
      return yaml::make_scalar(arena, yaml::Kind::boolean, value.dump(), {});
    case nlohmann::json::value_t::number_float:
      return yaml::make_scalar(arena, yaml::Kind::floating, value.dump(), {});
    case nlohmann::json::value_t::null: return yaml::make_scalar(arena, yaml::Kind::null, "null", {});
    default: return yaml::make_scalar(arena, yaml::Kind::integer, value.dump(), {});
  }
}

}  // namespace

yaml::Node parse_json(Arena& arena, std::string_view text) {
  const nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
  return value.is_discarded() ? yaml::Node() : to_node(arena, value);
}

}  // namespace fleetlint::pack_schemas
