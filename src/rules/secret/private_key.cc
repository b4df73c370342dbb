#include <set>

#include "rules/secret/exposure.h"
#include "rules/twins.h"
#include "secrets/detect.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
void private_key(const FileContext& file, diag::Collector& out) {
  std::set<std::pair<source::Span, std::string>> reported;
  const auto all = seen_in<std::vector<secrets::Sighting>>(file, "private keys", secrets::find_private_keys);
  for (const secrets::Sighting& seen : *all) {
    const auto begin = static_cast<std::uint32_t>(seen.offset);
    source::Span span{begin, begin + static_cast<std::uint32_t>(seen.size)};
    for (const yaml::Document& document : file.stream.documents) {
      if (const yaml::Node scalar = scalar_at(document.root, file.stream.file, begin))
        span = scalar.origin().span;
    }
    if (!reported.emplace(span, seen.what).second) continue;
    out.report(at(file.stream.file, span),
               "{} is here in plain text; take it out of use and keep the new one encrypted or elsewhere",
               seen.what);
  }
}

}  // namespace fleetlint::rules::secret
