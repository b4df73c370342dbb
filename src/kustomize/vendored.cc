#include "kustomize/vendored.h"

#include <array>

#include "base/strings.h"
#include "io/file_tree.h"
#include "kustomize/loader.h"

namespace fleetlint::kustomize {

VendoredSources::Url VendoredSources::parse(std::string_view text) {
  Url url;
  const std::size_t query = text.find('?');
  if (query != std::string_view::npos) {
    for (const std::string_view parameter : split(text.substr(query + 1), '&')) {
      for (const std::string_view name : {"ref=", "version="}) {
        if (parameter.starts_with(name)) url.ref = parameter.substr(name.size());
      }
    }
    text = text.substr(0, query);
  }
  constexpr std::array<std::string_view, 5> kPrefixes = {"git::", "https://", "http://", "ssh://", "git@"};
  for (const std::string_view prefix : kPrefixes) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  // `host:org/repo` and `host/org/repo` are one place.
  bool is_host = true;
  for (std::string_view part : split(text, '/')) {
    if (part.empty()) continue;
    if (part.ends_with(".git")) part.remove_suffix(4);
    std::string name(part);
    if (const std::size_t colon = name.find(':'); is_host && colon != std::string::npos) name[colon] = '/';
    is_host = false;
    url.path += url.path.empty() ? name : "/" + name;
  }
  return url;
}

void VendoredSources::add(std::string_view url, std::string_view path) {
  copies_.push_back({parse(url), std::string(path)});
}

std::optional<std::string> VendoredSources::find(std::string_view entry) const {
  const Url wanted = parse(entry);
  const Copy* best = nullptr;
  for (const Copy& copy : copies_) {
    if (!copy.url.ref.empty() && copy.url.ref != wanted.ref) continue;
    if (copy.url.path.empty() || !is_below(wanted.path, copy.url.path)) continue;
    const bool is_better =
        best == nullptr || copy.url.path.size() > best->url.path.size() ||
        (copy.url.path.size() == best->url.path.size() && best->url.ref.empty() && !copy.url.ref.empty());
    if (is_better) best = &copy;
  }
  if (best == nullptr) return std::nullopt;
  return io::normalise(best->path + wanted.path.substr(best->url.path.size()));
}

}  // namespace fleetlint::kustomize
