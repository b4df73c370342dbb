// ServerCheck: what the API server checks in code, beyond the schemas.
//
// A check is one file in check/ with one `extern const ServerCheck check_NAME`; the
// build gathers them. It is a function of the object and the cluster's Kubernetes
// minor alone. Objects come as they are written: a field that is left out has its
// default, and values that are not known here are let pass. What a schema says
// already is not said again: a value of another type is no value to a check.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/collector.h"
#include "kube/object.h"
#include "schema/names.h"

namespace fleetlint::schema {

/// Where checks report. Paths are found from the nodes.
class ServerReport {
 public:
  /// `prefix`: the path of the object in a List, empty for one alone.
  ServerReport(const kube::Object& object, std::string prefix, diag::Collector& out)
      : object_(object), prefix_(std::move(prefix)), out_(out) {}

  /// The value is none that the field may have. Nothing for values that are not known.
  void invalid(yaml::Node value, std::string message) {
    add("schema/invalid-value", value, nullptr, std::move(message));
  }
  void invalid_key(const yaml::Entry& entry, std::string message) {
    add("schema/invalid-value", entry.value, &entry, std::move(message));
  }
  /// `holder` lacks what it must have.
  void required(yaml::Node holder, std::string message) {
    add("schema/required-field", holder, nullptr, std::move(message));
  }
  void duplicate(yaml::Node value, yaml::Node first, std::string message);
  /// The field must not be there beside others.
  void conflict(const yaml::Entry& entry, std::string message) {
    add("schema/conflicting-fields", entry.value, &entry, std::move(message));
  }
  void conflict(yaml::Node holder, std::string_view field, std::string message);
  void not_structural(yaml::Node value, std::string message) {
    add("schema/crd-not-structural", value, nullptr, std::move(message));
  }
  void not_structural_key(const yaml::Entry& entry, std::string message) {
    add("schema/crd-not-structural", entry.value, &entry, std::move(message));
  }
  void invalid_name(yaml::Node value, std::string message) {
    add("schema/invalid-name", value, nullptr, std::move(message));
  }
  void invalid_name_key(const yaml::Entry& entry, std::string message) {
    add("schema/invalid-name", entry.value, &entry, std::move(message));
  }

  /// Where the value is, as findings write it: "spec.ports[0]".
  std::string path_of(yaml::Node value) const;

 private:
  bool is_told(std::string_view rule, const std::string& path, const std::string& message) const;
  void add(std::string_view rule, yaml::Node value, const yaml::Entry* entry, std::string message);

  const kube::Object& object_;
  std::string prefix_;
  diag::Collector& out_;
};

struct ServerCheck {
  void (*run)(const kube::Object& object, int minor, ServerReport& out);
};

/// Generated: every check in check/.
std::span<const ServerCheck* const> all_checks();

/// Runs all of them. `prefix` as of ServerReport.
void check_as_server(const kube::Object& object, int minor, std::string prefix, diag::Collector& out);

// --- What many checks need.

/// Is what is written there what the cluster gets?
bool is_known(yaml::Node node);
/// The text of a string that is there, known and not empty.
std::optional<std::string_view> known_text(yaml::Node node);

/// Reports a text that has a mistake: "name is \"x_y\", which has the character ...".
using TextRule = std::string (*)(std::string_view);
void check_text(ServerReport& out, yaml::Node value, std::string_view what, TextRule rule);
/// The same, and a text that is missing or empty.
void check_needed_text(ServerReport& out, yaml::Node holder, std::string_view field, TextRule rule = nullptr);

/// Reports an integer outside of [least, most].
void check_integer(ServerReport& out, yaml::Node value, std::string_view what, std::int64_t least,
                   std::int64_t most = INT64_MAX);
/// Each of the fields that is there is an integer not below zero.
void check_not_negative(ServerReport& out, yaml::Node holder, std::initializer_list<std::string_view> fields);
void check_port(ServerReport& out, yaml::Node value, std::string_view what);
/// A port by number or by name.
void check_port_or_name(ServerReport& out, yaml::Node value, std::string_view what);
void check_int_or_percent(ServerReport& out, yaml::Node value, std::string_view what,
                          int most = 1'000'000'000);
void check_labels(ServerReport& out, yaml::Node labels);
void check_selector(ServerReport& out, yaml::Node selector);

/// Reports items whose text comes again.
void check_unique(ServerReport& out, std::span<const yaml::Node> values, std::string_view what);

/// Of the fields of `holder` that are named, exactly (or at most) one is there.
void check_one_of(ServerReport& out, yaml::Node holder, std::span<const std::string_view> fields,
                  bool needs_one, std::string_view what);

/// What pods are made from: of a Pod itself, or the template of a workload.
struct PodTemplate {
  yaml::Node spec;
  yaml::Node metadata;
  bool is_pod = false;  ///< a Pod, no template
};
PodTemplate pod_template(const kube::Object& object);

/// All containers of a pod, with the name of their list.
struct Container {
  yaml::Node node;
  std::string_view list;  ///< "containers", "initContainers", "ephemeralContainers"
};
std::vector<Container> containers_of(yaml::Node pod_spec);

}  // namespace fleetlint::schema
