#include "yaml/node.h"

#include <algorithm>
#include <charconv>

#include "yaml/scalar.h"

namespace fleetlint::yaml {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "boolean";
    case Kind::integer: return "integer";
    case Kind::floating: return "number";
    case Kind::string: return "string";
    case Kind::sequence: return "sequence";
    case Kind::mapping: return "mapping";
  }
  return "null";
}

std::string_view to_string(Operation operation) {
  switch (operation) {
    case Operation::written: return "written";
    case Operation::generated: return "generated";
    case Operation::prefixed: return "prefixed";
    case Operation::suffixed: return "suffixed";
    case Operation::hashed: return "hashed";
    case Operation::renamed: return "renamed";
    case Operation::namespaced: return "namespaced";
    case Operation::labelled: return "labelled";
    case Operation::image_set: return "image set";
    case Operation::replicas_set: return "replicas set";
    case Operation::copied: return "copied";
    case Operation::substituted: return "substituted";
    case Operation::converted: return "converted";
    case Operation::implied: return "implied";
    case Operation::unresolved: return "unresolved";
    case Operation::requested: return "requested";
  }
  return "written";
}

Kind Node::kind() const { return data_ == nullptr ? Kind::null : data_->kind; }

Style Node::style() const { return data_ == nullptr ? Style::any : data_->style; }

const Origin& Node::origin() const {
  static const Origin kNowhere;
  return data_ == nullptr ? kNowhere : data_->origin;
}

std::string_view Node::text() const {
  if (!is_scalar()) return {};
  return {static_cast<const char*>(data_->content), data_->size};
}

std::optional<bool> Node::as_bool() const {
  if (data_ == nullptr || kind() != Kind::boolean) return std::nullopt;
  return bool_value(text());
}

std::optional<std::int64_t> Node::as_int() const {
  if (data_ == nullptr || kind() != Kind::integer) return std::nullopt;
  return int_value(text());
}

std::optional<double> Node::as_double() const {
  if (data_ == nullptr || (kind() != Kind::floating && kind() != Kind::integer)) return std::nullopt;
  return float_value(text());
}

std::span<const Node> Node::items() const {
  if (!is_sequence()) return {};
  return {static_cast<const Node*>(data_->content), data_->size};
}

std::span<const Entry> Node::entries() const {
  if (!is_mapping()) return {};
  return {static_cast<const Entry*>(data_->content), data_->size};
}

const Entry* Node::find(std::string_view key) const {
  if (key.empty()) {
    for (const Entry& entry : entries()) {
      if (entry.key.text().empty()) return &entry;
    }
    return nullptr;
  }
  // Most keys differ in length or in the first character.
  for (const Entry& entry : entries()) {
    const std::string_view text = entry.key.text();
    if (text.size() == key.size() && text.front() == key.front() && text == key) return &entry;
  }
  return nullptr;
}

const Entry* Node::find(Key key) const {
  for (const Entry& entry : entries()) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

Node Node::operator[](std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? Node() : entry->value;
}

Node Node::operator[](Key key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? Node() : entry->value;
}

bool equal(Node a, Node b) {
  if (same(a, b)) return true;
  if (!a || !b || a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return a.as_bool() == b.as_bool();
    case Kind::integer: return a.text() == b.text() || json_number(a) == json_number(b);
    case Kind::floating: return a.text() == b.text() || a.as_double() == b.as_double();
    case Kind::string: return a.text() == b.text();
    case Kind::sequence:
      return std::ranges::equal(a.items(), b.items(), [](Node x, Node y) { return equal(x, y); });
    case Kind::mapping:
      return a.entries().size() == b.entries().size() &&
             std::ranges::all_of(a.entries(), [&](const Entry& entry) {
               const Entry* other = b.find(entry.key);
               return other != nullptr && equal(entry.value, other->value);
             });
  }
  return false;
}

Node find_path(Node root, std::string_view path) {
  while (root && !path.empty()) {
    if (path.front() == '.') {
      path.remove_prefix(1);
    } else if (path.front() == '[') {
      const std::size_t close = path.find(path.starts_with("[\"") ? "\"]" : "]", 2 <= path.size() ? 1 : 0);
      if (close == std::string_view::npos) return {};
      if (path.starts_with("[\"")) {
        root = root[path.substr(2, close - 2)];
        path.remove_prefix(close + 2);
      } else {
        std::size_t index = 0;
        const std::string_view digits = path.substr(1, close - 1);
        if (std::from_chars(digits.data(), digits.data() + digits.size(), index).ec != std::errc()) return {};
        root = index < root.items().size() ? root.items()[index] : Node();
        path.remove_prefix(close + 1);
      }
    } else {
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      root = root[path.substr(0, end)];
      path.remove_prefix(end);
    }
  }
  return root;
}

}  // namespace fleetlint::yaml
