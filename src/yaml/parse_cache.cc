// Each content is parsed once: the first to ask parses, others wait for it.
#include <utility>

#include "yaml/parse.h"

namespace fleetlint::yaml {

struct ParseCache::Slot {
  std::once_flag once;
  Parsed parsed;
};

const ParseCache::Parsed& ParseCache::get(source::FileId file, Dialect dialect) {
  const std::uint64_t key = (static_cast<std::uint64_t>(file) << 8U) | static_cast<std::uint64_t>(dialect);
  std::shared_ptr<Slot> slot;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Slot>& entry = slots_[key];
    if (entry == nullptr) entry = std::make_shared<Slot>();
    slot = entry;
  }
  std::call_once(slot->once, [&] {
    const std::string_view text = sources_.text(file);
    ParseOptions options;
    options.dialect = dialect;
    diag::Collector out;
    slot->parsed.stream = parse(arenas_.local(), file, text, options, out);
    slot->parsed.findings = out.take();
    const std::lock_guard lock(mutex_);
    parsed_bytes_ += text.size();
  });
  return slot->parsed;  // the map keeps the slot as long as the cache lives
}

std::size_t ParseCache::parsed_bytes() const {
  const std::lock_guard lock(mutex_);
  return parsed_bytes_;
}

}  // namespace fleetlint::yaml
