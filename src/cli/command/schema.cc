// fleetlint schema: which kinds are known, what they may hold, and schemas of one's own.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/strings.h"
#include "cli/analysis.h"
#include "cli/command.h"
#include "diag/collector.h"
#include "schema/describe.h"
#include "schema/own_schemas.h"
#include "source/source_map.h"
#include "yaml/parse.h"

namespace fleetlint::cli {

namespace {

namespace fs = std::filesystem;

struct SchemaOptions {
  std::string kubernetes;
  std::vector<std::string> files;  ///< CRDs beside those that are bundled
  std::string repository = ".";
  std::string kind;
  std::string path;
  int depth = 1;
};

/// CRDs of files, which live as long as this.
class Definitions {
 public:
  /// Gives what is wrong, or nothing.
  std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) return fmt::format("{} cannot be read", quote(path.string()));
    const source::FileId file = sources_.add(std::move(text).str());
    diag::Collector mistakes;
    std::vector<yaml::Node> roots;
    for (const yaml::Document& document :
         yaml::parse(arena_, file, sources_.text(file), {}, mistakes).documents)
      roots.push_back(document.root);
    const std::vector<kube::Object> found = schema::definitions_among(roots);
    if (found.empty()) return fmt::format("{} holds no CustomResourceDefinition", quote(path.string()));
    for (const kube::Object& crd : found) all.push_back(crd);
    return {};
  }

  std::string_view text_of(const kube::Object& crd) const {
    const yaml::Origin& origin = crd.node().origin();
    return sources_.text(origin.file).substr(origin.span.begin, origin.span.end - origin.span.begin);
  }

  std::vector<kube::Object> all;

 private:
  Arena arena_;
  source::SourceMap sources_;
};

/// "1.30" → 30; the newest for nothing; -1 for what is no version.
int minor_of(const std::string& version) {
  if (version.empty()) return schema::bundled_minors().back();
  if (!version.starts_with("1.")) return -1;
  int minor = 0;
  for (const char c : version.substr(2)) {
    if (c < '0' || c > '9' || minor > 1000) return -1;
    minor = minor * 10 + (c - '0');
  }
  return version.size() > 2 ? minor : -1;
}

/// Own schemas of the repository, then those that are named; gives what is wrong.
std::string read_definitions(const SchemaOptions& options, Definitions& definitions) {
  const fs::path folder = fs::path(options.repository) / std::string(schema::kOwnSchemas);
  std::error_code ignored;
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".yml")
      paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  for (const fs::path& path : paths) definitions.read(path);
  for (const std::string& path : options.files) {
    if (std::string mistake = definitions.read(path); !mistake.empty()) return mistake;
  }
  return {};
}

std::string origin_of(const schema::KnownKind& kind) {
  if (kind.from_fleet) return "own";
  return kind.built_in ? "Kubernetes" : "bundled CRD";
}

std::string api_version_of(const schema::KnownKind& kind) {
  return kind.group.empty() ? kind.version : kind.group + "/" + kind.version;
}

int list(const schema::SchemaSet& set) {
  const std::vector<schema::KnownKind> kinds = schema::known_kinds(set);
  std::size_t kind_width = 0;
  std::size_t version_width = 0;
  for (const schema::KnownKind& kind : kinds) {
    kind_width = std::max(kind_width, kind.kind.size());
    version_width = std::max(version_width, api_version_of(kind).size());
  }
  for (const schema::KnownKind& kind : kinds) {
    fmt::print("{:<{}}  {:<{}}  {:<10}  {}\n", kind.kind, kind_width, api_version_of(kind), version_width,
               kind.namespaced ? "namespaced" : "cluster", origin_of(kind));
  }
  return kClean;
}

/// "Deployment", "apps/v1/Deployment", "example.com/Widget".
int show(const schema::SchemaSet& set, const SchemaOptions& options) {
  const std::vector<schema::KnownKind> kinds = schema::known_kinds(set);
  const std::size_t slash = options.kind.rfind('/');
  const std::string name = slash == std::string::npos ? options.kind : options.kind.substr(slash + 1);
  const std::string wanted = slash == std::string::npos ? "" : options.kind.substr(0, slash);
  bool found = false;
  std::vector<std::string_view> names;
  for (const schema::KnownKind& kind : kinds) {
    names.push_back(kind.kind);
    if (kind.kind != name || (!wanted.empty() && wanted != api_version_of(kind) && wanted != kind.group))
      continue;
    const std::string text =
        schema::describe(set, {kind.group, kind.version, kind.kind}, options.path, options.depth);
    if (text.empty())
      return usage(fmt::format("{} {} has no field {}", api_version_of(kind), name, quote(options.path)));
    fmt::print("{} {}{}{}: {}", api_version_of(kind), name, options.path.empty() ? "" : " ", options.path,
               text);
    found = true;
  }
  if (found) return kClean;
  return usage(fmt::format("no schema of {} is known{}; `fleetlint schema list` lists all",
                           quote(options.kind), did_you_mean(name, names)));
}

int add(const SchemaOptions& options) {
  Definitions definitions;
  for (const std::string& path : options.files) {
    if (std::string mistake = definitions.read(path); !mistake.empty()) return usage(mistake);
  }
  const fs::path folder = fs::path(options.repository) / std::string(schema::kOwnSchemas);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return usage(fmt::format("{} cannot be made: {}", quote(folder.string()), error.message()));
  for (const kube::Object& crd : definitions.all) {
    const std::string name = schema::own_schema_name(crd);
    if (name.empty())
      return usage(fmt::format("the CRD {} has no group and plural to be filed under", quote(crd.name())));
    const fs::path target = folder / name;
    std::string text(trim(definitions.text_of(crd)));
    // Written beside and renamed: a kill leaves the old file or the new one.
    const fs::path draft = folder / ("." + name + ".draft");
    std::ofstream(draft, std::ios::binary) << text << '\n';
    fs::rename(draft, target, error);
    if (error) return usage(fmt::format("{} cannot be written: {}", quote(target.string()), error.message()));
    fmt::print("{}\n", target.generic_string());
  }
  return kClean;
}

void declare(CLI::App& app, int* exit_code) {
  const auto options = std::make_shared<SchemaOptions>();
  app.require_subcommand(1);
  const auto declare_set = [&](CLI::App& sub) {
    sub.add_option("--kubernetes", options->kubernetes,
                   "Minor whose kinds are meant, such as 1.33; the newest by default");
    sub.add_option("--crd", options->files, "A file of CRDs that are taken too; may be repeated");
    sub.add_option("--repository", options->repository,
                   "Whose own schemas are taken too; the current directory by default");
  };
  const auto with_set = [options](auto&& use) {
    const int minor = minor_of(options->kubernetes);
    if (minor < 0)
      return usage(fmt::format("{} is no minor of Kubernetes; write it as 1.33", quote(options->kubernetes)));
    Definitions definitions;
    if (const std::string mistake = read_definitions(*options, definitions); !mistake.empty())
      return usage(mistake);
    schema::Catalog catalog;
    return use(*catalog.get(minor, definitions.all));
  };

  CLI::App* lister = app.add_subcommand("list", "List the kinds whose schemas are known");
  declare_set(*lister);
  lister->callback([with_set, exit_code] {
    *exit_code = with_set([](const schema::SchemaSet& set) { return list(set); });
  });

  CLI::App* shower = app.add_subcommand("show", "Show what a kind may hold");
  shower
      ->add_option("kind", options->kind,
                   "Kind, with its API version where several have it: Deployment, apps/v1/Deployment")
      ->required();
  shower->add_option("path", options->path, "Path of a field in it: spec.template.spec");
  shower->add_option("--depth", options->depth, "How many levels of fields are shown")
      ->check(CLI::Range(1, 20));
  declare_set(*shower);
  shower->callback([with_set, options, exit_code] {
    *exit_code = with_set([&](const schema::SchemaSet& set) { return show(set, *options); });
  });

  CLI::App* adder =
      app.add_subcommand("add", "Keep CRDs in the repository, so that their objects are validated");
  adder->add_option("files", options->files, "Files of CustomResourceDefinitions")->required();
  adder->add_option("--repository", options->repository,
                    "Where the folder .fleetlint/schemas is; the current directory by default");
  adder->callback([options, exit_code] { *exit_code = add(*options); });
}

}  // namespace

extern const Command command_schema;
const Command command_schema{"schema", "List and show the schemas that are known, and keep some of your own",
                             declare};

}  // namespace fleetlint::cli
