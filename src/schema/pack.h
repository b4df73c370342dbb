// The bundled tables as bytes: written by tools/pack_schemas at build, read in place.
//
// A header, then the arrays one after another, in the byte order of the machine.
#pragma once

#include <cstddef>
#include <string>

#include "schema/tables.h"

namespace fleetlint::schema {

/// The bytes of tables.
std::string pack(const Tables& tables);

/// The tables of bytes that pack() made. `bytes` is aligned to eight and outlives them.
Tables unpack(const char* bytes);

/// Defined by the source that pack_schemas writes.
extern const std::size_t kPackSize;
extern const char kPack[];

}  // namespace fleetlint::schema
