// Does a text look as if a machine drew it, or as if a person wrote it?
//
// Entropy alone takes long names for keys. So a text is weighed by two models: one of
// words and names (which letter follows which, learnt from prose and manifests), and
// one that draws each character evenly. Positive means the second explains it better.
#pragma once

#include <string_view>

namespace fleetlint::secrets {

/// Bits for each character by which even drawing explains the text better than words
/// do; about +2 for drawn ones, below 0.5 for names.
double randomness(std::string_view text);

/// Shannon's entropy of the characters, in bits for each.
double entropy(std::string_view text);

/// Runs such as `123456`, `abcdef`, `aaaa`, and the same few characters over again: made up
/// by hand to fill a place.
bool is_patterned(std::string_view text);

/// Long enough, mixed enough and random enough to be drawn by a machine.
bool looks_drawn(std::string_view text);

}  // namespace fleetlint::secrets
