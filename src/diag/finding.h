// Finding: one mistake, on the place that caused it.
//
// Engines and rules make findings through a Collector and know nothing of what
// follows; `lint` then gives each location its path, applies configuration and
// suppressions, merges what has one cause and sorts; `report` prints. Whatever
// is printed has to be in the finding: reporters see no nodes and no objects.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/source_map.h"

namespace fleetlint::diag {

enum class Severity : std::uint8_t { info, warning, error };
enum class Confidence : std::uint8_t { low, medium, high };

std::string_view to_string(Severity severity);
/// "error", "warning", "info"; nothing else.
std::optional<Severity> parse_severity(std::string_view word);

/// A place in a file. `path` is empty until lint has resolved it from the paths
/// under which the unit at hand loaded the file.
struct Location {
  source::FileId file = source::FileId::none;
  source::Span span;
  std::string path;
  std::string label;  ///< what this place is to the finding: "base value", "patched here"; may be empty
};

/// A text edit that mends the finding. Edits do not overlap.
struct Fix {
  struct Edit {
    source::FileId file = source::FileId::none;
    source::Span span;
    std::string text;
  };
  std::string description;
  bool safe = false;  ///< does not change what is applied, or is certainly what was meant
  std::vector<Edit> edits;
};

/// The object a finding is about, as text.
struct ObjectRef {
  std::string api_version;
  std::string kind;
  std::string name_space;
  std::string name;
  auto operator<=>(const ObjectRef&) const = default;
  bool empty() const { return kind.empty(); }
};

struct Finding {
  std::string rule;  ///< "area/name", the page's id
  Severity severity = Severity::warning;
  Confidence confidence = Confidence::high;
  std::string message;            ///< what is wrong, with the value quoted, then what to do
  Location primary;               ///< the line to change
  std::vector<Location> related;  ///< the rest of the chain, nearest cause first
  ObjectRef object;               ///< empty for a finding on a file
  std::string object_path;        ///< where in the object: "spec.template.spec.containers[0].image"
  std::optional<Fix> fix;

  // Filled in by lint.
  std::vector<std::string> clusters;  ///< names, sorted; empty when the finding is on no cluster's render
  std::vector<std::string> units;     ///< "cluster/namespace/name", sorted
  std::string fingerprint;            ///< of the cause: same in every mode and on every machine
  bool suppressed = false;
  std::string suppression_reason;
};

}  // namespace fleetlint::diag
