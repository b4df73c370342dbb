// Files that SOPS encrypted, without a key: what its metadata promise and what the values are.
//
// A mapping `sops` at the top of each document says who can decrypt it and which values are encrypted: by a
// suffix or a regular expression of keys, at most one of six; none means all but those that end in
// `_unencrypted`. A value is chosen by any key on its way.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/node.h"

namespace fleetlint::secrets {

/// The metadata of an encrypted document; a missing node where it is none.
yaml::Node sops_metadata(yaml::Node root);

/// Which values SOPS encrypts, by the metadata or by a rule of `.sops.yaml`: they have the same keys.
class SopsChoice {
 public:
  explicit SopsChoice(yaml::Node settings);
  ~SopsChoice();
  SopsChoice(SopsChoice&&) noexcept;

  bool is_encrypted(const std::vector<std::string_view>& path) const;
  /// The key that decides, and its text: "encrypted_regex", "^(data|stringData)$". Empty by default.
  const std::string& key() const { return key_; }
  const std::string& text() const { return text_; }

 private:
  struct Pattern;
  std::string key_;
  std::string text_;
  std::unique_ptr<Pattern> pattern_;
};

/// Does the value carry SOPS's brackets?
bool is_encrypted_value(std::string_view text);
/// What is wrong with such a value; empty: nothing.
std::string problem_of_encrypted_value(std::string_view text);

/// Calls for every scalar but the metadata's with the keys on its way.
void for_each_value(
    yaml::Node root,
    const std::function<void(const std::vector<std::string_view>& path, yaml::Node value)>& visit);

/// Recipients by name: "age1…", "arn:aws:kms:…", a PGP fingerprint; in order.
std::vector<std::string> recipients_of(yaml::Node settings);

/// The first creation rule of a `.sops.yaml` that is for the file; missing: none is. `path` is below its
/// folder.
yaml::Node creation_rule_for(yaml::Node configuration, std::string_view path);

}  // namespace fleetlint::secrets
