#include "kustomize/transform/field.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "kustomize/depth.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

bool is_number(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return '0' <= c && c <= '9'; });
}

/// Upstream's lookups read these as list positions, which a mapping does not have.
bool is_list_step(std::string_view name) {
  if (name.empty()) return false;
  if (('a' <= name.front() && name.front() <= 'z') || ('A' <= name.front() && name.front() <= 'Z'))
    return false;
  return is_number(name) || name == "-" || name == "*" || (name.starts_with('[') && name.ends_with(']'));
}

class Walk {
 public:
  Walk(Arena& arena, const FieldSpec& spec, Leaf leaf, const yaml::Origin& place, const Setter& set,
       std::optional<Problem>& problem)
      : arena_(arena), spec_(spec), leaf_(leaf), place_(place), set_(set), problem_(problem) {}

  yaml::Node run(yaml::Node root) {
    const bool is_led = spec_.path.size() > 1 && spec_.path.front() == '/';
    return step(root, is_led ? spec_.path.substr(1) : spec_.path, 0);
  }

 private:
  /// What is left of the path; nothing at its end.
  using Rest = std::optional<std::string_view>;

  yaml::Node step(yaml::Node node, Rest rest, std::size_t depth) {
    if (problem_) return node;
    if (!rest) return set_(node, problem_);
    if (depth > kMaxPathParts) {
      problem_ = Problem{
          fmt::format("field path {} has more than {} parts; shorten it", quote(spec_.path), kMaxPathParts),
          node};
      return node;
    }
    if (!node || node.is_null()) return node;
    if (node.is_sequence()) return each_item(node, *rest, depth);
    if (node.is_mapping()) return field(node, *rest, depth);
    problem_ = Problem{
        fmt::format("expected a mapping or a list, found {} {}", describe(node), quote(node.text())), node};
    return node;
  }

  yaml::Node each_item(yaml::Node sequence, std::string_view rest, std::size_t depth) {
    std::vector<yaml::Node> items;  // filled when the first one changes: few do
    const std::span<const yaml::Node> before = sequence.items();
    for (std::size_t i = 0; i < before.size(); ++i) {
      const yaml::Node after = step(before[i], rest, depth);
      if (same(before[i], after)) continue;
      if (items.empty()) items.assign(before.begin(), before.end());
      items[i] = after;
    }
    return items.empty() ? sequence : yaml::make_sequence(arena_, items, sequence.origin(), sequence.style());
  }

  /// The first part, taken off the rest: as split_path has it, but most walks end at
  /// their first step, so that no part is looked at before it is needed.
  std::string_view take_part(std::string_view path, Rest& rest) {
    std::size_t end = path.find('/');
    bool has_escape = false;
    while (end != std::string_view::npos && end > 0 && path[end - 1] == '\\') {
      has_escape = true;
      end = path.find('/', end + 1);
    }
    rest = end == std::string_view::npos ? Rest() : Rest(path.substr(end + 1));
    return has_escape ? arena_.copy(split_path(path.substr(0, end), '/').front()) : path.substr(0, end);
  }

  yaml::Node field(yaml::Node mapping, std::string_view path, std::size_t depth) {
    Rest rest;
    std::string_view name = take_part(path, rest);
    const bool into_list = name.ends_with("[]");
    if (into_list) name.remove_suffix(2);
    if (name.empty()) {
      problem_ = Problem{fmt::format("field path {} has an empty part", quote(spec_.path)), mapping};
      return mapping;
    }
    name = trim(name);
    if (is_list_step(name)) {
      problem_ = Problem{
          fmt::format("field path {} asks for list position {} of a mapping", quote(spec_.path), quote(name)),
          mapping};
      return mapping;
    }

    const yaml::Entry* entry = mapping.find(name);
    const bool create = spec_.create && leaf_ != Leaf::none && !into_list;
    if (entry == nullptr && !create) return mapping;
    const yaml::Node before = entry == nullptr ? yaml::Node() : entry->value;
    const bool is_leaf = !rest;
    yaml::Node start = before;
    if (create && (!before || before.is_null())) {
      if (!is_leaf || leaf_ == Leaf::mapping) {
        start = yaml::make_mapping(arena_, {}, before ? before.origin() : place_);
      }
    } else if (into_list && before.is_null()) {
      // The path says that this is a list, so upstream makes null an empty one.
      start = yaml::make_sequence(arena_, {}, before.origin());
    }
    const yaml::Node after = step(start, rest, depth + 1);
    if (problem_ || same(before, after) || !after) return mapping;
    // A key that is made here was written by nobody.
    const yaml::Origin key_origin = derived(place_, yaml::Operation::implied, nullptr);
    return yaml::set(arena_, mapping, name, after, key_origin);
  }

  Arena& arena_;
  const FieldSpec& spec_;
  Leaf leaf_;
  const yaml::Origin& place_;
  const Setter& set_;
  std::optional<Problem>& problem_;
};

}  // namespace

yaml::Node walk(Arena& arena, yaml::Node root, const FieldSpec& spec, Leaf leaf, const yaml::Origin& place,
                const Setter& set, std::optional<Problem>& problem) {
  const yaml::Node after = Walk(arena, spec, leaf, place, set, problem).run(root);
  return problem ? root : after;
}

bool applies(const FieldSpec& spec, yaml::Node object) {
  return parse_gvk(object["apiVersion"].text(), object["kind"].text()).is_selected(spec.gvk);
}

void apply(Context& context, Resource& resource, std::span<const FieldSpec> specs, Leaf leaf,
           const yaml::Origin& place, const Setter& set) {
  for (const FieldSpec& spec : specs) {
    if (!applies(spec, resource.node())) continue;
    if (spec.path.starts_with("metadata/annotations") && resource.has_notes() &&
        !resource.node()["metadata"]["annotations"] && resource.node()["metadata"].is_mapping()) {
      constexpr std::string_view kPath[] = {"metadata", "annotations"};
      const yaml::Origin origin = derived(place, yaml::Operation::implied, nullptr);
      const yaml::Node empty = yaml::make_mapping(context.arena, {}, origin);
      resource.set_node(yaml::update(context.arena, resource.node(), kPath, true, origin,
                                     [&](yaml::Node) { return empty; }));
    }
    std::optional<Problem> problem;
    const yaml::Node after = walk(context.arena, resource.node(), spec, leaf, place, set, problem);
    if (problem) {
      refuse(context, resource, *problem, spec.path, place);
    } else if (!same(after, resource.node())) {
      resource.set_node(after);
    }
  }
}

void refuse(Context& context, const Resource& resource, const Problem& problem, std::string_view field,
            const yaml::Origin& cause) {
  const yaml::Node at_node = problem.at ? problem.at : resource.node();
  diag::Finding& finding =
      context.refuse("kustomize/invalid-resource", at(at_node), "field {} of {} cannot be changed: {}",
                     quote(field), describe(resource.current_id()), problem.message);
  if (cause.file != source::FileId::none) {
    finding.related.push_back(diag::Location{cause.file, cause.span, {}, "asked for here"});
  }
}

std::vector<std::string> split_path(std::string_view path, char separator) {
  std::vector<std::string_view> raw = split(path, separator);
  if (raw.size() > 1 && raw.front().empty()) raw.erase(raw.begin());
  std::vector<std::string> parts{std::string(raw.front())};
  for (std::size_t i = 1; i < raw.size(); ++i) {
    std::string& last = parts.back();
    if (last.ends_with('\\')) {
      last.back() = separator;
      last.append(raw[i]);
    } else {
      parts.emplace_back(raw[i]);
    }
  }
  return parts;
}

std::vector<std::string> split_bracketed_path(std::string_view path, char separator) {
  const std::vector<std::string> raw = split_path(path, separator);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!raw[i].starts_with('[') || raw[i].ends_with(']')) {
      parts.push_back(raw[i]);
      continue;
    }
    std::string joined = raw[i];
    while (i + 1 < raw.size()) {
      ++i;
      joined += separator;
      joined += raw[i];
      if (raw[i].ends_with(']')) break;
    }
    if (joined.find('=') == std::string::npos) {
      // Not a list selector: a key that holds the separator.
      const std::size_t begin = std::min(joined.find_first_not_of("[]"), joined.size());
      const std::size_t end = joined.find_last_not_of("[]");
      joined = end == std::string::npos ? std::string() : joined.substr(begin, end + 1 - begin);
    }
    parts.push_back(std::move(joined));
  }
  return parts;
}

std::string_view describe(yaml::Node node) { return node ? to_string(node.kind()) : "nothing"; }

std::string describe(const ResId& id) {
  std::string name(id.name_space);
  if (!name.empty()) name += '/';
  name += id.name;
  return std::string(id.gvk.kind) + " " + quote(name);
}

yaml::Origin made_by(Arena& arena, const yaml::Origin& place, yaml::Operation operation, yaml::Node before) {
  return derived(place, operation, before ? yaml::keep(arena, before.origin()) : nullptr);
}

yaml::Origin copied_from(Arena& arena, const yaml::Origin& source, yaml::Operation operation,
                         const yaml::Origin& asked_at, const yaml::Origin* before) {
  const yaml::Origin* request = yaml::keep(arena, derived(asked_at, yaml::Operation::requested, before));
  return derived(source, operation, yaml::keep(arena, yaml::linked(arena, source, request)));
}

}  // namespace fleetlint::kustomize::transform
