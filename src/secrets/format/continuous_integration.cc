// Build services, code checks, deployment.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"a CircleCI token", "CCIPAT_", R"re(CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40})re",
     "circleci.com/docs, API tokens"},
    {"a CircleCI project token", "CCIPRJ_", R"re(CCIPRJ_[A-Za-z0-9]{22}_[0-9a-f]{40})re",
     "circleci.com/docs, API tokens"},
    {"a Buildkite token", "bkua_", R"re(bkua_[0-9a-f]{40})re", "buildkite.com/docs, API access tokens"},
    {"a Buildkite agent token", "bkct_", R"re(bkct_[A-Za-z0-9_-]{32,80})re",
     "buildkite.com/docs, agent tokens"},
    {"a Buildkite agent token", "bkaj_", R"re(bkaj_[A-Za-z0-9_.-]{32,600})re",
     "buildkite.com/docs, job tokens"},
    {"a SonarQube user token", "squ_", R"re(squ_[0-9a-z]{40})re", "docs.sonarsource.com, tokens"},
    {"a SonarQube project token", "sqp_", R"re(sqp_[0-9a-z]{40})re", "docs.sonarsource.com, tokens"},
    {"a SonarQube analysis token", "sqa_", R"re(sqa_[0-9a-z]{40})re", "docs.sonarsource.com, tokens"},
    {"a Harness token", "pat.", R"re(pat\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20})re",
     "developer.harness.io, API keys"},
    {"a Harness service token", "sat.", R"re(sat\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20})re",
     "developer.harness.io, API keys"},
    {"a Pulumi token", "pul-", R"re(pul-[0-9a-f]{40})re", "pulumi.com/docs, access tokens"},
    {"a Terraform Cloud token", ".atlasv1.", R"re([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})re",
     "developer.hashicorp.com, API tokens", Mark::inside},
    {"an Octopus Deploy key", "API-", R"re(API-[A-Z0-9]{26,32})re", "octopus.com/docs, API keys"},
    {"a Prefect key", "pnu_", R"re(pnu_[A-Za-z0-9]{36})re", "docs.prefect.io, API keys"},
    {"a Prefect key", "pnb_", R"re(pnb_[A-Za-z0-9]{36})re", "docs.prefect.io, API keys"},
    {"a Snyk token", "snyk_", R"re(snyk_(?:uat|sat)\.[0-9a-f]{8}\.[A-Za-z0-9_.-]{40,600})re",
     "docs.snyk.io, service accounts"},
    {"a Socket token", "sktsec_", R"re(sktsec_[A-Za-z0-9_-]{30,80}(?:_api)?)re",
     "docs.socket.dev, API tokens"},
    {"a Sentry CI token", "sntrys_", R"re(sntrys_eyJ[A-Za-z0-9+/=_-]{60,600})re",
     "docs.sentry.io, organization tokens"},
    {"an Infracost key", "ico-", R"re(ico-[A-Za-z0-9]{32})re", "infracost.io/docs, API keys"},
    {"a Checkly key", "cu_", R"re(cu_[0-9a-f]{32})re", "checklyhq.com/docs, API keys"},
};

}  // namespace

extern const FormatFamily format_continuous_integration;
const FormatFamily format_continuous_integration{"continuous_integration", kFormats};

}  // namespace fleetlint::secrets
