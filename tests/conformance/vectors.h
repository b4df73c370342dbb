// Reading vectors: files in the order that keys are numbered by, JSON and YAML.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/conformance/suite.h"
#include "yaml/node.h"

namespace fleetlint::conformance {

struct VectorFile {
  std::string name;  ///< relative to the folder, with forward slashes
  std::filesystem::path path;
};

/// Files below `dir` whose names end so: sorted, files of a folder before its subfolders.
std::vector<VectorFile> files_below(const std::filesystem::path& dir, std::string_view ending);

std::string read_text(const std::filesystem::path& path);

/// The objects of a JSON lines file.
std::vector<Json> read_json_lines(const std::filesystem::path& path);

/// The first document of a YAML file by YAML 1.2's core schema.
Json read_yaml(const std::filesystem::path& path);

/// `name.ext` without the extension: the category of a file's cases.
std::string stem_of(std::string_view name);

/// Marks keys that come again with ~2, ~3.
void number_equal_keys(std::vector<Case>& cases);

/// JSON as text for messages, cut where it is long.
std::string shown(const Json& value);

/// A node's JSON (sigs.k8s.io/yaml's: all keys strings).
Json to_json_value(yaml::Node node);

}  // namespace fleetlint::conformance
