// Accumulating a directory: everything kustomize does before names are final.
//
// Loads what the kustomization lists, runs its generators, components and
// transformers. The result is the same for all who include the directory, so it
// is remembered for the run; hashes, name references and vars are left to
// finish.h, which works on a root's result.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "diag/finding.h"
#include "kustomize/build.h"
#include "kustomize/field_spec.h"
#include "kustomize/kustomization.h"
#include "kustomize/loader.h"
#include "kustomize/resource.h"
#include "kustomize/transform/transform.h"
#include "kustomize/turns.h"

namespace fleetlint::kustomize {

/// Never changes once it is made; resources are copied out of it.
struct Accumulation {
  ResMap map;
  std::shared_ptr<const TransformerConfig> config;
  std::vector<transform::Var> vars;
  Kustomization kustomization;

  std::shared_ptr<const OpenApi> openapi;  ///< in force when the directory was done; null: built in
  bool openapi_is_set = false;
  bool sets_openapi = false;  ///< was not set before: the result depends on what was loaded earlier
  bool loaded_objects = false;

  bool refused = false;       ///< here or below
  bool incomplete = false;    ///< here or below
  bool is_too_large = false;  ///< here or below: more objects came together than are worked on
  std::size_t carried =
      0;  ///< objects of this directory and, once more, of each part: what was copied to get here

  // Of this directory alone; what lies below is in parts.
  std::vector<diag::Finding> findings;
  source::LoadedPaths paths;
  std::vector<Loader::Read> documents;  ///< whose parse findings belong to the build
  std::vector<std::shared_ptr<const Accumulation>> parts;

  std::vector<std::string> directories;  ///< here and below, sorted

  /// Where in the chain of includes the outermost directory stands to which something
  /// below led back; then the result is not remembered.
  std::size_t cycle_from = std::numeric_limits<std::size_t>::max();
};

/// What a directory inherits from who includes it.
struct Inherited {
  std::shared_ptr<const OpenApi> openapi;
  bool openapi_is_set = false;
  bool loaded_objects = false;  ///< upstream has read its built-in schema by then and keeps it beneath
  std::vector<std::string_view> build_metadata;
  std::string origin_path;  ///< for origin annotations: the directory as seen from the root
};

/// Remembers accumulations for a run. Safe from several threads.
class AccumulationCache {
 public:
  AccumulationCache();
  ~AccumulationCache();

  /// What is there; else, when another thread is at work on it, what that one makes.
  /// Nothing where it is the caller's turn. What was made for a build that had loaded
  /// objects before is kept apart, where that makes a difference (Accumulation::sets_openapi).
  std::shared_ptr<const Accumulation> find_or_begin(const std::string& key, bool loaded_objects,
                                                    Turns::Turn& turn);
  std::shared_ptr<const Accumulation> put(const std::string& key, std::shared_ptr<const Accumulation> made);
  /// One more was made, to be remembered or not.
  void count_made();
  std::size_t made() const;
  std::size_t shared() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct AccumulateRequest {
  io::TreePtr tree;
  std::string directory;
  yaml::Node kustomization;  ///< instead of the directory's own file; missing: the file
  LoadRestrictor restrictor = LoadRestrictor::none;
};

std::shared_ptr<const Accumulation> accumulate(Run run, AccumulationCache& cache,
                                               const AccumulateRequest& request);

}  // namespace fleetlint::kustomize
