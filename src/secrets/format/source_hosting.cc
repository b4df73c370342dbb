// Hosts of source code and what is built from it.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"a GitHub personal access token", "ghp_", R"re(ghp_[A-Za-z0-9]{36,255})re",
     "docs.github.com, token formats"},
    {"a GitHub OAuth token", "gho_", R"re(gho_[A-Za-z0-9]{36,255})re", "docs.github.com, token formats"},
    {"a GitHub app's user token", "ghu_", R"re(ghu_[A-Za-z0-9]{36,255})re", "docs.github.com, token formats"},
    {"a GitHub app's installation token", "ghs_", R"re(ghs_[A-Za-z0-9]{36,255})re",
     "docs.github.com, token formats"},
    {"a GitHub refresh token", "ghr_", R"re(ghr_[A-Za-z0-9]{36,255})re", "docs.github.com, token formats"},
    {"a GitHub fine-grained token", "github_pat_", R"re(github_pat_[A-Za-z0-9_]{36,255})re",
     "docs.github.com, token formats"},
    {"a GitLab personal access token", "glpat-",
     R"re(glpat-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[a-z0-9]{9})?)re", "docs.gitlab.com, token prefixes"},
    {"a GitLab deploy token", "gldt-", R"re(gldt-[A-Za-z0-9_-]{20,64})re", "docs.gitlab.com, token prefixes"},
    {"a GitLab runner token", "glrt-", R"re(glrt-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[a-z0-9]{9})?)re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab runner token", "glrtr-", R"re(glrtr-[A-Za-z0-9_-]{20,300})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab CI job token", "glcbt-", R"re(glcbt-(?:[0-9a-fA-F]{1,5}_)?[A-Za-z0-9_-]{20,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab trigger token", "glptt-", R"re(glptt-[A-Za-z0-9_-]{20,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab feed token", "glft-", R"re(glft-[A-Za-z0-9_-]{20,80})re", "docs.gitlab.com, token prefixes"},
    {"a GitLab incoming mail token", "glimt-", R"re(glimt-[A-Za-z0-9_-]{20,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab agent token", "glagent-", R"re(glagent-[A-Za-z0-9_-]{40,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab OAuth secret", "gloas-", R"re(gloas-[A-Za-z0-9_-]{40,80})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab SCIM token", "glsoat-", R"re(glsoat-[A-Za-z0-9_-]{20,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab feature flag token", "glffct-", R"re(glffct-[A-Za-z0-9_-]{20,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab workspace token", "glwt-", R"re(glwt-[A-Za-z0-9_-]{20,64})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab runner registration token", "GR1348941", R"re(GR1348941[A-Za-z0-9_-]{20,30})re",
     "docs.gitlab.com, token prefixes"},
    {"a GitLab session", "_gitlab_session=", R"re(_gitlab_session=[0-9a-z]{32})re",
     "docs.gitlab.com, token prefixes"},
    {"a Bitbucket app password", "ATBB", R"re(ATBB[A-Za-z0-9]{32})re",
     "support.atlassian.com, app passwords"},
    {"a Bitbucket access token", "ATCTT3xFfG", R"re(ATCTT3xFfG[A-Za-z0-9_=-]{60,300})re",
     "support.atlassian.com, access tokens"},
    {"an Atlassian API token", "ATATT3", R"re(ATATT3[A-Za-z0-9_=-]{60,300})re",
     "support.atlassian.com, API tokens"},
    {"a Trello token", "ATTA", R"re(ATTA[0-9a-f]{64,72})re", "developer.atlassian.com, Trello tokens"},
    {"an Azure DevOps token", "AZDO", R"re([A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})re",
     "learn.microsoft.com, personal access tokens", Mark::inside},
    {"a Sourcegraph token", "sgp_", R"re(sgp_(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40})re",
     "sourcegraph.com/docs, access tokens"},
};

}  // namespace

extern const FormatFamily format_source_hosting;
const FormatFamily format_source_hosting{"source_hosting", kFormats};

}  // namespace fleetlint::secrets
