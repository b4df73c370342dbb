#include "yaml/place.h"

#include <string_view>
#include <vector>

namespace fleetlint::yaml {

namespace {

bool opens(Operation operation) {
  return operation == Operation::copied || operation == Operation::renamed ||
         operation == Operation::substituted || operation == Operation::unresolved;
}

/// What stands at the link behind `writer`: what the writer replaced or worked on.
std::string_view label_behind(Operation writer, Operation cause) {
  switch (writer) {
    case Operation::written: return "replaces the value written here";
    case Operation::generated: return "named here";
    case Operation::prefixed: return "name before the prefix";
    case Operation::suffixed: return "name before the suffix";
    case Operation::hashed: return "name before the hash";
    case Operation::renamed: return "name of the object that is referred to";
    case Operation::namespaced: return "namespace before";
    case Operation::labelled: return "label before";
    case Operation::image_set: return "image before it was set";
    case Operation::replicas_set: return "replica count before";
    case Operation::copied: return "source of the copy";
    case Operation::substituted:
    case Operation::unresolved: return "value of the variable";
    case Operation::converted: return "before it was converted";
    case Operation::implied:
    case Operation::requested: break;
  }
  return cause == Operation::written ? "written here" : "made here";
}

/// The place that asked for a copied value, by what the value was copied for.
std::string_view label_of_request(Operation opener) {
  switch (opener) {
    case Operation::copied: return "asked for here";
    case Operation::renamed: return "the reference";
    default: return "template that the variable went into";
  }
}

/// What a copied value took the place of.
std::string_view label_of_replaced(Operation opener) {
  switch (opener) {
    case Operation::copied: return "value before the copy";
    case Operation::renamed: return "the reference before";
    default: return "template that the variable went into";
  }
}

}  // namespace

diag::Place at(const Origin& origin) {
  diag::Place place;
  bool has_primary = false;
  const Origin* writer = nullptr;
  std::vector<Operation> open;  // brackets that `requested` closes
  Operation closed = Operation::copied;
  for (const Origin* o = &origin; o != nullptr; writer = o, o = o->cause) {
    if (opens(o->operation)) open.push_back(o->operation);
    if (o->operation == Operation::requested && !open.empty()) {
      closed = open.back();
      open.pop_back();
    }
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
    if (o->operation == Operation::requested) {
      location.label = label_of_request(closed);
    } else if (writer != nullptr && writer->operation == Operation::requested) {
      location.label = label_of_replaced(closed);
    } else if (writer != nullptr) {
      location.label = label_behind(writer->operation, o->operation);
    }
    place.related.push_back(std::move(location));
  }
  return place;
}

diag::Place at(Node node) { return at(node.origin()); }

diag::Place at_key(const Entry& entry) { return at(entry.key_origin); }

}  // namespace fleetlint::yaml
