// Name references: fields that name an object follow it when it was renamed.
//
// A reference holds a name that the object had at some time. Which object is
// meant is found among all that had this name, and a fitting kind, and live where
// the referrer can reach them; of several, those that went through the same
// kustomizations (prefixes and suffixes) are nearer.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/strings.h"
#include "kustomize/transform/field.h"
#include "kustomize/transform/scalar.h"
#include "kustomize/transform/transform.h"
#include "yaml/edit.h"

namespace fleetlint::kustomize::transform {

namespace {

/// The shorter list is the end of the longer one; an empty one only of an empty one.
bool same_ending(const History<std::string_view>& a, const History<std::string_view>& b) {
  if (a.empty() || b.empty()) return a.empty() && b.empty();
  auto x = a.begin();
  auto y = b.begin();
  for (; x != a.end() && y != b.end(); ++x, ++y) {
    if (*x != *y) return false;
  }
  return true;
}

bool affixes_match(const Resource& a, const Resource& b, bool empty_matches_all) {
  const auto match = [&](const History<std::string_view>& x, const History<std::string_view>& y) {
    return (empty_matches_all && (x.empty() || y.empty())) || same_ending(x, y);
  };
  return match(a.prefixes, b.prefixes) && match(a.suffixes, b.suffixes);
}

/// What is asked of one resource again and again, read once. Identities do not
/// change here, only the texts of references.
struct Identity {
  ResId current;
  std::vector<ResId> previous;
  std::string_view original_namespace;  ///< effective
};

class NameReferences {
 public:
  NameReferences(Context& context, ResMap& map) : context_(context), map_(map) {
    for (std::size_t i = 0; i < map.size(); ++i) {
      const Resource& resource = map.resources[i];
      Identity identity{resource.current_id(), resource.previous_ids(),
                        resource.original_id().effective_namespace()};
      for (const ResId& id : identity.previous) {
        std::vector<std::size_t>& holders = by_previous_name_[id.name];
        if (holders.empty() || holders.back() != i) holders.push_back(i);
      }
      by_original_namespace_[identity.original_namespace].push_back(i);
      identities_.push_back(std::move(identity));
    }
  }

  /// Fixes what `spec` leads to in the resource, where it names a `target`.
  void fix(std::size_t index, const FieldSpec& spec, const Gvk& target) {
    if (referrer_ != index) start(index);
    spec_ = &spec;
    target_ = &target;
    Resource& resource = map_.resources[index];
    std::optional<Problem> problem;
    const Setter set = [this](yaml::Node old, std::optional<Problem>& p) { return field(old, p); };
    const yaml::Node after = walk(context_.arena, resource.node(), spec, Leaf::none, {}, set, problem);
    if (!problem) {
      if (!same(after, resource.node())) resource.set_node(after);
    } else if (!ambiguous_) {
      refuse(context_, resource, *problem, spec.path, {});
    } else {
      context_.refuse("kustomize/resource-conflict", at(problem->at), "{}", problem->message);
    }
    ambiguous_ = false;
  }

 private:
  void start(std::size_t index) {
    referrer_ = index;
    const Resource& resource = map_.resources[index];
    subject_namespaces_.clear();
    if (resource.kind() != "RoleBinding") return;
    // A role binding may name service accounts of other namespaces.
    for (const yaml::Node& subject : resource.node()["subjects"].items()) {
      const yaml::Node name_space = subject["namespace"];
      if (subject["kind"].text() != "ServiceAccount" || !name_space) continue;
      if (name_space.is_string()) {
        subject_namespaces_.insert(name_space.text());
      } else {
        refuse(
            context_, resource,
            Problem{"the namespace of a service account is no string; write it or remove the field", subject},
            "subjects", {});
      }
    }
  }

  const Resource& referrer() const { return map_.resources[referrer_]; }

  /// Could the referrer mean it at all?
  bool is_reachable(std::size_t index) const {
    const ResId& from = identities_[referrer_].current;
    const ResId& to = identities_[index].current;
    return from.cluster_scoped || to.cluster_scoped || to.namespace_equals(from) ||
           subject_namespaces_.contains(to.name_space);
  }

  yaml::Node field(yaml::Node old, std::optional<Problem>& problem) {
    if (old.is_null()) return old;
    if (old.is_mapping()) return mapping(old, problem);
    if (!old.is_sequence()) return scalar(old, problem);
    std::vector<yaml::Node> items(old.items().begin(), old.items().end());
    bool changed = false;
    for (yaml::Node& item : items) {
      if (item.is_null()) continue;
      if (item.is_sequence()) {
        problem = Problem{"a list of references holds texts or mappings, found a list in it", item};
        return old;
      }
      const yaml::Node after = item.is_mapping() ? mapping(item, problem) : scalar(item, problem);
      if (problem) return old;
      changed = changed || !same(after, item);
      item = after;
    }
    return changed ? yaml::make_sequence(context_.arena, items, old.origin(), old.style()) : old;
  }

  yaml::Node scalar(yaml::Node old, std::optional<Problem>& problem) {
    const auto identical = [](const Resource& a, const Resource& b) { return a.name() == b.name(); };
    Resource* target = find_target(
        old, [](std::size_t) { return true; }, identical, problem);
    if (target == nullptr || target->name() == old.text()) return old;
    return renamed(old, target->node()["metadata"]["name"], old);
  }

  /// A reference of name and namespace, such as a subject or a webhook's service.
  yaml::Node mapping(yaml::Node old, std::optional<Problem>& problem) {
    const yaml::Node name = old["name"];
    if (!name) {
      problem = Problem{"a reference needs a name", old};
      return old;
    }
    const auto identical = [](const Resource& a, const Resource& b) {
      return a.name() == b.name() && a.name_space() == b.name_space();
    };
    const yaml::Node name_space = old["namespace"];
    // An object is meant by its namespace of old; only if nothing was there, by the one of now.
    const bool by_original = name_space && was_anything_in(name_space.text());
    const auto in_namespace = [&](std::size_t index) {
      if (!name_space) return true;
      const Identity& identity = identities_[index];
      if (by_original) return identity.original_namespace == name_space.text();
      return !identity.current.cluster_scoped && identity.current.effective_namespace() == name_space.text();
    };
    Resource* target = find_target(name, in_namespace, identical, problem);
    if (target == nullptr || (target->name() == name.text() && target->name_space().empty())) return old;

    const yaml::Node metadata = target->node()["metadata"];
    yaml::Node after = old;
    if (target->name() != name.text()) {
      after = yaml::set(context_.arena, after, "name", renamed(name, metadata["name"], name), name.origin());
    }
    if (target->name_space().empty() || (name_space.is_string() && name_space.text() == target->name_space()))
      return after;
    const yaml::Origin key_origin =
        derived(metadata["namespace"].origin(), yaml::Operation::renamed, nullptr);
    return yaml::set(context_.arena, after, "namespace",
                     renamed(name_space, metadata["namespace"], name_space ? name_space : name), key_origin);
  }

  bool was_anything_in(std::string_view name_space) const {
    const auto found = by_original_namespace_.find(name_space);
    return found != by_original_namespace_.end() && name_space != "_non_namespaceable_" &&
           std::ranges::any_of(found->second, [&](std::size_t index) { return is_reachable(index); });
  }

  /// The text of `name` (of the object that is meant) in place of `old`; what wrote the name is the place.
  /// `reference` is the field that refers to it.
  yaml::Node renamed(yaml::Node old, yaml::Node name, yaml::Node reference) {
    const yaml::Origin origin =
        copied_from(context_.arena, name.origin(), yaml::Operation::renamed, reference.origin(),
                    old ? yaml::keep(context_.arena, old.origin()) : nullptr);
    return old ? scalar_in_place(context_.arena, old, Tag::none, name.text(), origin)
               : scalar_in_new_field(context_.arena, name.text(), origin);
  }

  Resource* find_target(yaml::Node name, const std::function<bool(std::size_t)>& accept,
                        bool (*identical)(const Resource&, const Resource&),
                        std::optional<Problem>& problem) {
    const auto holders = by_previous_name_.find(name.text());
    if (holders == by_previous_name_.end()) return nullptr;
    std::vector<Resource*> candidates;
    for (const std::size_t index : holders->second) {
      if (is_reachable(index) && accept(index) && had_fitting_kind(index) && lives_with_referrer(index)) {
        candidates.push_back(&map_.resources[index]);
      }
    }
    if (candidates.size() == 1) return refer_to(candidates.front());
    const auto keep_if_affixes_match = [&](bool empty_matches_all) {
      std::erase_if(candidates, [&](const Resource* candidate) {
        return !affixes_match(*candidate, referrer(), empty_matches_all);
      });
    };
    keep_if_affixes_match(true);
    if (candidates.size() > 1) keep_if_affixes_match(false);
    if (candidates.empty()) return nullptr;
    const bool one = std::ranges::all_of(
        candidates, [&](const Resource* other) { return identical(*candidates.front(), *other); });
    if (one) return refer_to(candidates.front());

    std::vector<std::string> names;
    for (const Resource* candidate : candidates) names.push_back(describe(candidate->current_id()));
    problem = Problem{fmt::format("{} of {} could be any of {}; give the objects names that differ",
                                  quote(name.text()), describe(referrer().current_id()), join(names, ", ")),
                      name};
    ambiguous_ = true;
    return nullptr;
  }

  Resource* refer_to(Resource* target) {
    target->is_referred_to = true;
    return target;
  }

  bool had_fitting_kind(std::size_t index) const {
    const std::vector<ResId>& previous = identities_[index].previous;
    const auto selected_by = [&](const Gvk& gvk) {
      return std::ranges::any_of(previous, [&](const ResId& id) { return id.gvk.is_selected(gvk); });
    };
    if (!selected_by(*target_)) return false;
    if (!spec_->path.ends_with("roleRef/name")) return true;
    const yaml::Node role = referrer().node()["roleRef"];
    if (!role["apiGroup"] || !role["kind"]) return true;
    return selected_by({role["apiGroup"].text(), "", role["kind"].text()});
  }

  bool lives_with_referrer(std::size_t index) const {
    const ResId& from = identities_[referrer_].current;
    const ResId& to = identities_[index].current;
    return from.cluster_scoped || to.cluster_scoped || to.gvk.kind == "ServiceAccount" ||
           from.namespace_equals(to);
  }

  Context& context_;
  ResMap& map_;
  std::vector<Identity> identities_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_previous_name_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_original_namespace_;

  // The reference at work.
  std::size_t referrer_ = SIZE_MAX;
  std::set<std::string_view> subject_namespaces_;
  const FieldSpec* spec_ = nullptr;
  const Gvk* target_ = nullptr;
  bool ambiguous_ = false;
};

/// A field that may name an object of the target kind.
struct Place {
  const FieldSpec* spec;
  const Gvk* target;
};

/// The tables are long, and most of them is about other kinds.
std::vector<Place> places_of(const TransformerConfig& config, const Gvk& kind) {
  std::vector<Place> places;
  for (const NameReference& reference : config.name_reference) {
    for (const FieldSpec& spec : reference.referrers) {
      if (kind.is_selected(spec.gvk)) places.push_back({&spec, &reference.gvk});
    }
  }
  return places;
}

}  // namespace

void fix_name_references(Context& context, ResMap& map, const TransformerConfig& config) {
  NameReferences references(context, map);
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::vector<Place>>
      places_by_kind;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const Gvk kind = map.resources[i].original_id().gvk;
    const auto [places, is_new] = places_by_kind.try_emplace({kind.kind, kind.group, kind.version});
    if (is_new) places->second = places_of(config, kind);
    for (const Place& place : places->second) references.fix(i, *place.spec, *place.target);
  }
}

}  // namespace fleetlint::kustomize::transform
