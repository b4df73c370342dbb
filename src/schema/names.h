// The forms of names and texts that the API server checks in code.
//
// Each function gives what is wrong, in words that follow "it": "it has the character
// \"_\"; only a-z, 0-9 and - are allowed"; empty where nothing is. Where a rule
// changed, the minor of Kubernetes 1.x decides.
#pragma once

#include <string>
#include <string_view>

#include "yaml/node.h"

namespace fleetlint::schema {

std::string dns_label_mistake(std::string_view text);
/// As a DNS label, but a letter first.
std::string dns1035_label_mistake(std::string_view text);
/// Labels with dots between them, 253 bytes in all.
std::string subdomain_mistake(std::string_view text);
/// "*." and a subdomain.
std::string wildcard_subdomain_mistake(std::string_view text);
/// A subdomain of three labels or more.
std::string fully_qualified_name_mistake(std::string_view text);
/// "subdomain/path".
std::string domain_prefixed_path_mistake(std::string_view text);
/// "[subdomain/]name": label keys and the like.
std::string qualified_name_mistake(std::string_view text);
/// Like a label's key, its prefix in any case.
std::string annotation_key_mistake(std::string_view text);
std::string label_value_mistake(std::string_view text);
/// A key of a ConfigMap or a Secret.
std::string config_key_mistake(std::string_view text);
std::string env_var_name_mistake(std::string_view text, int minor);
std::string path_segment_mistake(std::string_view text);
std::string http_header_mistake(std::string_view text);
std::string port_name_mistake(std::string_view text);
std::string percent_mistake(std::string_view text);
/// A schedule of a CronJob.
std::string cron_mistake(std::string_view text);
std::string time_zone_mistake(std::string_view text);

/// Is the number a port? Values that are no integer are somebody else's.
std::string port_mistake(yaml::Node node);
/// An integer that is not negative, or a percentage; `most` percent at most.
std::string int_or_percent_mistake(yaml::Node node, int most = 1'000'000'000);
std::string ip_mistake(std::string_view text, int minor);
std::string cidr_mistake(std::string_view text, int minor);

}  // namespace fleetlint::schema
