#include "report/xml.h"

#include "report/wording.h"

namespace fleetlint::report {

std::string xml_escaped(std::string_view text) {
  const std::string shown = printable(text);
  std::string out;
  out.reserve(shown.size());
  for (std::size_t i = 0; i < shown.size(); ++i) {
    switch (shown[i]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\xEF':
        if (const std::string_view rest = std::string_view(shown).substr(i, 3);
            rest == "\xEF\xBF\xBE" || rest == "\xEF\xBF\xBF") {
          out += "\xEF\xBF\xBD";
          i += 2;
          break;
        }
        [[fallthrough]];
      default: out += shown[i];
    }
  }
  return out;
}

}  // namespace fleetlint::report
