#include "report/json.h"

#include <fmt/format.h>

#include <string_view>

#include "base/unicode.h"

namespace fleetlint::report {

std::string dump(const Json& json) {
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  std::string out;
  out.reserve(text.size());
  // Beyond ASCII there is nothing but strings, where \u is the same character. All that
  // is unfit lies in the basic plane: one escape each.
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint point = decode_utf8(rest);
    if (point.value >= 0x80 && is_unfit_for_terminals(point.value)) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(point.value));
    } else {
      out += rest.substr(0, point.size);
    }
    rest.remove_prefix(point.size);
  }
  return out;
}

}  // namespace fleetlint::report
