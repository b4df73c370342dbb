// Builder: yaml-cpp's events into nodes with origins.
//
// One builder reads one document. Events come in the order of the text, so a stack
// of open collections and one cursor over the source (SourceScan) are enough:
// finished children wait on two scratch stacks until their collection ends and are
// then copied into the arena in one piece. An alias gives the anchor's own node;
// merge keys are expanded when their mapping ends (merge.h).
#pragma once

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "diag/collector.h"
#include "yaml/key_cache.h"
#include "yaml/parse.h"
#include "yaml/source_scan.h"
#include "yaml/stop.h"

namespace fleetlint::yaml {

class Builder final : public YAML::EventHandler {
 public:
  struct Input {
    source::FileId file = source::FileId::none;
    std::string_view text;                    ///< the file up to the end of the document
    std::size_t base = 0;                     ///< marks count from here
    std::size_t content = 0;                  ///< behind directives and `---`
    std::size_t max_findings = kMaxFindings;  ///< reading stops when there are more
    char mask = 0;                            ///< stands for `?` in what yaml-cpp reads (question_marks.h)
  };

  Builder(Arena& arena, KeyCache& keys, const Input& input, const ParseOptions& options,
          std::vector<Comment>& comments, diag::Collector& out);

  /// To be called behind the last event: text that is left belongs to no value.
  void finish();

  Node root() const { return root_; }
  SourceScan& scan() { return scan_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// A collection whose end has not come yet.
  struct Open {
    bool is_mapping = false;
    Style style = Style::block;
    bool wants_value = false;   ///< a mapping whose last entry has only its key
    bool explicit_key = false;  ///< that key was introduced by `?`
    bool has_merge = false;     ///< one of its keys is <<
    std::size_t begin = 0;
    std::size_t column = 0;        ///< of a block collection
    std::size_t first = 0;         ///< its first child on the scratch stack
    std::size_t nodes_before = 0;  ///< count of nodes when it started
    std::size_t height = 0;        ///< of its highest child
    YAML::anchor_t anchor = 0;
  };

  /// What an anchor stands for, and what using it costs.
  struct Anchored {
    Node node;
    std::size_t nodes = 0;
    std::size_t height = 0;
    bool complete = false;
  };

  /// Brings the cursor behind the indicator (`:`, `-`, `,`) that comes before the
  /// next node and gives the offset of its mark.
  std::size_t approach(const YAML::Mark& mark);

  /// Refuses what stands no deeper than the collection it is a value of.
  void require_indented(std::size_t offset) const;

  /// Reports yaml/syntax; the reading goes on.
  template <typename... Args>
  void complain(source::Span where, fmt::format_string<Args...> format, Args&&... args) {
    make_room(where);
    out_.report("yaml/syntax", diag::at(file_, where), format, std::forward<Args>(args)...);
  }
  void make_room(source::Span where) const;

  /// Refuses what the cursor has passed where it may not be: tabs in block context
  /// (go-yaml), comments without white space before them (core schema).
  void refuse_passed();

  /// Core schema: the lines of a value in block context are indented deeper than its
  /// parent.
  void require_deep_lines(std::size_t begin, std::size_t end) const;

  /// Refuses a tag whose handle nobody defined.
  void require_handle(std::string_view tag, std::size_t begin, std::size_t end) const;

  /// Goes over the properties that stand at the cursor, at most `count`.
  void skip_properties(int count);

  /// Could the text at `offset` belong to the node after the cursor's indicator,
  /// seen from its indentation?
  bool belongs_to_value(std::size_t indicator_end, std::size_t offset) const;

  void scalar(std::size_t begin, std::size_t end, Kind kind, Style style, std::string_view text,
              YAML::anchor_t anchor);
  /// Checks what yaml-cpp lets through; gives the value, mended where need be.
  std::string_view checked(std::size_t begin, const WrittenScalar& written, std::string_view value);
  /// Refuses a null that stands where the text leaves nothing out.
  void require_written(bool is_key);
  void refuse_key(Node key);
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool is_mapping,
            bool is_flow);
  void close();
  void add_value(Node node, std::size_t end, std::size_t height);
  void add_key(std::string_view text, Kind kind, Style style, source::Span span);
  void remember(YAML::anchor_t anchor, Anchored anchored);
  void refuse_duplicates(const Open& mapping);
  bool is_go() const { return options_.dialect != Dialect::core; }
  bool expects_key() const { return !open_.empty() && open_.back().is_mapping && !open_.back().wants_value; }

  std::string_view own(std::string_view value, std::size_t begin, bool verbatim);
  Origin origin(std::size_t begin, std::size_t end) const;
  source::Span span(std::size_t begin, std::size_t end) const;

  Arena& arena_;
  KeyCache& keys_;
  source::FileId file_;
  std::string_view text_;
  std::size_t base_;
  std::size_t max_findings_;
  char mask_;
  const ParseOptions& options_;
  SourceScan scan_;
  diag::Collector& out_;

  Node root_;
  bool found_indicator_ = false;   // the last approach met one,
  std::size_t indicator_end_ = 0;  // and this is where it ended
  std::size_t end_ = 0;            // of the last node
  std::vector<Open> open_;
  std::vector<Node> items_;
  std::vector<Entry> entries_;
  std::vector<Anchored> anchors_;
  std::vector<std::size_t> order_;  // scratch of refuse_duplicates
  std::string mended_;              // scratch of a scalar's value
  std::size_t nodes_ = 0;           // made so far, aliases counted in full
  std::size_t alias_nodes_ = 0;     // those of aliases alone
};

}  // namespace fleetlint::yaml
