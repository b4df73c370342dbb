// walk and the reachability of graphs.
#include <algorithm>
#include <utility>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::size_t kMaxDepth = 1000;

void walk_into(Heap& heap, std::vector<Value>& path, Value value, std::vector<Value>& out) {
  if (path.size() > kMaxDepth) fail_builtin("the document is nested too deeply");
  const Value pair[] = {heap.array(path), value};
  heap.charge(sizeof(Value));
  out.push_back(heap.array(pair));
  if (!value.is_collection()) return;
  for (const auto& [key, child] : heap.pairs(value)) {
    path.push_back(key);
    walk_into(heap, path, child, out);
    path.pop_back();
  }
}

/// All [path, value] pairs; the evaluator goes over them one by one.
Value walk(const Call& c) {
  std::vector<Value> path;
  std::vector<Value> out;
  walk_into(c.heap, path, c.arg(0), out);
  return c.heap.array(out);
}

Value reachable(const Call& c) {
  const Value graph = c.require(0, Type::object);
  c.require(1, Type::array, Type::set);
  std::vector<Value> left = c.heap.items(c.arg(1));
  std::vector<Value> found;
  const auto before = [&](Value a, Value b) { return c.heap.compare(a, b) < 0; };
  while (!left.empty()) {
    const Value node = left.back();
    left.pop_back();
    const auto at = std::ranges::lower_bound(found, node, before);
    if (at != found.end() && c.heap.equal(*at, node)) continue;
    const Value edges = c.heap.lookup(graph, node);
    if (!edges) continue;
    found.insert(at, node);
    if (!edges.is(Type::array) && !edges.is(Type::set)) continue;
    for (const Value next : c.heap.items(edges)) left.push_back(next);
  }
  return c.heap.set(std::move(found));
}

/// Paths from a node on, each to a node without edges, to one that the graph does not have, or
/// to where an edge leads to what this search went through already, as OPA searches.
class Paths {
 public:
  Paths(Heap& heap, Value graph) : heap_(heap), graph_(graph) {}

  void from(Value node) {
    const Value edges = heap_.lookup(graph_, node);
    if (!edges) return;
    path_ = {node};
    const std::vector<Value> next = vertices(edges);
    if (next.empty()) keep();
    for (const Value neighbour : next) {
      passed_ = {node};
      follow(neighbour);
    }
  }

  Value all() { return heap_.set(std::move(found_)); }

 private:
  std::vector<Value> vertices(Value edges) {
    return edges.is(Type::array) || edges.is(Type::set) ? heap_.items(edges) : std::vector<Value>();
  }

  void follow(Value node) {
    if (path_.size() > kMaxDepth) fail_builtin("the graph has too long paths");
    const Value edges = heap_.lookup(graph_, node);
    if (!edges) {
      keep();
      return;
    }
    path_.push_back(node);
    const std::vector<Value> next = vertices(edges);
    if (next.empty()) keep();
    for (const Value neighbour : next) {
      if (has_passed(neighbour)) {
        keep();
      } else {
        if (!has_passed(node)) passed_.push_back(node);
        follow(neighbour);
      }
    }
    path_.pop_back();
  }

  bool has_passed(Value node) {
    return std::ranges::any_of(passed_, [&](Value other) { return heap_.equal(other, node); });
  }

  void keep() { found_.push_back(heap_.array(path_)); }

  Heap& heap_;
  Value graph_;
  std::vector<Value> path_;
  std::vector<Value> passed_;
  std::vector<Value> found_;
};

Value reachable_paths(const Call& c) {
  Paths paths(c.heap, c.require(0, Type::object));
  for (const Value start : c.heap.items(c.require(1, Type::array, Type::set))) paths.from(start);
  return paths.all();
}

constexpr Builtin kTable[] = {
    {"walk", 1, walk},
    {"graph.reachable", 2, reachable},
    {"graph.reachable_paths", 2, reachable_paths},
};

}  // namespace

extern const BuiltinFamily builtin_walk;
const BuiltinFamily builtin_walk{kTable};

}  // namespace fleetlint::rego
