#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/strings.h"
#include "rules/flux/lookup.h"
#include "rules/twins.h"
#include "yaml/place.h"

namespace fleetlint::rules::cluster_api {
namespace {

struct Range {
  std::array<std::uint8_t, 16> address{};
  int bytes = 0;   ///< 4 or 16
  int prefix = 0;  ///< bits
};

std::optional<int> number(std::string_view text, int base, int limit) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || value < 0 || value > limit)
    return std::nullopt;
  return value;
}

bool read_v4(std::string_view text, Range& range) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return false;
  range.bytes = 4;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto value = number(parts[i], 10, 255);
    if (!value) return false;
    range.address[i] = static_cast<std::uint8_t>(*value);
  }
  return true;
}

/// One `::` stands for as many zero groups as are missing.
bool read_v6(std::string_view text, Range& range) {
  range.bytes = 16;
  const std::size_t gap = text.find("::");
  const std::string_view head = text.substr(0, gap);
  const std::string_view tail = gap == std::string_view::npos ? std::string_view() : text.substr(gap + 2);
  const auto read = [&](std::string_view groups, std::size_t at) {
    if (groups.empty()) return true;
    for (const std::string_view group : split(groups, ':')) {
      const auto value = group.empty() ? std::nullopt : number(group, 16, 0xffff);
      if (!value || at + 2 > 16) return false;
      range.address[at++] = static_cast<std::uint8_t>(*value >> 8);
      range.address[at++] = static_cast<std::uint8_t>(*value & 0xff);
    }
    return true;
  };
  const auto groups_of = [](std::string_view groups) {
    return groups.empty() ? 0 : split(groups, ':').size();
  };
  if (gap == std::string_view::npos) return groups_of(head) == 8 && read(head, 0);
  if (groups_of(head) + groups_of(tail) > 7) return false;
  return read(head, 0) && read(tail, 16 - 2 * groups_of(tail));
}

std::optional<Range> parse_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Range range;
  const std::string_view address = text.substr(0, slash);
  if (!(address.find(':') == std::string_view::npos ? read_v4(address, range) : read_v6(address, range))) {
    return std::nullopt;
  }
  const auto prefix = number(text.substr(slash + 1), 10, range.bytes * 8);
  if (!prefix) return std::nullopt;
  range.prefix = *prefix;
  return range;
}

/// Two ranges overlap when they agree in the bits that the wider one fixes.
bool overlap(const Range& a, const Range& b) {
  if (a.bytes != b.bytes) return false;
  const int bits = std::min(a.prefix, b.prefix);
  for (int bit = 0; bit < bits; ++bit) {
    const auto index = static_cast<std::size_t>(bit / 8);
    if (((a.address[index] ^ b.address[index]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

}  // namespace

void cidr_overlap(const kube::Object& object, const ObjectContext&, diag::Collector& out) {
  if (object.group() != "cluster.x-k8s.io") return;
  const yaml::Node network = object["spec"]["clusterNetwork"];
  for (const yaml::Node& services : network["services"]["cidrBlocks"].items()) {
    const auto of_services = rules::flux::is_known(services) ? parse_range(services.text()) : std::nullopt;
    for (const yaml::Node& pods : network["pods"]["cidrBlocks"].items()) {
      const auto of_pods = rules::flux::is_known(pods) ? parse_range(pods.text()) : std::nullopt;
      if (!of_services || !of_pods || !overlap(*of_services, *of_pods)) continue;
      diag::Place place = at(services);
      diag::Location other = at(pods).primary;
      other.label = "the pods' range";
      place.related.push_back(std::move(other));
      out.report(std::move(place),
                 "the Services' range {} overlaps the pods' range {}; addresses must be told apart",
                 quote(services.text()), quote(pods.text()))
          .object_path = "spec.clusterNetwork.services.cidrBlocks";
    }
  }
}

}  // namespace fleetlint::rules::cluster_api
