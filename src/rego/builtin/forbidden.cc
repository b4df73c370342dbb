// Builtins that a linter does not run: network, clock, chance, environment. Calling one
// is an error, except where the result shows nothing (print, trace).
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

Value silent(const Call& /*call*/) { return Value::boolean(true); }

constexpr int kVariadic = -1;

constexpr Builtin kTable[] = {
    {"http.send", 1, nullptr},   {"net.lookup_ip_addr", 1, nullptr},
    {"opa.runtime", 0, nullptr}, {"rand.intn", 2, nullptr},
    {"time.now_ns", 0, nullptr}, {"uuid.rfc4122", 1, nullptr},
    {"test.sleep", 1, nullptr},  {"providers.aws.sign_req", 3, nullptr},
    {"trace", 1, silent},        {"print", kVariadic, silent},
};

}  // namespace

extern const BuiltinFamily builtin_forbidden;
const BuiltinFamily builtin_forbidden{kTable};

}  // namespace fleetlint::rego
