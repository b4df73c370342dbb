// Rendering a kustomization as kustomize does, keeping every origin.
//
// Follows kustomize v5.5 (api/krusty, api/internal/target): `accumulate` loads a
// directory with all it includes, once per run; `finish` resolves generator
// hashes, name references and vars, once for each root. Mistakes are findings;
// a resource that cannot be had (remote, missing) makes the build incomplete
// and the rest goes on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "diag/collector.h"
#include "io/file_tree.h"
#include "kube/object.h"
#include "source/source_map.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace fleetlint::kustomize {

class VendoredSources;

/// What one run shares between all builds. Owns nothing; all outlive the engine.
struct Run {
  source::SourceMap& sources;
  yaml::ParseCache& parsed;
  ArenaSet& arenas;
  const VendoredSources* vendored = nullptr;  ///< copies of what is remote; may be left out
};

enum class LoadRestrictor : std::uint8_t {
  none,       ///< anywhere inside the tree, as in Flux
  root_only,  ///< files only below the kustomization that names them, as kubectl's default
};

enum class Order : std::uint8_t {
  as_written,  ///< no reordering unless sortOptions say so, as in Flux
  legacy,      ///< kubectl's: Namespaces, CRDs ... first, webhooks last, unless sortOptions say otherwise
};

struct Request {
  io::TreePtr tree;       ///< the boundary: nothing outside is read
  std::string directory;  ///< in the tree
  /// Used instead of the directory's own kustomization file: what Flux makes of
  /// it (added patches, namespace ...), or generates for a plain directory.
  /// Missing: read from the directory.
  yaml::Node kustomization;
  LoadRestrictor load_restrictor = LoadRestrictor::none;
  Order order = Order::as_written;
};

/// A rendered directory. Never changes; shared between units that ask for the same.
struct Rendered {
  std::vector<kube::Object> objects;
  source::LoadedPaths paths;            ///< every file that was read
  std::vector<diag::Finding> findings;  ///< of all that was loaded, once each
  bool built = false;                   ///< false: kustomize would refuse it; objects are what could be had
  bool complete = false;  ///< false: something that belongs to it is not here (remote, refused, broken)
};

class Engine {
 public:
  explicit Engine(Run run);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Renders, or gives what an equal request gave before. Safe from several threads.
  std::shared_ptr<const Rendered> build(const Request& request);

  struct Counters {
    std::size_t directories_accumulated = 0;
    std::size_t accumulations_shared = 0;
    std::size_t builds = 0;
    std::size_t builds_shared = 0;
  };
  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The kustomization file of a directory: its name, or empty when there is none.
/// kustomization.yaml before kustomization.yml before Kustomization.
std::string find_kustomization_file(const io::FileTree& tree, std::string_view directory);

/// The objects as `kubectl kustomize` prints them: documents separated by `---`.
std::string print(const Rendered& rendered);

}  // namespace fleetlint::kustomize
