#include "yaml/place.h"

#include <string>

namespace fleetlint::yaml {

namespace {

std::string label_of(const Origin& writer, const Origin& cause) {
  // A cause is what the writer replaced or worked on.
  return writer.operation == Operation::written ? "replaces the value written here"
                                                : std::string(to_string(cause.operation)) + " here";
}

}  // namespace

diag::Place at(const Origin& origin) {
  diag::Place place;
  bool has_primary = false;
  const Origin* writer = nullptr;
  for (const Origin* o = &origin; o != nullptr; writer = o, o = o->cause) {
    if (o->file == source::FileId::none) continue;
    diag::Location location{o->file, o->span, {}, {}};
    if (!has_primary) {
      place.primary = location;
      has_primary = true;
      continue;
    }
    const auto is_same = [&](const diag::Location& l) { return l.file == o->file && l.span == o->span; };
    if (is_same(place.primary)) continue;
    bool seen = false;
    for (const diag::Location& l : place.related) seen = seen || is_same(l);
    if (seen) continue;
    location.label = writer != nullptr ? label_of(*writer, *o) : std::string();
    place.related.push_back(std::move(location));
  }
  return place;
}

diag::Place at(Node node) { return at(node.origin()); }

diag::Place at_key(const Entry& entry) { return at(entry.key_origin); }

}  // namespace fleetlint::yaml
