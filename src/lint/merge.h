// One finding for each cause, made while the reports come in.
#pragma once

#include <memory>
#include <vector>

#include "lint/settle.h"

namespace fleetlint::lint {

/// One finding for each (rule, place, path in the object) and set of clusters and
/// units. Where one object of one unit has several messages there, they stay apart.
class Merger {
 public:
  Merger();
  ~Merger();

  void take(Reported reported);
  /// In no order that means anything.
  std::vector<diag::Finding> finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fleetlint::lint
