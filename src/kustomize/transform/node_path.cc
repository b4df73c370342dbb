#include "kustomize/transform/node_path.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "kustomize/depth.h"
#include "kustomize/transform/scalar.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// A part as a number, as Go's Atoi reads it.
std::optional<long> as_number(std::string_view part) {
  if (part.starts_with('+')) part.remove_prefix(1);
  long value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (part.empty() || error != std::errc() || end != part.data() + part.size()) return std::nullopt;
  return value;
}

bool is_position(std::string_view part) { return as_number(part).value_or(-1) >= 0; }

bool is_selector(std::string_view part) { return part.starts_with('[') && part.ends_with(']'); }

struct Selector {
  std::string_view key;  ///< empty: the items are scalars
  std::string_view value;
};

std::optional<Selector> parse_selector(std::string_view part, yaml::Node at,
                                       std::optional<Problem>& problem) {
  part.remove_suffix(1);
  if (!part.empty()) part.remove_prefix(1);
  const std::size_t equals = part.find('=');
  if (equals == std::string_view::npos) {
    problem = Problem{fmt::format("list selector {} has no \"=\"; write [key=value]", quote(part)), at};
    return std::nullopt;
  }
  return Selector{part.substr(0, equals), part.substr(equals + 1)};
}

/// What has to stand at a part so that the next one can be taken.
Make kind_before(std::span<const std::string> rest, Make leaf) {
  if (rest.empty() || rest.front().empty()) return leaf;
  return is_selector(rest.front()) || is_position(rest.front()) ? Make::sequence : Make::mapping;
}

bool expect(yaml::Node node, yaml::Kind kind, std::string_view part, std::optional<Problem>& problem) {
  if (!node || node.is_null() || node.kind() == kind) return true;
  problem = Problem{
      fmt::format("{} is looked for in a {}, not in a {}", quote(part), describe(node), to_string(kind)),
      node};
  return false;
}

yaml::Node find_item(yaml::Node list, const Selector& selector) {
  for (const yaml::Node& item : list.items()) {
    if (selector.key.empty()) {
      if (!item.is_mapping() && !item.is_sequence() && item.text() == selector.value) return item;
    } else if (const yaml::Entry* entry = item.find(selector.key);
               entry != nullptr && entry->value.text() == selector.value) {
      return item;
    }
  }
  return {};
}

/// A scalar as upstream prints it for comparison: with the quotes it was written with.
std::string printed(yaml::Node scalar) {
  switch (scalar.style()) {
    case yaml::Style::double_quoted: return "\"" + std::string(scalar.text()) + "\"";
    case yaml::Style::single_quoted: return "'" + std::string(scalar.text()) + "'";
    default: return std::string(trim(scalar.text()));
  }
}

class Writer {
 public:
  Writer(Arena& arena, Make make, const yaml::Origin& place, const Setter& set,
         std::optional<Problem>& problem)
      : arena_(arena), make_(make), place_(place), set_(set), problem_(problem) {}

  yaml::Node step(yaml::Node node, std::span<const std::string> path) {
    if (problem_) return node;
    if (path.empty()) return leaf(node);
    const std::string_view part = path.front();
    if (is_position(part)) return position(node, path);
    if (is_selector(part)) return selected(node, path);
    if (part == "*") return every(node, path);
    return field(node, path);
  }

  std::size_t fields() const { return fields_; }
  bool has_set_collection() const { return has_set_collection_; }
  std::vector<std::pair<yaml::Node, yaml::Node>> take_overwritten() { return std::move(overwritten_); }

 private:
  yaml::Node leaf(yaml::Node node) {
    ++fields_;
    const yaml::Node after = set_(node, problem_);
    if (node) overwritten_.emplace_back(node, after);
    has_set_collection_ = has_set_collection_ || (after && !after.is_scalar());
    return after;
  }

  bool creates() const { return make_ != Make::nothing; }

  /// An empty value of the kind; a scalar is missing until it is set.
  yaml::Node empty(Make kind) const {
    if (kind == Make::mapping) return yaml::make_mapping(arena_, {}, place_);
    if (kind == Make::sequence) return yaml::make_sequence(arena_, {}, place_);
    return {};
  }

  yaml::Node field(yaml::Node node, std::span<const std::string> path) {
    if (!expect(node, yaml::Kind::mapping, path.front(), problem_)) return node;
    if (path.front().empty() && creates() && node.is_mapping()) {
      problem_ = Problem{"a field path that creates has no empty part; name the field", node};
      return node;
    }
    const yaml::Entry* entry = node.find(path.front());
    if (entry == nullptr && !creates()) return node;
    const std::span<const std::string> rest = path.subspan(1);
    const yaml::Node before = entry == nullptr ? empty(kind_before(rest, make_)) : entry->value;
    const yaml::Node after = step(before, rest);
    // What upstream puts into a null is never printed.
    if (problem_ || node.is_null() || !after || (entry != nullptr && same(before, after))) return node;
    return yaml::set(arena_, node, path.front(), after, place_);
  }

  yaml::Node position(yaml::Node node, std::span<const std::string> path) {
    if (!expect(node, yaml::Kind::sequence, path.front(), problem_)) return node;
    const auto index = static_cast<std::size_t>(*as_number(path.front()));
    const std::size_t count = node.items().size();
    const std::span<const std::string> rest = path.subspan(1);
    if (index > count || (index == count && !creates())) {
      problem_ = Problem{fmt::format("there is no item {}, the list has {}", index, count), node};
      return node;
    }
    const yaml::Node before = index == count ? empty(kind_before(rest, make_)) : node.items()[index];
    const yaml::Node after = step(before, rest);
    if (problem_ || node.is_null() || !after || (index < count && same(before, after))) return node;
    return yaml::set_item(arena_, node, index, after);
  }

  yaml::Node every(yaml::Node node, std::span<const std::string> path) {
    if (!expect(node, yaml::Kind::sequence, path.front(), problem_)) return node;
    return each_item(node, path.subspan(1), [](yaml::Node) { return true; });
  }

  yaml::Node selected(yaml::Node node, std::span<const std::string> path) {
    const std::optional<Selector> selector = parse_selector(path.front(), node, problem_);
    if (!selector || !expect(node, yaml::Kind::sequence, path.front(), problem_)) return node;
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 pattern(re2::StringPiece(selector->value.data(), selector->value.size()), options);
    if (!pattern.ok()) {
      problem_ = Problem{fmt::format("list selector {} is no valid regular expression: {}",
                                     quote(path.front()), pattern.error()),
                         node};
      return node;
    }
    const bool scalars = selector->key.empty();
    const auto chosen = [&](yaml::Node item) {
      if (scalars) return item.is_scalar() && RE2::PartialMatch(printed(item), pattern);
      const yaml::Entry* entry = item.find(selector->key);
      return entry != nullptr && entry->value.is_scalar() &&
             RE2::PartialMatch(printed(entry->value), pattern);
    };
    // Behind a selector of scalars, upstream does not look at the rest of the path.
    const std::span<const std::string> rest = scalars ? std::span<const std::string>() : path.subspan(1);
    const std::size_t before = fields_;
    const yaml::Node after = each_item(node, rest, chosen);
    if (problem_ || fields_ != before || !creates() || node.is_null()) return after;

    const yaml::Node value =
        scalar_in_place(arena_, {}, Tag::none, selector->value,
                        yaml::Origin{place_.file, place_.span, yaml::Operation::implied});
    yaml::Node item = value;
    if (!scalars) {
      const yaml::Entry entry = yaml::make_entry(selector->key, value, place_);
      item = yaml::make_mapping(arena_, {&entry, 1}, place_);
    }
    if (!chosen(item)) {
      problem_ =
          Problem{fmt::format("an item for {} would not match its own pattern", quote(path.front())), node};
      return node;
    }
    return yaml::append(arena_, node, step(item, rest));
  }

  template <typename Predicate>
  yaml::Node each_item(yaml::Node list, std::span<const std::string> rest, Predicate chosen) {
    std::vector<yaml::Node> items(list.items().begin(), list.items().end());
    bool changed = false;
    for (yaml::Node& item : items) {
      if (!chosen(item)) continue;
      const yaml::Node after = step(item, rest);
      if (problem_) return list;
      changed = changed || !same(item, after);
      item = after;
    }
    return changed ? yaml::make_sequence(arena_, items, list.origin(), list.style()) : list;
  }

  Arena& arena_;
  Make make_;
  const yaml::Origin& place_;
  const Setter& set_;
  std::optional<Problem>& problem_;
  bool has_set_collection_ = false;
  std::size_t fields_ = 0;
  std::vector<std::pair<yaml::Node, yaml::Node>> overwritten_;
};

bool is_too_long(std::span<const std::string> path, yaml::Node at, std::optional<Problem>& problem) {
  if (path.size() <= kMaxPathParts) return false;
  problem =
      Problem{fmt::format("the path has {} parts, more than {}; shorten it", path.size(), kMaxPathParts), at};
  return true;
}

/// The parts that reading and write_one go by: blanks around them do not count, empty ones are skipped.
std::vector<std::string> cleaned(std::span<const std::string> path) {
  std::vector<std::string> parts;
  for (const std::string& part : path) {
    if (const std::string_view text = trim(part); !text.empty()) parts.emplace_back(text);
  }
  return parts;
}

yaml::Node write_along(Arena& arena, yaml::Node node, std::span<const std::string> path,
                       const yaml::Origin& place, const Setter& set, std::optional<Problem>& problem) {
  if (problem) return node;
  if (path.empty()) return set(node, problem);
  const std::string& part = path.front();
  const std::span<const std::string> rest = path.subspan(1);
  const std::optional<long> number = as_number(part);
  if (number || part == "-" || is_selector(part)) {
    if (!expect(node, yaml::Kind::sequence, part, problem)) return node;
    std::size_t index = node.items().size();
    yaml::Node item;
    if (is_selector(part)) {
      const std::optional<Selector> selector = parse_selector(part, node, problem);
      if (!selector) return node;
      item = find_item(node, *selector);
      const yaml::Node value =
          scalar_in_place(arena, {}, Tag::none, selector->value,
                          yaml::Origin{place.file, place.span, yaml::Operation::implied});
      if (item) {
        index = static_cast<std::size_t>(
            std::ranges::find_if(node.items(), [&](yaml::Node other) { return same(other, item); }) -
            node.items().begin());
      } else if (selector->key.empty()) {
        item = value;
      } else {
        const yaml::Entry entry = yaml::make_entry(selector->key, value, place);
        item = yaml::make_mapping(arena, {&entry, 1}, place);
      }
    } else {
      if (number) index = static_cast<std::size_t>(*number);
      if (part == "-" && index > 0) --index;
      if (index >= node.items().size()) return node;  // positions are not made
      item = node.items()[index];
    }
    return yaml::set_item(arena, node, index, write_along(arena, item, rest, place, set, problem));
  }
  if (!expect(node, yaml::Kind::mapping, part, problem) || node.is_null()) return node;
  const yaml::Entry* entry = node.find(part);
  yaml::Node before = entry == nullptr ? yaml::Node() : entry->value;
  if (entry == nullptr) {
    const Make kind = kind_before(rest, Make::scalar);
    if (kind == Make::mapping) before = yaml::make_mapping(arena, {}, place);
    if (kind == Make::sequence) before = yaml::make_sequence(arena, {}, place);
  }
  const yaml::Node after = write_along(arena, before, rest, place, set, problem);
  return problem || !after ? node : yaml::set(arena, node, part, after, place);
}

}  // namespace

yaml::Node look_up(yaml::Node root, std::span<const std::string> path, std::optional<Problem>& problem) {
  yaml::Node node = root;
  for (const std::string& part : cleaned(path)) {
    if (!node) return node;
    const std::optional<long> number = as_number(part);
    if (part == "*" || (number && *number < 0)) {
      problem = Problem{
          fmt::format("{} cannot be used to read one value; name the list position", quote(part)), node};
      return {};
    }
    const bool in_list = number || part == "-" || is_selector(part);
    if (!expect(node, in_list ? yaml::Kind::sequence : yaml::Kind::mapping, part, problem)) return {};
    if (!in_list) {
      node = node[part];
    } else if (is_selector(part)) {
      const std::optional<Selector> selector = parse_selector(part, node, problem);
      if (!selector) return {};
      node = find_item(node, *selector);
    } else {
      const std::span<const yaml::Node> items = node.items();
      const std::size_t index = number ? static_cast<std::size_t>(*number) : items.size() - 1;
      node = index < items.size() ? items[index] : yaml::Node();
    }
  }
  return node;
}

Written write(Arena& arena, yaml::Node root, std::span<const std::string> path, Make make,
              const yaml::Origin& place, const Setter& set, std::optional<Problem>& problem) {
  if (is_too_long(path, root, problem)) return {root, 0, {}};
  Writer writer(arena, make, place, set, problem);
  const yaml::Node after = writer.step(root, path);
  if (!problem && writer.has_set_collection() && nests_deeper(after, kMaxDepth)) {
    problem = Problem{fmt::format("values would nest deeper than {} levels", kMaxDepth), root};
  }
  return {problem ? root : after, writer.fields(), writer.take_overwritten()};
}

yaml::Node write_one(Arena& arena, yaml::Node root, std::span<const std::string> path,
                     const yaml::Origin& place, const Setter& set, std::optional<Problem>& problem) {
  if (is_too_long(path, root, problem)) return root;
  const yaml::Node after = write_along(arena, root, cleaned(path), place, set, problem);
  return problem ? root : after;
}

}  // namespace fleetlint::kustomize::transform
