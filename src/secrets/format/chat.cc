// Chats, bots and mail.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"a Slack bot token", "xoxb-", R"re(xoxb-[0-9]{8,14}(?:-[0-9]{8,14})?-[A-Za-z0-9]{14,40})re",
     "api.slack.com, token types"},
    {"a Slack user token", "xoxp-", R"re(xoxp-(?:[0-9]{8,14}-){1,3}[A-Za-z0-9]{24,40})re",
     "api.slack.com, token types"},
    {"a Slack token", "xoxe", R"re(xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{100,200})re",
     "api.slack.com, token rotation"},
    {"a Slack token", "xoxa-", R"re(xoxa-(?:\d-)?(?:[0-9A-Za-z]{8,14}-){0,3}[0-9A-Za-z]{8,48})re",
     "api.slack.com, token types"},
    {"a Slack token", "xoxr-", R"re(xoxr-(?:\d-)?(?:[0-9A-Za-z]{8,14}-){0,3}[0-9A-Za-z]{8,48})re",
     "api.slack.com, token types"},
    {"a Slack token", "xoxs-", R"re(xoxs-(?:\d+-){1,3}[0-9A-Za-z]{8,64})re", "api.slack.com, token types"},
    {"a Slack token", "xoxo-", R"re(xoxo-(?:\d+-){1,3}[0-9A-Za-z]{8,64})re", "api.slack.com, token types"},
    {"a Slack app token", "xapp-", R"re(xapp-\d-[A-Z0-9]+-\d+-[A-Za-z0-9]{32,80})re",
     "api.slack.com, token types"},
    {"a Slack webhook", "hooks.slack.com/",
     R"re(hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{30,80}))re",
     "api.slack.com, incoming webhooks"},
    {"a Discord webhook", "/api/webhooks/",
     R"re(discord(?:app)?\.com/api/webhooks/\d{15,21}/([A-Za-z0-9_-]{56,76}))re",
     "discord.com/developers, webhooks", Mark::inside},
    {"a Telegram bot token", ":AA", R"re([0-9]{7,11}:AA[A-Za-z0-9_-]{32,34})re",
     "core.telegram.org, bot tokens", Mark::inside},
    {"a Microsoft Teams webhook", "webhook.office.com/webhookb2/",
     R"re(webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/([0-9a-f]{32})/[0-9a-f-]{36})re",
     "learn.microsoft.com, Teams webhooks"},
    {"a Microsoft Teams webhook", "outlook.office.com/webhook/",
     R"re(outlook\.office\.com/webhook/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/([0-9a-f]{32})/[0-9a-f-]{36})re",
     "learn.microsoft.com, Teams webhooks"},
    {"a Google Chat webhook", "chat.googleapis.com/v1/spaces/",
     R"re(chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]+/messages\?key=[A-Za-z0-9_-]+&(?:amp;)?token=([A-Za-z0-9_%=-]{30,}))re",
     "developers.google.com/chat, webhooks"},
    {"a Matrix token", "syt_", R"re(syt_[A-Za-z0-9+/=]{2,80}_[A-Za-z0-9]{20}_[A-Za-z0-9]{6})re",
     "spec.matrix.org, access tokens"},
    {"a Zapier webhook", "hooks.zapier.com/hooks/catch/",
     R"re(hooks\.zapier\.com/hooks/catch/(\d+/[a-z0-9]+))re", "help.zapier.com, webhooks", Mark::front, 1.5},
    {"a SendGrid key", "SG.", R"re(SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{39,50})re",
     "docs.sendgrid.com, API keys"},
    {"a Mailgun key", "key-", R"re(key-[0-9a-f]{32})re", "documentation.mailgun.com, API keys"},
    {"a Mailgun key", "pubkey-", R"re(pubkey-[0-9a-f]{32})re", "documentation.mailgun.com, API keys"},
    {"a Mailchimp key", "-us", R"re([0-9a-f]{32}-us[0-9]{1,2})re", "mailchimp.com/developer, API keys",
     Mark::inside},
    {"a Mandrill key", "md-", R"re(md-[A-Za-z0-9_-]{22})re", "mailchimp.com/developer, transactional keys",
     Mark::front, 3.3},
    {"a Brevo key", "xkeysib-", R"re(xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16})re",
     "developers.brevo.com, API keys"},
    {"a Brevo SMTP key", "xsmtpsib-", R"re(xsmtpsib-[0-9a-f]{64}-[A-Za-z0-9]{16})re",
     "developers.brevo.com, SMTP keys"},
    {"a Resend key", "re_", R"re(re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24})re", "resend.com/docs, API keys"},
    {"a Twilio API key", "SK", R"re(SK[0-9a-f]{32})re", "twilio.com/docs, API keys"},
    {"a Klaviyo key", "pk_", R"re(pk_[0-9a-f]{34})re", "developers.klaviyo.com, private keys"},
    {"an Intercom token", "dG9rO", R"re(dG9rO[A-Za-z0-9+/]{40,80}={0,2})re",
     "developers.intercom.com, access tokens"},
    {"a Knock key", "sk_knock_", R"re(sk_knock_[A-Za-z0-9_-]{20,})re", "docs.knock.app, API keys"},
};

}  // namespace

extern const FormatFamily format_chat;
const FormatFamily format_chat{"chat", kFormats};

}  // namespace fleetlint::secrets
