// Path patterns as .gitignore writes them, for `exclude` and `ignore`.
//
// `*` and `?` stay inside one path segment, `**` crosses them. A pattern with a
// slash before its end counts from the root, one without matches at any depth.
// What matches a folder matches all below it; a slash at the end asks for a
// folder.
#pragma once

#include <string_view>

namespace fleetlint::lint {

/// `path` is that of a file, relative to the root.
bool path_matches(std::string_view pattern, std::string_view path);

/// `*` is any run of characters, slashes too; all others stand for themselves.
bool word_matches(std::string_view pattern, std::string_view word);

}  // namespace fleetlint::lint
