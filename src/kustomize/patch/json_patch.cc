#include "kustomize/patch/json_patch.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <functional>
#include <vector>

#include "base/strings.h"
#include "kustomize/depth.h"
#include "yaml/edit.h"
#include "yaml/scalar.h"

namespace fleetlint::kustomize::patch {

namespace {

constexpr std::array<std::string_view, 6> kOperations = {"add", "remove", "replace", "move", "test", "copy"};

std::string unescape(std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == '~' && i + 1 < part.size() && (part[i + 1] == '0' || part[i + 1] == '1')) {
      text += part[++i] == '0' ? '~' : '/';
    } else {
      text += part[i];
    }
  }
  return text;
}

/// "/a/b" is {"a", "b"}; nothing for a path that does not begin with a slash.
std::optional<std::vector<std::string>> split_pointer(std::string_view path) {
  if (path.empty()) return std::vector<std::string>();
  const std::vector<std::string_view> parts = split(path, '/');
  if (parts.size() < 2) return std::nullopt;
  std::vector<std::string> keys;
  for (std::size_t i = 1; i < parts.size(); ++i) keys.push_back(unescape(parts[i]));
  return keys;
}

/// An index of a list of `size` items; negative ones count from `wrap`.
std::optional<std::size_t> to_index(std::string_view text, std::size_t limit, std::size_t wrap) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (index < 0) index += static_cast<long>(wrap);
  if (index < 0 || static_cast<std::size_t>(index) >= limit) return std::nullopt;
  return static_cast<std::size_t>(index);
}

/// Copies share their nodes, but whoever walks the result walks them all: the
/// values that copies may add to one object.
constexpr std::size_t kMaxCopied = 1'000'000;

std::size_t count_values(yaml::Node node, std::size_t limit) {
  std::size_t count = 1;
  for (const yaml::Node item : node.items()) {
    if (count >= limit) return limit;
    count += count_values(item, limit - count);
  }
  for (const yaml::Entry& entry : node.entries()) {
    if (count >= limit) return limit;
    count += count_values(entry.value, limit - count);
  }
  return count;
}

/// A change makes the lists and mappings above it anew: a long patch of a long list
/// needs the square of their lengths.
constexpr std::size_t kMaxMemory = std::size_t{256} * 1024 * 1024;

class Patcher {
 public:
  Patcher(Arena& arena, yaml::Node object) : arena_(arena), object_(object) {}

  yaml::Node object() const { return object_; }
  const std::string& error() const { return error_; }

  bool apply(yaml::Node operation) {
    const std::string_view op = operation["op"].text();
    const yaml::Node path_node = operation["path"];
    if (!path_node.is_string()) return fail(fmt::format("operation {} has no path", quote(op)));
    path_ = path_node.text();
    key_origin_ = {path_node.origin().file, path_node.origin().span, yaml::Operation::requested, nullptr};
    const auto path = split_pointer(path_);
    if (!path) return fail(fmt::format("path {} does not begin with a slash", quote(path_)));
    place_ = {operation.origin().file, operation.origin().span, yaml::Operation::implied, nullptr};
    yaml::Node value = operation["value"];
    if (op == "add" || op == "replace") {
      if (!value) value = make_scalar(arena_, yaml::Kind::null, "null", place_);
      return op == "add" ? add(*path, value) : replace(*path, value);
    }
    if (op == "remove") return remove(*path);
    if (op == "test") return test(*path, value);
    return move_or_copy(op, operation, *path);
  }

 private:
  using Change = std::function<bool(yaml::Node&)>;

  bool fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return false;
  }

  bool missing_path(std::string_view op) {
    return fail(fmt::format("{} {}: the object has no such path", op, quote(path_)));
  }

  /// Changes the container that holds the path's last step.
  bool change_container(std::span<const std::string> steps, yaml::Node& node, std::string_view op,
                        const Change& change) {
    if (!node.is_mapping() && !node.is_sequence()) return missing_path(op);
    if (steps.empty()) return change(node);
    if (node.is_mapping()) {
      const yaml::Entry* entry = node.find(steps.front());
      if (entry == nullptr) return missing_path(op);
      yaml::Node child = entry->value;
      if (!change_container(steps.subspan(1), child, op, change)) return false;
      node = set(arena_, node, steps.front(), child, entry->key_origin);
      return true;
    }
    const auto index = to_index(steps.front(), node.items().size(), node.items().size());
    if (!index) return missing_path(op);
    yaml::Node child = node.items()[*index];
    if (!change_container(steps.subspan(1), child, op, change)) return false;
    node = set_item(arena_, node, *index, child);
    return true;
  }

  bool at_parent(const std::vector<std::string>& path, std::string_view op, const Change& change) {
    if (path.empty()) return missing_path(op);
    return change_container(std::span(path).first(path.size() - 1), object_, op, change);
  }

  std::optional<yaml::Node> get(const std::vector<std::string>& path) const {
    yaml::Node node = object_;
    for (const std::string& step : path) {
      if (node.is_mapping()) {
        node = node[step];
      } else {
        const auto index = to_index(step, node.items().size(), node.items().size());
        if (!index) return std::nullopt;
        node = node.items()[*index];
      }
    }
    return node;
  }

  bool add(const std::vector<std::string>& path, yaml::Node value) {
    return at_parent(path, "add", [&](yaml::Node& parent) {
      const std::string& key = path.back();
      if (parent.is_mapping()) {
        const yaml::Node old = parent[key];
        parent = set(arena_, parent, key, old ? overriding(arena_, value, old.origin()) : value, key_origin_);
        return true;
      }
      std::vector<yaml::Node> items(parent.items().begin(), parent.items().end());
      if (key == "-") {
        items.push_back(value);
      } else {
        const auto index = to_index(key, items.size() + 1, items.size() + 1);
        if (!index)
          return fail(fmt::format("add {}: {} is no index of a list of {} items", quote(path_), quote(key),
                                  items.size()));
        items.insert(items.begin() + static_cast<std::ptrdiff_t>(*index), value);
      }
      parent = make_sequence(arena_, items, parent.origin(), parent.style());
      return true;
    });
  }

  bool replace(const std::vector<std::string>& path, yaml::Node value) {
    if (path.empty()) {
      if (!value.is_mapping()) return fail("replace of the whole object needs a mapping");
      object_ = value;
      return true;
    }
    return at_parent(path, "replace", [&](yaml::Node& parent) {
      const std::string& key = path.back();
      if (parent.is_mapping()) {
        // A key that is not there is set all the same, as upstream does.
        const yaml::Node old = parent[key];
        parent = set(arena_, parent, key, old ? overriding(arena_, value, old.origin()) : value, key_origin_);
        return true;
      }
      const auto index = to_index(key, parent.items().size(), parent.items().size());
      if (!index) return missing_path("replace");
      parent = set_item(arena_, parent, *index, overriding(arena_, value, parent.items()[*index].origin()));
      return true;
    });
  }

  bool remove(const std::vector<std::string>& path) {
    return at_parent(path, "remove", [&](yaml::Node& parent) {
      const std::string& key = path.back();
      if (parent.is_mapping()) {
        if (parent.find(key) == nullptr) return missing_path("remove");
        parent = unset(arena_, parent, key);
        return true;
      }
      const auto index = to_index(key, parent.items().size(), parent.items().size());
      if (!index) return missing_path("remove");
      std::vector<yaml::Node> items(parent.items().begin(), parent.items().end());
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(*index));
      parent = make_sequence(arena_, items, parent.origin(), parent.style());
      return true;
    });
  }

  bool test(const std::vector<std::string>& path, yaml::Node value) {
    const auto found = get(path);
    if (!found) return missing_path("test");
    const bool both_nothing = (!*found || found->is_null()) && (!value || value.is_null());
    if (both_nothing || yaml::equal(*found, value)) return true;
    return fail(fmt::format("test {}: the object has another value there", quote(path_)));
  }

  bool move_or_copy(std::string_view op, yaml::Node operation, const std::vector<std::string>& path) {
    const yaml::Node from = operation["from"];
    const auto source = from.is_string() ? split_pointer(from.text()) : std::nullopt;
    if (!source || source->empty()) return fail(fmt::format("operation {} has no usable from", quote(op)));
    const auto value = get(*source);
    const auto parent = get({source->begin(), source->end() - 1});
    if (!value || !parent || (!parent->is_mapping() && !parent->is_sequence())) {
      return fail(fmt::format("{} from {}: the object has no such path", op, quote(from.text())));
    }
    // What moves below itself again and again nests twice as deep each time.
    if (nests_deeper(*value, kMaxDepth)) {
      return fail(fmt::format("{} from {}: values nest deeper than {} levels; flatten them", op,
                              quote(from.text()), kMaxDepth));
    }
    if (op == "move" && !remove(*source)) return false;
    if (op == "copy") {
      copied_ += count_values(*value, kMaxCopied);
      if (copied_ >= kMaxCopied)
        return fail(fmt::format("copies of this patch add more than {} values", kMaxCopied));
    }
    yaml::Node moved = *value;
    if (!moved) moved = make_scalar(arena_, yaml::Kind::null, "null", place_);
    return add(path, moved);
  }

  Arena& arena_;
  yaml::Node object_;
  yaml::Origin place_;       // of a value that the operation leaves out
  yaml::Origin key_origin_;  // of a key that the path makes
  std::string_view path_;
  std::size_t copied_ = 0;
  std::string error_;
};

/// A number that JSON does not have, anywhere below; missing when there is none.
yaml::Node find_unwritable(yaml::Node node) {
  if (node.kind() == yaml::Kind::floating) return yaml::json_number(node).empty() ? node : yaml::Node();
  for (const yaml::Node item : node.items()) {
    if (const yaml::Node found = find_unwritable(item)) return found;
  }
  for (const yaml::Entry& entry : node.entries()) {
    if (const yaml::Node found = find_unwritable(entry.value)) return found;
  }
  return {};
}

}  // namespace

bool check_json_patch(yaml::Node patch, JsonPatchProblem& problem) {
  if (!patch.is_sequence()) {
    problem = {"a JSON patch is a list of operations", {}};
    return false;
  }
  for (const yaml::Node operation : patch.items()) {
    if (!operation.is_mapping()) {
      problem = {
          fmt::format("an operation of a JSON patch is a mapping, not a {}", to_string(operation.kind())),
          operation};
      return false;
    }
  }
  if (const yaml::Node number = find_unwritable(patch)) {
    problem = {fmt::format("{} is a number that JSON does not have; put it in quotes", quote(number.text())),
               number};
    return false;
  }
  return true;
}

yaml::Node apply_json_patch(Arena& arena, yaml::Node object, yaml::Node patch,
                            std::optional<JsonPatchProblem>& problem) {
  Patcher patcher(arena, object);
  const std::size_t memory_before = arena.bytes_used();
  for (const yaml::Node operation : patch.items()) {
    const yaml::Node op = operation["op"];
    bool known = false;
    for (const std::string_view name : kOperations) known = known || op.text() == name;
    if (!known) {
      problem = JsonPatchProblem{
          fmt::format("operation {} is unknown{}", quote(op.text()), did_you_mean(op.text(), kOperations)),
          op ? op : operation};
      return object;
    }
    if (!patcher.apply(operation)) {
      problem = JsonPatchProblem{patcher.error(), operation["path"] ? operation["path"] : operation};
      return object;
    }
    if (arena.bytes_used() - memory_before > kMaxMemory) {
      problem = JsonPatchProblem{
          "the operations up to this one change more than fleetlint can hold; write fewer of them",
          operation};
      return object;
    }
  }
  if (nests_deeper(patcher.object(), kMaxDepth)) {
    problem = JsonPatchProblem{
        fmt::format("values nest deeper than {} levels after the patch; flatten them", kMaxDepth), patch};
    return object;
  }
  return patcher.object();
}

}  // namespace fleetlint::kustomize::patch
