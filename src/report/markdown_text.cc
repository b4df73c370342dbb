#include "report/markdown_text.h"

#include "report/wording.h"

namespace fleetlint::report {

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]#|~@$";
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      default:
        if (kMarkup.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
  }
  return out;
}

}  // namespace fleetlint::report
