// For tests: a small repository in memory, what a build of it gives, and where
// each value comes from.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kustomize/build.h"
#include "source/line_index.h"

namespace fleetlint::kustomize {

/// Path and content.
using StoryFiles = std::vector<std::pair<std::string, std::string>>;

class Story {
 public:
  explicit Story(const StoryFiles& files, std::string directory = "") : parsed_(sources_, arenas_) {
    Engine engine({sources_, parsed_, arenas_});
    Request request;
    request.tree = io::make_memory_tree(files, sources_);
    request.directory = std::move(directory);
    rendered_ = engine.build(request);
  }

  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

  bool built() const { return rendered_->built; }
  std::string text() const { return print(*rendered_); }

  /// The object of this kind and name, missing when there is none.
  yaml::Node object(std::string_view kind, std::string_view name) const {
    for (const kube::Object& object : rendered_->objects) {
      if (object.kind() == kind && object.name() == name) return object.node();
    }
    return {};
  }

  /// The value at a path of an object.
  std::string value(std::string_view kind, std::string_view name, std::string_view path) const {
    return std::string(yaml::find_path(object(kind, name), path).text());
  }

  /// Where a value comes from, last writer first: "hashed kustomization.yaml:3, generated ...".
  std::string chain(std::string_view kind, std::string_view name, std::string_view path) const {
    const yaml::Node node = yaml::find_path(object(kind, name), path);
    std::string text;
    for (const yaml::Origin* origin = &node.origin(); node && origin != nullptr; origin = origin->cause) {
      if (!text.empty()) text += ", ";
      text += std::string(yaml::to_string(origin->operation)) + " " + place(origin->file, origin->span);
    }
    return text;
  }

  /// One line a finding: "path:line rule message".
  std::string findings() const {
    std::string text;
    for (const diag::Finding& finding : rendered_->findings) {
      text += place(finding.primary.file, finding.primary.span) + " " + finding.rule + " " + finding.message +
              "\n";
    }
    return text;
  }

 private:
  std::string place(source::FileId file, source::Span span) const {
    if (file == source::FileId::none) return "nowhere";
    const auto position = source::LineIndex(sources_.text(file)).position(span.begin);
    return std::string(rendered_->paths.path(file)) + ":" + std::to_string(position.line);
  }

  source::SourceMap sources_;
  ArenaSet arenas_;
  yaml::ParseCache parsed_;
  std::shared_ptr<const Rendered> rendered_;
};

}  // namespace fleetlint::kustomize
