// One directory at work, and the steps that kustomize takes with it.
//
// The steps themselves are in steps.cc, in the order in which they happen; they
// load other directories through Includer, which accumulate.cc implements.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kustomize/accumulate.h"
#include "kustomize/loader.h"

namespace fleetlint::kustomize {

/// What the steps of a directory work on. A component works on its parent's.
struct Target {
  ResMap map;
  std::shared_ptr<const TransformerConfig> config;
  std::vector<transform::Var> vars;
};

/// One directory at work.
struct Level {
  Level(Arena& arena, Run run, const io::FileTree& tree, std::string directory, LoadRestrictor restrictor)
      : loader(tree, std::move(directory), restrictor, run), context{arena, out, loader, &builtin_openapi()} {
    loader.report_to(context);
  }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

  Loader loader;
  diag::Collector out;
  Context context;
  Kustomization kustomization;
  Accumulation* own = nullptr;     // where files and parts are noted
  std::vector<std::string> chain;  // of directories that led here, this one last
};

/// Loads what a kustomization lists.
class Includer {
 public:
  virtual ~Includer() = default;
  /// Files and directories of objects; `what` names such an entry in messages.
  virtual void include_resources(Level& level, Target& target, std::span<const yaml::Node> entries,
                                 Inherited& inherited, std::string_view what) = 0;
  virtual void include_components(Level& level, Target& target, Inherited& inherited) = 0;
};

/// All steps on a directory whose kustomization has been read.
void run_steps(Includer& includer, Level& level, Target& target, Inherited& inherited);

/// Merges as upstream does, into what is there: where both name a field of some
/// kind and of all kinds, the narrower one stays. That goes for the built-in table
/// too, so `configurations` can take fields away from it.
void merge_config(Level& level, Target& target, const std::shared_ptr<const TransformerConfig>& more);

/// Names of vars are unique in a build.
void add_var(Context& context, Target& target, const transform::Var& var);

}  // namespace fleetlint::kustomize
