#include <cstdlib>
#include <optional>
#include <string>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::secret {
namespace {

/// A duration of Go in seconds; nothing for what is none.
std::optional<double> seconds_of(std::string_view text) {
  if (text == "0") return 0;
  double total = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t end = i;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
    if (end == i) return std::nullopt;
    const double number = std::strtod(std::string(text.substr(i, end - i)).c_str(), nullptr);
    std::size_t unit_end = end;
    while (unit_end < text.size() && text[unit_end] >= 'a' && text[unit_end] <= 'z') ++unit_end;
    const std::string_view unit = text.substr(end, unit_end - end);
    if (unit == "h")
      total += number * 3600;
    else if (unit == "m")
      total += number * 60;
    else if (unit == "s")
      total += number;
    else if (unit == "ms")
      total += number / 1000;
    else
      return std::nullopt;
    i = unit_end;
  }
  return text.empty() ? std::nullopt : std::optional(total);
}

}  // namespace

void external_refresh_interval(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "external-secrets.io") return;
  const yaml::Node interval = object["spec"]["refreshInterval"];
  if (!interval.is_scalar() || !rules::flux::is_known(interval)) return;
  const std::optional<double> seconds = seconds_of(interval.text());
  if (!seconds) {
    out.report(at(interval), "{} is no duration, so the object is refused; write it like \"1h\" or \"30m\"",
               quote(interval.text()));
  } else if (*seconds == 0) {
    const std::string_view policy = object["spec"]["refreshPolicy"].text();
    if (policy.empty() || policy == "Periodic") {
      out.report(at(interval),
                 "the Secret is fetched once and never again, so a value that is changed does not arrive; "
                 "set an interval, or "
                 "refreshPolicy: CreatedOnce to say that it is meant");
    }
  } else if (*seconds < 10) {
    out.report(at(interval),
               "the store is asked every {}, which many stores bill or throttle; a minute or more is usual",
               quote(interval.text()));
  }
}

}  // namespace fleetlint::rules::secret
