// Node: an immutable YAML value that knows where it was written.
//
// A Node is a handle, as cheap to copy as a pointer. The value behind it lies in
// an Arena of the run and never changes: an edit (yaml/edit.h) makes new nodes
// along the path and shares the rest, so that two handles with the same
// identity() are the same value for good and what was learned about one may be
// remembered for the other.
//
// A default-made Node is *missing*: looking up a key that is not there gives
// one, and every accessor of a missing node gives the empty answer. A YAML null
// is present.
//
// Every node has an Origin: the bytes that wrote it, and what it replaced or was
// made from. No engine may turn nodes into a form that drops it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "source/source_map.h"
#include "yaml/key.h"

namespace fleetlint::yaml {

enum class Kind : std::uint8_t { null, boolean, integer, floating, string, sequence, mapping };

/// How the value was written; `any` for values made by fleetlint. `untagged` is made
/// too, and plain: as kustomize gives it neither quotes nor tag, a text put in its
/// place later is again what it looks like.
enum class Style : std::uint8_t {
  any,
  plain,
  single_quoted,
  double_quoted,
  literal,
  folded,
  block,
  flow,
  untagged
};

/// Whether a string of this style that looks like a time is one to go-yaml.
constexpr bool can_be_time(Style style) { return style == Style::plain || style == Style::untagged; }

std::string_view to_string(Kind kind);

/// What was done at the place an origin names. Everything but `written` makes
/// the value from `cause` (and the text at the place).
enum class Operation : std::uint8_t {
  written,    ///< the bytes, parsed alone, give the value; `cause` is the value it replaced, if any
  generated,  ///< made by a generator from the bytes (a literal, a file, a line of an env file); `cause` is
              ///< the entry that names the file
  prefixed,   ///< namePrefix or nameSuffix put on `cause`
  suffixed,
  hashed,        ///< generator's content hash put on `cause`
  renamed,       ///< a reference followed the object it names; the place is what renamed that object.
                 ///< `cause` is the whole chain of that name, then `requested`, then the reference as it was
  namespaced,    ///< namespace transformer, or targetNamespace
  labelled,      ///< label or annotation of a transformer
  image_set,     ///< images entry
  replicas_set,  ///< replicas entry
  copied,        ///< replacement or var: the place is the source value. `cause` is the whole chain of that
                 ///< value, then `requested`, behind which is what stood there
  substituted,   ///< postBuild variable put into a template; the place is the variable's value. `cause` is
                 ///< the whole chain of that value, then `requested`, then the template (or what the
                 ///< next variable made of it). Without a variable (a default) the place is the template's
  converted,     ///< type or form changed on the way (int-or-string, JSON inside a string)
  implied,       ///< written by nobody: a default of the tool; the place is what called for it
  unresolved,    ///< as substituted, but with a variable that nobody here knows; its `${...}` stands
                 ///< in the text as written. The value, its type included, must not be judged.
  requested,  ///< ends the chain of a value that was copied, renamed or substituted, as brackets close: the
              ///< place asked for it (a replacement's field path, a var, a reference, a template),
              ///< `cause` is what stood there
};

std::string_view to_string(Operation operation);

/// Where a value comes from. `file` is FileId::none where no file wrote it.
/// The chain of causes ends; the first is the last writer.
struct Origin {
  source::FileId file = source::FileId::none;
  source::Span span;
  Operation operation = Operation::written;
  const Origin* cause = nullptr;
};

class Node;
struct Entry;

namespace detail {
struct NodeData;
}

class Node {
 public:
  Node() = default;
  explicit Node(const detail::NodeData* data) : data_(data) {}

  /// Present, be it null.
  explicit operator bool() const { return data_ != nullptr; }

  Kind kind() const;  ///< null for a missing node
  Style style() const;
  const Origin& origin() const;  ///< an empty one for a missing node

  bool is_null() const { return data_ != nullptr && kind() == Kind::null; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_mapping() const { return kind() == Kind::mapping; }
  bool is_sequence() const { return kind() == Kind::sequence; }
  bool is_scalar() const { return data_ != nullptr && kind() < Kind::sequence; }

  /// A scalar's text: of a string its value, of other scalars the characters as
  /// written (`0x1F`, `TRUE`, `~`). Empty for anything else.
  std::string_view text() const;

  /// The value where the kind fits, nothing otherwise. as_int gives nothing
  /// beyond 64 bits; as_double takes integers too.
  std::optional<bool> as_bool() const;
  std::optional<std::int64_t> as_int() const;
  std::optional<double> as_double() const;

  /// Items of a sequence, entries of a mapping in written order; empty otherwise.
  std::span<const Node> items() const;
  std::span<const Entry> entries() const;

  /// The value of a key, missing where there is none or this is no mapping.
  Node operator[](std::string_view key) const;
  Node operator[](Key key) const;
  /// The entry itself, for its key's place; nullptr where there is none.
  const Entry* find(std::string_view key) const;
  const Entry* find(Key key) const;

  /// Same identity: same value, same origins, for good.
  const void* identity() const { return data_; }
  friend bool operator==(Node a, Node b) = delete;  // say same() or equal()

 private:
  const detail::NodeData* data_ = nullptr;
};

/// One key and its value. Keys that are no strings keep their text as written
/// and their kind; JSON has only strings, see scalar.h for how they convert.
struct Entry {
  Key key;
  Kind key_kind = Kind::string;
  Origin key_origin;
  Node value;
};

namespace detail {
struct NodeData {
  Kind kind = Kind::null;
  Style style = Style::any;
  std::uint32_t size = 0;  // bytes, items or entries
  const void* content = nullptr;
  Origin origin;
};
}  // namespace detail

inline bool same(Node a, Node b) { return a.identity() == b.identity(); }

/// Deep equality of values by the data model: origins, styles and key order do
/// not count; integers compare by value, 1 and 1.0 differ.
bool equal(Node a, Node b);

/// "spec.containers[0].image"-style steps, from the root down; missing when a
/// step is not there. Keys with dots are written `metadata.labels["a.b/c"]`.
Node find_path(Node root, std::string_view path);

}  // namespace fleetlint::yaml
