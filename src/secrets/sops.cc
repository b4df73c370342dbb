#include "secrets/sops.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"
#include "secrets/base64.h"

namespace fleetlint::secrets {
namespace {

constexpr std::array<std::string_view, 4> kChoices = {"encrypted_regex", "unencrypted_regex",
                                                      "encrypted_suffix", "unencrypted_suffix"};

void walk(yaml::Node node, std::vector<std::string_view>& path,
          const std::function<void(const std::vector<std::string_view>&, yaml::Node)>& visit) {
  if (path.size() > 200) return;
  if (node.is_scalar()) {
    visit(path, node);
    return;
  }
  for (const yaml::Entry& entry : node.entries()) {
    if (path.empty() && entry.key.text() == "sops") continue;
    path.push_back(entry.key.text());
    walk(entry.value, path, visit);
    path.pop_back();
  }
  for (const yaml::Node item : node.items()) walk(item, path, visit);
}

/// `a,b` or a list; white space does not count.
void add_names(yaml::Node node, std::vector<std::string>& names) {
  for (const std::string_view part : split(node.text(), ',')) {
    if (!trim(part).empty()) names.emplace_back(trim(part));
  }
  for (const yaml::Node item : node.items()) {
    if (item.is_scalar()) names.emplace_back(trim(item.text()));
  }
}

void add_recipients(yaml::Node settings, std::vector<std::string>& names) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kLists = {
      {{"age", "recipient"},
       {"pgp", "fp"},
       {"kms", "arn"},
       {"gcp_kms", "resource_id"},
       {"azure_kv", "vault_url"},
       {"hc_vault", "vault_address"},
       {"hckms", "key_id"}}};
  for (const auto& [list, field] : kLists) {
    const yaml::Node node = settings[list];
    add_names(node, names);
    for (const yaml::Node item : node.items()) {
      if (item[field].is_scalar()) names.emplace_back(item[field].text());
    }
  }
  add_names(settings["azure_keyvault"], names);
  add_names(settings["hc_vault_transit_uri"], names);
  for (const yaml::Node group : settings["key_groups"].items()) add_recipients(group, names);
}

}  // namespace

yaml::Node sops_metadata(yaml::Node root) {
  const yaml::Node sops = root["sops"];
  if (!sops.is_mapping()) return {};
  return sops["mac"] || sops["lastmodified"] || sops["age"] || sops["pgp"] || sops["kms"] ? sops
                                                                                          : yaml::Node();
}

struct SopsChoice::Pattern {
  re2::RE2 regex;
  explicit Pattern(const std::string& text, const re2::RE2::Options& options) : regex(text, options) {}
};

SopsChoice::SopsChoice(yaml::Node settings) : key_("unencrypted_suffix"), text_("_unencrypted") {
  for (const std::string_view choice : kChoices) {
    if (settings[choice].is_scalar() && !settings[choice].text().empty()) {
      key_ = choice;
      text_ = settings[choice].text();
      break;
    }
  }
  if (key_.ends_with("_regex")) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    pattern_ = std::make_unique<Pattern>(text_, options);
  }
}

SopsChoice::~SopsChoice() = default;
SopsChoice::SopsChoice(SopsChoice&&) noexcept = default;

bool SopsChoice::is_encrypted(const std::vector<std::string_view>& path) const {
  const bool named = std::any_of(path.begin(), path.end(), [&](std::string_view key) {
    if (!pattern_) return key.ends_with(text_);
    return pattern_->regex.ok() &&
           re2::RE2::PartialMatch(re2::StringPiece(key.data(), key.size()), pattern_->regex);
  });
  return key_.starts_with("un") ? !named : named;
}

bool is_encrypted_value(std::string_view text) { return text.starts_with("ENC[AES256_GCM,"); }

std::string problem_of_encrypted_value(std::string_view text) {
  static const re2::RE2 form(R"(^ENC\[AES256_GCM,data:([^,]+),iv:([^,]+),tag:([^,]+),type:([a-z]+)\]$)");
  std::string data, iv, tag, type;
  const std::string_view whole = trim(text);
  if (!re2::RE2::FullMatch(re2::StringPiece(whole.data(), whole.size()), form, &data, &iv, &tag, &type))
    return "is cut or edited";
  const auto size = [](const std::string& base64) {
    const std::optional<std::string> bytes = decode_base64(base64);
    return bytes ? static_cast<int>(bytes->size()) : -1;
  };
  if (size(data) < 0) return "has data that is no base64";
  if (size(iv) != 32) return "has an initialisation vector that is not 32 bytes long";
  if (size(tag) != 16) return "has a tag that is not 16 bytes long";
  constexpr std::array<std::string_view, 7> kTypes = {"str",   "int",  "float",  "bool",
                                                      "bytes", "time", "comment"};
  return std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end() ? "has the unknown type " + quote(type)
                                                                       : "";
}

void for_each_value(yaml::Node root,
                    const std::function<void(const std::vector<std::string_view>&, yaml::Node)>& visit) {
  std::vector<std::string_view> path;
  walk(root, path, visit);
}

std::vector<std::string> recipients_of(yaml::Node settings) {
  std::vector<std::string> names;
  add_recipients(settings, names);
  // Fingerprints are printed in groups of four; SOPS drops the spaces, and no other name has any.
  for (std::string& name : names) std::erase(name, ' ');
  return names;
}

yaml::Node creation_rule_for(yaml::Node configuration, std::string_view path) {
  for (const yaml::Node rule : configuration["creation_rules"].items()) {
    const yaml::Node pattern = rule["path_regex"];
    if (!pattern || pattern.text().empty()) return rule;
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 regex(std::string(pattern.text()), options);
    if (regex.ok() && re2::RE2::PartialMatch(re2::StringPiece(path.data(), path.size()), regex)) return rule;
  }
  return {};
}

}  // namespace fleetlint::secrets
