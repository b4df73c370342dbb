// Token formats: what the keys of providers look like, as their documentation and the
// keys themselves show.
//
// A row names a literal that every such token has (found for all formats in one pass)
// and the pattern of the whole. The part that differs from key to key is the first group, or else
// what follows the literal; it has to look drawn, so that samples in documentation are no findings. Each file
// of format/ is a family of providers; the build finds it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace fleetlint::secrets {

/// Where the literal stands in a token.
enum class Mark : std::uint8_t {
  front,   ///< the token begins with it
  inside,  ///< something of the token, or of its surroundings, stands before it
};

struct TokenFormat {
  std::string_view what;  ///< "a GitHub personal access token"
  std::string_view literal;
  std::string_view pattern;  ///< RE2
  std::string_view source;   ///< where the provider tells of the form
  Mark mark = Mark::front;
  double least_entropy = 2.6;  ///< bits for each character of the part that differs
};

struct FormatFamily {
  std::string_view name;
  std::span<const TokenFormat> formats;
};

std::span<const FormatFamily* const> all_formats();

}  // namespace fleetlint::secrets
