#include <set>

#include "rules/twins.h"
#include "secrets/detect.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// The scalar that holds the byte: a suppression comment can stand at its first line,
/// not inside a block of text. Aliases lie elsewhere and are passed over.
yaml::Node scalar_at(yaml::Node node, source::FileId file, std::uint32_t offset) {
  const auto inside = [&](yaml::Node n) {
    const yaml::Origin& origin = n.origin();
    return origin.file == file && origin.span.begin <= offset && offset < origin.span.end;
  };
  while (inside(node) && !node.is_scalar()) {
    yaml::Node next;
    for (const yaml::Node item : node.items()) {
      if (inside(item)) next = item;
    }
    for (const yaml::Entry& entry : node.entries()) {
      if (inside(entry.value)) next = entry.value;
    }
    if (!next) return {};
    node = next;
  }
  return inside(node) ? node : yaml::Node();
}

}  // namespace

void private_key(const FileContext& file, diag::Collector& out) {
  std::set<std::pair<source::Span, std::string>> reported;
  for (const secrets::Sighting& seen : secrets::find_private_keys(file.text)) {
    const auto begin = static_cast<std::uint32_t>(seen.offset);
    source::Span span{begin, begin + static_cast<std::uint32_t>(seen.size)};
    for (const yaml::Document& document : file.stream.documents) {
      if (const yaml::Node scalar = scalar_at(document.root, file.stream.file, begin)) span = scalar.origin().span;
    }
    if (!reported.emplace(span, seen.what).second) continue;
    out.report(at(file.stream.file, span), "{} is here in plain text; take it out of use and keep the new one encrypted or elsewhere",
               seen.what);
  }
}

}  // namespace fleetlint::rules::secret
