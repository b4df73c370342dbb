// A keyed fingerprint stands for a secret value wherever one has to be told from another.
//
// A plain hash of a password can be guessed by trying words. The key is taken from what only those know who
// have the repository anyway: whoever has no more than the output cannot try.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::secrets {

/// The key of a repository, from the ids of its first commits.
std::string fingerprint_key(const std::vector<std::string>& roots);

/// 16 hexadecimal digits; the same value has the same under one key.
std::string fingerprint(std::string_view key, std::string_view value);

}  // namespace fleetlint::secrets
