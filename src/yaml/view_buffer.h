// A std::istream buffer over text that is already in memory.
#pragma once

#include <streambuf>
#include <string_view>

namespace fleetlint::yaml {

class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // std::streambuf has no read-only form; nothing is written
    setg(begin, begin, begin + text.size());
  }
};

}  // namespace fleetlint::yaml
