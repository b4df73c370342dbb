// Context: what the steps of a build share while one directory is worked on.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/arena.h"
#include "diag/collector.h"
#include "kustomize/openapi.h"
#include "source/source_map.h"
#include "yaml/node.h"
#include "yaml/parse.h"
#include "yaml/place.h"

namespace fleetlint::kustomize {

/// A file that a kustomization names.
struct LoadedFile {
  source::FileId file = source::FileId::none;
  std::string_view text;
  std::string path;  ///< in the tree
};

/// Reads files for one directory: relative paths, load restrictions, remote ones.
class Files {
 public:
  virtual ~Files() = default;

  /// The file that the scalar `name` names, for the rule's own wording of what it
  /// is ("patch", "resource"). Nothing, and a finding, when it cannot be had.
  virtual std::optional<LoadedFile> load(yaml::Node name, std::string_view what) = 0;

  /// The same for a path that is part of a scalar ("key=path"); findings go to `at`.
  virtual std::optional<LoadedFile> load(std::string_view path, const yaml::Origin& at,
                                         std::string_view what) = 0;

  /// The documents of a file of objects, read as kustomize reads manifests.
  virtual const yaml::ParseCache::Parsed& documents(source::FileId file, yaml::Dialect dialect) = 0;

  /// The text of a file that was read.
  virtual std::string_view text(source::FileId file) const = 0;

  /// The last part of the directory's path.
  virtual std::string directory_name() const = 0;
};

struct Context {
  Arena& arena;
  diag::Collector& out;
  Files& files;
  const OpenApi* openapi;

  /// Set by refuse(): kustomize would not build this.
  bool refused = false;

  /// A strategic merge has asked the schema.
  bool has_merged = false;

  /// Something that belongs to the directory is not here (missing, remote,
  /// broken). What may follow only from that is not reported: see refuse_absence.
  bool incomplete = false;

  /// Every entry of a list of transformers goes over every object, and makes anew what
  /// it changes: a small file can ask for more than a machine has. False, with one
  /// finding, when this directory has had its share; then the step is left out.
  /// `bytes` is what the entry's text will take, where it goes to every object.
  bool affords(const yaml::Origin& entry, std::size_t visits, std::size_t bytes = 0) {
    visits_ += visits;
    if (visits_ <= kMaxVisits && arena.bytes_used() - memory_before_ + 4 * bytes <= kMaxMemory) return true;
    if (!is_over_budget_) {
      is_over_budget_ = refused = incomplete = true;
      out.report(
          "kustomize/limit-exceeded", yaml::at(entry),
          "rendering this directory takes more work than fleetlint does for one; split it, or write fewer "
          "entries from here on");
    }
    return false;
  }
  static constexpr std::size_t kMaxVisits = 1'000'000;
  static constexpr std::size_t kMaxMemory = std::size_t{256} * 1024 * 1024;
  std::size_t memory_before_ = arena.bytes_used();
  std::size_t visits_ = 0;
  std::size_t generators_ = 0;
  bool is_over_budget_ = false;

  /// Reports something for which kustomize refuses the build. The step at work
  /// goes on with what can be had.
  template <typename... Args>
  diag::Finding& refuse(std::string_view rule, diag::Place place, fmt::format_string<Args...> format,
                        Args&&... args) {
    refused = true;
    return out.report(rule, std::move(place), format, std::forward<Args>(args)...);
  }

  /// The same where an object was looked for and is not there: silent when it may
  /// be among what is not here.
  template <typename... Args>
  void refuse_absence(std::string_view rule, diag::Place place, fmt::format_string<Args...> format,
                      Args&&... args) {
    refused = true;
    if (!incomplete) out.report(rule, std::move(place), format, std::forward<Args>(args)...);
  }
};

/// An origin for a value made at `place`'s bytes out of `cause`.
inline yaml::Origin derived(const yaml::Origin& place, yaml::Operation operation, const yaml::Origin* cause) {
  return yaml::Origin{place.file, place.span, operation, cause};
}

}  // namespace fleetlint::kustomize
