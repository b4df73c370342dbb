#include "secrets/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "base/arena.h"
#include "base/hash.h"
#include "base/strings.h"
#include "secrets/base64.h"
#include "secrets/detect.h"
#include "secrets/fingerprint.h"
#include "secrets/format.h"
#include "secrets/plain_secret.h"
#include "secrets/scan.h"
#include "yaml/parse.h"

namespace fleetlint::secrets {
namespace {

constexpr std::string_view kCacheHead = "fleetlint-history 1";

/// Changes when what would be found changes.
std::string detectors_id() {
  std::string all = "1";
  for (const FormatFamily* family : all_formats()) {
    for (const TokenFormat& format : family->formats) all.append(format.what).append(format.pattern);
  }
  return sha256_hex(all).substr(0, 16);
}

std::string day_of(std::int64_t seconds, int offset) {
  const std::time_t local = static_cast<std::time_t>(seconds) + static_cast<std::time_t>(offset) * 60;
  std::tm parts{};
  if (gmtime_r(&local, &parts) == nullptr || parts.tm_year < 0 || parts.tm_year > 9000) return "unknown day";
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

std::string pem_block(std::string_view text, std::size_t offset) {
  const std::size_t end = text.find("-----END", offset);
  return std::string(text.substr(offset, end == std::string_view::npos ? std::size_t{400} : end - offset));
}

void add_secrets(std::string_view text, std::vector<Given>& given) {
  if (text.find("Secret") == std::string_view::npos || text.find("kind") == std::string_view::npos) return;
  Arena arena;
  diag::Collector unread;
  const yaml::Stream stream = yaml::parse(arena, source::FileId{0}, text, {}, unread);
  for (const yaml::Document& document : stream.documents) {
    const kube::Object object(document.root);
    if (!object.is("", "Secret")) continue;
    for (const yaml::Node value : plain_keys_of(object).values) {
      std::string key;
      bool base64 = false;
      for (const std::string_view field : {"data", "stringData"}) {
        for (const yaml::Entry& entry : object[field].entries()) {
          if (!yaml::same(entry.value, value)) continue;
          key = entry.key.text();
          base64 = field == "data";
        }
      }
      std::string plain(value.text());
      if (base64) plain = decode_base64(plain).value_or(plain);
      const source::Span span = value.origin().span;
      given.push_back({fmt::format("{} (key {})", object.id().to_string(), quote(key, 60)), span.begin,
                       span.end, std::move(plain)});
    }
  }
}

std::vector<std::string> lines_with(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

/// Tabs and line breaks of paths would end a field.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\t' || c == '\n' || c == '\r') {
      out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() + 0 &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ec == std::errc()) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

struct Cache {
  std::vector<std::string> tips;
  std::vector<std::string> roots;
  std::vector<Leak> leaks;
};

/// Empty when there is none, when it is broken, and when other detectors made it.
Cache read_cache(const std::string& file) {
  Cache cache;
  if (file.empty()) return cache;
  const std::string text = io::read_whole(file);
  const std::vector<std::string> lines = lines_with(text);
  if (lines.empty() || lines[0] != fmt::format("{} {}", kCacheHead, detectors_id())) return {};
  bool whole = false;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> f = split(lines[i], '\t');
    if (f[0] == "tip" && f.size() == 2) cache.tips.emplace_back(f[1]);
    if (f[0] == "root" && f.size() == 2) cache.roots.emplace_back(f[1]);
    if (f[0] == "end") whole = true;
    if (f[0] != "leak" || f.size() != 10) continue;
    Leak leak;
    leak.fingerprint = f[1];
    leak.commit = f[2];
    leak.day = f[3];
    leak.blob = f[4];
    leak.begin = number(f[5]);
    leak.end = number(f[6]);
    for (const std::string_view blob : split(f[7], ',')) leak.blobs.emplace_back(blob);
    leak.path = unescape(f[8]);
    leak.what = unescape(f[9]);
    cache.leaks.push_back(std::move(leak));
  }
  return whole ? cache : Cache();
}

void write_cache(const std::string& file, const Cache& cache) {
  std::string text = fmt::format("{} {}\n", kCacheHead, detectors_id());
  for (const std::string& tip : cache.tips) text += "tip\t" + tip + "\n";
  for (const std::string& root : cache.roots) text += "root\t" + root + "\n";
  for (const Leak& leak : cache.leaks) {
    text += fmt::format("leak\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", leak.fingerprint, leak.commit, leak.day,
                        leak.blob, leak.begin, leak.end, join(leak.blobs, ","), escape(leak.path),
                        escape(leak.what));
  }
  text += "end\n";
  io::write_whole(file, text);  // a cache that cannot be written is no mistake of anybody's
}

/// What one value was seen as, and where first.
struct Seen {
  std::size_t index = SIZE_MAX;
  Leak leak;
  std::set<std::string> blobs;
};

}  // namespace

std::vector<Given> given_away(std::string_view path, std::string_view text) {
  std::vector<Given> given;
  if (is_opaque(path, text)) return given;
  add_secrets(text, given);
  const std::size_t secrets = given.size();
  const auto is_told = [&](std::size_t offset) {
    return std::any_of(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(secrets),
                       [&](const Given& g) { return g.begin <= offset && offset < g.end; });
  };
  for (const Sighting& key : find_private_keys(text)) {
    if (!is_told(key.offset))
      given.push_back({key.what, key.offset, key.offset + key.size, pem_block(text, key.offset)});
  }
  std::vector<Exposure> exposures = find_token_exposures(text);
  if (is_configuration(path)) {
    for (Exposure& more : find_credential_exposures(text)) exposures.push_back(std::move(more));
  }
  for (const Exposure& seen : exposures) {
    if (is_told(seen.offset)) continue;
    given.push_back(
        {seen.what, seen.offset, seen.offset + seen.size, std::string(text.substr(seen.offset, seen.size))});
  }
  return given;
}

Result<LeakHistory> find_leaks(const std::string& repository, const LeakOptions& options) {
  LeakHistory history;
  const Result<std::vector<std::string>> tips = io::resolve_commits(repository, options.tips);
  if (!tips) return tips.error();
  const bool all = options.since.empty();
  Cache cache = all ? read_cache(options.cache) : Cache();
  // After a rebase what was found may be of no commit that is left.
  if (!cache.tips.empty() && !io::are_ancestors(repository, cache.tips, *tips)) cache = Cache();
  history.cached = !cache.tips.empty();

  std::map<std::string, Leak> leaks;  // by fingerprint
  for (Leak& leak : cache.leaks) leaks.emplace(leak.fingerprint, leak);
  std::vector<std::string> order;
  for (const Leak& leak : cache.leaks) order.push_back(leak.fingerprint);

  if (cache.tips != *tips) {
    io::HistoryOptions walk;
    walk.tips = *tips;
    walk.known = all ? cache.tips : options.since;
    walk.threads = options.threads;
    std::mutex mutex;
    std::unordered_map<std::string, Seen> seen;  // by value: in memory only
    const Result<io::History> walked = io::walk_history(
        repository, walk, [&](std::size_t index, const io::HistoryItem& item, std::string_view text) {
          const std::vector<Given> given = given_away(item.path, text);
          if (given.empty()) return;
          const std::lock_guard lock(mutex);
          for (const Given& g : given) {
            Seen& known = seen[g.value];
            known.blobs.insert(item.blob);
            if (index >= known.index) continue;
            known.index = index;
            known.leak.what = g.what;
            known.leak.commit = item.commit->id;
            known.leak.day = day_of(item.commit->author_time, item.commit->author_offset);
            known.leak.path = item.path;
            known.leak.blob = item.blob;
            known.leak.begin = static_cast<std::uint32_t>(g.begin);
            known.leak.end = static_cast<std::uint32_t>(g.end);
          }
        });
    if (!walked) return walked.error();
    history.counts = walked->counts;
    if (cache.roots.empty()) cache.roots = walked->roots;
    const std::string key = fingerprint_key(cache.roots);
    std::vector<std::pair<std::size_t, std::string>> fresh;
    for (auto& [value, found] : seen) {
      found.leak.fingerprint = fingerprint(key, value);
      found.leak.blobs.assign(found.blobs.begin(), found.blobs.end());
      const auto [at, is_new] = leaks.emplace(found.leak.fingerprint, found.leak);
      if (is_new) {
        fresh.emplace_back(found.index, found.leak.fingerprint);
      } else {
        std::set<std::string> blobs(at->second.blobs.begin(), at->second.blobs.end());
        blobs.insert(found.blobs.begin(), found.blobs.end());
        at->second.blobs.assign(blobs.begin(), blobs.end());
      }
    }
    std::sort(fresh.begin(), fresh.end(), [&](const auto& a, const auto& b) {
      return a.first != b.first                               ? a.first < b.first
             : leaks[a.second].begin != leaks[b.second].begin ? leaks[a.second].begin < leaks[b.second].begin
                                                              : a.second < b.second;
    });
    for (auto& [index, print] : fresh) order.push_back(std::move(print));
  }
  for (const std::string& print : order) history.leaks.push_back(leaks[print]);
  if (all && !options.cache.empty() && cache.tips != *tips)
    write_cache(options.cache, {*tips, cache.roots, history.leaks});

  for (const std::string& tip : *tips) {
    const Result<std::vector<std::string>> now = io::blobs_of_commit(repository, tip);
    if (!now) continue;
    for (Leak& leak : history.leaks) {
      leak.present =
          leak.present || std::any_of(leak.blobs.begin(), leak.blobs.end(), [&](const std::string& blob) {
            return std::binary_search(now->begin(), now->end(), blob);
          });
    }
  }
  return history;
}

}  // namespace fleetlint::secrets
