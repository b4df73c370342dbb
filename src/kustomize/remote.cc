#include "kustomize/remote.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/strings.h"

namespace fleetlint::kustomize {

namespace {

bool is_user_name(std::string_view text) {
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; };
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0 &&
         std::ranges::all_of(text, is_word);
}

}  // namespace

bool is_remote(std::string_view path) {
  constexpr std::array<std::string_view, 7> kPrefixes = {"http://", "https://",    "ssh://",     "file://",
                                                         "git::",   "github.com/", "github.com:"};
  const std::string lower = to_lower(path);
  if (std::ranges::any_of(kPrefixes, [&](std::string_view prefix) { return lower.starts_with(prefix); }))
    return true;
  const std::size_t at = path.find('@');
  return at != std::string_view::npos && is_user_name(path.substr(0, at)) &&
         path.find_first_of(":/", at) != std::string_view::npos;
}

}  // namespace fleetlint::kustomize
