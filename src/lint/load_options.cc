#include "lint/load_options.h"

namespace fleetlint::lint {

fleet::LoadOptions load_options(const Config& config, int threads) {
  fleet::LoadOptions load;
  load.clusters = config.clusters;
  load.default_kubernetes = config.kubernetes;
  load.default_flux = config.flux;
  load.threads = threads;
  load.groups = config.groups;
  return load;
}

}  // namespace fleetlint::lint
