#include <memory>

#include "io/flat_tree.h"

namespace fleetlint::io {

namespace {

constexpr std::string_view kLink = "link:";

class MemoryTree final : public FlatTree {
 public:
  MemoryTree(const std::vector<std::pair<std::string, std::string>>& files, source::SourceMap& sources) {
    for (const auto& [path, content] : files) {
      if (content.starts_with(kLink)) {
        add_link(normalise(path), content.substr(kLink.size()));
      } else {
        add_file(normalise(path), ids_.size());
        ids_.push_back(sources.add(content));
      }
    }
  }

 private:
  Result<source::FileId> raw_content(std::size_t key) const final { return ids_[key]; }

  std::vector<source::FileId> ids_;
};

}  // namespace

TreePtr make_memory_tree(const std::vector<std::pair<std::string, std::string>>& files,
                         source::SourceMap& sources) {
  return std::make_shared<MemoryTree>(files, sources);
}

}  // namespace fleetlint::io
