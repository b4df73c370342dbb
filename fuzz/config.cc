// .fleetlint.yaml: read, or refused with a reason.
#include "lint/config.h"

#include "fuzz.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  source::SourceMap sources;
  const io::TreePtr tree = io::make_memory_tree(
      {{".fleetlint.yaml", std::string(reinterpret_cast<const char*>(data), size)}}, sources);
  const Result<lint::Config> config = lint::load_config(*tree, sources, ".fleetlint.yaml");
  if (!config) fuzz::require(!config.error().message.empty());
  return 0;
}
