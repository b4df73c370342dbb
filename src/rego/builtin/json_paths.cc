// json.remove and json.filter: parts of a document named by paths.
#include <utility>

#include "base/strings.h"
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

using Path = std::vector<Value>;

std::vector<Path> paths_of(const Call& c) {
  std::vector<Path> paths;
  for (const Value path : c.heap.items(c.require(1, Type::array, Type::set))) {
    if (path.is(Type::array)) {
      paths.push_back(c.heap.items(path));
      continue;
    }
    if (!path.is(Type::string)) fail_type(1, "a collection of paths: texts or arrays", path);
    std::string_view text = path.text();
    while (text.starts_with('/')) text.remove_prefix(1);
    Path steps;
    for (const std::string_view step : split(text, '/')) {
      std::string plain;
      for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escape =
            step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
        plain += escape ? (step[i + 1] == '0' ? '~' : '/') : step[i];
        if (escape) ++i;
      }
      steps.push_back(c.heap.string(plain));
    }
    paths.push_back(std::move(steps));
  }
  return paths;
}

/// Does the step of a path name this key? In arrays a text may stand for an index.
bool names(Heap& heap, Value step, Value key) {
  if (heap.equal(step, key)) return true;
  return key.is(Type::number) && step.is(Type::string) && step.text() == heap.number_text(key);
}

std::vector<Path> below(Heap& heap, const std::vector<Path>& paths, Value key, bool& ends) {
  std::vector<Path> rest;
  for (const Path& path : paths) {
    if (path.empty() || !names(heap, path[0], key)) continue;
    if (path.size() == 1) ends = true;
    rest.emplace_back(path.begin() + 1, path.end());
  }
  return rest;
}

Value select(Heap& heap, Value value, const std::vector<Path>& paths, bool keep) {
  if (!value.is_collection()) return value;
  std::vector<Pair> left;
  for (const auto& [key, child] : heap.pairs(value)) {
    bool ends = false;
    const std::vector<Path> rest = below(heap, paths, key, ends);
    if (rest.empty() ? keep : (ends && !keep)) continue;
    left.emplace_back(key, rest.empty() || ends ? child : select(heap, child, rest, keep));
  }
  if (value.is(Type::object)) return heap.object(std::move(left));
  std::vector<Value> items;
  for (const Pair& pair : left) items.push_back(pair.second);
  return value.is(Type::set) ? heap.set(std::move(items)) : heap.array(items);
}

Value remove(const Call& c) { return select(c.heap, c.require(0, Type::object), paths_of(c), false); }
Value filter(const Call& c) { return select(c.heap, c.require(0, Type::object), paths_of(c), true); }

constexpr Builtin kTable[] = {
    {"json.remove", 2, remove},
    {"json.filter", 2, filter},
};

}  // namespace

extern const BuiltinFamily builtin_json_paths;
const BuiltinFamily builtin_json_paths{kTable};

}  // namespace fleetlint::rego
