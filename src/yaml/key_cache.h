// KeyCache: keys this thread met lately, so that most need no lock to be interned.
#pragma once

#include <array>
#include <string_view>

#include "base/hash.h"
#include "yaml/key.h"

namespace fleetlint::yaml {

class KeyCache {
 public:
  Key get(std::string_view text) {
    Key& slot = slots_[hash_bytes(text) % slots_.size()];
    if (slot.text() != text || text.empty()) slot = Key(text);
    return slot;
  }

 private:
  std::array<Key, 1024> slots_;
};

}  // namespace fleetlint::yaml
