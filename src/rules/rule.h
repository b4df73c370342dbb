// Rules: what a page says about itself, and the function beside it.
//
// A rule is a page rules/<area>/<name>.md; the build reads all pages and makes
// the table that rules() gives. A native rule has a twin
// src/rules/<area>/<name_with_underscores>.cc with one function of that name
// whose signature follows from the page's scope:
//
//   file     void f(const FileContext&, diag::Collector&)
//   object   void f(const kube::Object&, const ObjectContext&, diag::Collector&)
//   cluster  void f(const fleet::Cluster&, diag::Collector&)
//   fleet    void f(const fleet::Fleet&, diag::Collector&)
//
// Declarations are generated (rules/twins.h): include that and the build refuses
// a twin without a page and a page without its twin.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/run_memo.h"
#include "diag/collector.h"
#include "fleet/fleet.h"
#include "kube/object.h"
#include "schema/validator.h"
#include "yaml/parse.h"

namespace fleetlint::rules::fleet {
using namespace fleetlint::fleet;  // the area's name would hide the module's in all twins
}

namespace fleetlint::rules {

enum class Scope : std::uint8_t { file, object, cluster, fleet };
enum class Persona : std::uint8_t {
  standard,
  strict,
  audit
};  ///< who gets to see it: front matter `default`, `strict`, `audit`

/// One file of the repository: every YAML file, and whatever else a build read (then
/// the stream is empty).
struct FileContext {
  std::string_view path;
  std::string_view text;
  const yaml::Stream& stream;
  const fleet::Fleet* fleet = nullptr;  ///< for what the file refers to
  /// Another YAML file of the repository, by its path; nullptr: there is none. May be empty.
  std::function<const yaml::Stream*(std::string_view path)> stream_at = {};
  std::string_view today = {};  ///< YYYY-MM-DD; empty: unknown
  /// What follows from the text alone is found once for all paths that it lies under. May be null.
  RunMemo* memo = nullptr;
  const source::SourceMap* sources = nullptr;  ///< the texts of other files
};

/// All that the check of a single object may depend on: interned, its address is
/// part of the memo key.
struct ObjectContext {
  const schema::SchemaSet* schemas = nullptr;
  int kubernetes_minor = 0;  ///< 0: unknown
  bool kubernetes_assumed = false;
  flux::FluxVersion flux;
};

using FileCheck = void (*)(const FileContext&, diag::Collector&);
using ObjectCheck = void (*)(const kube::Object&, const ObjectContext&, diag::Collector&);
using ClusterCheck = void (*)(const fleet::Cluster&, diag::Collector&);
using FleetCheck = void (*)(const fleet::Fleet&, diag::Collector&);

struct Rule {
  std::string_view id;       ///< "area/name"
  std::string_view summary;  ///< one line, no full stop
  Scope scope = Scope::object;
  std::span<const std::string_view> kinds;  ///< object rules: only these; empty: all
  diag::Severity severity = diag::Severity::warning;
  diag::Confidence confidence = diag::Confidence::high;
  Persona persona = Persona::standard;
  std::span<const std::string_view> controls;  ///< "CIS-5.4.1", "PSS-baseline"
  std::string_view since;
  std::string_view help;    ///< the page's prose and examples, Markdown
  std::string_view engine;  ///< who finds it, when there is no twin: "yaml", "kustomize", ...
  FileCheck file_check = nullptr;
  ObjectCheck object_check = nullptr;
  ClusterCheck cluster_check = nullptr;
  FleetCheck fleet_check = nullptr;
};

/// All rules, sorted by id. Compiled in: costs nothing at start.
std::span<const Rule> rules();
const Rule* find_rule(std::string_view id);

}  // namespace fleetlint::rules
