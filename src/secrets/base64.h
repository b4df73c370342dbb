// Base64 as Secrets carry it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetlint::secrets {

/// Standard base64 with padding; line breaks and blanks are passed over. Nothing
/// for anything else.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace fleetlint::secrets
