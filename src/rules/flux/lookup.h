// What the rules on Flux's references share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fleet/fleet.h"
#include "rules/rule.h"
#include "yaml/node.h"

namespace fleetlint::rules::flux {

constexpr std::string_view kSourceGroup = "source.toolkit.fluxcd.io";
constexpr std::string_view kHelmGroup = "helm.toolkit.fluxcd.io";

/// A reference's namespace, or the one of the object that it stands in.
std::string_view namespace_of(yaml::Node reference, std::string_view own);

/// Is the text certain, or does it hold a variable that nobody here knows?
bool is_known(yaml::Node node);

/// Is it a kind of source at all? Others are the schema's to report.
bool is_source_kind(std::string_view kind);

/// Is there such a source in the cluster: rendered, made by an ArtifactGenerator,
/// or this repository itself?
bool has_source(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                std::string_view name);

/// Names of such sources in a namespace, for "did you mean".
std::vector<std::string> source_names(const fleet::Cluster& cluster, std::string_view kind,
                                      std::string_view name_space);

/// `; there is a HelmRepository of that name`, where the cluster renders a source of another kind so called.
std::string other_kind_hint(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                            std::string_view name);

/// `; did you mean "x"?` for owned names.
std::string hint(std::string_view word, const std::vector<std::string>& names);

/// Why a ConfigMap or Secret of this name, which is not rendered, was surely meant
/// to be: there is one of nearly this name, in another namespace, or with a
/// generator's hash behind it. Empty when it may just as well be made by hand.
std::string likely_mistake(const fleet::Cluster& cluster, std::string_view kind, std::string_view name_space,
                           std::string_view name);

/// Does something in the cluster make the Secret from another object?
bool is_made_from_other(const fleet::Cluster& cluster, std::string_view name_space, std::string_view secret);

}  // namespace fleetlint::rules::flux
