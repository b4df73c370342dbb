// Builtins that a linter does not run: network, clock, chance, environment, and what policies over
// configuration have no use for (tokens, certificates, GraphQL). A policy that names one
// compiles, and `with` may put a function in its place; calling one is an error, except where the
// result shows nothing (print, trace).
#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

Value silent(const Call& /*call*/) { return Value::boolean(true); }

constexpr int kVariadic = -1;

constexpr Builtin kTable[] = {
    {"http.send", 1, nullptr},
    {"net.lookup_ip_addr", 1, nullptr},
    {"opa.runtime", 0, nullptr},
    {"rand.intn", 2, nullptr},
    {"time.now_ns", 0, nullptr},
    {"uuid.rfc4122", 1, nullptr},
    {"test.sleep", 1, nullptr},
    {"providers.aws.sign_req", 3, nullptr},
    {"crypto.parse_private_keys", 1, nullptr},
    {"crypto.x509.parse_and_verify_certificates", 1, nullptr},
    {"crypto.x509.parse_and_verify_certificates_with_options", 2, nullptr},
    {"crypto.x509.parse_certificate_request", 1, nullptr},
    {"crypto.x509.parse_certificates", 1, nullptr},
    {"crypto.x509.parse_keypair", 2, nullptr},
    {"crypto.x509.parse_rsa_private_key", 1, nullptr},
    {"graphql.is_valid", 2, nullptr},
    {"graphql.parse", 2, nullptr},
    {"graphql.parse_and_verify", 2, nullptr},
    {"graphql.parse_query", 1, nullptr},
    {"graphql.parse_schema", 1, nullptr},
    {"graphql.schema_is_valid", 1, nullptr},
    {"io.jwt.decode", 1, nullptr},
    {"io.jwt.decode_verify", 2, nullptr},
    {"io.jwt.encode_sign", 3, nullptr},
    {"io.jwt.encode_sign_raw", 3, nullptr},
    {"io.jwt.verify_eddsa", 2, nullptr},
    {"io.jwt.verify_es256", 2, nullptr},
    {"io.jwt.verify_es384", 2, nullptr},
    {"io.jwt.verify_es512", 2, nullptr},
    {"io.jwt.verify_hs256", 2, nullptr},
    {"io.jwt.verify_hs384", 2, nullptr},
    {"io.jwt.verify_hs512", 2, nullptr},
    {"io.jwt.verify_ps256", 2, nullptr},
    {"io.jwt.verify_ps384", 2, nullptr},
    {"io.jwt.verify_ps512", 2, nullptr},
    {"io.jwt.verify_rs256", 2, nullptr},
    {"io.jwt.verify_rs384", 2, nullptr},
    {"io.jwt.verify_rs512", 2, nullptr},
    {"json.match_schema", 2, nullptr},
    {"json.verify_schema", 1, nullptr},
    {"rego.metadata.chain", 0, nullptr},
    {"rego.metadata.rule", 0, nullptr},
    {"rego.parse_module", 2, nullptr},
    {"strings.render_template", 2, nullptr},
    {"trace", 1, silent},
    {"print", kVariadic, silent},
};

}  // namespace

extern const BuiltinFamily builtin_forbidden;
const BuiltinFamily builtin_forbidden{kTable};

}  // namespace fleetlint::rego
