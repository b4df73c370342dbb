// What the generated objects have in common: type, name, labels, annotations.
#pragma once

#include <string_view>
#include <vector>

#include "kustomize/context.h"
#include "kustomize/resource.h"
#include "yaml/node.h"

namespace fleetlint::kustomize::generate {

/// Builds one object out of a generator's entry. Every value's place is the entry
/// or the field of it that asked for the value.
class ObjectBuilder {
 public:
  /// `args` and `options` as generate.h has them.
  ObjectBuilder(Context& context, std::string_view kind, yaml::Node args, yaml::Node options);

  /// A field at the top of the object.
  void add(std::string_view key, yaml::Node value, const yaml::Origin& origin);
  void add_text(std::string_view key, std::string_view text, const yaml::Origin& origin);

  /// Nothing, and a finding, when the entry gives no name.
  void finish(std::vector<Resource>& out);

 private:
  yaml::Origin origin_of(yaml::Node field) const;
  yaml::Node text(std::string_view value, const yaml::Origin& origin) const;
  yaml::Node metadata();
  yaml::Node merged_texts(std::string_view field) const;
  /// The option is set here or for all generators: its node, else missing.
  yaml::Node enabled(std::string_view option) const;

  Context& context_;
  yaml::Node args_;
  yaml::Node options_;  ///< of all generators of the kustomization
  yaml::Node name_;
  yaml::Node name_space_;
  std::vector<yaml::Entry> fields_;
};

}  // namespace fleetlint::kustomize::generate
