// Merging lists whose items are told apart by keys (or are scalars).
//
// kustomize's way, which shows in its results: the patch's items come first, the
// base's follow; an item that merges stands where the patch has it; where an item
// lacks a key, the remaining ones decide.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::patch {

class KeyedList {
 public:
  /// No keys: the items are scalars and count by their text.
  KeyedList(Arena& arena, yaml::Node base, yaml::Node patch, std::vector<std::string_view> keys);

  struct Outcome {
    yaml::Node node;  ///< missing: the item goes
    bool is_base = false;
  };
  /// Called with the base's and the patch's item; either may be missing.
  using MergeItems = std::function<Outcome(yaml::Node, yaml::Node)>;

  void merge(const MergeItems& merge_items);
  yaml::Node result() const;

  /// An item that cannot have the keys, where they were looked for; mostly missing.
  yaml::Node misfit() const { return misfit_; }

 private:
  using Values = std::vector<std::string_view>;
  struct Match {
    Values keys;
    Values values;
  };

  std::vector<Values> collect() const;
  Match valid_part(const std::vector<Values>& all, const Values& values) const;

  Arena& arena_;
  yaml::Node base_;
  yaml::Node patch_;
  Values keys_;
  bool scalars_ = false;
  std::vector<yaml::Node> base_items_;
  std::vector<yaml::Node> merged_;
  yaml::Node misfit_;
};

}  // namespace fleetlint::kustomize::patch
