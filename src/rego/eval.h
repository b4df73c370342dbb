// The evaluator: steps with backtracking over one frame a rule.
//
// What has several solutions takes a callable that gets each of them and answers
// whether to go on; variables that a step binds are freed when it comes back. Rules
// are evaluated to their whole value and remembered by document, functions by their
// arguments, both for one `with` state.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "rego/builtin.h"
#include "rego/ir.h"
#include "rego/rego.h"
#include "rego/stop.h"

namespace fleetlint::rego {

template <typename Signature>
class FunctionRef;

/// A callable that is only borrowed for the time of a call.
template <typename R, typename... Args>
class FunctionRef<R(Args...)> {
 public:
  template <typename F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>)
      FunctionRef(F&& f)  // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
      : object_(const_cast<void*>(static_cast<const void*>(&f))), call_([](void* object, Args... args) -> R {
          return (*static_cast<std::remove_reference_t<F>*>(object))(args...);
        }) {}
  R operator()(Args... args) const { return call_(object_, args...); }

 private:
  void* object_;
  R (*call_)(void*, Args...);
};

using Next = FunctionRef<bool()>;
using Each = FunctionRef<bool(Value)>;

/// What `with` put in place of a part of data.
struct Overlay {
  Value value;
  std::map<std::string, Overlay, std::less<>> children;
};

/// A place in the documents: rules, what was given as data, and what `with` says.
struct Cursor {
  const RuleNode* node = nullptr;
  const Overlay* overlay = nullptr;
  Value base;
};

/// What an expression is evaluated against; `with` makes another one.
struct World {
  Value input;
  Value data;
  std::shared_ptr<const Overlay> overlay;
  std::map<std::string, const Expr*, std::less<>> mocks;  // functions; constants in mock_values
  std::map<std::string, Value, std::less<>> mock_values;
  std::unordered_map<const RuleNode*, Value> documents;
  std::unordered_map<std::string, Value> calls;
};

class Evaluator {
 public:
  Evaluator(const Policy& policy, Heap& heap, const EvaluationOptions& options)
      : policy_(policy), heap_(heap), options_(options) {}

  World world;

  /// The members of the set at the path, each with what the variables held that made it.
  std::vector<Witness> witnesses(const RuleNode& node, const std::vector<std::string>& path);

  bool run(const Steps& steps, Next next) { return run(steps, 0, next); }
  /// Variables of the next run; the budget of steps goes on.
  void begin(std::vector<Value>& frame) {
    frame_ = &frame;
    depth_ = 0;
    active_.clear();
  }

 private:
  /// Each level costs a few hundred bytes of the machine's stack.
  static constexpr std::size_t kMaxDepth = 3000;

  // Steps.
  bool run(const Steps& steps, std::size_t index, Next next);
  bool run_step(const Step& step, Next next);
  bool run_plain(const Step& step, Next next);
  bool run_every(const Step& step, Next next);
  void apply(const std::vector<Override>& overrides, World& to);

  // Terms.
  Value eval(const Expr& expr);
  Value eval_ref(const Expr& ref);
  Value comprehension(const Expr& expr);
  Value template_text(const Expr& expr);
  bool enumerate(const Expr& source, Each each);
  bool walk(Value value, const Expr& ref, std::size_t index, Each each);
  bool walk(const Cursor& cursor, const Expr& ref, std::size_t index, Each each);
  bool unify(const Expr& pattern, Value value, Next next);
  bool unify_items(const Expr& pattern, Value value, std::size_t index, Next next);
  bool unify_fields(const Expr& pattern, Value value, std::size_t index, Next next);
  bool is_bound(const Expr& expr) const;

  // Documents.
  Cursor root() const { return {&policy_root(), world.overlay.get(), world.data}; }
  const RuleNode& policy_root() const;
  Cursor step(const Cursor& cursor, Value key);
  Value document(const Cursor& cursor);
  Value rules_value(const RuleNode& node);
  Value complete(const RuleNode& node, const std::vector<Value>& args);
  Value partial_set(const RuleNode& node);
  Value dynamic(const Cursor& cursor);
  Value merged(const Cursor& cursor);
  struct Place;
  void fill(const RuleNode& node, Place& place, const Cursor& cursor);
  void put(Place& root, const std::vector<Value>& path, Value leaf, bool is_member, const CompiledRule& rule);
  Value finish(Place& place);

  // Rules and functions.
  Value call(const Expr& call);
  Value call_builtin(const Builtin& builtin, const std::vector<Value>& args, source::Span span);
  Value call_function(const RuleNode& node, const std::vector<Value>& args);
  Value chain(const CompiledRule& rule, const std::vector<Value>& args);
  Value one(const CompiledRule& rule, const std::vector<Value>& args);
  void solutions(const CompiledRule& rule, const std::vector<Value>& args, FunctionRef<bool()> each);

  void tick();
  Value& slot(std::uint32_t index) { return (*frame_)[index]; }

  const Policy& policy_;
  Heap& heap_;
  const EvaluationOptions& options_;
  std::vector<Value>* frame_ = nullptr;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  std::vector<const RuleNode*> active_;
  const RuleNode* watched_ = nullptr;
  std::vector<Witness>* witnesses_ = nullptr;
  std::string key_of(const RuleNode& node, const std::vector<Value>& args);
};

}  // namespace fleetlint::rego
