#include "kustomize/accumulate.h"

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "base/strings.h"
#include "kustomize/build_metadata.h"
#include "kustomize/level.h"
#include "kustomize/loader.h"
#include "kustomize/manifests.h"
#include "kustomize/settle.h"

namespace fleetlint::kustomize {

namespace {

constexpr std::string_view kInvalid = "kustomize/invalid-kustomization";
// Far beyond what anybody has; they only keep hostile input from using up stack and memory.
constexpr std::size_t kMaxDepth = 200;
constexpr std::size_t kMaxObjects = 20'000;
constexpr std::size_t kMaxCarried = 500'000;
constexpr int kMaxRepeats = 4;  // of a directory that a cycle runs through, in one build
constexpr std::array<std::string_view, 3> kFileNames = {"kustomization.yaml", "kustomization.yml",
                                                        "Kustomization"};

class Accumulator : public Includer {
 public:
  Accumulator(Run run, AccumulationCache& cache, const AccumulateRequest& request)
      : run_(run), cache_(cache), tree_(request.tree), restrictor_(request.restrictor) {}

  std::shared_ptr<const Accumulation> root(const AccumulateRequest& request) {
    return directory(request.directory, {}, Inherited(), request.kustomization, true);
  }

 private:
  // -- directories

  std::string key_of(const std::string& directory, const Inherited& inherited) const {
    std::string key =
        fmt::format("{}\n{}\n{}\n{}{}\n", fmt::ptr(tree_.get()), directory, static_cast<int>(restrictor_),
                    fmt::ptr(inherited.openapi.get()), inherited.openapi_is_set);
    if (inherited.build_metadata.empty()) return key;
    for (const std::string_view option : inherited.build_metadata) key += std::string(option) + ",";
    return key + "\n" + inherited.origin_path;
  }

  std::shared_ptr<const Accumulation> directory(const std::string& path,
                                                const std::vector<std::string>& chain,
                                                const Inherited& inherited, yaml::Node given, bool is_root) {
    std::string key = key_of(path, inherited);
    Turns::Turn turn;
    if (!given) {
      std::shared_ptr<const Accumulation> known = cache_.find_or_begin(key, inherited.loaded_objects, turn);
      if (known != nullptr && (!is_root || is_same_as_root(known->kustomization))) return known;
    }
    cache_.count_made();
    auto made = std::make_shared<Accumulation>();
    Level level(run_.arenas.local(), run_, *tree_, path, restrictor_);
    level.own = made.get();
    level.chain = chain;
    level.chain.push_back(path);
    Inherited inner = inherited;
    load(level, given, inner, is_root);
    if (!is_root && level.kustomization.is_component) refuse_component(level);
    Target target;
    run_steps(*this, level, target, inner);

    made->map = std::move(target.map);
    made->carried += made->map.size();
    made->config = std::move(target.config);
    made->vars = std::move(target.vars);
    made->kustomization = level.kustomization;
    made->openapi = inner.openapi;
    made->openapi_is_set = inner.openapi_is_set;
    made->sets_openapi = inner.openapi_is_set && !inherited.openapi_is_set;
    made->loaded_objects = inner.loaded_objects;
    if (made->sets_openapi && inherited.loaded_objects) key += '+';
    close(level, *made);
    made->directories.push_back(path);
    std::ranges::sort(made->directories);
    made->directories.erase(std::unique(made->directories.begin(), made->directories.end()),
                            made->directories.end());
    // What a root alone may say, or may not, is not for who includes it.
    const bool leads_back = made->cycle_from != std::numeric_limits<std::size_t>::max();
    if (given || (is_root && (leads_back || !is_same_as_root(made->kustomization)))) return made;
    // What a cycle cut short hangs on the way that led here.
    if (made->cycle_from < chain.size()) {
      ++cut_short_[path];
      return made;
    }
    made->cycle_from = std::numeric_limits<std::size_t>::max();
    return cache_.put(key, std::move(made));
  }

  /// Takes over what a level reported and read.
  static void close(Level& level, Accumulation& own) {
    for (diag::Finding& finding : level.out.take()) {
      // Equal files are one content: here it is known which of them is meant.
      if (finding.primary.path.empty())
        finding.primary.path = level.loader.paths().path(finding.primary.file);
      own.findings.push_back(std::move(finding));
    }
    own.paths.add_all(level.loader.paths());
    own.documents.insert(own.documents.end(), level.loader.read_documents().begin(),
                         level.loader.read_documents().end());
    own.refused = own.refused || level.context.refused;
    own.incomplete = own.incomplete || level.context.incomplete;
  }

  /// Is such a directory as a root what it is where others include it?
  static bool is_same_as_root(const Kustomization& kustomization) {
    return !kustomization.is_component && !kustomization["buildMetadata"] && !kustomization["openapi"];
  }

  void refuse_component(Level& level) {
    const yaml::Node kind = level.kustomization["kind"];
    level.context.refuse(kInvalid, yaml::at(kind),
                         "this is a Component, which is included by components, not by resources");
  }

  /// Reads and checks the kustomization file.
  void load(Level& level, yaml::Node given, Inherited& inherited, bool is_root) {
    Context& context = level.context;
    if (given) {
      level.kustomization =
          read_kustomization(context, given, given.origin().file, std::string(kFileNames[0]));
    } else {
      load_file(level);
    }
    const Kustomization& kustomization = level.kustomization;
    if (is_root) {
      for (const yaml::Node option : kustomization.list("buildMetadata"))
        inherited.build_metadata.push_back(option.text());
    }
    set_openapi(level, inherited, is_root);
    context.openapi = inherited.openapi ? inherited.openapi.get() : &builtin_openapi();
  }

  void load_file(Level& level) {
    Context& context = level.context;
    const std::string& directory = level.loader.directory();
    std::vector<std::string_view> found;
    for (const std::string_view name : kFileNames) {
      std::string path;
      if (io::join_inside(directory, name, &path) && tree_->type(path) == io::FileType::file)
        found.push_back(name);
    }
    if (found.empty()) {
      context.incomplete = true;
      context.refuse("kustomize/resource-missing", diag::Place(), "directory {} has no kustomization file",
                     quote(directory.empty() ? "." : directory));
      return;
    }
    std::string path;
    io::join_inside(directory, found.front(), &path);
    const std::optional<LoadedFile> file = level.loader.read(path, {}, "kustomization");
    if (!file) return;
    if (found.size() > 1) {
      context.refuse(kInvalid, diag::at(file->file, {0, 0}),
                     "{} has several kustomization files: {}; keep one",
                     quote(directory.empty() ? "." : directory),
                     join(std::vector<std::string>(found.begin(), found.end()), ", "));
    }
    const yaml::ParseCache::Parsed& parsed = level.loader.documents(file->file, yaml::Dialect::go_yaml_v2);
    yaml::Node root;
    if (!parsed.stream.documents.empty()) {
      const yaml::Document& document = parsed.stream.documents.front();
      root = document.root;
      if (document.broken) {
        context.refused = true;
        context.incomplete = true;
        return;
      }
    }
    level.kustomization = read_kustomization(context, root, file->file, std::string(found.front()));
  }

  /// The first directory that names a schema decides for all that follow; the root
  /// has the first word.
  void set_openapi(Level& level, Inherited& inherited, bool is_root) {
    const yaml::Node field = level.kustomization["openapi"];
    const yaml::Node path = field["path"];
    const yaml::Node version = field["version"];
    std::optional<LoadedFile> file;
    if (path) file = level.loader.load(path, "OpenAPI schema");
    if (inherited.openapi_is_set && !is_root) return;
    if (path && version) {
      level.context.refuse(kInvalid, yaml::at(field), "openapi has either path or version, not both");
      return;
    }
    if (version && version.text() != "v1.21.2") {
      level.context.refuse(kInvalid, yaml::at(version),
                           "OpenAPI version {} is not one kustomize has; it has \"v1.21.2\"",
                           quote(version.text()));
      return;
    }
    if (version) inherited.openapi_is_set = true;
    if (!file) return;
    const yaml::ParseCache::Parsed& parsed = level.loader.documents(file->file, yaml::Dialect::go_yaml_v2);
    const yaml::Node document =
        parsed.stream.documents.empty() ? yaml::Node() : parsed.stream.documents.front().root;
    std::shared_ptr<const OpenApi> openapi = make_openapi(document, inherited.loaded_objects);
    if (openapi == nullptr) {
      level.context.out.report(kInvalid, yaml::at(path),
                               "{} is no OpenAPI document; kustomize ends as soon as it needs it",
                               quote(path.text()));
      openapi = make_broken_openapi();
    }
    inherited.openapi = std::move(openapi);
    inherited.openapi_is_set = true;
  }

  // -- resources

  void include_resources(Level& level, Target& target, std::span<const yaml::Node> entries,
                         Inherited& inherited, std::string_view what) override {
    Adder adder(level.context, target.map);
    for (const yaml::Node entry : entries) {
      const Loader::Target found = level.loader.find(entry.text());
      switch (found.kind) {
        case Loader::Target::Kind::file: accumulate_file(level, adder, entry, inherited, what); break;
        case Loader::Target::Kind::directory:
          include_directory(level, target, adder, entry, found.path, inherited);
          break;
        case Loader::Target::Kind::remote: level.loader.report_remote(entry.text(), entry.origin()); break;
        case Loader::Target::Kind::outside: level.loader.report_outside(entry.text(), entry.origin()); break;
        case Loader::Target::Kind::missing:
          level.loader.report_missing(entry.text(), entry.origin(), what);
          break;
      }
    }
  }

  void accumulate_file(Level& level, Adder& adder, yaml::Node entry, Inherited& inherited,
                       std::string_view what) {
    Context& context = level.context;
    const std::optional<LoadedFile> file = level.loader.load(entry, what);
    if (!file) return;
    const yaml::ParseCache::Parsed& parsed = level.loader.documents(file->file, yaml::Dialect::go_yaml_v3);
    for (const diag::Finding& finding : parsed.findings) {
      // go-yaml refuses keys that are there twice, and tags that do not fit, when the object is
      // printed. What no document holds is behind "..." and not read.
      const std::uint32_t place = finding.primary.span.begin;
      const bool is_inside =
          std::ranges::any_of(parsed.stream.documents, [&](const yaml::Document& document) {
            return document.span.begin <= place && place < document.span.end;
          });
      if (finding.rule == "yaml/duplicate-key" || (finding.rule == "yaml/syntax" && is_inside))
        context.refused = true;
    }
    std::vector<yaml::Node> objects;
    read_objects(context, parsed.stream, objects);
    // The scope of its own kinds upstream knows without the schema.
    const bool has_own_kinds = std::ranges::any_of(objects, [](yaml::Node object) {
      return !builtin_openapi().kind(object["apiVersion"].text(), object["kind"].text()).known();
    });
    inherited.loaded_objects = inherited.loaded_objects || has_own_kinds;
    context.refused = context.refused || (has_own_kinds && context.openapi->is_broken());
    for (const yaml::Node object : objects) {
      Resource resource(object, *context.openapi);
      adopt_history(context.arena, resource);
      if (!inherited.build_metadata.empty()) {
        resource.origin_text =
            context.arena.copy(origin_of_file(join_path(inherited.origin_path, entry.text())));
      }
      adder.add(resource);
    }
  }

  /// Reports when the directory is, or holds, one that led here.
  bool is_cycle(Level& level, yaml::Node entry, const std::string& path) {
    for (std::size_t i = 0; i < level.chain.size(); ++i) {
      const std::string& visited = level.chain[i];
      if (!is_below(visited, path)) continue;
      level.own->cycle_from = std::min(level.own->cycle_from, i);
      level.context.incomplete = true;
      level.context.refuse("kustomize/cycle", yaml::at(entry),
                           "{} leads back to {}, which is being built; remove the entry", quote(entry.text()),
                           quote(visited.empty() ? "." : visited));
      return true;
    }
    return false;
  }

  static bool is_too_deep(Level& level, yaml::Node entry) {
    if (level.chain.size() < kMaxDepth) return false;
    level.own->cycle_from = 0;
    level.context.incomplete = true;
    level.context.refuse(kInvalid, yaml::at(entry), "directories include one another more than {} deep",
                         kMaxDepth);
    return true;
  }

  bool has_kustomization(Level& level, yaml::Node entry, const std::string& path) {
    if (!find_kustomization_file(*tree_, path).empty()) return true;
    level.context.incomplete = true;
    level.context.refuse("kustomize/resource-missing", yaml::at(entry),
                         "directory {} has no kustomization file; add one, or list its files",
                         quote(entry.text()));
    return false;
  }

  void include_directory(Level& level, Target& target, Adder& adder, yaml::Node entry,
                         const std::string& path, Inherited& inherited) {
    if (is_cycle(level, entry, path) || is_too_deep(level, entry) || !has_kustomization(level, entry, path))
      return;
    if (const auto it = cut_short_.find(path); it != cut_short_.end() && it->second >= kMaxRepeats) {
      // Said already; going every way there is would take forever.
      level.own->cycle_from = 0;
      level.context.refused = true;
      level.context.incomplete = true;
      return;
    }
    Inherited inner = inherited;
    inner.origin_path = join_path(inherited.origin_path, entry.text());
    const std::shared_ptr<const Accumulation> part = directory(path, level.chain, inner, {}, false);
    // What was remembered was built for others: their way here may not be ours.
    for (const std::string& below : part->directories) {
      if (below != path && is_cycle(level, entry, below)) return;
    }
    // Said once, where it happened. Who includes such a directory gets none of its objects:
    // else each of two hundred levels above would copy as many as one may have.
    level.own->is_too_large = level.own->is_too_large || part->is_too_large;
    if (!level.own->is_too_large) {
      if (target.map.size() + part->map.size() > kMaxObjects) {
        refuse_size(level, entry,
                    fmt::format("more than {} objects come together here; split the directory", kMaxObjects));
      } else if (level.own->carried + part->carried > kMaxCarried) {
        refuse_size(level, entry,
                    fmt::format("up to here more than {} objects are copied from directory to directory; "
                                "include them in fewer "
                                "steps, or fewer of them",
                                kMaxCarried));
      }
      level.own->carried += part->carried;
    }
    include(level, target, adder, *part);
    level.own->parts.push_back(part);
    level.own->directories.insert(level.own->directories.end(), part->directories.begin(),
                                  part->directories.end());
    // A remembered part is one whose cycles lie within itself.
    if (part->cycle_from < level.chain.size())
      level.own->cycle_from = std::min(level.own->cycle_from, part->cycle_from);
    inherited.openapi = part->openapi;
    inherited.openapi_is_set = part->openapi_is_set;
    inherited.loaded_objects = inherited.loaded_objects || part->loaded_objects;
    adopt_openapi(level, target, inherited.openapi ? inherited.openapi.get() : &builtin_openapi());
  }

  static void adopt_openapi(Level& level, Target& target, const OpenApi* openapi) {
    if (level.context.openapi == openapi) return;
    level.context.openapi = openapi;
    for (Resource& resource : target.map) resource.set_openapi(*openapi);
  }

  static void refuse_size(Level& level, yaml::Node entry, const std::string& why) {
    level.own->is_too_large = true;
    level.context.incomplete = true;
    level.context.refuse("kustomize/limit-exceeded", yaml::at(entry), "{}", why);
  }

  /// Takes over what a part holds.
  static void include(Level& level, Target& target, Adder& adder, const Accumulation& part) {
    Context& context = level.context;
    context.refused = context.refused || part.refused;
    context.incomplete = context.incomplete || part.incomplete;
    if (!level.own->is_too_large) {
      for (const Resource& resource : part.map) adder.add(resource);
    }
    merge_config(level, target, part.config);
    for (const transform::Var& var : part.vars) add_var(context, target, var);
  }

  // -- components

  void include_components(Level& level, Target& target, Inherited& inherited) override {
    for (const yaml::Node entry : level.kustomization.components) {
      const Loader::Target found = level.loader.find(entry.text());
      if (found.kind == Loader::Target::Kind::remote) {
        level.loader.report_remote(entry.text(), entry.origin());
      } else if (found.kind == Loader::Target::Kind::outside) {
        level.loader.report_outside(entry.text(), entry.origin());
      } else if (found.kind == Loader::Target::Kind::directory) {
        include_component(level, target, entry, found.path, inherited);
      } else if (found.kind == Loader::Target::Kind::file) {
        level.context.refuse("kustomize/resource-missing", yaml::at(entry),
                             "component {} is a file, a directory is needed", quote(entry.text()));
      } else {
        level.loader.report_missing(entry.text(), entry.origin(), "component");
      }
    }
  }

  void include_component(Level& level, Target& target, yaml::Node entry, const std::string& path,
                         Inherited& inherited) {
    if (is_cycle(level, entry, path) || is_too_deep(level, entry) || !has_kustomization(level, entry, path))
      return;
    Level component(level.context.arena, run_, *tree_, path, restrictor_);
    component.own = level.own;
    component.chain = level.chain;
    component.chain.push_back(path);
    component.context.incomplete = level.context.incomplete;
    const std::string origin_path =
        std::exchange(inherited.origin_path, join_path(inherited.origin_path, entry.text()));
    load(component, {}, inherited, false);
    if (!component.kustomization.is_component) {
      component.context.refuse(kInvalid, yaml::at(entry),
                               "{} is no component; give it kind \"Component\", or include it by resources",
                               quote(entry.text()));
    } else {
      adopt_openapi(level, target, component.context.openapi);
      run_steps(*this, component, target, inherited);
      // The component's transformers may have given two objects one identity.
      ResMap checked;
      Adder adder(component.context, checked);
      for (const Resource& resource : target.map) adder.add(resource);
      target.map = std::move(checked);
    }
    inherited.origin_path = origin_path;
    adopt_openapi(level, target, component.context.openapi);
    level.context.refused = level.context.refused || component.context.refused;
    level.context.incomplete = level.context.incomplete || component.context.incomplete;
    close(component, *level.own);
    level.own->directories.push_back(path);
  }

  Run run_;
  AccumulationCache& cache_;
  io::TreePtr tree_;
  LoadRestrictor restrictor_;
  std::unordered_map<std::string, int> cut_short_;  // directories whose result was not remembered, how often
};

}  // namespace

struct AccumulationCache::Impl {
  mutable std::mutex mutex;
  std::unordered_map<std::string, std::shared_ptr<const Accumulation>> entries;
  Turns turns;
  std::size_t made = 0;
  std::size_t shared = 0;

  std::shared_ptr<const Accumulation> find(const std::string& key, bool loaded_objects) const {
    const std::lock_guard lock(mutex);
    auto it = entries.find(key);
    if (loaded_objects && (it == entries.end() || it->second->sets_openapi)) it = entries.find(key + "+");
    return it == entries.end() ? nullptr : it->second;
  }
};

AccumulationCache::AccumulationCache() : impl_(std::make_unique<Impl>()) {}
AccumulationCache::~AccumulationCache() = default;

std::shared_ptr<const Accumulation> AccumulationCache::find_or_begin(const std::string& key,
                                                                     bool loaded_objects, Turns::Turn& turn) {
  auto found = impl_->turns.find_or_begin(key, turn, [&] { return impl_->find(key, loaded_objects); });
  if (found != nullptr) {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->shared;
  }
  return found;
}

void AccumulationCache::count_made() {
  const std::lock_guard lock(impl_->mutex);
  ++impl_->made;
}

std::shared_ptr<const Accumulation> AccumulationCache::put(const std::string& key,
                                                           std::shared_ptr<const Accumulation> made) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->entries.try_emplace(key, std::move(made)).first->second;
}

std::size_t AccumulationCache::made() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->made;
}

std::size_t AccumulationCache::shared() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->shared;
}

std::shared_ptr<const Accumulation> accumulate(Run run, AccumulationCache& cache,
                                               const AccumulateRequest& request) {
  return Accumulator(run, cache, request).root(request);
}

std::string find_kustomization_file(const io::FileTree& tree, std::string_view directory) {
  for (const std::string_view name : kFileNames) {
    std::string path;
    if (io::join_inside(directory, name, &path) && tree.type(path) == io::FileType::file)
      return std::string(name);
  }
  return {};
}

}  // namespace fleetlint::kustomize
