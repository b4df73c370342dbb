#include "fleet/index.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/hash.h"

namespace fleetlint::fleet {

namespace {

/// An identity as texts that lie elsewhere.
struct IdView {
  std::string_view group;
  std::string_view kind;
  std::string_view name_space;
  std::string_view name;
  bool operator==(const IdView&) const = default;
};

struct IdHash {
  std::size_t operator()(const IdView& id) const {
    const std::uint64_t kind = hash_mix(hash_bytes(id.group), hash_bytes(id.kind));
    return hash_mix(hash_mix(kind, hash_bytes(id.name_space)), hash_bytes(id.name));
  }
};

IdView view_of(const kube::ObjectId& id) { return {id.group, id.kind, id.name_space, id.name}; }

using KindName = std::pair<std::string_view, std::string_view>;

/// What is asked of an object and follows from its node.
struct Card {
  std::uint32_t identity = 0;  ///< its number
  bool has_pods = false;
};

}  // namespace

/// The identities of the fleet. Numbered as they come; the rank of a number is its place in their order.
struct Index::Names {
  std::vector<std::unique_ptr<const kube::ObjectId>> owned;
  std::unordered_map<IdView, std::uint32_t, IdHash> numbers;
  std::vector<std::uint32_t> ranks;
  std::map<KindName, std::uint32_t> kinds;
  std::vector<std::uint32_t> kind_of;

  std::uint32_t number_of(const kube::Object& object) {
    const IdView id{object.group(), object.kind(), object.name_space(), object.name()};
    if (const auto found = numbers.find(id); found != numbers.end()) return found->second;
    const auto number = static_cast<std::uint32_t>(owned.size());
    const kube::ObjectId& kept = *owned.emplace_back(std::make_unique<const kube::ObjectId>(object.id()));
    numbers.emplace(view_of(kept), number);
    kinds.try_emplace(KindName(kept.group, kept.kind), 0);
    return number;
  }

  /// Nothing where no cluster has it.
  std::optional<std::uint32_t> rank_of(const IdView& id) const {
    const auto found = numbers.find(id);
    return found == numbers.end() ? std::nullopt : std::optional(ranks[found->second]);
  }

  void settle() {
    std::vector<std::uint32_t> order(owned.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return *owned[a] < *owned[b]; });
    ranks.resize(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) ranks[order[i]] = i;
    std::uint32_t next = 0;
    for (auto& [name, kind] : kinds) kind = next++;
    kind_of.reserve(owned.size());
    for (const auto& id : owned) kind_of.push_back(kinds.at(KindName(id->group, id->kind)));
  }
};

std::span<const Index::Item> Index::items_of(std::uint32_t rank) const {
  const auto found = std::ranges::lower_bound(ranks_, rank);
  if (found == ranks_.end() || *found != rank) return {};
  return entries_[static_cast<std::size_t>(found - ranks_.begin())].items;
}

Index::Item Index::find(std::string_view group, std::string_view kind, std::string_view name_space,
                        std::string_view name) const {
  const auto rank = names_ ? names_->rank_of({group, kind, name_space, name}) : std::nullopt;
  const std::span<const Item> all = rank ? items_of(*rank) : std::span<const Item>();
  return all.empty() ? Item{nullptr, nullptr} : all.front();
}

std::span<const Index::Item> Index::find_all(const kube::ObjectId& id) const {
  const auto rank = names_ ? names_->rank_of(view_of(id)) : std::nullopt;
  return rank ? items_of(*rank) : std::span<const Item>();
}

std::span<const Index::Item> Index::of_kind(std::string_view group, std::string_view kind) const {
  const KindName wanted(group, kind);
  const auto name_of = [](const KindEntry& entry) { return KindName(entry.group, entry.kind); };
  const auto found = std::ranges::lower_bound(kinds_, wanted, {}, name_of);
  if (found == kinds_.end() || name_of(*found) != wanted) return {};
  return found->items;
}

struct IndexMaker::Impl {
  struct Work {
    const flux::Graph* graph;
    Index* index;
    std::vector<const Card*> cards;  // of graph->objects()
  };

  std::shared_ptr<Index::Names> names = std::make_shared<Index::Names>();
  std::unordered_map<const void*, Card> cards;  // by the identity of the node
  std::vector<Work> works;

  const Card& card_of(const kube::Object& object) {
    const auto [card, fresh] = cards.try_emplace(object.node().identity());
    if (fresh) card->second = {names->number_of(object), object.pod_spec().is_mapping()};
    return card->second;
  }

  /// The numbers of the objects in order of `key`, then of units.
  template <typename KeyOf>
  static std::vector<std::uint64_t> sorted(const Work& work, KeyOf key) {
    std::vector<std::uint64_t> order;
    order.reserve(work.cards.size());
    for (std::size_t i = 0; i < work.cards.size(); ++i)
      order.push_back(std::uint64_t{key(*work.cards[i])} << 32 | i);
    std::ranges::sort(order);
    return order;
  }

  static std::vector<Index::Item> items_of(const std::vector<flux::Graph::Placed>& placed,
                                           const std::vector<std::uint64_t>& order) {
    std::vector<Index::Item> items;
    items.reserve(order.size());
    for (const std::uint64_t place : order) {
      const flux::Graph::Placed& one = placed[place & 0xffffffff];
      items.push_back({one.unit, one.object});
    }
    return items;
  }

  /// Calls `found(key, items)` for each run of equal keys.
  template <typename Found>
  static void for_runs(const std::vector<std::uint64_t>& order, std::span<const Index::Item> items,
                       Found found) {
    for (std::size_t begin = 0; begin < order.size();) {
      std::size_t end = begin + 1;
      while (end < order.size() && order[end] >> 32 == order[begin] >> 32) ++end;
      found(begin, items.subspan(begin, end - begin));
      begin = end;
    }
  }

  void fill(const Work& work) const {
    Index& index = *work.index;
    const std::vector<flux::Graph::Placed> placed = work.graph->objects();
    index.names_ = names;
    const auto by_id = sorted(work, [&](const Card& card) { return names->ranks[card.identity]; });
    index.items_ = items_of(placed, by_id);
    for_runs(by_id, index.items_, [&](std::size_t begin, std::span<const Index::Item> items) {
      const Card& card = *work.cards[by_id[begin] & 0xffffffff];
      index.ranks_.push_back(names->ranks[card.identity]);
      index.entries_.push_back({*names->owned[card.identity], items});
    });
    const auto by_kind = sorted(work, [&](const Card& card) { return names->kind_of[card.identity]; });
    index.kind_items_ = items_of(placed, by_kind);
    for_runs(by_kind, index.kind_items_, [&](std::size_t begin, std::span<const Index::Item> items) {
      const kube::ObjectId& id = *names->owned[work.cards[by_kind[begin] & 0xffffffff]->identity];
      index.kinds_.push_back({id.group, id.kind, items});
    });
    for (std::size_t i = 0; i < work.cards.size(); ++i) {
      const kube::Object& object = *placed[i].object;
      if (work.cards[i]->has_pods) index.workloads_[object.name_space()].push_back(&object);
    }
  }
};

IndexMaker::IndexMaker() : impl_(std::make_unique<Impl>()) {}
IndexMaker::~IndexMaker() = default;

void IndexMaker::add(const flux::Graph& graph, Index& index) {
  Impl::Work work{&graph, &index, {}};
  for (const flux::Graph::Placed& placed : graph.objects())
    work.cards.push_back(&impl_->card_of(*placed.object));
  impl_->works.push_back(std::move(work));
}

void IndexMaker::finish() {
  impl_->names->settle();
  for (const Impl::Work& work : impl_->works) impl_->fill(work);
  impl_->works.clear();
}

}  // namespace fleetlint::fleet
