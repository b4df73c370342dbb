// Quantities as numbers, to be compared: "500m", "1.5Gi", "1e3".
#pragma once

#include <compare>
#include <optional>
#include <string_view>

#include "yaml/node.h"

namespace fleetlint::schema {

/// Kept in billionths, rounded up as the server does; what is beyond is the greatest there is.
class Quantity {
 public:
  __extension__ using Wide = __int128;
  explicit Quantity(Wide nano) : nano_(nano) {}

  bool is_negative() const { return nano_ < 0; }
  bool is_zero() const { return nano_ == 0; }
  bool is_whole() const { return nano_ % 1'000'000'000 == 0; }
  auto operator<=>(const Quantity&) const = default;

 private:
  Wide nano_;
};

/// Nothing for text that is no quantity.
std::optional<Quantity> parse_quantity(std::string_view text);
/// Of a number or a text; nothing for anything else.
std::optional<Quantity> quantity_of(yaml::Node node);

}  // namespace fleetlint::schema
