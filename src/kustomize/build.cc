#include "kustomize/build.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "kustomize/accumulate.h"
#include "kustomize/finish.h"
#include "yaml/emit.h"

namespace fleetlint::kustomize {

struct Engine::Impl {
  explicit Impl(Run given) : run(given) {}

  Run run;
  AccumulationCache accumulations;
  Turns turns;
  mutable std::mutex mutex;
  std::map<std::string, std::shared_ptr<const Rendered>> builds;
  std::vector<io::TreePtr> trees;  // whose addresses are part of keys
  std::size_t made = 0;
  std::size_t shared = 0;
};

namespace {

std::string key_of(const Request& request) {
  return fmt::format("{}\n{}\n{}\n{}{}", fmt::ptr(request.tree.get()), request.directory,
                     fmt::ptr(request.kustomization.identity()), static_cast<int>(request.load_restrictor),
                     static_cast<int>(request.order));
}

std::shared_ptr<const Rendered> render(Run run, AccumulationCache& cache, const Request& request) {
  AccumulateRequest accumulate_request;
  accumulate_request.tree = request.tree;
  accumulate_request.directory = real_path(*request.tree, io::normalise(request.directory));
  accumulate_request.kustomization = request.kustomization;
  accumulate_request.restrictor = request.load_restrictor;
  auto rendered = std::make_shared<Rendered>();
  finish(run, *request.tree, accumulate_request, request.order, *accumulate(run, cache, accumulate_request),
         *rendered);
  return rendered;
}

}  // namespace

Engine::Engine(Run run) : impl_(std::make_unique<Impl>(run)) {}
Engine::~Engine() = default;

std::shared_ptr<const Rendered> Engine::build(const Request& request) {
  const std::string key = key_of(request);
  Turns::Turn turn;
  const auto find = [&]() -> std::shared_ptr<const Rendered> {
    const std::lock_guard lock(impl_->mutex);
    const auto it = impl_->builds.find(key);
    return it == impl_->builds.end() ? nullptr : it->second;
  };
  if (std::shared_ptr<const Rendered> known = impl_->turns.find_or_begin(key, turn, find)) {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->shared;
    return known;
  }
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->trees.push_back(request.tree);
  }
  std::shared_ptr<const Rendered> rendered = render(impl_->run, impl_->accumulations, request);
  const std::lock_guard lock(impl_->mutex);
  ++impl_->made;
  return impl_->builds.try_emplace(key, std::move(rendered)).first->second;
}

Engine::Counters Engine::counters() const {
  const std::lock_guard lock(impl_->mutex);
  Counters counters;
  counters.directories_accumulated = impl_->accumulations.made();
  counters.accumulations_shared = impl_->accumulations.shared();
  counters.builds = impl_->made;
  counters.builds_shared = impl_->shared;
  return counters;
}

std::string print(const Rendered& rendered) {
  std::string text;
  for (const kube::Object& object : rendered.objects) {
    if (!text.empty()) text += "---\n";
    text += yaml::emit(object.node());
  }
  return text;
}

}  // namespace fleetlint::kustomize
