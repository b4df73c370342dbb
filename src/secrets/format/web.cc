// Tokens of the web that belong to no provider.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"a JSON web token", "eyJ", R"re(eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,})re",
     "RFC 7519"},
    {"a basic authorization", "Basic ",
     R"re((?i)authorization[\"']?\s*[:=,]?\s*(?:[\"']|value:\s*)?\s*[\"']?Basic ([A-Za-z0-9+/]{12,}={0,2}))re",
     "RFC 7617", Mark::inside},
    {"a bearer token", "Bearer ",
     R"re((?i)authorization[\"']?\s*[:=,]?\s*[\"']?Bearer ([A-Za-z0-9_.~+/=-]{20,}))re", "RFC 6750",
     Mark::inside},
};

}  // namespace

extern const FormatFamily format_web;
const FormatFamily format_web{"web", kFormats};

}  // namespace fleetlint::secrets
