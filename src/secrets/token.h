// Tokens of known providers in a text, by the formats of format.h.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace fleetlint::secrets {

struct Token {
  std::size_t offset = 0;
  std::size_t size = 0;
  std::string_view what;  ///< "a GitHub personal access token"
};

/// In order, none within another. Samples ("EXAMPLE", "xxxx", "1234567890") are none.
std::vector<Token> find_tokens(std::string_view text);

}  // namespace fleetlint::secrets
