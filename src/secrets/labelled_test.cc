// The labelled set of testdata/secrets: recall and precision, printed and held to a bound.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "base/strings.h"
#include "secrets/detect.h"
#include "secrets/scan.h"
#include "tests/catch.h"

namespace fleetlint::secrets {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

fs::path source_dir() {
  const char* dir = std::getenv("FLEETLINT_SOURCE_DIR");
  return dir == nullptr ? fs::path(".") : fs::path(dir);
}

std::string encode_base64(std::string_view bytes) {
  constexpr std::string_view kSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = (bits << 8U) | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= n ? kSigns[(bits >> (18 - 6 * k)) & 63U] : '=';
  }
  return out;
}

/// Draws the values of forms; the same on every machine, since only the generator's own numbers are used.
class Drawer {
 public:
  explicit Drawer(unsigned seed) : random_(seed) {}

  std::string fill(std::string_view form) {
    std::string out;
    for (std::size_t i = 0; i < form.size();) {
      const std::size_t end = form[i] == '{' ? closing(form, i) : std::string_view::npos;
      const std::string piece =
          end == std::string_view::npos ? std::string() : draw(form.substr(i + 1, end - i - 1), indent(out));
      if (piece.empty()) {
        out += form[i++];
      } else {
        out += piece;
        i = end + 1;
      }
    }
    return out;
  }

 private:
  static std::size_t closing(std::string_view form, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < form.size(); ++i) {
      if (form[i] == '{') ++depth;
      if (form[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
  }

  static std::string indent(const std::string& out) {
    const std::size_t line = out.rfind('\n');
    return std::string(line == std::string::npos ? out.size() : out.size() - line - 1, ' ');
  }

  std::string some(std::string_view alphabet, std::size_t count) {
    std::string out;
    while (count-- > 0) out += alphabet[random_() % alphabet.size()];
    return out;
  }

  std::string pem(const std::string& label, const std::string& break_) {
    std::string out = "-----BEGIN " + label + "-----" + break_;
    for (int i = 0; i < 6; ++i) out += draw("b64:48", "") + break_;
    return out + "-----END " + label + "-----";
  }

  /// Empty for what is no piece.
  std::string draw(std::string_view piece, const std::string& indentation) {
    const std::size_t colon = piece.find(':');
    const std::string name(piece.substr(0, colon));
    const std::string argument(colon == std::string_view::npos ? std::string_view()
                                                               : piece.substr(colon + 1));
    const std::string lower(kLower), upper(kUpper), digits(kDigits);
    const std::map<std::string, std::string> alphabets = {{"62", lower + upper + digits},
                                                          {"36", lower + digits},
                                                          {"B36", upper + digits},
                                                          {"az", lower},
                                                          {"aZ", lower + upper},
                                                          {"b32", upper + "234567"},
                                                          {"dec", digits},
                                                          {"hex", digits + "abcdef"},
                                                          {"HEX", digits + "ABCDEF"},
                                                          {"url", lower + upper + digits + "-_"},
                                                          {"pw", lower + upper + digits + "!%*+=?@^~."},
                                                          {"pw1", lower + upper + digits + "!$%&*+#=?@^~.,"},
                                                          {"bech", "023456789acdefghjklmnpqrstuvwxyz"}};
    if (name == "encode") return encode_base64(fill(argument));
    if (name == "pem") return pem(argument, "\n" + indentation);
    if (name == "pem64") return encode_base64(pem(argument, "\n"));
    if (name == "uuid")
      return draw("hex:8", "") + "-" + draw("hex:4", "") + "-4" + draw("hex:3", "") + "-a" +
             draw("hex:3", "") + "-" + draw("hex:12", "");
    if (name == "jwt")
      return "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ" + draw("62:30", "") + "." + draw("url:43", "");
    if (argument.empty() || argument.find_first_not_of(kDigits) != std::string::npos) return {};
    const std::size_t count = std::stoul(argument);
    if (name == "b64")
      return encode_base64(some("\x01\x9f\x42\xe7\x5a\xb3\x18\xc4\x7d\x2b\xf0\x86\x3c\xd9\x61\xae", count));
    const auto alphabet = alphabets.find(name);
    if (alphabet == alphabets.end()) return {};
    return some(alphabet->second, count);
  }

  std::mt19937 random_;
};

struct Row {
  std::string place, key, value;
};

std::vector<Row> rows_of(const fs::path& path) {
  std::vector<Row> rows;
  const std::string text = text_of(path);
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() == 3)
      rows.push_back({std::string(fields[0]), std::string(fields[1]), std::string(fields[2])});
  }
  return rows;
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') {
      out += '\n';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct File {
  std::string path, text;
};

File file_of(const Row& row, Drawer& drawer) {
  if (row.place == "raw") {
    std::string text = drawer.fill(unescape(row.value));
    // Bech32 of age's private keys is written in capitals.
    const std::size_t age = text.find("AGE-SECRET-KEY-1");
    if (age != std::string::npos) {
      for (std::size_t i = age; i < text.size() && text[i] != '\n'; ++i)
        text[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[i])));
    }
    return {"app/file.yaml", text};
  }
  const std::string value = drawer.fill(row.value);
  const bool plain = value.find_first_of(" #:{[%@`\"'&*!|>") == std::string::npos;
  const std::string scalar = plain                                   ? value
                             : value.find('\'') == std::string::npos ? "'" + value + "'"
                                                                     : "\"" + value + "\"";
  const std::string key = row.key;
  const std::string head = "metadata:\n  name: app\n";
  if (row.place == "configmap")
    return {"app/config.yaml", "apiVersion: v1\nkind: ConfigMap\n" + head + "data:\n  LOG: info\n  " + key +
                                   ": " + scalar + "\n"};
  if (row.place == "helm") {
    return {"app/release.yaml", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n" + head +
                                    "spec:\n  values:\n    app:\n      " + key + ": " + scalar +
                                    "\n      replicas: 2\n"};
  }
  if (row.place == "env") {
    return {"app/deploy.yaml",
            "kind: Deployment\n" + head +
                "spec:\n  template:\n    spec:\n      containers:\n        - name: app\n          env:\n     "
                "       - name: LOG\n              value: info\n            - name: " +
                key + "\n              value: " + scalar + "\n"};
  }
  if (row.place == "dotenv") return {"app/.env", "LOG=info\n" + key + "=" + value + "\nPORT=80\n"};
  if (row.place == "literal")
    return {"app/kustomization.yaml",
            "configMapGenerator:\n  - name: app\n    literals:\n      - LOG=info\n      - " + key + "=" +
                value + "\n"};
  if (row.place == "script") return {"app/run.sh", "#!/bin/sh\nexport " + key + "=\"" + value + "\"\n"};
  if (row.place == "json")
    return {"app/settings.json", "{\n  \"log\": \"info\",\n  \"" + key + "\": \"" + value + "\"\n}\n"};
  return {"app/app.properties", "log=info\n" + key + "=" + value + "\n"};
}

std::vector<std::string> found_in(const std::string& path, const std::string& text) {
  std::vector<std::string> found;
  if (is_opaque(path, text)) return found;
  for (const Sighting& seen : find_private_keys(text)) found.push_back(seen.what);
  for (const Exposure& seen : find_token_exposures(text)) found.push_back(seen.what);
  if (!is_configuration(path)) return found;
  for (const Exposure& seen : find_credential_exposures(text)) found.push_back(seen.what);
  return found;
}

constexpr unsigned kDraws = 5;  // of each row

TEST_CASE("the labelled set is told apart") {
  const fs::path data = source_dir() / "testdata" / "secrets";
  const std::vector<Row> positives = rows_of(data / "positives.tsv");
  const std::vector<Row> traps = rows_of(data / "traps.tsv");
  REQUIRE(positives.size() >= 150);
  REQUIRE(traps.size() >= 150);
  std::size_t missed = 0, wrong = 0;
  for (unsigned seed = 1; seed <= kDraws; ++seed) {
    Drawer drawer(seed);
    for (const Row& row : positives) {
      const File file = file_of(row, drawer);
      if (!found_in(file.path, file.text).empty()) continue;
      ++missed;
      std::cout << "missed: " << row.place << " " << row.key << " " << row.value << "\n";
    }
    for (const Row& row : traps) {
      const File file = file_of(row, drawer);
      const std::vector<std::string> found = found_in(file.path, file.text);
      if (found.empty()) continue;
      ++wrong;
      std::cout << "wrong: " << row.place << " " << row.key << " " << row.value << ": " << found.front()
                << "\n";
    }
  }
  const std::size_t all = positives.size() * kDraws;
  const double recall = 1.0 - static_cast<double>(missed) / static_cast<double>(all);
  const double precision = static_cast<double>(all - missed) / static_cast<double>(all - missed + wrong);
  std::cout << "secrets: " << positives.size() << " positives, " << traps.size() << " traps, each drawn "
            << kDraws << " times: recall " << recall * 100 << " %, precision " << precision * 100 << " %\n";
  CHECK(recall >= 0.98);
  CHECK(precision >= 0.98);
}

TEST_CASE("what is found in the corpora was read and judged") {
  const fs::path corpora = source_dir() / ".." / "shared" / "corpora";
  if (!fs::exists(corpora)) {
    std::cout << "skipped: the corpora are not here\n";
    return;
  }
  // corpus, path, what is found; all of them true.
  std::set<std::string> judged;
  const std::string list = text_of(source_dir() / "testdata" / "secrets" / "corpora.tsv");
  for (const std::string_view line : split(list, '\n')) judged.emplace(line);
  std::size_t wrong = 0;
  for (const auto& corpus : fs::directory_iterator(corpora)) {
    if (!corpus.is_directory()) continue;
    for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
      if (!entry.is_regular_file()) continue;
      const std::string path = fs::relative(entry.path(), corpora).generic_string();
      for (const std::string& what : found_in(path, text_of(entry.path()))) {
        if (judged.count(path + "\t" + what) != 0) continue;
        ++wrong;
        std::cout << "not judged: " << path << "\t" << what << "\n";
      }
    }
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace fleetlint::secrets
