#include "report/format.h"

#include <algorithm>

namespace fleetlint::report {

const Format* find_format(std::string_view name) {
  const auto all = all_formats();
  const auto found = std::ranges::find(all, name, &Format::name);
  return found == all.end() ? nullptr : *found;
}

}  // namespace fleetlint::report
