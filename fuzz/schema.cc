// A CustomResourceDefinition and objects: any schema compiles, any object is judged.
#include "fuzz.h"
#include "schema/validator.h"
#include "yaml/parse.h"

using namespace fleetlint;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> parts = fuzz::texts(data, size, 2);
  Arena arena;
  diag::Collector out;
  const auto read = [&](const std::string& text) {
    std::vector<kube::Object> objects;
    for (const yaml::Document& document : yaml::parse(arena, source::FileId{0}, text, {}, out).documents) {
      if (document.root) objects.emplace_back(document.root);
    }
    return objects;
  };
  schema::Catalog catalog;
  const schema::SchemaSetPtr set = catalog.get(34, read(parts[0]));
  diag::Collector found;
  for (const kube::Object& object : read(parts[1])) schema::validate(*set, object, found);
  fuzz::check(found.findings());
  return 0;
}
