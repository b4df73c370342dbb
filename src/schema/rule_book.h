// The CEL rules of schemas (x-kubernetes-validations), compiled.
//
// A rule is compiled once for the type it stands at, when the first value of that
// type is looked at; what does not compile is kept with its mistake. A rule below
// allOf speaks of a value that another type declares, so rules are asked for by both.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/arena.h"
#include "cel/cel.h"
#include "schema/defaults.h"
#include "schema/server_error.h"
#include "schema/tables.h"
#include "schema/type_shape.h"

namespace fleetlint::schema {

struct CompiledRule {
  std::string_view text;
  std::string_view message;                     ///< of the CRD; may be empty
  std::shared_ptr<const cel::Program> program;  ///< null: an empty rule, or it does not compile
  std::shared_ptr<const cel::Program> message_program;
  std::string mistake;                  ///< why it does not compile
  std::string message_mistake;          ///< why messageExpression does not
  std::vector<std::string> field_path;  ///< keys, from the value that the rule is about
  std::string path_mistake;
  ErrorKind reason = ErrorKind::invalid;
  bool uses_old = false;      ///< a transition rule: of a value and what it was
  bool optional_old = false;  ///< it holds where there was nothing, too
};

struct TypeRules {
  const cel::Shape* shape = nullptr;  ///< of `self`; null: rules cannot reach the value
  std::vector<CompiledRule> rules;
};

/// Of one set of tables and one Kubernetes minor. Any thread.
class RuleBook {
 public:
  RuleBook(const Tables& tables, int minor);

  /// Has the type rules, or anything in it?
  bool has_rules(std::uint32_t type, int depth = 0);

  /// The rules of `type` for a value that `declared` declares (mostly the same one).
  const TypeRules& rules_of(std::uint32_t type, std::uint32_t declared, bool is_object);

  DefaultValues& defaults() { return defaults_; }

 private:
  void compile(TypeRules& made, std::uint32_t type);

  using Key = std::tuple<std::uint32_t, std::uint32_t, bool>;
  const Tables& tables_;
  int minor_;
  std::vector<std::atomic<std::uint8_t>> has_rules_;  // 0: not looked at yet, then kNo or kYes
  DefaultValues defaults_;
  std::shared_mutex mutex_;
  Arena arena_;
  ShapeSet shapes_;
  std::map<Key, std::unique_ptr<TypeRules>> known_;
};

/// The keys of a fieldPath: ".spec.names['a-b']"; a mistake where it is none.
std::vector<std::string> parse_field_path(std::string_view text, std::string* mistake);

}  // namespace fleetlint::schema
