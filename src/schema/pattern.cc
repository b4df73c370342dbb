#include "schema/pattern.h"

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace fleetlint::schema {

namespace {

class Cache {
 public:
  const re2::RE2& get(std::string_view pattern) {
    const std::string key(pattern);
    {
      const std::shared_lock lock(mutex_);
      if (const auto it = compiled_.find(key); it != compiled_.end()) return *it->second;
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{4} << 20);
    auto made = std::make_unique<re2::RE2>(key, options);
    const std::unique_lock lock(mutex_);
    return *compiled_.try_emplace(key, std::move(made)).first->second;
  }

 private:
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> compiled_;
};

Cache& cache() {
  static Cache shared;
  return shared;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text, bool if_unusable) {
  const re2::RE2& compiled = cache().get(pattern);
  if (!compiled.ok()) return if_unusable;
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

std::string_view pattern_mistake(std::string_view pattern) {
  const re2::RE2& compiled = cache().get(pattern);
  return compiled.ok() ? std::string_view() : std::string_view(compiled.error());
}

}  // namespace fleetlint::schema
