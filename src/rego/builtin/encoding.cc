// JSON, base64, hexadecimal, URL queries, digests.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

#include "rego/builtin.h"

namespace fleetlint::rego {

namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encoded(std::string_view text, std::string_view alphabet, bool pad) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8U | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
    const std::size_t digits = std::min<std::size_t>(text.size() - i, 3) + 1;
    for (std::size_t k = 0; k < 4; ++k) {
      if (k < digits)
        out += alphabet[(bits >> (18 - 6 * k)) & 63U];
      else if (pad)
        out += '=';
    }
  }
  return out;
}

bool decode(std::string_view text, std::string_view alphabet, bool needs_padding, std::string& out) {
  std::string digits;
  for (const char c : text) {
    if (c != '\n' && c != '\r') digits += c;
  }
  if (needs_padding && digits.size() % 4 != 0) return false;
  std::size_t padding = 0;
  while (!digits.empty() && digits.back() == '=' && padding < 2) {
    digits.pop_back();
    ++padding;
  }
  if (digits.size() % 4 == 1 || (padding > 0 && (digits.size() + padding) % 4 != 0)) return false;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : digits) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return false;
    bits = (bits << 6U | static_cast<unsigned>(digit)) & 0xFFFFFFU;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> count) & 0xFFU);
    }
  }
  return true;
}

Value base64_encode(const Call& c) { return c.heap.string(encoded(c.text(0), kStandard, true)); }
Value base64url_encode(const Call& c) { return c.heap.string(encoded(c.text(0), kUrl, true)); }
Value base64url_encode_bare(const Call& c) { return c.heap.string(encoded(c.text(0), kUrl, false)); }

Value base64_decode(const Call& c) {
  std::string out;
  if (!decode(c.text(0), kStandard, true, out)) fail_builtin("illegal base64 data");
  return c.heap.string(out);
}

Value base64_is_valid(const Call& c) {
  std::string out;
  return Value::boolean(c.arg(0).is(Type::string) && decode(c.text(0), kStandard, true, out));
}

Value base64url_decode(const Call& c) {
  std::string out;
  if (!decode(c.text(0), kUrl, false, out)) fail_builtin("illegal base64 data");
  return c.heap.string(out);
}

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += "0123456789abcdef"[byte >> 4U];
    out += "0123456789abcdef"[byte & 15U];
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Value hex_encode(const Call& c) { return c.heap.string(hex_of(c.text(0))); }

Value hex_decode(const Call& c) {
  const std::string_view text = c.text(0);
  std::string out;
  if (text.size() % 2 != 0) fail_builtin("encoding/hex: odd length hex string");
  for (std::size_t i = 0; i < text.size(); i += 2) {
    if (hex_digit(text[i]) < 0 || hex_digit(text[i + 1]) < 0) fail_builtin("encoding/hex: invalid byte");
    out += static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1]));
  }
  return c.heap.string(out);
}

std::string query_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', "0123456789ABCDEF"[byte >> 4U], "0123456789ABCDEF"[byte & 15U]};
    }
  }
  return out;
}

std::string query_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0)
        fail_builtin("invalid URL escape");
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Value urlquery_encode(const Call& c) { return c.heap.string(query_encoded(c.text(0))); }
Value urlquery_decode(const Call& c) { return c.heap.string(query_decoded(c.text(0))); }

Value urlquery_encode_object(const Call& c) {
  std::string out;
  for (const auto& [key, value] : c.heap.pairs(c.require(0, Type::object))) {
    if (!key.is(Type::string)) fail_type(0, "an object with string keys", key);
    std::vector<Value> values{value};
    if (value.is(Type::array) || value.is(Type::set)) values = c.heap.items(value);
    for (const Value item : values) {
      if (!item.is(Type::string)) fail_type(0, "an object of strings", item);
      if (!out.empty()) out += '&';
      out += query_encoded(key.text()) + "=" + query_encoded(item.text());
    }
  }
  return c.heap.string(out);
}

Value urlquery_decode_object(const Call& c) {
  std::string_view text = c.text(0);
  std::vector<std::pair<Value, std::vector<Value>>> fields;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const Value key = c.heap.string(query_decoded(part.substr(0, equals)));
    const Value value = c.heap.string(query_decoded(equals < part.size() ? part.substr(equals + 1) : ""));
    auto at = fields.begin();
    while (at != fields.end() && !c.heap.equal(at->first, key)) ++at;
    if (at == fields.end()) at = fields.insert(at, {key, {}});
    at->second.push_back(value);
  }
  std::vector<Pair> pairs;
  for (const auto& [key, values] : fields) pairs.emplace_back(key, c.heap.array(values));
  return c.heap.object(std::move(pairs));
}

Value json_marshal(const Call& c) { return c.heap.string(to_json(c.heap, c.arg(0), JsonStyle::go)); }

Value json_unmarshal(const Call& c) {
  const Value value = from_json(c.heap, c.text(0));
  if (!value) fail_builtin("invalid JSON text");
  return value;
}

Value json_is_valid(const Call& c) {
  return Value::boolean(c.arg(0).is(Type::string) && from_json(c.heap, c.text(0)));
}

template <const EVP_MD* (*algorithm)()>
Value digest(const Call& c) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(c.text(0).data(), c.text(0).size(), bytes, &size, algorithm(), nullptr);
  return c.heap.string(hex_of({reinterpret_cast<const char*>(bytes), size}));
}

template <const EVP_MD* (*algorithm)()>
Value keyed_digest(const Call& c) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(algorithm(), c.text(1).data(), static_cast<int>(c.text(1).size()),
       reinterpret_cast<const unsigned char*>(c.text(0).data()), c.text(0).size(), bytes, &size);
  return c.heap.string(hex_of({reinterpret_cast<const char*>(bytes), size}));
}

Value equal_digests(const Call& c) { return Value::boolean(c.text(0) == c.text(1)); }

constexpr Builtin kTable[] = {
    {"base64.encode", 1, base64_encode},
    {"base64.decode", 1, base64_decode},
    {"base64.is_valid", 1, base64_is_valid},
    {"base64url.encode", 1, base64url_encode},
    {"base64url.encode_no_pad", 1, base64url_encode_bare},
    {"base64url.decode", 1, base64url_decode},
    {"hex.encode", 1, hex_encode},
    {"hex.decode", 1, hex_decode},
    {"urlquery.encode", 1, urlquery_encode},
    {"urlquery.decode", 1, urlquery_decode},
    {"urlquery.encode_object", 1, urlquery_encode_object},
    {"urlquery.decode_object", 1, urlquery_decode_object},
    {"json.marshal", 1, json_marshal},
    {"json.unmarshal", 1, json_unmarshal},
    {"json.is_valid", 1, json_is_valid},
    {"crypto.md5", 1, digest<EVP_md5>},
    {"crypto.sha1", 1, digest<EVP_sha1>},
    {"crypto.sha256", 1, digest<EVP_sha256>},
    {"crypto.hmac.md5", 2, keyed_digest<EVP_md5>},
    {"crypto.hmac.sha1", 2, keyed_digest<EVP_sha1>},
    {"crypto.hmac.sha256", 2, keyed_digest<EVP_sha256>},
    {"crypto.hmac.sha512", 2, keyed_digest<EVP_sha512>},
    {"crypto.hmac.equal", 2, equal_digests},
};

}  // namespace

extern const BuiltinFamily builtin_encoding;
const BuiltinFamily builtin_encoding{kTable};

}  // namespace fleetlint::rego
