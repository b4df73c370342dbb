// The keys of a Secret whose values stand there in plain text.
#pragma once

#include <string>
#include <vector>

#include "kube/object.h"

namespace fleetlint::secrets {

struct PlainKeys {
  std::string list;                ///< `key "password"`, `keys "password", "token"`; empty: none
  yaml::Node first;                ///< value of the first
  bool generated = false;          ///< by a secretGenerator
  std::vector<yaml::Node> values;  ///< of all
};

/// None in one that SOPS encrypts. Placeholders, what is public, and what neither by its name nor by its
/// form can be a secret do not count.
PlainKeys plain_keys_of(const kube::Object& secret);

}  // namespace fleetlint::secrets
