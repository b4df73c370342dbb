// Monitoring, logs, traces and those who are called at night.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"a Grafana service account token", "glsa_", R"re(glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8})re",
     "grafana.com/docs, service accounts"},
    {"a Grafana Cloud token", "glc_", R"re(glc_[A-Za-z0-9+/]{32,400}={0,3})re",
     "grafana.com/docs, cloud access policies"},
    {"a Grafana API key", "eyJrIjoi", R"re(eyJrIjoi[A-Za-z0-9+/]{60,400}={0,3})re",
     "grafana.com/docs, API keys"},
    {"a New Relic user key", "NRAK-", R"re(NRAK-[A-Za-z0-9]{27})re", "docs.newrelic.com, API keys"},
    {"a New Relic browser key", "NRJS-", R"re(NRJS-[0-9a-f]{19})re", "docs.newrelic.com, API keys"},
    {"a New Relic insert key", "NRII-", R"re(NRII-[A-Za-z0-9_-]{32})re", "docs.newrelic.com, API keys"},
    {"a New Relic query key", "NRIQ-", R"re(NRIQ-[A-Za-z0-9_-]{32})re", "docs.newrelic.com, API keys"},
    {"a New Relic admin key", "NRAA-", R"re(NRAA-[0-9a-f]{27})re", "docs.newrelic.com, API keys"},
    {"a New Relic license key", "NRAL", R"re([0-9a-f]{36}NRAL)re", "docs.newrelic.com, API keys",
     Mark::inside},
    {"a New Relic license key", "FFFFNRAL", R"re([0-9a-f]{32}FFFFNRAL)re", "docs.newrelic.com, API keys",
     Mark::inside},
    {"a Sentry user token", "sntryu_", R"re(sntryu_[0-9a-f]{64})re", "docs.sentry.io, auth tokens"},
    {"a Sentry app token", "sntrya_", R"re(sntrya_[0-9a-f]{64})re", "docs.sentry.io, auth tokens"},
    {"a Honeycomb key", "hcaik_", R"re(hcaik_[a-z0-9]{2,}[A-Za-z0-9]{40,64})re",
     "docs.honeycomb.io, ingest keys"},
    {"a Honeycomb key", "hcamk_", R"re(hcamk_[A-Za-z0-9:]{40,80})re", "docs.honeycomb.io, management keys"},
    {"a Honeycomb key", "hcxik_", R"re(hcxik_[A-Za-z0-9]{40,64})re", "docs.honeycomb.io, ingest keys"},
    {"a Dynatrace token", "dt0", R"re(dt0[a-zA-Z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64})re",
     "docs.dynatrace.com, token format"},
    {"an Axiom token", "xaat-", R"re(xaat-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})re",
     "axiom.co/docs, tokens"},
    {"an Axiom token", "xapt-", R"re(xapt-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})re",
     "axiom.co/docs, tokens"},
    {"a Coralogix key", "cxtp_", R"re(cx[ut]p_[A-Za-z0-9]{28,34})re", "coralogix.com/docs, API keys"},
    {"a Coralogix key", "cxup_", R"re(cxup_[A-Za-z0-9]{28,34})re", "coralogix.com/docs, API keys"},
    {"a PagerDuty key", "pdus+_", R"re(pd(?:us|eu)\+_[A-Za-z0-9_-]{18,80})re",
     "developer.pagerduty.com, OAuth tokens"},
    {"a PagerDuty key", "pdeu+_", R"re(pdeu\+_[A-Za-z0-9_-]{18,80})re",
     "developer.pagerduty.com, OAuth tokens"},
    {"a Rootly key", "rootly_", R"re(rootly_[0-9a-f]{64})re", "docs.rootly.com, API keys"},
    {"a Langfuse key", "sk-lf-", R"re(sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})re",
     "langfuse.com/docs, API keys"},
    {"a StackHawk key", "hawk.", R"re(hawk\.[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20})re",
     "docs.stackhawk.com, API keys"},
};

}  // namespace

extern const FormatFamily format_monitoring;
const FormatFamily format_monitoring{"monitoring", kFormats};

}  // namespace fleetlint::secrets
