// The authorizer of admission policies. Its checks are built here; nobody is there to
// answer them, so asking for an answer is an error of the run.
#include "cel/library.h"
#include "cel/opaque.h"

#include "base/strings.h"

namespace fleetlint::cel {

namespace {

bool same(const void* a, const void* b) { return a == b; }
std::string no_text(const void*) { return {}; }

constexpr OpaqueType opaque_type(std::string_view name) {
  return {{TypeKind::opaque, name, {}, nullptr, 0}, same, no_text};
}

const OpaqueType kAuthorizer = opaque_type("kubernetes.authorization.Authorizer");
const OpaqueType kPathCheck = opaque_type("kubernetes.authorization.PathCheck");
const OpaqueType kGroupCheck = opaque_type("kubernetes.authorization.GroupCheck");
const OpaqueType kResourceCheck = opaque_type("kubernetes.authorization.ResourceCheck");
const OpaqueType kDecision = opaque_type("kubernetes.authorization.Decision");

Value make(Arena& arena, const OpaqueType& type) { return Value::opaque(&type, arena.make<char>()); }

template <const OpaqueType& Type>
Value check(Context& c, std::span<const Value>) {
  return make(c.arena, Type);
}

Value path(Context& c, std::span<const Value> a) {
  if (a[1].text().empty()) return c.error("path must not be empty");
  return make(c.arena, kPathCheck);
}

bool is_name(std::string_view text, bool may_have_dots) {
  constexpr std::size_t kLongestLabel = 63;
  constexpr std::size_t kLongest = 253;
  if (text.size() > (may_have_dots ? kLongest : kLongestLabel)) return false;
  const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  for (const std::string_view label : split(text, may_have_dots ? '.' : '\0')) {
    if (label.empty() || !is_alphanumeric(label.front()) || !is_alphanumeric(label.back())) return false;
    for (const char c : label) {
      if (!is_alphanumeric(c) && c != '-') return false;
    }
  }
  return true;
}

Value service_account(Context& c, std::span<const Value> a) {
  if (!is_name(a[1].text(), false)) return c.error("invalid namespace " + quote(a[1].text()));
  if (!is_name(a[2].text(), true)) return c.error("invalid service account name " + quote(a[2].text()));
  return make(c.arena, kAuthorizer);
}

Value unanswered(Context& c, std::span<const Value>) {
  return c.error("the authorizer cannot be asked without a cluster");
}

constexpr int kSince = 27;
constexpr int kSelectors = 31;

constexpr Signature kRows[] = {
    {"kubernetes.authorization.Authorizer:path(string) kubernetes.authorization.PathCheck", path, kSince},
    {"kubernetes.authorization.Authorizer:group(string) kubernetes.authorization.GroupCheck",
     check<kGroupCheck>, kSince},
    {"kubernetes.authorization.Authorizer:serviceAccount(string, string) kubernetes.authorization.Authorizer",
     service_account, kSince},
    {"kubernetes.authorization.GroupCheck:resource(string) kubernetes.authorization.ResourceCheck",
     check<kResourceCheck>, kSince},
    {"kubernetes.authorization.ResourceCheck:subresource(string) kubernetes.authorization.ResourceCheck",
     check<kResourceCheck>, kSince},
    {"kubernetes.authorization.ResourceCheck:namespace(string) kubernetes.authorization.ResourceCheck",
     check<kResourceCheck>, kSince},
    {"kubernetes.authorization.ResourceCheck:name(string) kubernetes.authorization.ResourceCheck",
     check<kResourceCheck>, kSince},
    {"kubernetes.authorization.ResourceCheck:fieldSelector(string) kubernetes.authorization.ResourceCheck",
     check<kResourceCheck>, kSelectors},
    {"kubernetes.authorization.ResourceCheck:labelSelector(string) kubernetes.authorization.ResourceCheck",
     check<kResourceCheck>, kSelectors},
    {"kubernetes.authorization.ResourceCheck:check(string) kubernetes.authorization.Decision",
     check<kDecision>, kSince},
    {"kubernetes.authorization.PathCheck:check(string) kubernetes.authorization.Decision", check<kDecision>,
     kSince},
    {"kubernetes.authorization.Decision:allowed() bool", unanswered, kSince},
    {"kubernetes.authorization.Decision:reason() string", unanswered, kSince},
    {"kubernetes.authorization.Decision:errored() bool", unanswered, kSince},
    {"kubernetes.authorization.Decision:error() string", unanswered, kSince},
};

}  // namespace

Value make_authorizer(Arena& arena) { return make(arena, kAuthorizer); }

void add_authorizers(Library& library) { library.add(kRows); }

}  // namespace fleetlint::cel
