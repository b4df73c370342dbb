#include "tests/acceptance/trees.h"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

#include "lint/config.h"
#include "lint/lint.h"
#include "report/format.h"
#include "source/line_index.h"
#include "tests/catch.h"

namespace fleetlint::acceptance {

std::string source_dir() {
  const char* dir = std::getenv("FLEETLINT_SOURCE_DIR");
  REQUIRE(dir != nullptr);
  return dir;
}

std::optional<std::string> shared_dir(std::string_view name) {
  std::string path = fmt::format("{}/../shared/{}", source_dir(), name);
  if (std::filesystem::is_directory(path)) return path;
  std::cout << "skipped: there is no shared/" << name << " beside the project\n";
  return std::nullopt;
}

Files Files::of(const std::string& folder) {
  source::SourceMap sources;
  const Result<io::TreePtr> tree = io::open_directory(folder, sources);
  REQUIRE(tree);
  Files files;
  for (const std::string& path : io::all_files(**tree)) {
    const Result<source::FileId> file = (*tree)->read(path);
    if (file) files.texts_[path] = sources.text(*file);
  }
  REQUIRE_FALSE(files.texts_.empty());
  return files;
}

void Files::edit(const std::string& path, std::string_view from, std::string_view to) {
  REQUIRE(texts_.contains(path));
  std::string& text = texts_[path];
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(from, at + 1) == std::string::npos);
  text.replace(at, from.size(), to);
}

io::TreePtr Files::tree(source::SourceMap& sources) const {
  return io::make_memory_tree({texts_.begin(), texts_.end()}, sources);
}

std::string Linted::written(std::string_view format) const {
  const report::Format* found = report::find_format(format);
  REQUIRE(found != nullptr);
  return found->write(run, *sources, report::Style{});
}

std::string Linted::places() const {
  std::string out;
  for (const diag::Finding& finding : run.findings) {
    if (finding.suppressed) continue;
    const source::LineIndex lines(sources->text(finding.primary.file));
    out += fmt::format("{}:{} {}\n", finding.primary.path, lines.position(finding.primary.span.begin).line,
                       finding.rule);
  }
  return out;
}

namespace {

Linted lint_tree(std::unique_ptr<source::SourceMap> sources, const io::TreePtr& tree, int threads,
                 rules::Persona persona = rules::Persona::standard) {
  const Result<lint::Config> config = lint::load_config(*tree, *sources, ".fleetlint.yaml");
  REQUIRE(config);
  lint::Options options;
  options.config = *config;
  options.config.today = "2026-01-01";
  options.config.persona = persona;
  options.threads = threads;
  diag::RunReport run = lint::run(tree, *sources, options);
  return {std::move(sources), std::move(run)};
}

}  // namespace

Linted lint(const Files& files, int threads) {
  auto sources = std::make_unique<source::SourceMap>();
  const io::TreePtr tree = files.tree(*sources);
  return lint_tree(std::move(sources), tree, threads);
}

Linted lint_folder(const std::string& folder, int threads, rules::Persona persona) {
  auto sources = std::make_unique<source::SourceMap>();
  const Result<io::TreePtr> tree = io::open_directory(folder, *sources);
  REQUIRE(tree);
  return lint_tree(std::move(sources), *tree, threads, persona);
}

Linted lint_commit(const std::string& folder, int threads) {
  auto sources = std::make_unique<source::SourceMap>();
  const Result<io::TreePtr> tree = io::open_commit(folder, "HEAD", *sources);
  REQUIRE(tree);
  return lint_tree(std::move(sources), *tree, threads);
}

}  // namespace fleetlint::acceptance
