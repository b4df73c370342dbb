// Reads the text form of schemas (schemas/README.md) into tables.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/table_builder.h"

namespace fleetlint::pack_schemas {

/// A mistake in a schema file; the text names file and line.
struct SchemaTextError {
  std::string message;
};

struct SourceFile {
  std::string name;  ///< for messages
  std::string text;
};

/// Reads files whose definitions may refer to each other. `native`: Kubernetes'
/// own types, else those of CRDs. Throws SchemaTextError.
class SchemaText {
 public:
  SchemaText(schema::TableBuilder& builder, std::vector<std::uint32_t> minors, bool native)
      : builder_(builder), minors_(std::move(minors)), native_(native) {}

  void read(const std::vector<SourceFile>& files);

  /// The type of a definition, kNone when there is none.
  std::uint32_t find(std::string_view name) const;

 private:
  struct Line {
    const SourceFile* file = nullptr;
    int number = 0;
    std::string_view text;
    std::vector<Line> children;
  };
  struct Cursor;

  [[noreturn]] void fail(const Line& line, std::string_view what) const;
  std::vector<Line> read_lines(const SourceFile& file) const;
  void read_kind(const Line& line);
  void read_type(const Line& line, bool is_root);
  void read_fields(schema::TypeDraft& type, const std::vector<Line>& lines, bool is_root);
  std::uint32_t read_expression(Cursor& cursor, const Line& line);
  schema::TypeDraft read_head(Cursor& cursor, const Line& line);
  void read_facets(schema::TypeDraft& type, Cursor& cursor, const Line& line);
  void add_rule(schema::TypeDraft& type, yaml::Node rule);
  void read_facet(schema::TypeDraft& type, std::string_view word, std::string_view value, const Line& line);
  schema::MinorMask read_minors(std::string_view text, const Line& line) const;

  schema::TableBuilder& builder_;
  std::vector<std::uint32_t> minors_;
  bool native_;
  bool judging_ = false;
  std::map<std::string, std::uint32_t, std::less<>> types_;
};

}  // namespace fleetlint::pack_schemas
