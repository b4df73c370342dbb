// Services of language models and machine learning.
#include "secrets/format.h"

namespace fleetlint::secrets {
namespace {

constexpr TokenFormat kFormats[] = {
    {"an OpenAI key", "T3BlbkFJ",
     R"re(sk-(?:(?:proj|svcacct|admin|None)-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})re",
     "platform.openai.com/docs, API keys", Mark::inside},
    {"an OpenAI project key", "sk-proj-", R"re(sk-proj-[A-Za-z0-9_-]{40,200})re",
     "platform.openai.com/docs, API keys"},
    {"an OpenAI service account key", "sk-svcacct-", R"re(sk-svcacct-[A-Za-z0-9_-]{40,200})re",
     "platform.openai.com/docs, API keys"},
    {"an OpenAI admin key", "sk-admin-", R"re(sk-admin-[A-Za-z0-9_-]{40,200})re",
     "platform.openai.com/docs, API keys"},
    {"an OpenAI-like key", "sk-", R"re(sk-[A-Za-z0-9]{48})re", "platform.openai.com/docs, API keys",
     Mark::front, 3.6},
    {"a DeepSeek key", "sk-", R"re(sk-[0-9a-f]{32})re", "api-docs.deepseek.com, API keys"},
    {"an Anthropic key", "sk-ant-", R"re(sk-ant-(?:api|admin|oat|sid)[0-9]{2}-[A-Za-z0-9_-]{60,120})re",
     "docs.anthropic.com, API keys"},
    {"an OpenRouter key", "sk-or-v1-", R"re(sk-or-v1-[0-9a-f]{64})re", "openrouter.ai/docs, API keys"},
    {"a Hugging Face token", "hf_", R"re(hf_[A-Za-z0-9]{34,40})re", "huggingface.co/docs, tokens"},
    {"a Hugging Face organization token", "api_org_", R"re(api_org_[A-Za-z0-9]{34})re",
     "huggingface.co/docs, tokens"},
    {"a Groq key", "gsk_", R"re(gsk_[A-Za-z0-9]{48,56})re", "console.groq.com/docs, API keys"},
    {"a Replicate token", "r8_", R"re(r8_[A-Za-z0-9_-]{37})re", "replicate.com/docs, API tokens"},
    {"a Perplexity key", "pplx-", R"re(pplx-[A-Za-z0-9]{48,56})re", "docs.perplexity.ai, API keys"},
    {"an xAI key", "xai-", R"re(xai-[A-Za-z0-9_-]{70,90})re", "docs.x.ai, API keys"},
    {"a LangSmith key", "lsv2_", R"re(lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10})re",
     "docs.smith.langchain.com, API keys"},
    {"an NVIDIA key", "nvapi-", R"re(nvapi-[A-Za-z0-9_-]{60,70})re", "docs.nvidia.com, NGC API keys"},
    {"an ElevenLabs key", "sk_", R"re(sk_[0-9a-f]{48})re", "elevenlabs.io/docs, API keys"},
    {"a Jina key", "jina_", R"re(jina_[A-Za-z0-9_-]{50,70})re", "jina.ai, API keys"},
    {"a Fireworks key", "fw_", R"re(fw_[A-Za-z0-9]{22,26})re", "docs.fireworks.ai, API keys", Mark::front,
     3.5},
    {"a Cerebras key", "csk-", R"re(csk-[a-z0-9]{48})re", "inference-docs.cerebras.ai, API keys"},
    {"a Tavily key", "tvly-", R"re(tvly-(?:dev-|prod-)?[A-Za-z0-9]{32})re", "docs.tavily.com, API keys"},
    {"a Voyage key", "pa-", R"re(pa-[A-Za-z0-9_-]{43})re", "docs.voyageai.com, API keys", Mark::front, 3.6},
    {"a Weights & Biases key", "wandb_v1_", R"re(wandb_v1_[A-Za-z0-9_]{60,})re", "docs.wandb.ai, API keys"},
    {"a Together key", "tgp_v1_", R"re(tgp_v1_[A-Za-z0-9_-]{43})re", "docs.together.ai, API keys"},
    {"a LlamaCloud key", "llx-", R"re(llx-[A-Za-z0-9]{48})re", "docs.llamaindex.ai, API keys"},
    {"a Firecrawl key", "fc-", R"re(fc-[0-9a-f]{32})re", "docs.firecrawl.dev, API keys"},
    {"an E2B key", "e2b_", R"re(e2b_[0-9a-f]{40})re", "e2b.dev/docs, API keys"},
};

}  // namespace

extern const FormatFamily format_models;
const FormatFamily format_models{"models", kFormats};

}  // namespace fleetlint::secrets
