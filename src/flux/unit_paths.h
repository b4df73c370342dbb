// UnitPaths: under which path each content was loaded, for one unit.
//
// A unit reads what its build reads, and its Flux object came from files that its parent's build read, and so
// on: lists that many units and clusters share. They are kept side by side instead of being copied into each
// other.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "source/source_map.h"

namespace fleetlint::flux {

class UnitPaths {
 public:
  using Part = std::shared_ptr<const source::LoadedPaths>;

  /// Behind what is there; a part that is there already stays where it is.
  void add(Part part) {
    if (part->all().empty()) return;
    for (const Part& known : parts_) {
      if (known == part) return;
    }
    parts_.push_back(std::move(part));
  }
  void add_all(const UnitPaths& other) {
    for (const Part& part : other.parts_) add(part);
  }

  /// Empty when the content was not loaded here. The first part that has it wins.
  std::string_view path(source::FileId file) const {
    for (const Part& part : parts_) {
      if (const std::string_view path = part->path(file); !path.empty()) return path;
    }
    return {};
  }

  const std::vector<Part>& parts() const { return parts_; }

 private:
  std::vector<Part> parts_;
};

}  // namespace fleetlint::flux
