// A rule page as the packing tool reads it: front matter checked, prose kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/examples.h"

namespace pack_rules {

struct Page {
  std::string id;    ///< "area/name", from the path
  std::string file;  ///< as messages show it
  std::string summary;
  std::string scope;  ///< "file", "object", "cluster", "fleet"
  std::vector<std::string> kinds;
  std::string severity;
  std::string confidence = "high";
  std::string persona = "default";
  std::vector<std::string> controls;
  std::string since;
  std::string engine;
  std::string help;            ///< everything after the front matter, from the heading on
  std::string check_language;  ///< "rego" or "cel": the check stands on the page, under `## Check`
  std::string check;

  bool native() const { return engine.empty(); }
  /// "cluster_api", "image_tag_missing": the parts of the id as C++ names.
  std::string area_name() const;
  std::string function_name() const;
};

/// Reads `text` as the page of `id`. Mistakes are appended with their line in the file.
Page read_page(std::string id, std::string file, std::string_view text,
               std::vector<fleetlint::rules::PageError>* errors);

}  // namespace pack_rules
