// Secrets that were ever committed in plain text, each said once with the commit that brought it.
//
// The history is walked by io/history.h, which hands out each content once; what is found is kept by a keyed
// fingerprint of its value, so that a cache on disk, like every output, holds no secret. The cache remembers
// from which commits was walked: a later run looks at new commits only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/history.h"

namespace fleetlint::secrets {

struct Leak {
  std::string what;  ///< "a GitHub personal access token", `Secret "shop/db" (key "password")`
  std::string fingerprint;
  std::string commit;  ///< the first that has it
  std::string day;     ///< of its author, YYYY-MM-DD by the author's clock
  std::string path;
  std::string blob;
  std::uint32_t begin = 0;  ///< in the blob
  std::uint32_t end = 0;
  std::vector<std::string> blobs;  ///< all contents that hold it, sorted
  bool present = false;            ///< the newest commit has it still
};

struct LeakHistory {
  std::vector<Leak> leaks;   ///< oldest first
  io::HistoryCounts counts;  ///< of this run
  bool cached = false;       ///< something of an earlier run was used
};

struct LeakOptions {
  std::vector<std::string> tips;   ///< revisions; empty: HEAD
  std::vector<std::string> since;  ///< only commits that these do not have: a pull request's
  std::string cache;               ///< file; empty: none
  int threads = 1;
};

Result<LeakHistory> find_leaks(const std::string& repository, const LeakOptions& options);

/// What a text gives away, Secrets included: for each the place, what it is, and the value.
struct Given {
  std::string what;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string value;
};
std::vector<Given> given_away(std::string_view path, std::string_view text);

}  // namespace fleetlint::secrets
