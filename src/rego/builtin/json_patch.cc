// json.patch: RFC 6902 on values, sets included. A path is a text or an array of keys; a
// member of a set is its own key.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxDepth = 500;

using Path = std::vector<Value>;

/// Undefined says that the patch does not fit: then json.patch has no value.
class Patcher {
 public:
  explicit Patcher(Heap& heap) : heap_(heap) {}

  enum class Edit { add, remove, replace };

  Value get(Value root, const Path& path) {
    for (const Value step : path) {
      const std::optional<Value> key = key_in(root, step);
      root = key ? heap_.lookup(root, *key) : Value();
      if (!root) return {};
    }
    return root;
  }

  Value edit(Value root, const Path& path, std::size_t at, Edit edit, Value value) {
    if (at > kMaxDepth) return {};
    if (at == path.size()) return edit == Edit::remove ? Value() : value;
    if (!root.is_collection()) return {};
    if (at + 1 < path.size()) {
      const std::optional<Value> key = key_in(root, path[at]);
      const Value child = key ? heap_.lookup(root, *key) : Value();
      if (!child) return {};
      const Value changed = this->edit(child, path, at + 1, edit, value);
      return changed ? with(root, *key, changed) : Value();
    }
    return leaf(root, path[at], edit, value);
  }

 private:
  /// What a step of a path means in this collection: an index is a text too.
  std::optional<Value> key_in(Value collection, Value step) const {
    if (!collection.is(Type::array)) return step;
    if (step.is_int()) return step;
    if (!step.is(Type::string)) return std::nullopt;
    const std::string_view text = step.text();
    const bool is_number =
        !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    std::int64_t index = 0;
    for (const char c : text) index = index * 10 + (c - '0');
    return Value::integer(index);
  }

  Value with(Value collection, Value key, Value child) {
    if (collection.is(Type::object)) {
      std::vector<Pair> pairs = heap_.pairs(collection);
      pairs.emplace_back(key, child);
      return heap_.object(std::move(pairs));
    }
    std::vector<Value> items = heap_.items(collection);
    if (collection.is(Type::set)) {
      std::erase_if(items, [&](Value item) { return heap_.equal(item, key); });
      items.push_back(child);
      return heap_.set(std::move(items));
    }
    items[static_cast<std::size_t>(key.as_int())] = child;
    return heap_.array(items);
  }

  Value leaf(Value root, Value step, Edit edit, Value value) {
    if (root.is(Type::array)) return array_leaf(root, step, edit, value);
    if (edit != Edit::add && !heap_.lookup(root, step)) return {};
    if (root.is(Type::set)) {
      std::vector<Value> items = heap_.items(root);
      // A member that is added has to be the key it is added at.
      if (edit != Edit::remove && !heap_.equal(step, value)) return {};
      if (edit == Edit::remove) std::erase_if(items, [&](Value item) { return heap_.equal(item, step); });
      if (edit == Edit::add) items.push_back(value);
      return heap_.set(std::move(items));
    }
    std::vector<Pair> pairs = heap_.pairs(root);
    if (edit == Edit::remove) {
      std::erase_if(pairs, [&](const Pair& pair) { return heap_.equal(pair.first, step); });
    } else {
      pairs.emplace_back(step, value);
    }
    return heap_.object(std::move(pairs));
  }

  Value array_leaf(Value root, Value step, Edit edit, Value value) {
    std::vector<Value> items = heap_.items(root);
    const auto size = static_cast<std::int64_t>(items.size());
    std::optional<Value> key;
    if (step.is(Type::string) && step.text() == "-") {
      if (edit == Edit::add) key = Value::integer(size);
    } else {
      key = key_in(root, step);
    }
    if (!key || key->as_int() < 0 || key->as_int() > size) return {};
    if (edit != Edit::add && key->as_int() == size) return {};
    const auto at = items.begin() + key->as_int();
    switch (edit) {
      case Edit::add: items.insert(at, value); break;
      case Edit::remove: items.erase(at); break;
      case Edit::replace: *at = value; break;
    }
    return heap_.array(items);
  }

  Heap& heap_;
};

Path path_of(const Call& c, Value operation, std::string_view field) {
  const Value path = c.heap.lookup(operation, field);
  if (path.is(Type::array)) return c.heap.items(path);
  if (!path.is(Type::string))
    fail_builtin(fmt::format("attribute {} must be a text or an array of path steps", quote(field)));
  std::string_view text = path.text();
  if (text.empty()) return {};
  while (text.starts_with('/')) text.remove_prefix(1);
  Path steps;
  for (const std::string_view step : split(text, '/')) {
    std::string plain;
    for (std::size_t i = 0; i < step.size(); ++i) {
      const bool escape = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
      plain += escape ? (step[i + 1] == '0' ? '~' : '/') : step[i];
      if (escape) ++i;
    }
    steps.push_back(c.heap.string(plain));
  }
  return steps;
}

Value apply(const Call& c, Patcher& patcher, Value root, Value operation) {
  using Edit = Patcher::Edit;
  if (!operation.is(Type::object)) fail_type(1, "an array of objects", operation);
  const Value op = c.heap.lookup(operation, "op");
  if (!op.is(Type::string)) fail_builtin("attribute \"op\" must be a text");
  const std::string_view name = op.text();
  const Path path = path_of(c, operation, "path");
  const auto value = [&] {
    const Value given = c.heap.lookup(operation, "value");
    if (!given) fail_builtin("missing attribute \"value\"");
    return given;
  };
  if (name == "add") return patcher.edit(root, path, 0, Edit::add, value());
  if (name == "remove") return patcher.edit(root, path, 0, Edit::remove, {});
  if (name == "replace") return patcher.edit(root, path, 0, Edit::replace, value());
  if (name == "test") {
    const Value found = patcher.get(root, path);
    return found && c.heap.equal(found, value()) ? root : Value();
  }
  if (name != "copy" && name != "move") fail_builtin("unrecognized op " + quote(name));
  const Path from = path_of(c, operation, "from");
  const Value moved = patcher.get(root, from);
  if (!moved) return {};
  if (name == "move") {
    root = from.empty() ? Value::null() : patcher.edit(root, from, 0, Edit::remove, {});
    if (!root) return {};
  }
  return patcher.edit(root, path, 0, Edit::add, moved);
}

Value patch(const Call& c) {
  Value root = c.arg(0);
  Patcher patcher(c.heap);
  for (const Value operation : c.heap.items(c.require(1, Type::array))) {
    root = apply(c, patcher, root, operation);
    if (!root) return {};
  }
  return root;
}

constexpr Builtin kTable[] = {{"json.patch", 2, patch}};

}  // namespace

extern const BuiltinFamily builtin_json_patch;
const BuiltinFamily builtin_json_patch{kTable};

}  // namespace fleetlint::rego
