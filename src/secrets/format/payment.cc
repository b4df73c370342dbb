// Payment and commerce.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"a Stripe secret key", "sk_live_", R"re(sk_live_[A-Za-z0-9]{16,250})re", "docs.stripe.com, API keys"},
    {"a Stripe test key", "sk_test_", R"re(sk_test_[A-Za-z0-9]{16,250})re", "docs.stripe.com, API keys"},
    {"a Stripe restricted key", "rk_live_", R"re(rk_live_[A-Za-z0-9]{16,250})re",
     "docs.stripe.com, API keys"},
    {"a Stripe restricted test key", "rk_test_", R"re(rk_test_[A-Za-z0-9]{16,250})re",
     "docs.stripe.com, API keys"},
    {"a Stripe production key", "sk_prod_", R"re(sk_prod_[A-Za-z0-9]{16,250})re",
     "docs.stripe.com, API keys"},
    {"a Stripe restricted production key", "rk_prod_", R"re(rk_prod_[A-Za-z0-9]{16,250})re",
     "docs.stripe.com, API keys"},
    {"a webhook signing secret", "whsec_", R"re(whsec_[A-Za-z0-9+/]{24,80}={0,2})re",
     "docs.stripe.com, webhook signatures"},
    {"a Square token", "EAAA", R"re(EAAA[A-Za-z0-9_+=-]{58,62})re", "developer.squareup.com, access tokens"},
    {"a Square secret", "sq0csp-", R"re(sq0csp-[A-Za-z0-9_-]{43})re", "developer.squareup.com, OAuth"},
    {"a Square token", "sq0atp-", R"re(sq0atp-[A-Za-z0-9_-]{22})re", "developer.squareup.com, access tokens"},
    {"a Braintree token", "access_token$",
     R"re(access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32})re",
     "developer.paypal.com, access tokens"},
    {"a Shopify token", "shpat_", R"re(shpat_[0-9a-fA-F]{32})re", "shopify.dev, access tokens"},
    {"a Shopify token", "shpca_", R"re(shpca_[0-9a-fA-F]{32})re", "shopify.dev, access tokens"},
    {"a Shopify token", "shppa_", R"re(shppa_[0-9a-fA-F]{32})re", "shopify.dev, access tokens"},
    {"a Shopify secret", "shpss_", R"re(shpss_[0-9a-fA-F]{32})re", "shopify.dev, shared secrets"},
    {"a Razorpay key", "rzp_live_", R"re(rzp_live_[A-Za-z0-9]{14})re", "razorpay.com/docs, API keys"},
    {"a Razorpay key", "rzp_test_", R"re(rzp_test_[A-Za-z0-9]{14})re", "razorpay.com/docs, API keys"},
    {"a Flutterwave key", "FLWSECK", R"re(FLWSECK(?:_TEST)?-[0-9a-zA-Z]{12,32}(?:-X)?)re",
     "developer.flutterwave.com, API keys"},
    {"a Plaid token", "access-",
     R"re(access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})re",
     "plaid.com/docs, access tokens"},
    {"a Duffel token", "duffel_", R"re(duffel_(?:test|live)_[A-Za-z0-9_=-]{43})re",
     "duffel.com/docs, access tokens"},
    {"an EasyPost key", "EZAK", R"re(EZAK[A-Za-z0-9]{54})re", "docs.easypost.com, API keys"},
    {"an EasyPost test key", "EZTK", R"re(EZTK[A-Za-z0-9]{54})re", "docs.easypost.com, API keys"},
    {"a Shippo token", "shippo_", R"re(shippo_(?:live|test)_[0-9a-f]{40})re",
     "docs.goshippo.com, API tokens"},
    {"a live API key", "live_", R"re(live_[A-Za-z0-9_=-]{30,64})re", "docs.mollie.com, API keys"},
    {"a test API key", "test_", R"re(test_[0-9a-f]{35})re", "docs.lob.com, API keys"},
    {"an Adyen key", "AQE",
     R"re(AQE[a-z0-9]{5,8}[A-Za-z0-9+/]{60,300}={0,2}-[A-Za-z0-9+/=]{20,60}-[^\s\"']{8,40})re",
     "docs.adyen.com, API credentials"},
    {"a Paddle key", "pdl_", R"re(pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3})re",
     "developer.paddle.com, API keys"},
    {"a Cashfree secret", "cfsk_ma_", R"re(cfsk_ma_(?:prod|test)_[0-9a-f]{32}_[0-9a-f]{8})re",
     "cashfree.com/docs, API keys"},
    {"a Coinbase key", "organizations/", R"re(organizations/[0-9a-f-]{36}/apiKeys/([0-9a-f-]{36}))re",
     "docs.cdp.coinbase.com, API keys"},
    {"a Polar token", "polar_", R"re(polar_(?:oat|pat)_[A-Za-z0-9]{32,64})re",
     "docs.polar.sh, access tokens"},
    {"a RevenueCat key", "sk_", R"re(sk_[A-Za-z]{28})re", "revenuecat.com/docs, API keys", Mark::front, 3.4},
};

}  // namespace

extern const FormatFamily format_payment;
const FormatFamily format_payment{"payment", kFormats};

}  // namespace fleetlint::secrets
