// Keys and their values in any text that configures something: YAML, JSON, env files,
// properties, shell, TOML, XML, connection strings, command lines.
//
// The text is not parsed: files that no parser reads hold secrets too (templates,
// scripts), and the same pass serves for every blob of a history. Only keys whose
// names tell of a secret are looked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "secrets/key_name.h"

namespace fleetlint::secrets {

struct Assignment {
  std::string_view key;
  KeyClass key_class = KeyClass::none;
  std::size_t offset = 0;  ///< of the value
  std::string_view value;  ///< without quotes; escapes are left as they are
};

/// In order of values. What a key has no value for is left out.
std::vector<Assignment> find_assignments(std::string_view text);

/// A password in a URL: `scheme://user:password@host`.
struct UrlPassword {
  std::size_t offset = 0;
  std::string_view user;
  std::string_view password;
  std::string_view host;
};
std::vector<UrlPassword> find_url_passwords(std::string_view text);

}  // namespace fleetlint::secrets
