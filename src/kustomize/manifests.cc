#include "kustomize/manifests.h"

#include <algorithm>
#include <bit>
#include <deque>

#include "base/hash.h"
#include "base/strings.h"
#include "kustomize/settle.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kRule = "kustomize/invalid-resource";

bool is_empty(yaml::Node node) {
  return !node || node.is_null() || (node.is_mapping() && node.entries().empty()) ||
         (node.is_sequence() && node.items().empty());
}

/// The reason why kustomize would not take the node for an object; empty when it would.
std::string_view problem_with(yaml::Node node) {
  if (!node.is_mapping()) return "is not a mapping";
  if (is_empty(node["kind"]) || node["kind"].text().empty()) return "has no kind";
  if (node["kind"].text().ends_with("List")) return {};
  if (is_empty(node["metadata"]["name"]) || node["metadata"]["name"].text().empty())
    return "has no metadata.name";
  return {};
}

yaml::Node place_of_problem(yaml::Node node) {
  return node["metadata"].is_mapping() ? node["metadata"] : node;
}

bool is_list(yaml::Node node) {
  return node["kind"].text().ends_with("List") && node.find("items") != nullptr;
}

}  // namespace

bool read_objects(Context& context, const yaml::Stream& stream, std::vector<yaml::Node>& objects) {
  bool good = true;
  std::deque<yaml::Node> queue;
  const auto take = [&](yaml::Node node) {
    if (is_empty(node)) return;
    const std::string_view problem = problem_with(node);
    if (problem.empty()) {
      queue.push_back(node);
      return;
    }
    good = false;
    const std::string kind = node["kind"].text().empty() ? "document" : std::string(node["kind"].text());
    context.refuse(kRule, yaml::at(place_of_problem(node)),
                   "{} {}, so it is no object; complete it, or leave it out of resources", kind, problem);
  };
  for (const yaml::Document& document : stream.documents) {
    const std::string_view text = context.files.text(stream.file);
    // Behind "..." a directive is part of what is left over from the document before.
    const bool is_first = &document == &stream.documents.front();
    if (is_first && document.span.begin < text.size() && text[document.span.begin] == '%') {
      good = false;
      context.refuse(
          kRule, yaml::at(yaml::Origin{stream.file, {document.span.begin, document.span.begin + 1}}),
          "kustomize divides a file at \"---\" before it reads it, and then has a directive without "
          "a document; remove the line that begins with \"%\"");
      context.incomplete = true;
      continue;
    }
    if (document.broken) {
      // The parser has said why.
      good = false;
      context.refused = true;
      context.incomplete = true;
      continue;
    }
    take(document.root);
  }
  while (!queue.empty()) {
    const yaml::Node node = queue.front();
    queue.pop_front();
    if (!is_list(node)) {
      objects.push_back(node);
      continue;
    }
    // The items come after what is waiting already, as upstream has it.
    const yaml::Node items = node["items"];
    if (items.is_null()) continue;
    if (!items.is_sequence()) {
      good = false;
      context.refuse(kRule, yaml::at(items), "items of {} must be a list, not a {}", node["kind"].text(),
                     to_string(items.kind()));
      continue;
    }
    // The reader itself unwraps a List that is alone in its file; any other goes through JSON.
    const bool is_alone = stream.documents.size() == 1 && same(node, stream.documents.front().root) &&
                          (node["kind"].text() == "List" || node["kind"].text() == "ResourceList");
    for (const yaml::Node item : items.items()) take(is_alone ? item : list_item(context, item));
  }
  return good;
}

bool looks_like_objects(const yaml::Stream& stream) {
  for (const yaml::Document& document : stream.documents) {
    if (document.broken) return false;
    if (!is_empty(document.root) && !problem_with(document.root).empty()) return false;
  }
  return true;
}

namespace {

std::size_t hash_of(const Resource& resource) {
  return hash_bytes(resource.name()) * 31 + hash_bytes(resource.kind());
}

void refuse_second(Context& context, const Resource& known, const Resource& resource) {
  diag::Place place = yaml::at(resource.node()["metadata"]["name"]);
  for (const diag::Location& location : yaml::at(known.node()["metadata"]["name"]).related)
    place.related.push_back(location);
  diag::Location first = yaml::at(known.node()["metadata"]["name"]).primary;
  first.label = "the other one";
  place.related.insert(place.related.begin(), std::move(first));
  context.refuse("kustomize/resource-conflict", std::move(place),
                 "{} {} is already among the resources; remove one of the two or give it another name",
                 resource.kind(), quote(resource.name()));
}

}  // namespace

Adder::Adder(Context& context, ResMap& map) : context_(context), map_(map) { grow(); }

void Adder::grow() {
  slots_.assign(std::bit_ceil(std::max<std::size_t>(16, 4 * map_.size())), 0);
  for (std::size_t i = 0; i < map_.size(); ++i) note(i, hash_of(map_.resources[i]));
}

void Adder::note(std::size_t index, std::size_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at] != 0) at = (at + 1) & mask;
  slots_[at] = static_cast<std::uint32_t>(index + 1);
}

const Resource* Adder::find(const ResId& id, std::size_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at] != 0; at = (at + 1) & mask) {
    const Resource& known = map_.resources[slots_[at] - 1];
    if (known.name() == id.name && known.current_id().equals(id)) return &known;
  }
  return nullptr;
}

void Adder::add(const Resource& resource) {
  const std::size_t hash = hash_of(resource);
  if (const Resource* known = find(resource.current_id(), hash)) {
    refuse_second(context_, *known, resource);
    return;
  }
  map_.resources.push_back(resource);
  if (2 * map_.size() > slots_.size()) {
    grow();
  } else {
    note(map_.size() - 1, hash);
  }
}

void append(Context& context, ResMap& map, const Resource& resource) {
  const ResId id = resource.current_id();
  for (const Resource& known : map) {
    if (known.name() == id.name && known.current_id().equals(id)) {
      refuse_second(context, known, resource);
      return;
    }
  }
  map.resources.push_back(resource);
}

}  // namespace fleetlint::kustomize
