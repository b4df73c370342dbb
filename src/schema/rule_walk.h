// The CEL rules of a custom resource's schema, applied to one object.
//
// They are about the object as the server has it: with its defaults and without
// nulls that are no value. What it was before decides about transition rules, and
// what was wrong before and is the same now is let pass ("ratcheting"); without a
// former object, transition rules are counted and wait for a change to look at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "diag/collector.h"
#include "schema/rule_book.h"
#include "schema/walk.h"

namespace fleetlint::schema {

class RuleWalk {
 public:
  /// `is_ratcheting`: let errors of unchanged values pass.
  RuleWalk(const Walk::Context& context, RuleBook& book, diag::Collector& out, bool is_ratcheting = true);
  ~RuleWalk();

  /// `old` may be missing. `is_object`: the value is a whole object.
  void check(std::uint32_t type, yaml::Node value, yaml::Node old, const Step* step, bool is_object);

  /// Transition rules that had nothing to compare with.
  std::size_t waiting() const { return waiting_; }

 private:
  struct Former;
  struct Spot;

  void visit(const Spot& spot);
  void visit_children(const Spot& spot);
  void evaluate(const Spot& spot, const CompiledRule& rule, const TypeRules& rules);
  std::string message_of(const CompiledRule& rule, std::span<const cel::Value> values);
  void report(const Spot& spot, const CompiledRule& rule, ServerError::Stage stage, std::string message);
  bool is_unchanged(const Former* former);
  bool is_ratcheted(const Spot& spot, const CompiledRule& rule);
  const Former* former_of_item(const Spot& spot, yaml::Node item);

  Walk::Context context_;
  const Tables& tables_;
  RuleBook& book_;
  diag::Collector& out_;
  bool is_ratcheting_;
  Arena arena_;
  std::vector<std::unique_ptr<Former>> formers_;
  std::int64_t budget_ = 10'000'000;  // what all rules of an object may cost, as in Kubernetes
  std::size_t waiting_ = 0;
};

}  // namespace fleetlint::schema
