// A kustomization file, a file of objects and a third file beside them: whatever they
// hold, the build ends, its findings can be shown, and what it renders can be printed.
#include "fuzz.h"
#include "io/file_tree.h"
#include "kustomize/build.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> parts = fuzz::texts(data, size, 3);
  source::SourceMap sources;
  ArenaSet arenas;
  yaml::ParseCache parsed(sources, arenas);
  kustomize::Engine engine({sources, parsed, arenas});
  kustomize::Request request;
  request.tree =
      io::make_memory_tree({{"app/kustomization.yaml", parts[0]},
                            {"app/objects.yaml", parts[1]},
                            {"app/more.yaml", parts[2]},
                            {"base/kustomization.yaml", "resources: [objects.yaml]\nnamePrefix: b-\n"},
                            {"base/objects.yaml", parts[1]},
                            {"part/kustomization.yaml", "kind: Component\n" + parts[2]}},
                           sources);
  request.directory = "app";
  const auto rendered = engine.build(request);
  fuzz::check(rendered->findings);
  if (!rendered->built) fuzz::require(!rendered->findings.empty() || !rendered->complete);
  kustomize::print(*rendered);
  return 0;
}
