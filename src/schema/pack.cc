#include "schema/pack.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace fleetlint::schema {

namespace {

struct Header {
  std::uint32_t object_meta;
  std::uint32_t types;
  std::uint32_t fields;
  std::uint32_t words;
  std::uint32_t texts;
  std::uint32_t kinds;
  std::uint32_t minors;
  std::uint32_t characters;
};

template <typename T>
void put(std::string& bytes, std::span<const T> items) {
  static_assert(alignof(T) <= 4 && sizeof(T) % 4 == 0);
  bytes.append(reinterpret_cast<const char*>(items.data()), items.size_bytes());
}

template <typename T>
std::span<const T> take(const char*& bytes, std::uint32_t count) {
  const std::span<const T> items(reinterpret_cast<const T*>(bytes), count);
  bytes += items.size_bytes();
  return items;
}

}  // namespace

std::string pack(const Tables& tables) {
  const auto size = [](const auto& items) { return static_cast<std::uint32_t>(items.size()); };
  const Header header{tables.object_meta, size(tables.types), size(tables.fields), size(tables.words),
                      size(tables.texts), size(tables.kinds), size(tables.minors), size(tables.characters)};
  std::string bytes;
  put(bytes, std::span(&header, 1));
  put(bytes, tables.types);
  put(bytes, tables.fields);
  put(bytes, tables.words);
  put(bytes, tables.texts);
  put(bytes, tables.kinds);
  put(bytes, tables.minors);
  bytes += tables.characters;
  return bytes;
}

Tables unpack(const char* bytes) {
  const Header& header = take<Header>(bytes, 1)[0];
  Tables tables;
  tables.object_meta = header.object_meta;
  tables.types = take<TypeRecord>(bytes, header.types);
  tables.fields = take<FieldRecord>(bytes, header.fields);
  tables.words = take<std::uint32_t>(bytes, header.words);
  tables.texts = take<TextRecord>(bytes, header.texts);
  tables.kinds = take<KindRecord>(bytes, header.kinds);
  tables.minors = take<std::uint32_t>(bytes, header.minors);
  tables.characters = std::string_view(bytes, header.characters);
  return tables;
}

}  // namespace fleetlint::schema
