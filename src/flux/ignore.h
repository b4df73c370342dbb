// Which files of a repository Flux leaves out of the artifact it makes of it.
//
// The patterns are those of .gitignore files, with differences that matter: an
// excluded folder is still walked, so that a later `!dir/keep.yaml` brings a
// file back; `**` counts only as a whole component; and one pattern of the
// user's anywhere switches most of the defaults off. Later patterns win.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetlint::flux {

class IgnorePatterns {
 public:
  /// Reads lines. `domain` is the folder that they are relative to.
  void add(std::string_view lines, std::string_view domain);
  void add(IgnorePatterns later);

  bool empty() const { return patterns_.empty(); }
  bool excludes(std::string_view path, bool is_directory) const;

  /// The version control's own files: always left out.
  static std::string_view version_control();
  /// Pictures, archives and CI files: left out as long as nobody gives a pattern.
  static std::string_view defaults();

 private:
  struct Pattern {
    std::string domain;                   // with a slash at its end, or empty
    std::vector<std::string> components;  // one, for a pattern without a slash
    bool anywhere = false;                // without a slash: matches a component at any depth
    bool directories_only = false;
    bool includes = false;
  };
  static bool matches(const Pattern& pattern, std::string_view path, bool is_directory);

  std::vector<Pattern> patterns_;
};

}  // namespace fleetlint::flux
