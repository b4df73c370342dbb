#include "schema/pack.h"
#include "schema/tables.h"

namespace fleetlint::schema {

const Tables& bundled_tables() {
  static const Tables tables = unpack(kPack);
  return tables;
}

}  // namespace fleetlint::schema
