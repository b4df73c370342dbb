// A check that stands on its page, under `## Check`, in Rego or in CEL.
//
// Rego: rules `violation contains {"msg": .., "path": ..}` of a package that need not be named, on
// input.object, input.pod (metadata and spec of a Pod or of a pod template; missing for other
// kinds) and input.containers (all kinds of containers, each the node itself). Without a path the
// finding is on the deepest node that the rule held in a variable. CEL: an expression on `object`,
// `pod` and `containers` that holds where the object is in order; the message is the page's summary.
//
// Compiled when an object first comes by. Any thread.
#pragma once

#include <memory>
#include <string_view>

#include "diag/collector.h"
#include "kube/object.h"

namespace fleetlint::rules {

class PageCheck {
 public:
  PageCheck(std::string_view language, std::string_view text, std::string_view summary);
  ~PageCheck();
  PageCheck(const PageCheck&) = delete;
  PageCheck& operator=(const PageCheck&) = delete;

  void run(const kube::Object& object, diag::Collector& out) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace fleetlint::rules
