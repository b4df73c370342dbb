// For the tests of this module: YAML in, findings as lines of text out.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "diag/collector.h"
#include "schema/validator.h"
#include "yaml/parse.h"

namespace fleetlint::schema {

/// Keeps what the nodes of parsed texts point to.
class TestTexts {
 public:
  std::vector<kube::Object> objects(std::string_view text) {
    texts_.push_back(std::make_unique<std::string>(text));
    diag::Collector ignored;
    std::vector<kube::Object> all;
    for (const yaml::Document& document :
         yaml::parse(arena_, source::FileId{0}, *texts_.back(), {}, ignored).documents) {
      if (document.root) all.emplace_back(document.root);
    }
    return all;
  }
  yaml::Node node(std::string_view text) { return objects(text).at(0).node(); }

  /// The text a finding points at, up to the end of its first line.
  std::string pointed_at(const diag::Finding& finding) const {
    const std::string_view span =
        std::string_view(*texts_.back())
            .substr(finding.primary.span.begin, finding.primary.span.end - finding.primary.span.begin);
    return std::string(span.substr(0, span.find('\n')));
  }

  /// "rule path: message", a line for each finding in the last of the texts.
  std::string findings(std::string_view text, int minor = 1000, std::string_view crds = {}) {
    const SchemaSetPtr set = catalog_.get(minor, objects(crds));
    std::string lines;
    for (const kube::Object& object : objects(text)) {
      diag::Collector out;
      validate(*set, object, out);
      for (const diag::Finding& finding : out.findings()) {
        lines += finding.rule.substr(finding.rule.find('/') + 1) + " " + finding.object_path + ": " +
                 finding.message + "\n";
      }
    }
    return lines;
  }

  Catalog& catalog() { return catalog_; }

 private:
  Arena arena_;
  std::vector<std::unique_ptr<std::string>> texts_;
  Catalog catalog_;
};

}  // namespace fleetlint::schema
