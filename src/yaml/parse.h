// From text to nodes.
//
// yaml-cpp's event interface reads the text; a scan beside it finds what its
// events do not tell (ends, styles, comments, where an empty value stands). The
// stream is split at its document markers first, so that a document that cannot
// be read does not hide its neighbours. Mistakes are findings of the rules
// yaml/syntax, yaml/duplicate-key, yaml/unknown-alias, yaml/invalid-encoding and
// yaml/limit-exceeded.
//
// Scalars are resolved as the Kubernetes tools do it (yaml/scalar.h), by the
// dialect of whoever reads the file in the cluster.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "diag/collector.h"
#include "source/source_map.h"
#include "yaml/node.h"

namespace fleetlint::yaml {

/// go_yaml_v3: manifests as kustomize reads them. go_yaml_v2: kustomization files
/// and what is read again after substitution. core: YAML 1.2's core schema.
enum class Dialect : std::uint8_t { go_yaml_v3, go_yaml_v2, core };

struct ParseOptions {
  Dialect dialect = Dialect::go_yaml_v3;
  std::size_t max_depth = 1000;           ///< nesting; yaml-cpp ends at 500 levels written out
  std::size_t max_alias_nodes = 200'000;  ///< nodes that aliases may add, per document
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;
};

struct Comment {
  source::Span span;  ///< from the `#` to the end of the line
  bool own_line = false;
};

/// One document of a stream. `root` is missing when it could not be read (then it is
/// `broken` and there is a finding) and when it holds nothing at all; behind a `---`
/// nothing is a null. A duplicate key, a key that is a collection and a tag that does
/// not fit are findings too, but the rest is read: `broken` stays false and the last
/// value of a key counts. kustomize refuses such a document; whoever stands in for it
/// decides by the findings.
struct Document {
  Node root;
  source::Span span;
  bool broken = false;
};

struct Stream {
  source::FileId file = source::FileId::none;
  std::vector<Document> documents;
  std::vector<Comment> comments;  ///< in order of the text
};

/// Never fails: what could not be read is broken and reported. Texts of plain
/// one-line scalars are views into `text`, which must outlive the nodes.
Stream parse(Arena& arena, source::FileId file, std::string_view text, const ParseOptions& options,
             diag::Collector& out);

/// Parses each content once for each dialect, and remembers its findings with it.
/// Safe to use from several threads; the references stay valid as long as it.
class ParseCache {
 public:
  ParseCache(const source::SourceMap& sources, ArenaSet& arenas) : sources_(sources), arenas_(arenas) {}

  struct Parsed {
    Stream stream;
    std::vector<diag::Finding> findings;
  };
  const Parsed& get(source::FileId file, Dialect dialect);

  /// Time spent and nodes made, for --stats.
  std::size_t parsed_bytes() const;

 private:
  struct Slot;
  const source::SourceMap& sources_;
  ArenaSet& arenas_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Slot>> slots_;
  std::size_t parsed_bytes_ = 0;
};

}  // namespace fleetlint::yaml
