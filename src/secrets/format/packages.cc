// Registries of packages and images.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"an npm token", "npm_", R"re(npm_[A-Za-z0-9]{36})re", "docs of npm, access tokens"},
    {"an npm token", "_authToken", R"re(_authToken\s*[=:]\s*[\"']?([A-Za-z0-9+/=_.-]{20,}))re",
     "docs of npm, npmrc"},
    {"an npm credential", "_auth=", R"re(_auth=[\"']?([A-Za-z0-9+/=]{16,}))re", "docs of npm, npmrc"},
    {"a PyPI token", "pypi-AgE", R"re(pypi-AgE[A-Za-z0-9_-]{60,})re", "docs of PyPI, API tokens"},
    {"a RubyGems key", "rubygems_", R"re(rubygems_[0-9a-f]{48})re", "guides of RubyGems, API keys"},
    {"a Cargo registry token", "cio", R"re(cio[A-Za-z0-9]{32})re", "docs of Cargo, tokens", Mark::front, 3.6},
    {"a NuGet key", "oy2", R"re(oy2[a-z0-9]{43})re", "docs of NuGet, API keys"},
    {"a Docker Hub token", "dckr_pat_", R"re(dckr_pat_[A-Za-z0-9_-]{20,40})re",
     "docs.docker.com, access tokens"},
    {"a Docker Hub organization token", "dckr_oat_", R"re(dckr_oat_[A-Za-z0-9_-]{20,48})re",
     "docs.docker.com, access tokens"},
    {"a Clojars token", "CLOJARS_", R"re(CLOJARS_[a-z0-9]{60})re", "wiki of Clojars, deploy tokens"},
    {"a Packagist token", "packagist_", R"re(packagist_[ou][ru]t_[0-9a-f]{64,72})re",
     "packagist.com/docs, tokens"},
    {"a JSR token", "jsrp_", R"re(jsr[pd]_[A-Za-z0-9]{40,64})re", "docs of JSR, tokens"},
};

}  // namespace

extern const FormatFamily format_packages;
const FormatFamily format_packages{"packages", kFormats};

}  // namespace fleetlint::secrets
