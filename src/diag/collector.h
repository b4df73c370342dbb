// Collector: where engines and rules put what they find.
//
// A collector belongs to one thread and one piece of work (a parsed file, a
// built directory, a checked object); the owner of the work takes the findings
// out, remembers them with the result, and lint merges them later. Reporting
// never fails and never stops the work.
//
//   out.report(at(node), "image {} has no tag", quote(node.text()));
//   out.report("yaml/duplicate-key", at(entry), "key {} is already set", quote(key));
//
// The first form takes the rule the collector was made for: native rules have
// exactly one. `at()` for nodes and entries is in yaml/place.h.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/finding.h"

namespace fleetlint::diag {

/// The line to change and the chain behind it.
struct Place {
  Location primary;
  std::vector<Location> related;
};

inline Place at(source::FileId file, source::Span span) { return Place{{file, span, {}, {}}, {}}; }

class Collector {
 public:
  /// `rule` is used by the form of report() that names none.
  explicit Collector(std::string_view rule = {}) : rule_(rule) {}

  /// The object the following findings are about, and where in it.
  void set_object(ObjectRef object) { object_ = std::move(object); }

  template <typename... Args>
  Finding& report(Place place, fmt::format_string<Args...> format, Args&&... args) {
    return add(rule_, std::move(place), fmt::format(format, std::forward<Args>(args)...));
  }

  template <typename... Args>
  Finding& report(std::string_view rule, Place place, fmt::format_string<Args...> format, Args&&... args) {
    return add(rule, std::move(place), fmt::format(format, std::forward<Args>(args)...));
  }

  /// The reference is good until the next report; use it to add object_path,
  /// related locations, a fix. Severity is the page's unless lint's
  /// configuration says otherwise, so it need not be set here.
  Finding& add(std::string_view rule, Place place, std::string message);

  /// Puts in findings that were made and remembered elsewhere.
  void add_all(const std::vector<Finding>& findings);

  const std::vector<Finding>& findings() const { return findings_; }
  std::vector<Finding> take() { return std::exchange(findings_, {}); }
  bool empty() const { return findings_.empty(); }

 private:
  std::string rule_;
  ObjectRef object_;
  std::vector<Finding> findings_;
};

}  // namespace fleetlint::diag
